import { type Text, text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { containerPath } from '../phases/phase-yaml.ts';
import { byLane, type Case, containerOfPhase, criticalPhases, evidenceOf, isNotable, type Rule, type RuleFinding, totalLength } from './case.ts';

/** Downloading and unpacking an image took long. */
export const imagePull: Rule = {
  id: 'image-pull',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/',
  find: (start) => byLane(criticalPhases(start, 'pull').filter(({ outcome }) => outcome === 'done' || outcome === 'running')).flatMap((phases) => slowPull(phases, start)),
};

function slowPull(phases: readonly [Phase, ...Phase[]], start: Case): readonly RuleFinding[] {
  const explains = totalLength(phases, start);
  if (!isNotable(explains, start)) return [];
  const container = containerOfPhase(phases[0], start);
  const path = container && containerPath(container.name, start.reading);
  return [
    {
      severity: 'warning',
      title: text('image pull of {container}', { container: container?.name ?? '' }),
      sentence: sentence(phases, explains, start),
      advice: text('Make the image smaller, keep it close to the cluster, or pull it to the nodes before it is needed.'),
      explains,
      saves: explains,
      phases: phases.map(({ id }) => id),
      evidence: evidenceOf(phases),
      ...(path && { yaml: [...path, 'image'] }),
    },
  ];
}

function sentence(phases: readonly [Phase, ...Phase[]], explains: number, start: Case): Text {
  const container = containerOfPhase(phases[0], start);
  const image = container?.spec?.image ?? container?.name ?? '';
  const took = { ms: explains };
  const bytes = pulledBytes(phases, start);
  if (!phases.every(({ end }) => end)) return text('The node has been pulling {image} for {took}.', { image, took });
  if (bytes === undefined) return text('Pulling {image} took {took}.', { image, took });
  return text('Pulling {image} ({size}) took {took}: {rate}/s.', { image, took, size: { bytes }, rate: { bytes: (bytes / explains) * 1000 } });
}

function pulledBytes(phases: readonly Phase[], { reading }: Case): number | undefined {
  for (const { newest, meaning } of reading.events) if (meaning.kind === 'pulled' && phases.some(({ events }) => events.includes(newest.uid))) return meaning.bytes;
  return undefined;
}
