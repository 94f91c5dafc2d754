import { describe, expect, test } from 'vitest';
import { phaseAtLine, phaseLines, slowLines } from '../../../../src/extension/documents/phase-lines.ts';
import { writeObject } from '../../../../src/extension/documents/pod-yaml.ts';
import { phase, timeline } from '../../webview/timeline-builder.ts';

const yaml = writeObject(
  { spec: { containers: [{ name: 'app', image: 'web:1', readinessProbe: { periodSeconds: 5 } }] } },
  { managedFields: false },
);
const container = ['spec', 'containers', 0];
const pull = phase('pull', { id: 'pull', from: 0, to: 20, yaml: [[...container, 'image'], container] });
const queue = phase('pull-queue', { id: 'queue', from: 0, to: 0.05, yaml: [[...container, 'image']] });
const create = phase('create', { id: 'create', from: 20, to: 21, yaml: [container] });
const readiness = phase('readiness', { id: 'readiness', from: 21, yaml: [[...container, 'readinessProbe']] });
const lines = phaseLines(timeline([pull, queue, create, readiness]), yaml);
const lineOf = (words: string): number => yaml.text.split('\n').findIndex((line) => line.includes(words));

describe('the phase of a line', () => {
  test('is the longest of those about the line', () => expect(phaseAtLine(lines, lineOf('image:'))?.id).toBe('pull'));
  test('is the one with the narrowest range', () =>
    expect(phaseAtLine(lines, lineOf('periodSeconds'))?.id).toBe('readiness'));
  test('is that of the container on a line that no other is about', () =>
    expect(phaseAtLine(lines, lineOf('name: app'))?.id).toBe('pull'));
  test('is none outside of all ranges', () => expect(phaseAtLine(lines, 0)).toBeUndefined());
});

test('remarks stand on the first line of slow phases and of those that still run', () => {
  const remarks = [...slowLines(lines, 100)].map(([line, phases]) => [line, phases.map(({ id }) => id)]);
  expect(remarks).toEqual([
    [lineOf('image:'), ['pull']],
    [lineOf('name: app'), ['create']],
    [lineOf('readinessProbe'), ['readiness']],
  ]);
});
