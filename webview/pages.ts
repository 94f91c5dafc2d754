import { ManyPageKind } from './many/many-page-kind.ts';
import { messagePage } from './page/message-page.ts';
import { podPage } from './page/pod-page.ts';
import type { PageTable } from './parts/page.ts';

/** The pages of one webview. Pods and nodes are one kind: the list, where one was in it, is kept. */
export function pagesOf(): PageTable {
  const many = new ManyPageKind();
  return { timeline: podPage, pods: many, node: many, message: messagePage };
}
