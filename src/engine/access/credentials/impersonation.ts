import type { KubeUser } from '../kubeconfig.ts';

/** Acting as someone else: `kubectl --as`. */
export function impersonationHeaders({ impersonate }: KubeUser): Readonly<Record<string, string | readonly string[]>> {
  if (!impersonate) return {};
  const extra = Object.entries(impersonate.extra).map(
    ([key, values]) => [`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`, values] as const,
  );
  return {
    'impersonate-user': impersonate.user,
    ...(impersonate.uid !== undefined && { 'impersonate-uid': impersonate.uid }),
    ...(impersonate.groups.length > 0 && { 'impersonate-group': impersonate.groups }),
    ...Object.fromEntries(extra),
  };
}
