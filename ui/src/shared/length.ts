/** Lengths: whole micrometres, shown in the bench's unit. */
import type { Dimensions, LabelMedia, LengthUnit } from '../backend';
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

/** Stock is measured finer than boxes: a label 101.6 mm wide is none of 102 mm. */
const STOCK_PLACES: Record<LengthUnit, number> = { mm: 1, cm: 2, in: 3 };

export function stockNumber(micrometres: number, unit: LengthUnit): string {
  return decimal(micrometres / MICROMETRES[unit], STOCK_PLACES[unit]);
}

/** Across the head × the way it is fed: `101.6 × 152.4 mm`. */
export function formatMedia(media: LabelMedia, unit: LengthUnit): string {
  return `${stockNumber(media.width, unit)} × ${stockNumber(media.height, unit)} ${unit}`;
}

/** Reads a number typed in a unit; `undefined` when it is none. */
export function parseLength(text: string, unit: LengthUnit): number | undefined {
  const value = readNumber(text);
  return value === undefined ? undefined : Math.round(value * MICROMETRES[unit]);
}

/** Cubic micrometres that count as one microgram: 5,000 cm³ a kilogram, 139 in³ a pound, as most carriers publish. */
const METRIC = 5_000 * 10_000 ** 3;
const IMPERIAL = 139 * 25_400 ** 3;

/** What a parcel counts as by its size, in micrograms. */
export function sizeWeight(size: Dimensions, unit: LengthUnit): number {
  const volume = size.length * size.width * size.height;
  return unit === 'in' ? (volume / IMPERIAL) * 453_592_370 : (volume / METRIC) * 1_000_000_000;
}
