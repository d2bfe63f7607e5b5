import { describe, expect, it } from 'vitest';
import {
  canEnter,
  neighbour,
  onCommand,
  onEnter,
  type Situation,
  type Step,
  STEPS,
} from '$ui/shipment/steps';

const now = (over: Partial<Situation> = {}): Situation => ({
  step: 'parcel',
  parcels: 1,
  weighed: 0,
  rated: false,
  chosen: false,
  asking: false,
  busy: false,
  away: false,
  halted: false,
  bought: false,
  ...over,
});
const weighed = { weighed: 1 };
const rated = { ...weighed, rated: true, chosen: true };
const confirm = now({ ...rated, step: 'confirm' });

describe('Enter', () => {
  it('weighs, asks, chooses, buys and closes, in this order', () => {
    expect(onEnter(now())).toBe('weigh');
    expect(onEnter(now(weighed))).toBe('ask');
    expect(onEnter(now({ ...rated, step: 'rates' }))).toBe('choose');
    expect(onEnter(confirm)).toBe('buy');
    expect(onEnter(now({ ...rated, step: 'label', bought: true }))).toBe('close');
  });

  it('buys later what can only be bought later', () => {
    expect(onEnter({ ...confirm, away: true })).toBe('later');
    expect(onCommand('buy', { ...confirm, away: true })).toBe('later');
    expect(onEnter({ ...confirm, away: true, halted: true })).toBe('nothing');
  });

  it('weighs every parcel before it asks', () => {
    expect(onEnter(now({ parcels: 3, weighed: 2 }))).toBe('weigh');
    expect(onEnter(now({ parcels: 3, weighed: 3 }))).toBe('ask');
  });

  it('waits for rates, and for the person to choose one', () => {
    expect(onEnter(now({ ...weighed, step: 'rates', asking: true }))).toBe('nothing');
    expect(onEnter(now({ ...weighed, step: 'rates', rated: true }))).toBe('nothing');
    expect(onEnter(now({ ...rated, step: 'rates', asking: true }))).toBe('choose');
  });

  it.each(STEPS)('does nothing on “%s” while something is under way', (step) => {
    expect(onEnter(now({ ...rated, step, busy: true }))).toBe('nothing');
  });

  it('buys only rates of the draft as it stands', () => {
    expect(onEnter({ ...confirm, rated: false })).toBe('nothing');
    expect(onEnter({ ...confirm, chosen: false })).toBe('nothing');
  });

  it('does not answer for a person who was asked something', () => {
    expect(onEnter({ ...confirm, halted: true })).toBe('nothing');
  });
});

describe('a command barcode', () => {
  it('“next” goes on, but never buys', () => {
    expect(onCommand('next', now())).toBe('weigh');
    expect(onCommand('next', now({ ...rated, step: 'rates' }))).toBe('choose');
    expect(onCommand('next', confirm)).toBe('nothing');
  });

  it('“buy” buys what the confirm step shows, and nothing elsewhere', () => {
    expect(onCommand('buy', confirm)).toBe('buy');
    expect(onCommand('buy', { ...confirm, busy: true })).toBe('nothing');
    expect(onCommand('buy', { ...confirm, halted: true })).toBe('nothing');
    for (const step of ['parcel', 'rates', 'label'] satisfies Step[]) {
      expect(onCommand('buy', now({ ...rated, step }))).toBe('nothing');
    }
  });

  it('“cancel” closes, “reprint” prints where there is a label', () => {
    expect(onCommand('cancel', now())).toBe('close');
    expect(onCommand('reprint', now({ step: 'label', bought: true }))).toBe('reprint');
    expect(onCommand('reprint', confirm)).toBe('nothing');
  });
});

describe('a step', () => {
  const open = (situation: Situation): Step[] => STEPS.filter((step) => canEnter(step, situation));

  it('opens with what it needs', () => {
    expect(open(now())).toEqual(['parcel']);
    expect(open(now(weighed))).toEqual(['parcel', 'rates']);
    expect(open(now(rated))).toEqual(['parcel', 'rates', 'confirm']);
  });

  it('can be left while rates are on their way, but not while buying', () => {
    expect(open(now({ ...weighed, step: 'rates', asking: true }))).toContain('parcel');
    expect(open({ ...confirm, busy: true })).toEqual(['confirm']);
  });

  it('does not open again once the label is bought', () => {
    expect(open(now({ ...rated, step: 'label', bought: true }))).toEqual(['label']);
  });

  it('is reached by its neighbours, the label only by buying', () => {
    expect(neighbour(now(weighed), 1)).toBe('rates');
    expect(neighbour(now(), 1)).toBeUndefined();
    expect(neighbour(now(), -1)).toBeUndefined();
    expect(neighbour(confirm, -1)).toBe('rates');
    expect(neighbour(confirm, 1)).toBeUndefined();
  });
});
