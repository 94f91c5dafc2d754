/** How kubectl writes an age (apimachinery's duration.HumanDuration): "12s", "5m30s", "3h4m", "5d". */
export function ageOf(time: unknown, now: number): string {
  const since = typeof time === 'string' ? Date.parse(time) : NaN;
  if (Number.isNaN(since)) return '<unknown>';
  const seconds = Math.floor((now - since) / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 120) return `${Math.max(0, seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  return hours < 192 ? two(Math.floor(hours / 24), 'd', hours % 24, 'h') : `${Math.floor(hours / 24)}d`;
}

const two = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
