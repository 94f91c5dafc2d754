import type { Answer } from './answer.ts';
import { isTrue } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import type { ResourceState } from './api-state.ts';
import { checkContainer, containerOf, formatLine, logText } from './logs.ts';
import type { LogStore, ServedLine } from './logs.ts';
import { notFound } from './status.ts';

/** How often a followed log is looked at. */
const followMs = 100;

/**
 * Answers pods/log. A followed log goes on with the lines that are still to come, and ends when the pod is gone or the
 * last line is written.
 */
export function serveLog(
  request: ApiRequest,
  state: ResourceState,
  logs: LogStore,
  answer: Answer,
  now: () => number,
): void {
  const { namespace = '', name = '' } = request.target ?? {};
  const pod = state.get(namespace, name)?.object;
  if (!pod) throw notFound(state.type, name);
  const container = containerOf(request, pod);
  const previous = isTrue(request.query.get('previous'));
  checkContainer(pod, container, previous);
  const lines = logs.get(pod.metadata.uid ?? '', container, previous) ?? [];
  const start = now();
  const text = Buffer.from(logText(lines, request, start));
  if (!isTrue(request.query.get('follow'))) return answer.send(200, [text], { 'Content-Type': 'text/plain' });
  answer.begin('text/plain');
  answer.write(text);
  follow(
    lines.filter(({ at }) => at > start),
    request,
    answer,
    now,
    () => state.get(namespace, name)?.object.metadata.uid === pod.metadata.uid,
  );
}

function follow(
  coming: readonly ServedLine[],
  request: ApiRequest,
  answer: Answer,
  now: () => number,
  isThere: () => boolean,
): void {
  let next = 0;
  const timer = setInterval(() => {
    for (let line = coming[next]; line && line.at <= now(); line = coming[++next]) {
      answer.write(Buffer.from(formatLine(line, request)));
    }
    if (next >= coming.length || !isThere()) answer.end();
  }, followMs);
  answer.response.once('close', () => clearInterval(timer));
}
