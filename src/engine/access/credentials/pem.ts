import * as fs from 'node:fs/promises';
import { messageOf } from '../../errors.ts';
import { text } from '../../timeline/model/text.ts';
import { failure } from '../problems.ts';

/**
 * What is given as data or in a file: data wins, as in client-go. Rejects with a ClusterError when the file cannot be
 * read.
 */
export async function pem(data: string | undefined, file: string | undefined): Promise<Buffer | undefined> {
  if (data !== undefined) return Buffer.from(data, 'base64');
  return file === undefined ? undefined : readCredentialFile(file);
}

/** A file that the kubeconfig names. Rejects with a ClusterError. */
export async function readCredentialFile(file: string): Promise<Buffer> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    throw failure(
      'broken-kubeconfig',
      text('{file}, which the kubeconfig names, cannot be read: {detail}', { file, detail: messageOf(error) }),
      text('Put the file back, or correct its path in the kubeconfig.'),
      error,
    );
  }
}
