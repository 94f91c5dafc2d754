import * as net from 'node:net';

/** Where a proxy can be named, the first wins. */
export interface ProxySettings {
  /** `proxy-url` of the kubeconfig's cluster. */
  readonly cluster?: string | undefined;
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in either case. */
  readonly env: NodeJS.ProcessEnv;
  /** VS Code's `http.proxy`, and the hosts of `http.noProxy`. */
  readonly editor?: { readonly proxy?: string; readonly noProxy?: readonly string[] } | undefined;
}

/** The proxy on the way to `url`, as Go's http.ProxyFromEnvironment chooses it. Throws a TypeError when what is named is no URL. */
export function proxyFor(url: URL, { cluster, env, editor }: ProxySettings): URL | undefined {
  if (cluster !== undefined) return new URL(cluster);
  const named = url.protocol === 'https:' ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : (env['HTTP_PROXY'] ?? env['http_proxy']);
  const proxy = named !== undefined && named !== '' ? named : editor?.proxy;
  if (proxy === undefined || proxy === '') return undefined;
  const direct = [...(env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(','), ...(editor?.noProxy ?? [])].map((rule) => rule.trim()).filter((rule) => rule !== '');
  return isDirect(url, direct) ? undefined : new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

/** Loopback is never proxied (golang.org/x/net/http/httpproxy). */
function isDirect(url: URL, rules: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  return rules.some((rule) => matches(host, url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port, rule.toLowerCase()));
}

/** `*`, an address, a network, `example.com` (with its subdomains), `.example.com` (subdomains only), each but a network with an optional port. */
function matches(host: string, port: string, rule: string): boolean {
  if (rule === '*') return true;
  if (rule.includes('/')) return isInNetwork(host, rule);
  const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(net.isIPv6(rule) ? '' : rule) ?? [];
  if (rulePort !== undefined && rulePort !== port) return false;
  const wanted = (name === '' ? rule : name).replace(/^\[|\]$/g, '').replace(/^\*\./, '.');
  if (wanted.startsWith('.')) return host.endsWith(wanted);
  return host === wanted || (net.isIP(host) === 0 && host.endsWith(`.${wanted}`));
}

function isInNetwork(host: string, rule: string): boolean {
  const [network = '', bits = ''] = rule.split('/');
  const family = net.isIPv6(network) ? 'ipv6' : 'ipv4';
  if (net.isIP(network) === 0 || net.isIP(host) === 0 || !/^\d+$/.test(bits) || Number(bits) > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new net.BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, net.isIPv6(host) ? 'ipv6' : 'ipv4');
}
