import { expect, test } from 'vitest';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText, text } from '../../../../src/engine/timeline/model/text.ts';
import { shortStep } from '../../../../webview/page/short-step.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const long =
  'registry.example.com/platform/services/payment-gateway-with-a-long-name:2026.11.28-build.4711-g0123456789';

test.each([
  ['shop/api:2', 'shop/api:2'],
  [`shop/api:2@${digest}`, 'shop/api:2'],
  [`registry:5000/api@${digest}`, 'registry:5000/api@sha256:0123456…'],
  [long, '…/payment-gateway-with-a-long-name:2026.11.28-build.4…456789'],
])('a headline has room for %.40s', (image, told) => {
  expect(formatText(shortStep(text('pulling {image}', { image })), english)).toBe(`pulling ${told}`);
});

test('messages are cut at their end, within other words too', () => {
  const step = text('waiting to pull the image of {container} again', { container: 'app' });
  const words = shortStep(text('{step}: {message}', { step, message: 'no such host '.repeat(40) }));
  const told = formatText(words, english);
  expect(told).toMatch(/^waiting to pull the image of app again: no such host .*…$/);
  expect(told.length).toBeLessThan(170);
});

test('a name without an end has one', () => {
  const told = formatText(shortStep(text('pulling {image}', { image: 'x'.repeat(5000) })), english);
  expect(told.length).toBeLessThanOrEqual('pulling '.length + 60);
});
