/** Words that the kubelet, gRPC and the runtime put around the error. */
const AROUND = [
  /^Error: /,
  /^Failed to pull image "[^"]*": /,
  /^Failed to apply default image tag "[^"]*": /,
  /^(?:Mount|Attach|Map|WaitForAttach)Volume\.\S+ failed for volume "[^"]*" ?: /,
  /^Failed to create pod sandbox: /,
  /^(?:rpc error: code = \w+ desc = )+/,
  /^failed to pull and unpack image "[^"]*": /,
  /^failed to resolve (?:image|reference "[^"]*"): /,
  /^failed to (?:create containerd task|start container "[^"]*"): /,
  /^failed to create shim task: /,
  /^OCI runtime create failed: (?:runc create failed: )?(?:unable to start container process: )?(?:error during container init: )?/,
];

/** The error itself, without the words around it. */
export const shortError = (message: string): string =>
  AROUND.reduce((rest, words) => rest.replace(words, ''), message).trim();
