import { manyMessage, type ManyScene } from './many-scenes.ts';
import type { WebviewPage } from './page-harness.ts';

/** Does what a host does when the page asks for whole timelines: shows the same with them. */
export async function answerWants({ sent, show }: WebviewPage, scene: ManyScene): Promise<void> {
  const wants = (await sent()).flatMap((message) => (message.type === 'want' ? [message.uids] : []));
  const last = wants.at(-1);
  if (last) await show(await manyMessage(scene, new Set(last)));
}
