import { text } from '../timeline/model/text.ts';
import type { Exporter } from './exporter.ts';
import { writeMarkdown } from './markdown.ts';
import { writeJson } from './timeline-json.ts';

/**
 * All ways to write timelines as text. The editor's command, the panel's menu and `podfall timeline --output` read this
 * table: a line here is all that a further one needs.
 */
export const exporters: readonly Exporter[] = [
  {
    id: 'markdown',
    title: text('Copy a summary (Markdown)'),
    detail: text('for an issue or a chat'),
    extension: 'md',
    goesTo: 'clipboard',
    write: writeMarkdown,
  },
  {
    id: 'json',
    title: text('Timeline (JSON)'),
    detail: text('every instant with its evidence'),
    extension: 'json',
    goesTo: 'file',
    write: writeJson,
  },
];

/** The exporter with this id; ids may come from outside. */
export const exporterOf = (id: string): Exporter | undefined => exporters.find((exporter) => exporter.id === id);
