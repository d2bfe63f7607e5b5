/** Weights: whole micrograms, shown in the bench's unit. Rounds half away from zero, as the station does. */
import type { WeightUnit } from '../backend';

const MICROGRAMS: Record<WeightUnit, number> = {
  g: 1_000_000,
  kg: 1_000_000_000,
  oz: 28_349_523.125,
  lb: 453_592_370,
};

/** Decimal places that a packer reads at a glance. */
const PLACES: Record<WeightUnit, number> = { g: 1, kg: 3, oz: 2, lb: 3 };

/** The number in a unit, without needless zeros: `1.25`. */
export function weightNumber(micrograms: number, unit: WeightUnit): string {
  return decimal(micrograms / MICROGRAMS[unit], PLACES[unit]);
}

/** With its unit: `1.25 kg`. */
export function formatWeight(micrograms: number, unit: WeightUnit): string {
  return `${weightNumber(micrograms, unit)} ${unit}`;
}

/** Reads a number typed in a unit; `undefined` when it is none. */
export function parseWeight(text: string, unit: WeightUnit): number | undefined {
  const value = readNumber(text);
  return value === undefined ? undefined : Math.round(value * MICROGRAMS[unit]);
}

/** A number as people type it, with a point or a comma; `undefined` when it is none or below zero. */
export function readNumber(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  return /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Number(plain) : undefined;
}

/** A number with at most so many places, half away from zero, without needless zeros. */
export function decimal(value: number, places: number): string {
  const scale = 10 ** places;
  // The nudge undoes binary dust: 1.005 * 1000 is 1004.9999….
  const rounded = (Math.sign(value) * Math.round(Math.abs(value) * scale * (1 + Number.EPSILON))) / scale;
  return (Object.is(rounded, -0) ? 0 : rounded).toFixed(places).replace(/\.?0+$/, '') || '0';
}
