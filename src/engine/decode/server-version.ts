/** `{ major: 1, minor: 36 }` of `v1.36.2`. */
export function parseVersion(gitVersion: string): { readonly major: number; readonly minor: number } {
  const [, major = '1', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { major: Number(major), minor: Number(minor) };
}
