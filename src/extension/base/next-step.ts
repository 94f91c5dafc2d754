import { own, type Problem, text, type Text } from '../../engine/engine.ts';

/** Where in VS Code the next step of a problem is taken, by its code. */
const WHERE: Readonly<Record<Problem['code'], Text | undefined>> = {
  'no-kubeconfig': text('The setting podfall.kubeconfig names files; the demo cluster needs none.'),
  'broken-kubeconfig': undefined,
  'unknown-context': text('The setting podfall.kubeconfig can name another file.'),
  'no-cluster': undefined,
  unreachable: undefined,
  proxy: text('Of VS Code, the settings http.proxy, http.noProxy and http.proxyStrictSSL count as well.'),
  tls: undefined,
  unauthorized: undefined,
  forbidden: undefined,
  'credential-plugin': undefined,
  'server-error': undefined,
  'bad-answer': undefined,
  unreadable: text('The command Podfall: Record Cluster Session makes one.'),
  delayed: undefined,
};

/** The next step as the engine tells it, and where it is taken in VS Code. `code`: that of a problem. */
export function nextStepOf({ nextStep, code }: { readonly nextStep: Text; readonly code?: unknown }): Text {
  const where = typeof code === 'string' ? own(WHERE, code) : undefined;
  return where ? text('{nextStep} {where}', { nextStep, where }) : nextStep;
}
