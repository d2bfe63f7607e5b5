/** Amounts of money: whole minor units and a currency, shown and read the way people write them. */
import type { Money } from '../backend';
import { LOCALE } from './locale';

/** Decimal places of one unit: 2 for USD, 0 for JPY and VND. */
export function minorDigits(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    );
  } catch {
    return 2; // not a currency code (yet): someone is typing it
  }
}

export function formatMoney(money: Money, locale = LOCALE): string {
  const digits = minorDigits(money.currency);
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency }).format(
      money.minor / 10 ** digits,
    );
  } catch {
    return `${plainAmount(money)} ${money.currency}`;
  }
}

/** The bare number with a point, for an input: `12.50`. */
export function plainAmount(money: Money): string {
  const digits = minorDigits(money.currency);
  const sign = money.minor < 0 ? '-' : '';
  const text = String(Math.abs(money.minor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Reads `12.50`, `12,5`, `1,234.50`, `1.234,50` or `25000`; `undefined` when it is no amount of this currency.
 * The last separator is the decimal one when no more digits follow it than the currency has.
 */
export function parseAmount(text: string, currency: string): Money | undefined {
  const digits = minorDigits(currency);
  const compact = text.replace(/[\s'’_\u00a0\u202f]/g, '');
  if (!/^\d[\d.,]*$/.test(compact)) return undefined;
  const separator = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','));
  const after = separator < 0 ? 0 : compact.length - separator - 1;
  const isDecimal = separator >= 0 && after <= digits;
  const whole = (isDecimal ? compact.slice(0, separator) : compact).split(/[.,]/);
  if (whole.length > 1 && whole.slice(1).some((group) => group.length !== 3)) return undefined;
  const fraction = isDecimal ? compact.slice(separator + 1) : '';
  const minor = Number(whole.join('') + fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined;
}
