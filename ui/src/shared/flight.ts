/** What happens to a parcel from scan to paper, in words. */
import type { FlightStep, Stage } from '../backend';

export const STEP: Record<FlightStep, string> = {
  scanned: 'Scanned',
  weighed: 'Weighed',
  rated: 'Rates there',
  chosen: 'Rate chosen',
  bought: 'Bought',
  sent: 'Bytes sent',
  printed: 'Printed',
};

export const STAGE: Record<Stage, string> = {
  weigh: 'Scan to weight',
  rate: 'Weight to rates',
  choose: 'Rates to choice',
  buy: 'Choice to bought',
  send: 'Bought to bytes sent',
  print: 'Bytes sent to printed',
  whole: 'Scan to printed',
};

/** A duration as a person reads it: `180 ms`, `2.4 s`, `3 min 05 s`. */
export function formatTook(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
