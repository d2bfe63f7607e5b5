/** Days and moments in the bench's time zone. */
import { LOCALE } from './locale';

/** An instant as the bench's clock shows it: `20 Nov, 17:40`; what cannot be read is shown as it stands. */
export function formatMoment(rfc3339: string, timeZone: string, now = new Date()): string {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  const zone = usableZone(timeZone);
  const day = (date: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(date);
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', timeZone: zone };
  if (day(at) === day(now)) return `today, ${new Intl.DateTimeFormat(LOCALE, time).format(at)}`;
  const year = day(at).slice(0, 4) === day(now).slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', ...year, ...time }).format(at);
}

/** An instant to the hundredth of a second, as the bench's clock shows it: `17:41:02.35`. */
export function formatClock(rfc3339: string, timeZone: string): string {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 2,
    timeZone: usableZone(timeZone),
  }).format(at);
}

/** Whether an instant lies on a day of the bench, `YYYY-MM-DD`. */
export function sameDay(rfc3339: string, day: string, timeZone: string): boolean {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return false;
  return new Intl.DateTimeFormat('en-CA', { timeZone: usableZone(timeZone) }).format(at) === day;
}

/** A calendar day, which has no time zone: `Thu, 20 Nov`. */
export function formatDay(yyyyMmDd: string): string {
  const at = new Date(`${yyyyMmDd}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return yyyyMmDd;
  return new Intl.DateTimeFormat(LOCALE, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(at);
}

/** How long something waits, coarsely: `3 d`, `5 h`, `new`; empty when it cannot be told. */
export function formatAge(rfc3339: string, now = new Date()): string {
  const hours = (now.getTime() - new Date(rfc3339).getTime()) / 3_600_000;
  if (Number.isNaN(hours)) return '';
  if (hours < 1) return 'new';
  return hours < 24 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} d`;
}

/** A zone the browser knows; the machine's own otherwise. */
function usableZone(timeZone: string): string | undefined {
  try {
    return timeZone ? new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

/** Time zones to choose from. */
export function timeZones(): string[] {
  return Intl.supportedValuesOf('timeZone');
}
