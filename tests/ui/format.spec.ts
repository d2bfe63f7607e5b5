import { describe, expect, it } from 'vitest';
import { addressBrief, addressLines } from '$ui/shared/address';
import { newId } from '$ui/shared/id';
import { formatDimensions, parseLength } from '$ui/shared/length';
import { formatMoney, parseAmount, plainAmount } from '$ui/shared/money';
import { formatAge, formatDay, formatMoment } from '$ui/shared/time';
import { formatWeight, parseWeight, weightNumber } from '$ui/shared/weight';
import { address } from './sample';

describe('money', () => {
  it.each([
    [785, 'USD', '$7.85'],
    [-50, 'USD', '-$0.50'],
    [25_000, 'VND', '₫25,000'],
    [1_500, 'JPY', '¥1,500'],
    [1_234, 'KWD', 'KWD 1.234'],
  ])('%i minor units of %s are %s', (minor, currency, shown) => {
    expect(formatMoney({ minor, currency }, 'en-US').replace('\u00a0', ' ')).toBe(shown);
  });

  it.each([
    ['12.50', 'USD', 1250],
    ['12,5', 'EUR', 1250],
    ['1,234.50', 'USD', 123_450],
    ['1.234,50', 'EUR', 123_450],
    ['1 234,50', 'EUR', 123_450],
    ['1,234', 'USD', 123_400],
    ['25.000', 'VND', 25_000],
    ['25000', 'VND', 25_000],
    ['1.234', 'KWD', 1_234],
    ['0', 'USD', 0],
  ])('reads %s %s', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toEqual({ minor, currency });
  });

  it.each([
    ['', 'USD'],
    ['free', 'USD'],
    ['-3', 'USD'],
    ['12.345', 'XXXX'],
    ['1,23,4.50', 'USD'],
    ['99999999999999999', 'USD'],
  ])('does not guess at “%s” %s', (text, currency) => {
    if (text === '12.345') expect(parseAmount(text, currency)).toEqual({ minor: 1_234_500, currency });
    else expect(parseAmount(text, currency)).toBeUndefined();
  });

  it.each([0, 5, 99, 100, 785, 123_456])('shows %i back as it was typed', (minor) => {
    for (const currency of ['USD', 'JPY', 'KWD']) {
      expect(parseAmount(plainAmount({ minor, currency }), currency)).toEqual({ minor, currency });
    }
  });
});

describe('weight', () => {
  it.each([
    [1_234_000_000, 'kg', '1.234 kg'],
    [1_200_000_000, 'kg', '1.2 kg'],
    [450_000_000, 'g', '450 g'],
    [453_592_370, 'lb', '1 lb'],
    [354_369_039, 'oz', '12.5 oz'],
    [0, 'kg', '0 kg'],
    [-5_000_000, 'kg', '-0.005 kg'],
    [10_000_000_000, 'kg', '10 kg'],
    [100_000_000_000, 'g', '100000 g'],
  ] as const)('%i µg are %s: %s', (micrograms, unit, shown) => {
    expect(formatWeight(micrograms, unit)).toBe(shown);
  });

  it('rounds half away from zero, as the station does', () => {
    expect(weightNumber(1_000_500_000, 'kg')).toBe('1.001');
    expect(weightNumber(-1_000_500_000, 'kg')).toBe('-1.001');
    expect(weightNumber(1_000_499_999, 'kg')).toBe('1');
  });

  it.each([
    ['1.2', 'kg', 1_200_000_000],
    ['12,5', 'oz', 354_369_039],
    ['.5', 'kg', 500_000_000],
  ] as const)('reads %s %s', (text, unit, micrograms) => {
    expect(parseWeight(text, unit)).toBe(micrograms);
  });

  it.each(['', 'heavy', '-1', '1.2.3', '1e3'])('does not read “%s”', (text) => {
    expect(parseWeight(text, 'kg')).toBeUndefined();
  });
});

describe('length', () => {
  it('shows and reads the bench’s unit', () => {
    const size = { length: 300_000, width: 215_000, height: 101_600 };
    expect(formatDimensions(size, 'cm')).toBe('30 × 21.5 × 10.2 cm');
    expect(formatDimensions(size, 'in')).toBe('11.81 × 8.46 × 4 in');
    expect(parseLength('12,5', 'in')).toBe(317_500);
    expect(parseLength('wide', 'cm')).toBeUndefined();
  });
});

describe('time', () => {
  const now = new Date('2025-11-20T23:30:00Z');

  it('is the bench’s, not the machine’s', () => {
    // Half past eleven at night in London is the next morning in Tokyo.
    expect(formatMoment('2025-11-20T15:30:00Z', 'Asia/Tokyo', now)).toMatch(/^today, /);
    expect(formatMoment('2025-11-20T14:30:00Z', 'Asia/Tokyo', now)).not.toMatch(/today/);
  });

  it('shows what cannot be read as it stands, and survives an unknown zone', () => {
    expect(formatMoment('yesterday', 'Asia/Tokyo', now)).toBe('yesterday');
    expect(formatMoment('2025-11-20T15:30:00Z', 'Mars/Olympus', now)).not.toBe('');
    expect(formatDay('soon')).toBe('soon');
  });

  it('does not shift a calendar day', () => {
    expect(formatDay('2025-11-20')).toMatch(/20/);
  });

  it.each([
    ['2025-11-20T23:10:00Z', 'new'],
    ['2025-11-20T18:00:00Z', '5 h'],
    ['2025-11-17T18:00:00Z', '3 d'],
    ['nonsense', ''],
  ])('%s waits %s', (at, age) => {
    expect(formatAge(at, now)).toBe(age);
  });
});

describe('addresses', () => {
  it('leave no gaps for what is missing', () => {
    expect(addressLines(address({ line2: '', company: '', region: '' }))).toEqual([
      'Jordan Example',
      '12 Cedar Lane',
      'Portland, 97201',
      'United States',
    ]);
    expect(addressBrief(address({ name: '', company: 'Example Goods' }))).toBe('Example Goods, Portland, US');
  });
});

describe('ids', () => {
  it('are UUIDs of version 7, in the order of time', () => {
    const ids = [1, 2 ** 40, Date.UTC(2025, 10, 20)].map((now) => newId(now));
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...ids].sort()).toEqual(ids);
  });
});
