import * as vscode from 'vscode';
import type { Session, YamlPath } from '../../engine/engine.ts';
import { podRef, type YamlTools } from './object-files.ts';
import { showBeside, showPaths } from './show-document.ts';
import { uriOf } from './uris.ts';
import type { PodRef } from '../../shared/subject.ts';

export interface EvidenceParts {
  readonly session: Session;
  readonly yaml: () => Promise<YamlTools>;
  /** The pod of the panel that asks: it may be of another context than the one that is watched. */
  readonly activePod: () => PodRef | undefined;
}

/** Opens what proves a phase: lines of the pod's YAML, events, logs. */
export class EvidenceOpener {
  readonly #parts: EvidenceParts;

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
  }

  async showYaml(podUid: string, paths: readonly YamlPath[]): Promise<void> {
    const pod = this.#pod(podUid);
    if (!pod) return;
    const yaml = await this.#parts.yaml();
    await showPaths(uriOf({ kind: 'pod', pod }), paths, (text) => yaml.locate(text));
  }

  async showEvent(podUid: string, eventUid: string): Promise<void> {
    const pod = this.#pod(podUid);
    const reason =
      this.#parts.session.cluster?.store.timeline(podUid)?.events.find(({ uid }) => uid === eventUid)?.reason ??
      'event';
    if (pod) await showBeside(uriOf({ kind: 'event', pod, eventUid, reason }));
  }

  async showEvents(pod: PodRef): Promise<void> {
    await showBeside(uriOf({ kind: 'events', pod }));
  }

  async showLog(pod: PodRef, container: string, previous: boolean): Promise<void> {
    const editor = await showBeside(uriOf({ kind: 'log', pod, container, previous }));
    await vscode.languages.setTextDocumentLanguage(editor.document, 'log').then(undefined, () => undefined);
  }

  #pod(uid: string): PodRef | undefined {
    const { session, activePod } = this.#parts;
    const known = session.cluster && podRef(session.cluster, uid);
    const active = activePod();
    return known ?? (active?.uid === uid ? active : undefined);
  }
}
