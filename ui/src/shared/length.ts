/** Lengths: whole micrometres, shown in the bench's unit. */
import type { Dimensions, LengthUnit } from '../backend';
import { decimal, readNumber } from './weight';

const MICROMETRES: Record<LengthUnit, number> = { mm: 1_000, cm: 10_000, in: 25_400 };
const PLACES: Record<LengthUnit, number> = { mm: 0, cm: 1, in: 2 };

export function lengthNumber(micrometres: number, unit: LengthUnit): string {
  return decimal(micrometres / MICROMETRES[unit], PLACES[unit]);
}

/** Length × width × height: `30 × 20 × 10 cm`. */
export function formatDimensions(size: Dimensions, unit: LengthUnit): string {
  const sides = [size.length, size.width, size.height].map((side) => lengthNumber(side, unit));
  return `${sides.join(' × ')} ${unit}`;
}

/** Reads a number typed in a unit; `undefined` when it is none. */
export function parseLength(text: string, unit: LengthUnit): number | undefined {
  const value = readNumber(text);
  return value === undefined ? undefined : Math.round(value * MICROMETRES[unit]);
}
