import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { short } from '../parts/plain.ts';
import type { Scene } from '../parts/actions.ts';
import { control, only, type Some } from '../parts/dom.ts';
import { drawExportMenu } from '../parts/export-menu.ts';
import type { Speech } from '../parts/language.ts';
import { type MenuItem, drawMenu } from '../parts/menu.ts';

interface Tool {
  readonly id: string;
  readonly name: Text;
  readonly hint: Text;
  readonly pressed?: boolean;
  readonly go: () => void;
}

/** The buttons over the chart. */
export function drawToolbar(
  parent: Some<HTMLElement>,
  scene: Scene,
  speech: Speech,
  timeline: Timeline,
  back?: () => void,
): void {
  const bar = only(parent, 'div', 'toolbar')
    .attr('role', 'toolbar')
    .attr('aria-label', speech.say(text('Chart')));
  for (const tool of [...(back ? [backTool(back)] : []), ...toolsOf(scene)]) {
    const button = control(bar, 'vscode-button', `tool-${tool.id}`).attr('title', speech.say(tool.hint));
    button
      .attr('aria-pressed', tool.pressed === undefined ? null : tool.pressed)
      .text(speech.say(tool.name))
      .on('click', tool.go);
  }
  drawLogs(bar, scene, speech, timeline);
  drawExportMenu(bar, scene, speech);
}

/** The API server reads logs of pods that it has. */
export const hasLogs = ({ instants }: Timeline): boolean => instants['podEnded'] === undefined;

function drawLogs(bar: Some<HTMLElement>, scene: Scene, speech: Speech, timeline: Timeline): void {
  const words = speech.say(text('Logs'));
  const gone = control(bar, 'vscode-button', 'tool-logs').attr('disabled', '').text(words);
  gone
    .attr('hidden', hasLogs(timeline) ? '' : null)
    .attr(
      'title',
      speech.say(text('The pod is gone, and with it its log: read it where this cluster keeps its logs.')),
    );
  drawMenu(bar, 'logs', words, logItems(timeline, scene, speech)).attr('hidden', hasLogs(timeline) ? null : '');
}

function logItems({ lanes, phases }: Timeline, { actions }: Scene, speech: Speech): MenuItem[] {
  return lanes
    .filter((lane) => lane.role !== 'pod')
    .flatMap(({ id, name }) => {
      const again = phases.some((phase) => phase.lane === id && phase.attempt > 1);
      const container = short(name, 60);
      return [
        { words: container, go: () => actions.readLog(name, false) },
        ...(again
          ? [
              {
                words: speech.say(text('{container}, previous run', { container })),
                go: () => actions.readLog(name, true),
              },
            ]
          : []),
      ];
    });
}

const backTool = (go: () => void): Tool => ({
  id: 'back',
  name: text('Back'),
  hint: text('Back to all pods (Escape)'),
  go,
});

function toolsOf({ state, actions }: Scene): Tool[] {
  return [
    {
      id: 'fit',
      name: text('Fit'),
      hint: text(
        'Show everything (0). Zoom: ctrl and wheel, or + and -; double click on a bar to fill the width with it',
      ),
      go: () => actions.show(undefined),
    },
    {
      id: 'ruler',
      name: text('Ruler'),
      hint: text(
        'Measure by dragging; without the ruler: shift and drag. With keys: m on a bar, and m on another one for the stretch from the first to the last',
      ),
      pressed: state.measuring,
      go: actions.toggleMeasuring,
    },
  ];
}
