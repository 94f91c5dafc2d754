import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDocsUrl, isPageState, isWebviewMessage } from '../../../src/shared/guards.ts';
import { isPanelSubject } from '../../../src/shared/subject.ts';

const pod = { context: 'c', uid: 'u', namespace: 'n', name: 'p' };

test.each([
  { type: 'ready' },
  { type: 'select' },
  { type: 'select', selection: { kind: 'phase', id: 'x' } },
  { type: 'openYaml', paths: [['spec', 'containers', 0, 'image']] },
  { type: 'openEvent', uid: 'e' },
  { type: 'openSubject', subject: { kind: 'pod', pod } },
  { type: 'readLog', container: 'app', previous: false },
  { type: 'save', request: { format: 'svg', content: '<svg/>' } },
  { type: 'save', request: { format: 'text', exporter: 'json' } },
  {
    type: 'save',
    request: { format: 'html', theme: { bodyClass: 'vscode-dark', variables: { '--vscode-foreground': '#ccc' } } },
  },
  { type: 'copy', text: '1 s' },
])('$type is understood', (message) => {
  expect(isWebviewMessage(message)).toBe(true);
});

test.each([
  undefined,
  null,
  'ready',
  {},
  { type: 'run' },
  { type: 'openYaml', paths: [[-1]] },
  { type: 'openYaml', paths: [[{}]] },
  { type: 'openYaml' },
  { type: 'select', selection: { kind: 'phase' } },
  { type: 'save', request: { format: 'exe', content: '' } },
  { type: 'save', request: { format: 'text', exporter: 1 } },
  { type: 'openSubject', subject: { kind: 'pod', pod: { uid: 'u' } } },
  { type: 'openEvent', uid: 3 },
])('%j is turned away', (message) => {
  expect(isWebviewMessage(message)).toBe(false);
});

test('no junk makes the guards throw', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      (junk) =>
        typeof isWebviewMessage(junk) === 'boolean' &&
        typeof isPageState(junk) === 'boolean' &&
        typeof isPanelSubject(junk) === 'boolean',
    ),
  );
});

test.each([
  ['https://kubernetes.io/docs/concepts/', true],
  ['https://kubernetes.io.evil.example/docs/', false],
  ['http://kubernetes.io/docs/', false],
  ['command:workbench.action.quit', false],
])('%s leads to the documentation: %s', (url, docs) => {
  expect(isDocsUrl(url)).toBe(docs);
});
