import type { KubeconfigSource } from '../engine/engine.ts';

/** What --kubeconfig says, or what kubectl would use. */
export const kubeconfigSource = (file: string | undefined): KubeconfigSource =>
  file === undefined ? { kind: 'default' } : { kind: 'files', paths: [file] };
