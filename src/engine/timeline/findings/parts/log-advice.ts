import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import type { Case } from './case.ts';

/** The API object is gone, so no command finds the pod any more. */
export const isGone = ({ timeline }: Case): boolean => timeline.instants['podEnded'] !== undefined;

/** What a command about a container's log needs. */
export const logArgs = (
  { name }: ContainerReading,
  { timeline }: Case,
): { readonly pod: string; readonly namespace: string; readonly container: string } => ({
  pod: timeline.pod.name,
  namespace: timeline.pod.namespace,
  container: name,
});

/** Where the log of the run that ended is. */
export function lastLog(container: ContainerReading, start: Case): Text {
  if (isGone(start)) return text('The pod is gone, and with it its log: read it where this cluster keeps its logs.');
  const args = logArgs(container, start);
  const runsAgain = container.status?.state.state !== 'terminated' && start.reading.pod?.spec.restartPolicy !== 'Never';
  return runsAgain
    ? text('Read the log of the run that ended: kubectl logs {pod} -n {namespace} -c {container} --previous.', args)
    : text('Read its log: kubectl logs {pod} -n {namespace} -c {container}.', args);
}
