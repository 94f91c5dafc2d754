import type { KubeObject } from '../engine/engine.ts';

/** A core/v1 Event as events.k8s.io/v1 shows it, without kind and apiVersion (pkg/apis/events/v1/conversion.go). */
export function eventInItsOwnGroup(event: KubeObject): Record<string, unknown> {
  const { metadata, involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent } = event;
  return {
    metadata,
    eventTime: event['eventTime'] ?? null,
    series: event['series'],
    reportingController: reportingComponent,
    reportingInstance: event['reportingInstance'],
    action: event['action'],
    reason: event['reason'],
    regarding: involvedObject,
    related: event['related'],
    note: message,
    type: event['type'],
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp ?? null,
    deprecatedLastTimestamp: lastTimestamp ?? null,
    deprecatedCount: count,
  };
}
