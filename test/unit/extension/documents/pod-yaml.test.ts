import { describe, expect, test } from 'vitest';
import type { YamlPath } from '../../../../src/engine/engine.ts';
import { locate, writeObject } from '../../../../src/extension/documents/pod-yaml.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', managedFields: [{ manager: 'kubelet' }], labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'app',
        image: 'shop/web:1',
        args: [],
        readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 },
        imagePullPolicy: 'Always',
      },
      { name: 'log', image: 'shop/log:2', command: ['sh', '-c', 'a\nb\n'] },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
  },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};

describe('a pod as YAML', () => {
  const yaml = writeObject(pod, { managedFields: false });
  const lines = yaml.text.split('\n');
  const linesOf = (...path: YamlPath): string => {
    const { first, last } = yaml.linesOf(path);
    return lines
      .slice(first, last + 1)
      .map((line) => line.trim())
      .join(' | ');
  };

  test('has no managedFields unless they are asked for', () => {
    expect(yaml.text).not.toContain('managedFields');
    expect(writeObject(pod, { managedFields: true }).text).toContain('manager: kubelet');
  });

  test.each<[YamlPath, string]>([
    [['spec', 'containers', 0, 'image'], 'image: shop/web:1'],
    [['spec', 'containers', 'log', 'image'], 'image: shop/log:2'],
    [['spec', 'containers', 0, 'imagePullPolicy'], 'imagePullPolicy: Always'],
    [['spec', 'containers', 0, 'args'], 'args: []'],
    [['spec', 'containers', 0, 'readinessProbe'], 'readinessProbe: | httpGet: | path: / | port: 80 | periodSeconds: 5'],
    [['spec', 'containers', 1, 'command'], 'command: | - sh | - -c | - | | a | b'],
    [['spec', 'volumes'], 'volumes: | - name: data | emptyDir: {}'],
    [['status', 'conditions', 'Ready', 'status'], 'status: "True"'],
  ])('knows the lines of %j', (path, expected) => expect(linesOf(...path)).toBe(expected));

  test('gives the nearest parent of what is not there', () =>
    expect(linesOf('spec', 'volumes', 0, 'secret')).toBe('- name: data | emptyDir: {}'));

  test('gives the first line when nothing of the path is there', () =>
    expect(yaml.linesOf(['nothing'])).toEqual({ first: 0, last: 0 }));

  test('finds the same lines in a text that begins with a comment', () => {
    expect(locate(`# deleted\n${yaml.text}`).linesOf(['kind'])).toEqual({ first: 2, last: 2 });
  });

  test('keeps hostile text as text', () => {
    const hostile = 'x: 1\n---\n"<script>" \u202e # not a comment';
    const text = writeObject({ metadata: { name: hostile } }, { managedFields: false });
    expect(text.linesOf(['metadata', 'name']).first).toBe(1);
    expect(locate(text.text).text).toBe(text.text);
  });
});
