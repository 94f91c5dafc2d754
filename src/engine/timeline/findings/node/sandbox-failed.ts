import { type Text, text } from '../../model/text.ts';
import { type Case, explainedBy, isUnfinished, type Rule, withRetries } from '../parts/case.ts';

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
        advice: adviceFor(error, goesOn, start),
        ...explained,
        saves: explained.explains,
      },
    ];
  },
};

function sentence(
  args: { readonly error: string; readonly took: { readonly ms: number }; readonly tries: number },
  goesOn: boolean,
): Text {
  if (goesOn) return text('The pod’s sandbox and network cannot be made: {error}.', args);
  return args.tries === 1
    ? text('The pod’s sandbox and network could not be made at first, which cost {took}: {error}.', args)
    : text('The pod’s sandbox and network could not be made {tries} times, which cost {took}: {error}.', args);
}

/** Sandbox ids say nothing to people. */
const readable = (error: string): string =>
  error.replace(/ for sandbox "[0-9a-f]+"/, '').replace(/^network is not ready: .*message:/, '');

function adviceFor(error: string, goesOn: boolean, { timeline }: Case): Text {
  const node = timeline.pod.node ?? '';
  if (/assign an IP address|no IP addresses? available|failed to allocate/i.test(error)) {
    return text(
      'The network has no free address for the pod on {node}: see the address ranges of the network plugin and of its subnets.',
      { node },
    );
  }
  if (/dynamic resources|NodePrepareResources/i.test(error)) {
    return text(
      'The driver of the pod’s ResourceClaim could not prepare its device on {node}: see the log of the driver there.',
      { node },
    );
  }
  if (/sandbox image|pause/i.test(error)) {
    return text('{node} cannot pull the image that every sandbox needs: see whether it reaches that registry.', {
      node,
    });
  }
  if (/RuntimeHandler|no runtime for/i.test(error)) {
    return text(
      '{node} does not have the runtime that runtimeClassName asks for: install it there, or choose nodes that have it.',
      { node },
    );
  }
  if (!goesOn && /not initialized|not ready/i.test(error)) {
    return text(
      'The network plugin on {node} was not up yet, as on a node that has just joined: let its pods run before others are bound to the node (a startup taint).',
      { node },
    );
  }
  return /cni|network|plugin/i.test(error)
    ? text(
        'The network plugin on {node} is not working: look at its pods there, kubectl get pods -A -o wide --field-selector spec.nodeName={node}.',
        { node },
      )
    : text('Look at the container runtime’s and the kubelet’s logs on {node}.', { node });
}
