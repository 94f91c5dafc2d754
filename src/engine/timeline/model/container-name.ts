/**
 * The name of a container as facts have it. The API allows letters, digits and dashes; a slash, which an event's
 * fieldPath or a recording may still bring, would make it part of the ids of lanes, phases and instants.
 */
export const containerName = (name: string): string => (name.includes('/') ? name.replaceAll('/', '%2F') : name);
