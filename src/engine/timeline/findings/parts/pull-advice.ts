import { type Text, text } from '../../model/text.ts';

/**
 * What to do about a pull that failed, by what its error says; the first that fits. `isOver`: a later try brought the
 * image.
 */
export function pullAdvice(error: string, isOver: boolean): Text {
  return (
    CAUSES.find(({ says }) => says.test(error))?.advice(isOver) ??
    text('Try to pull the image with the same credentials from a machine near the node.')
  );
}

interface Cause {
  readonly says: RegExp;
  advice(isOver: boolean): Text;
}

/**
 * Words of containerd, CRI-O, docker and the registries; the more telling ones first, since an error may hold several.
 */
const CAUSES: readonly Cause[] = [
  {
    says: /too ?many ?requests|rate limit|\b429\b/i,
    advice: () => text('The registry limits how often it is asked: sign in with imagePullSecrets, or use a mirror.'),
  },
  {
    says: /\b50[0-4]\b|service unavailable|bad gateway|internal server error/i,
    advice: () =>
      text(
        'The registry itself failed, whatever the name and the credentials: see how it is. The kubelet tries again by itself, up to 5 minutes apart.',
      ),
  },
  {
    says: /pull QPS exceeded/i,
    advice: () =>
      text(
        'The kubelet limits its own pulls (registryPullQPS and registryBurst in its configuration): start fewer pods with new images at once, or raise these.',
      ),
  },
  {
    says: /no space left on device/i,
    advice: () =>
      text(
        'The disk of the node is full: remove images, logs or emptyDir volumes that nobody needs, or give it more room.',
      ),
  },
  {
    says: /couldn't parse image name|invalid reference format|InvalidImageName/i,
    advice: () => text('Correct the name of the image: as it is written no node can ever pull it.'),
  },
  {
    says: /pull policy of Never/,
    advice: () =>
      text('With imagePullPolicy: Never the node has to have the image already: put it there, or use IfNotPresent.'),
  },
  {
    says: /no match for platform|no matching manifest for|exec format/i,
    advice: () =>
      text(
        'The image is not built for this kind of node: build it for that platform too, or choose nodes by kubernetes.io/arch.',
      ),
  },
  {
    says: /pull access denied|repository does not exist or may require|insufficient_scope/i,
    advice: () =>
      text(
        'There is no such image, or it is private: check its name, then imagePullSecrets of the pod or its service account.',
      ),
  },
  { says: /not ?found|manifest unknown|does not exist/i, advice: missing },
  {
    says: /short-name/i,
    advice: () =>
      text(
        'Write the name of the image with its registry (docker.io/library/...): this node has none that it would try.',
      ),
  },
  {
    says: /server gave HTTP response to HTTPS client/i,
    advice: () =>
      text(
        'The registry speaks plain HTTP: give it a certificate, or allow it as insecure in the configuration of the runtime on every node.',
      ),
  },
  {
    says: /x509|certificate/i,
    advice: () =>
      text(
        'The node does not trust the certificate of the registry: have it issued by a known authority, or make its authority known to the nodes.',
      ),
  },
  {
    says: /signature/i,
    advice: () => text('The node takes only signed images: sign it, or correct the policy of the node.'),
  },
  {
    says: /unauthori[sz]ed|denied|forbidden|authenticat|no basic auth/i,
    advice: () => text('The registry refused: check imagePullSecrets of the pod or its service account.'),
  },
  {
    says: /no such host/i,
    advice: () =>
      text(
        'The node could not reach the registry, as it does not know its name: check the registry in the name of the image, and the DNS of the node.',
      ),
  },
  {
    says: /timeout|timed out|deadline exceeded|refused|unreachable|reset by peer|tls|\bEOF\b/i,
    advice: () =>
      text(
        'The node could not reach the registry: see whether the registry is up, and what lies between (network policies, proxies, firewalls).',
      ),
  },
];

function missing(isOver: boolean): Text {
  return isOver
    ? text(
        'Push an image before the pods that need it are made: the kubelet tries again by itself, but up to 5 minutes apart.',
      )
    : text(
        'Check the name and the tag; if they are right, push the image. The kubelet tries again by itself, up to 5 minutes apart.',
      );
}
