import * as net from 'node:net';
import { text } from '../timeline/model/text.ts';
import { failure } from './problems.ts';
import { portOf } from './port-of.ts';

/** Where a proxy can be named, the first wins. */
export interface ProxySettings {
  /** `proxy-url` of the kubeconfig's cluster. */
  readonly cluster?: string | undefined;
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in either case. */
  readonly env: NodeJS.ProcessEnv;
  readonly editor?: EditorProxy | undefined;
}

/** The proxy that an editor was told to use; after what the kubeconfig and the environment name. */
export interface EditorProxy {
  /** Its URL. Absent: none. */
  readonly proxy?: string;
  /** Hosts that are reached without it, as NO_PROXY writes them. */
  readonly noProxy?: readonly string[];
  /** Whether the certificate of an https proxy must be trusted. */
  readonly strictSsl?: boolean;
  /** The Proxy-Authorization header as it is sent. */
  readonly authorization?: string;
}

export interface Proxy {
  readonly url: URL;
  /** Takes an https proxy with any certificate. */
  readonly insecure: boolean;
  /** The Proxy-Authorization header. */
  readonly authorization?: string;
}

export const WHERE_PROXIES_ARE_NAMED = text(
  'Check where the proxy is named: proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY.',
);

/** `socks`: VS Code's name for the newest. */
const KNOWN_SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:', 'socks:'];

/**
 * The proxy on the way to `url`, as Go's http.ProxyFromEnvironment chooses it, then the editor's. Throws a ClusterError
 * when what is named is no URL.
 */
export function proxyFor(url: URL, { cluster, env, editor }: ProxySettings): Proxy | undefined {
  if (cluster !== undefined) return strict(cluster);
  const named =
    url.protocol === 'https:' ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : (env['HTTP_PROXY'] ?? env['http_proxy']);
  const ofEnvironment = named !== undefined && named !== '';
  const proxy = ofEnvironment ? named : editor?.proxy;
  if (proxy === undefined || proxy === '') return undefined;
  const direct = [...(env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(','), ...(editor?.noProxy ?? [])]
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '');
  if (isDirect(url, direct)) return undefined;
  const chosen = strict(proxy.includes('://') ? proxy : `http://${proxy}`);
  if (ofEnvironment) return chosen;
  const authorization = editor?.authorization ?? chosen.authorization;
  return {
    url: chosen.url,
    insecure: editor?.strictSsl === false,
    ...(authorization !== undefined && { authorization }),
  };
}

function strict(named: string): Proxy {
  const url = URL.parse(named);
  if (!url) {
    throw failure('proxy', text('The proxy on the way to the cluster is no URL.'), WHERE_PROXIES_ARE_NAMED);
  }
  if (!KNOWN_SCHEMES.includes(url.protocol)) {
    throw failure(
      'proxy',
      text('The proxy {proxy} is of a kind that is not known: {scheme}', {
        proxy: url.host,
        scheme: url.protocol.slice(0, -1),
      }),
      text('Use a proxy of http, https or socks5. {where}', { where: WHERE_PROXIES_ARE_NAMED }),
    );
  }
  const login =
    url.username === ''
      ? undefined
      : Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64');
  return { url, insecure: false, ...(login !== undefined && { authorization: `Basic ${login}` }) };
}

/** Loopback is never proxied (golang.org/x/net/http/httpproxy). */
function isDirect(url: URL, rules: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true;
  return rules.some((rule) => matches(host, String(portOf(url)), rule.toLowerCase()));
}

/**
 * `*`, an address, a network, `example.com` (with its subdomains), `.example.com` (subdomains only), each but a network
 * with an optional port.
 */
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
  if (
    net.isIP(network) === 0 ||
    net.isIP(host) === 0 ||
    !/^\d+$/.test(bits) ||
    Number(bits) > (family === 'ipv6' ? 128 : 32)
  ) {
    return false;
  }
  const list = new net.BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, net.isIPv6(host) ? 'ipv6' : 'ipv4');
}
