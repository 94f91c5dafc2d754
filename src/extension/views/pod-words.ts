import * as vscode from 'vscode';
import type { PodFacts, PodRecord, Outcome, Phase, Timeline, EpochMs } from '../../engine/engine.ts';
import { hostLanguage } from '../base/host-language.ts';
import { kindWords } from '../base/phase-words.ts';
import type { Standing } from './pod-standing.ts';
import { shownAge, STARTING_STEPS, STUCK_STEPS, type RowAge } from './row-age.ts';

/** What stands behind a pod's name: "12.4 s", "starting 7 s: image pull", "stuck 41 s: ImagePullBackOff". */
export function describePod(
  record: PodRecord,
  standing: Standing,
  timeline: Timeline | undefined,
  now: EpochMs,
): string {
  const outcome = describeOutcome(record, standing, timeline, now);
  const words = timeline?.settled === false && outcome !== '' ? vscode.l10n.t('{0}, reading events', outcome) : outcome;
  if (standing !== 'deleted' && record.pod.deletionAt !== undefined) {
    return words === '' ? vscode.l10n.t('terminating') : vscode.l10n.t('{0}, terminating', words);
  }
  return words;
}

function describeOutcome({ pod }: PodRecord, standing: Standing, timeline: Timeline | undefined, now: EpochMs): string {
  if (!timeline) return standing === 'starting' ? startingWords(pod, undefined, now) : '';
  const { outcome } = timeline;
  switch (outcome.state) {
    case 'starting':
      return standing === 'deleted'
        ? vscode.l10n.t('deleted while starting')
        : startingWords(pod, currentPhase(timeline), now);
    case 'stuck':
      return standing === 'deleted'
        ? vscode.l10n.t('deleted while stuck: {0}', outcome.reason)
        : vscode.l10n.t('stuck {0}: {1}', stuckAge(outcome.since, now), outcome.reason);
    case 'ready':
      return hostLanguage.duration(outcome.startup.ms);
    case 'unready':
      return vscode.l10n.t('not ready any more: {0}', outcome.reason ?? vscode.l10n.t('readiness probe'));
    case 'completed':
      return vscode.l10n.t('{0}, completed', hostLanguage.duration(outcome.startup.ms));
    case 'failed':
      return vscode.l10n.t('failed: {0}', outcome.reason);
  }
}

function startingWords(pod: PodFacts, phase: Phase | undefined, now: EpochMs): string {
  const age = startingAge(pod.creationAt, now);
  return phase ? vscode.l10n.t('starting {0}: {1}', age, kindWords(phase)) : vscode.l10n.t('starting {0}', age);
}

/** What readiness waits for; it changes with what is known of the pod, and not with the time. */
const currentPhase = ({ step, phases }: Timeline): Phase | undefined => phases.find(({ id }) => id === step?.phase);

/** What the row of a pod counts; absent when its words stay until something happens. */
export function rowAge({ pod }: PodRecord, standing: Standing, outcome: Outcome | undefined): RowAge | undefined {
  if (standing === 'deleted') return undefined;
  if (outcome?.state === 'stuck') return { since: outcome.since, steps: STUCK_STEPS };
  const starts = outcome ? outcome.state === 'starting' : standing === 'starting';
  return starts ? { since: pod.creationAt, steps: STARTING_STEPS } : undefined;
}

function startingAge(since: EpochMs, now: EpochMs): string {
  const ms = shownAge({ since, steps: STARTING_STEPS }, now);
  return ms < 60_000 ? seconds(ms) : hostLanguage.duration(ms);
}

function stuckAge(since: EpochMs, now: EpochMs): string {
  const ms = shownAge({ since, steps: STUCK_STEPS }, now);
  if (ms < 60_000) return seconds(ms);
  const minutes = ms / 60_000;
  if (minutes < 60) return vscode.l10n.t('{0} min', minutes);
  const hours = minutes / 60;
  return hours < 48 ? vscode.l10n.t('{0} h', hours) : vscode.l10n.t('{0} days', Math.floor(hours / 24));
}

const seconds = (ms: number): string => vscode.l10n.t('{0} s', ms / 1000);

interface Look {
  readonly icon: string;
  readonly color?: string;
  /** For screen readers and tooltips. */
  readonly word: string;
}

/** The state as icon and word. */
export function lookOf(standing: Standing, terminating: boolean): Look {
  if (terminating && standing !== 'deleted') {
    return { icon: 'circle-slash', color: 'disabledForeground', word: vscode.l10n.t('terminating') };
  }
  switch (standing) {
    case 'starting':
      return { icon: 'loading~spin', color: 'charts.blue', word: vscode.l10n.t('starting') };
    case 'stuck':
      return { icon: 'error', color: 'list.errorForeground', word: vscode.l10n.t('stuck') };
    case 'unready':
      return { icon: 'warning', color: 'list.warningForeground', word: vscode.l10n.t('not ready') };
    case 'ready':
      return { icon: 'pass', color: 'testing.iconPassed', word: vscode.l10n.t('ready') };
    case 'completed':
      return { icon: 'check', color: 'disabledForeground', word: vscode.l10n.t('completed') };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed', word: vscode.l10n.t('failed') };
    case 'deleted':
      return { icon: 'trash', color: 'disabledForeground', word: vscode.l10n.t('deleted') };
  }
}
