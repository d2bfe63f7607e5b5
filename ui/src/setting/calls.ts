/** Calls to carriers as a person reads them. */
import type { ApiCallRow } from '../backend';

/** A message with its JSON body laid out; a body that is none, or was cut, stays as it is. */
export function pretty(message: string): string {
  const gap = message.indexOf('\n\n');
  const head = gap < 0 ? '' : message.slice(0, gap).trim();
  const body = (gap < 0 ? message : message.slice(gap)).trim();
  try {
    const laidOut = JSON.stringify(JSON.parse(body), null, 2);
    return head ? `${head}\n\n${laidOut}` : laidOut;
  } catch {
    return message.trim();
  }
}

export const statusText = (row: ApiCallRow): string => (row.status === null ? 'No answer' : `${row.status}`);

/** The instant at which a day in a time zone begins, `YYYY-MM-DD` as RFC 3339 in UTC. */
export function dayStart(day: string, timeZone: string): string {
  const noon = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime())) return '';
  // How far the zone's clock is ahead of UTC, told by what it shows for one instant; once more for days on
  // which the clock changes.
  const ahead = (at: Date): number => {
    const parts = new Intl.DateTimeFormat('en-CA', {
      timeZone: timeZone || undefined,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).formatToParts(at);
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
    const shown = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return shown - at.getTime();
  };
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const first = new Date(midnight - ahead(noon));
  return new Date(midnight - ahead(first)).toISOString();
}

/** The day after a day, `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
}
