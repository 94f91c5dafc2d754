/** Words that the kubelet, gRPC and the runtime put around the error. */
const AROUND = [
  /^Failed to pull image "[^"]*": /,
  /^Failed to apply default image tag "[^"]*": /,
  /^(?:Mount|Attach|Map|WaitForAttach)Volume\.\S+ failed for volume "[^"]*" ?: /,
  /^Failed to create pod sandbox: /,
  /^(?:rpc error: code = \w+ desc = )+/,
  /^failed to pull and unpack image "[^"]*": /,
  /^failed to resolve (?:image|reference "[^"]*"): /,
  /^Error: /,
];

/** The error itself, without the words around it. */
export const shortError = (message: string): string => AROUND.reduce((rest, words) => rest.replace(words, ''), message).trim();
