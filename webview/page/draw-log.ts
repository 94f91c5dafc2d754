import type { LogSnapshot } from '../../src/shared/protocol.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Actions } from '../parts/actions.ts';
import { logSteps, logWindow, longestSilence, type LoggedStep } from '../chart/log-gaps.ts';
import { plain, short } from '../parts/plain.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';

/** More rows help nobody: the longest silences are at the top. */
const maxRows = 200;

export interface LogInput {
  readonly timeline: Timeline;
  /** Absent while no log is asked for. */
  readonly log: LogSnapshot | undefined;
  readonly speech: Speech;
  readonly actions: Actions;
}

/** The lines that the application wrote while it started, the longest silences first. */
export function drawLog(parent: Some<HTMLElement>, { timeline, log, speech, actions }: LogInput): void {
  const section = only(parent, 'section', 'log')
    .attr('aria-label', speech.say(text('Log')))
    .attr('hidden', log ? null : '');
  if (!log) return;
  const window = logWindow(timeline, log);
  const steps = log.log.state === 'lines' ? logSteps(log.log.lines, window) : [];
  const bar = only(section, 'div', 'events-bar');
  only(bar, 'h2', 'title').text(
    speech.say(
      log.previous
        ? text('Log of {container}, previous run', { container: short(log.container, 80) })
        : text('Log of {container}', { container: short(log.container, 80) }),
    ),
  );
  only(bar, 'button', 'close')
    .classed('link', true)
    .attr('type', 'button')
    .text(speech.say(text('Close')))
    .on('click', () => actions.closeLog());
  only(section, 'p', 'headline')
    .attr('role', 'status')
    .text(plain(speech.say(headline(log, steps))));
  drawSteps(
    only(section, 'table', 'log-table').attr('hidden', steps.length > 0 ? null : ''),
    steps,
    window.started,
    speech,
  );
}

function headline(log: LogSnapshot, steps: readonly LoggedStep[]): Text {
  switch (log.log.state) {
    case 'loading':
      return text('Reading the log…');
    case 'failed':
      return log.log.reason;
    case 'lines': {
      const silence = longestSilence(steps);
      return silence ? silenceWords(silence) : text('Nothing was logged between start and ready.');
    }
  }
}

function silenceWords({ silence = 0, line, then }: LoggedStep): Text {
  const args = { silence: { ms: silence }, line: short(line ?? '', 160) };
  if (line === undefined) return text('{silence} of silence before the first line', { silence: { ms: silence } });
  if (then === 'ready') return text('{silence} of silence after “{line}”, the last line before it was ready', args);
  return then === 'ended'
    ? text('{silence} of silence after “{line}”, the last line before it ended', args)
    : text('{silence} of silence after “{line}”', args);
}

function drawSteps(table: Some<HTMLElement>, steps: readonly LoggedStep[], started: number, speech: Speech): void {
  const heads = [text('since start'), text('silence after'), text('line')].map((head) => speech.say(head));
  only(only(table, 'thead', 'head'), 'tr', 'row')
    .selectChildren<HTMLElement, string>('th')
    .data(heads)
    .join('th')
    .attr('scope', 'col')
    .text((head) => head);
  const rows = [...steps].sort((a, b) => (b.silence ?? 0) - (a.silence ?? 0)).slice(0, maxRows);
  only(table, 'tbody', 'body')
    .selectChildren<HTMLElement, LoggedStep>('tr')
    .data(rows)
    .join('tr')
    .selectChildren<HTMLElement, string>('td')
    .data((step) => [
      speech.duration(Math.max(step.at - started, 0)),
      step.silence === undefined ? '' : speech.duration(step.silence),
      step.line === undefined ? speech.say(text('(the container starts)')) : plain(step.line),
    ])
    .join('td')
    .text((cell) => cell);
}
