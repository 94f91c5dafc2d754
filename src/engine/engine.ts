/*
 * The front door of the engine: all that its callers may name. Nothing outside of src/engine imports past it, but for
 * what runs in the page (src/shared and webview), which takes the pure half of the timeline as it is: there is no Node
 * there.
 */

// Evidence in, timeline out
export { buildTimeline } from './timeline/build-timeline.ts';
export { ownerTimeline } from './timeline/owner-timeline.ts';

// The words that all speak
export { english, formatBytes, formatDuration } from './timeline/model/duration.ts';
export type { ContainerRole, EventFacts, LogLine, OwnerRef, PodEvidence, PodFacts } from './timeline/model/facts.ts';
export { compareText } from './timeline/model/compare-text.ts';
export { isRecord } from './timeline/model/is-record.ts';
export { own } from './timeline/model/own.ts';
export { phaseLength } from './timeline/model/phase-length.ts';
export { phaseKinds, phaseName } from './timeline/model/phase-kinds.ts';
export { loopWords } from './timeline/many/restart-loop.ts';
export { originWords } from './timeline/model/static-start.ts';
export { formatText, type Language, type Text, text, type TextArg } from './timeline/model/text.ts';
export type {
  Evidence,
  Finding,
  Lane,
  Outcome,
  Phase,
  PodIdentity,
  Span,
  Timeline,
  YamlPath,
} from './timeline/model/timeline.ts';
export { durationMs, type DurationMs, type EpochMs, epochMs } from './timeline/model/units.ts';

// What if: the start after a change
export {
  type Change,
  changeableFindings,
  changesFound,
  isPossible,
  possibleChanges,
} from './timeline/what-if/change.ts';
export { modelOf } from './timeline/what-if/model-of.ts';
export { type KnownStart, modelsOf } from './timeline/what-if/models-of.ts';
export { orderByGain } from './timeline/what-if/order-by-gain.ts';
export { likelyReady, predict, type Prediction } from './timeline/what-if/predict.ts';
export type { StartModel } from './timeline/what-if/start-model.ts';
export { changesWritten, predictionWords, togetherWords } from './timeline/what-if/words.ts';

// Many pods
export { failuresSinceReady, readyAgain } from './timeline/many/failures-since-ready.ts';
export { type NodeQueue, nodeQueues } from './timeline/many/node-queue.ts';
export { type PodRow, rowOf } from './timeline/many/pod-row.ts';
export { rolloutsOf } from './timeline/many/rollouts.ts';
export { atOnce } from './timeline/many/steps.ts';
export type { Cause } from './timeline/many/workload/causes.ts';
export { headlineOf } from './timeline/many/workload/headline.ts';
export { overviewInSteps, overviewOf, type WorkloadOverview } from './timeline/many/workload/overview.ts';
export { readyOnes } from './timeline/many/workload/standing.ts';

// From a kubeconfig to timelines
export { followKubeconfig } from './access/follow-kubeconfig.ts';
export { kubeconfigFiles, type KubeconfigSource } from './access/kubeconfig.ts';
export { ClusterError, type Problem, problemIn } from './access/problem.ts';
export { problemOf } from './access/problems.ts';
export type { EditorProxy } from './access/proxy.ts';
export { type Cluster, type ConnectionStatus, refusedTogether } from './watch/cluster.ts';
export { type ClusterSettings, openCluster, type Scope } from './watch/live-cluster.ts';
export type { ContainerCpu } from './watch/pod-metrics.ts';
export { openRawCluster } from './watch/raw-cluster.ts';
export { type Choice, Session, type SessionState } from './watch/session.ts';

// Facts by uid
export { type Resource, resources } from './decode/resources.ts';
export { parseVersion } from './decode/server-version.ts';
export { EvidenceStore } from './store/evidence-store.ts';
export type { PodRecord, PodStore, Rejection, StoreChange } from './store/pod-store.ts';

// A session as a file
export { type EvidenceKind, evidenceOf } from './recording/evidence-of-recording.ts';
export { loadRecording, openRecording } from './recording/read-recording.ts';
export { preciseNow, recordCluster, type RecordSummary } from './recording/record.ts';
export { existingKubeconfig, reasonOf, RecordingError, unwritableFile } from './recording/recording-error.ts';
export type { KubeObject, RecordedGap, RecordedLog, Recording, RecordingLine } from './recording/recording.ts';
export {
  eventsInTheirOwnGroup,
  groupVersion,
  knownTypes,
  qualifiedName,
  type ResourceType,
  typeFromPath,
} from './recording/resource-types.ts';

// A timeline as text
export type { Exporter, StartModels, WriteOptions } from './export/exporter.ts';
export { exporterOf, exporters } from './export/exporters.ts';

// Told when something changes; ended when it is no longer needed
export { type Disposable, Disposables } from './disposables.ts';
export { Emitter, type Signal } from './signal.ts';
