import type { NodeMessage, PodsMessage } from '../parts/many-data.ts';
import type { PageInput } from '../parts/page.ts';

export type ManyMessage = PodsMessage | NodeMessage;

export type ManyInput = PageInput<ManyMessage>;
