/**
 * What controllers write before the reason (kubernetes pkg/controller/controller_utils.go, stateful_pod_control.go;
 * client-go's event correlator).
 */
const BEGINNINGS = [
  /^\(combined from similar events\): /,
  /^Error creating: /,
  /^create Pod \S+ in \S+ \S+ failed error: /,
  /^pods "[^"]*" is forbidden: /,
];

/** The reason in the message of a FailedCreate event, without what its row says already. */
export const rejectionReason = (message: string): string =>
  BEGINNINGS.reduce((rest, beginning) => rest.replace(beginning, ''), message);
