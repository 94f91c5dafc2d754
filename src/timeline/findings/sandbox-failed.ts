import { type Text, text } from '../text.ts';
import { type Case, explainedBy, isUnfinished, type Rule, withRetries } from './case.ts';

/** The sandbox or its network could not be made. */
export const sandboxFailed: Rule = {
  id: 'sandbox-failed',
  docs: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/',
  find(start) {
    const phases = withRetries(start, 'sandbox');
    const failed = phases.filter(({ outcome }) => outcome === 'failed');
    if (failed.length === 0) return [];
    const explained = explainedBy(phases, start);
    const goesOn = phases.some(isUnfinished);
    const error = readable(failed[0]?.message ?? '');
    const args = { error, took: { ms: explained.explains }, tries: failed.length };
    return [
      {
        severity: goesOn ? 'error' : 'warning',
        title: text('sandbox and network'),
        sentence: sentence(args, goesOn),
        advice: adviceFor(error, start),
        ...explained,
        saves: explained.explains,
      },
    ];
  },
};

function sentence(args: { readonly error: string; readonly took: { readonly ms: number }; readonly tries: number }, goesOn: boolean): Text {
  if (goesOn) return text('The pod’s sandbox and network cannot be made: {error}.', args);
  return args.tries === 1 ? text('The pod’s sandbox and network could not be made at first, which cost {took}: {error}.', args) : text('The pod’s sandbox and network could not be made {tries} times, which cost {took}: {error}.', args);
}

/** Sandbox ids say nothing to people. */
const readable = (error: string): string => error.replace(/ for sandbox "[0-9a-f]+"/, '').replace(/^network is not ready: .*message:/, '');

function adviceFor(error: string, { timeline }: Case): Text {
  const node = timeline.pod.node ?? '';
  return /cni|network|plugin/i.test(error) ? text('The network plugin on {node} is not working: look at its pods there, kubectl get pods -A -o wide --field-selector spec.nodeName={node}.', { node }) : text('Look at the container runtime’s and the kubelet’s logs on {node}.', { node });
}
