/** The error itself, without the kubelet's and gRPC's words around it. */
export function shortError(message: string): string {
  return message
    .replace(/^Failed to pull image "[^"]*": /, '')
    .replace(/^(?:MountVolume\.\S+ failed for volume "[^"]*" ?: |Failed to create pod sandbox: )/, '')
    .replace(/^(?:rpc error: code = \w+ desc = )+/, '')
    .replace(/^Error: /, '')
    .trim();
}
