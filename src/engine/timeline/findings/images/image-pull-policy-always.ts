import { text } from '../../model/text.ts';
import { containerOfPhase, criticalPhases, explainedBy, isNotable, type Rule, yamlAt } from '../parts/case.ts';
import { changeYaml } from '../parts/change-yaml.ts';
import { imageOf, wasThere } from '../parts/pulled-image.ts';

/** The registry was asked for an image that the node had. */
export const imagePullPolicyAlways: Rule = {
  id: 'image-pull-policy-always',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
  find(start) {
    const phases = criticalPhases(start, 'pull-queue', 'pull').filter(
      (phase) => phase.outcome !== 'failed' && wasThere(phase, start),
    );
    const explained = explainedBy(phases, start);
    const [first] = phases;
    if (!first || !isNotable(explained.explains, start)) return [];
    return [
      {
        severity: 'warning',
        title: text('imagePullPolicy: Always'),
        sentence: text(
          '{image} was on the node already; imagePullPolicy: Always asked the registry for it again, which took {took}.',
          { image: imageOf(first, start), took: { ms: explained.explains } },
        ),
        advice: text('Use a tag that never changes meaning (or a digest) with imagePullPolicy: IfNotPresent.'),
        ...explained,
        saves: explained.explains,
        ...yamlAt(containerOfPhase(first, start), start, 'imagePullPolicy'),
        change: changeYaml(
          [...new Set(phases.flatMap((phase) => containerOfPhase(phase, start) ?? []))].map((container) => ({
            container,
            lines: ['imagePullPolicy: IfNotPresent'],
          })),
          start,
        ),
      },
    ];
  },
};
