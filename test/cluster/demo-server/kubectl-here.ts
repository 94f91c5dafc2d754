import { spawnSync } from 'node:child_process';

/** Whether this machine has kubectl. What is compared with it is skipped where it is missing. */
export const kubectlHere = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!kubectlHere) console.warn('kubectl is not installed: what is compared with it is skipped');
