import { describe, expect, test } from 'vitest';
import { readManifests } from '../../../../src/extension/documents/read-manifest.ts';

const manifest = (kind: string, name: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  labels:\n    name: not-this\n  name: ${name}\nspec: {}\n`;

describe('a manifest', () => {
  test('names its pod', () => expect(readManifests(manifest('Pod', 'web'), 0)).toEqual({ name: 'web' }));
  test('names its workload and namespace', () => {
    expect(readManifests('kind: Deployment\nmetadata:\n  name: "web" # the shop\n  namespace: shop\n', 0)).toEqual({
      name: 'web',
      namespace: 'shop',
      workloadKind: 'Deployment',
    });
  });
  test('of several is the one with the cursor', () =>
    expect(readManifests(`${manifest('Pod', 'one')}---\n${manifest('Pod', 'two')}`, 9)).toMatchObject({ name: 'two' }));
  test('without pods at the cursor gives way to the first with pods', () => {
    expect(readManifests(`${manifest('Service', 'one')}---\n${manifest('StatefulSet', 'two')}`, 0)).toMatchObject({
      name: 'two',
      workloadKind: 'StatefulSet',
    });
  });
  test('of something else is none', () => expect(readManifests(manifest('ConfigMap', 'one'), 0)).toBeUndefined());
  test('that is a template is read as far as it goes', () =>
    expect(
      readManifests('{{- if .Values.web }}\nkind: Deployment\nmetadata:\n  name: web\n{{- end }}\n', 0),
    ).toMatchObject({ name: 'web' }));
});
