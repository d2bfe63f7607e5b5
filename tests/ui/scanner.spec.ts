import { describe, expect, it } from 'vitest';
import { type Heard, ScannerEar } from '$ui/shared/scanner';

/** Keys with the milliseconds since the key before; the answers, characters left out. */
function hear(keys: [key: string, after: number, repeat?: boolean][], ear = new ScannerEar()): Heard[] {
  let at = 1_000;
  return keys
    .map(([key, after, repeat]) => ear.hear(key, (at += after), repeat))
    .filter((heard) => heard.kind !== 'character');
}

const burst = (text: string, gap: number): [string, number][] =>
  [...text].map((key, index): [string, number] => [key, index ? gap : 500]);

describe('a scanner', () => {
  it.each([1, 8, 20, 34])('is known by keys %i ms apart, its Enter included', (gap) => {
    expect(hear([...burst('#1001', gap), ['Enter', gap]])).toEqual([{ kind: 'scan', text: '#1001' }]);
  });

  it('may hang within a scan and still gives the whole text', () => {
    const keys = burst('1Z999AA10123456784', 8);
    keys[7] = ['1', 110];
    expect(hear([...keys, ['Enter', 8]])).toEqual([{ kind: 'scan', text: '1Z999AA10123456784' }]);
  });

  it('does not swallow what a person typed before it', () => {
    expect(hear([...burst('abc', 200), ...burst('#1001', 8), ['Enter', 8]])).toEqual([
      { kind: 'scan', text: '#1001' },
    ]);
  });

  it('keeps capitals, for which Shift goes down in between', () => {
    const keys: [string, number][] = [
      ['Shift', 500],
      ['P', 5],
      ['Shift', 5],
      ['B', 5],
      ['1', 5],
      ['Enter', 5],
    ];
    expect(hear(keys).at(-1)).toEqual({ kind: 'scan', text: 'PB1' });
  });

  it('may end with Tab', () => {
    expect(hear([...burst('#1001', 8), ['Tab', 8]])).toEqual([{ kind: 'scan', text: '#1001' }]);
  });

  it.each([1, 40, 150])('may send Enter twice, %i ms apart: the second is an echo', (gap) => {
    expect(hear([...burst('#1001', 8), ['Enter', 8], ['Enter', gap]])[1]).toEqual({ kind: 'echo' });
  });

  it('that is slow is not taken for a person who presses Enter on purpose', () => {
    // 60 ms a key is no burst; its text stands in the scan field, and Enter then only looks up.
    const ear = new ScannerEar();
    expect(hear([...burst('#1001', 60), ['Enter', 60]], ear)).toEqual([{ kind: 'enter' }]);
    ear.rest(2_000);
    expect(ear.hear('Enter', 2_120)).toEqual({ kind: 'echo' });
  });
});

describe('a person', () => {
  it('presses Enter on purpose', () => {
    expect(hear([['Enter', 500]])).toEqual([{ kind: 'enter' }]);
  });

  it('presses Enter on purpose soon after a scan', () => {
    expect(hear([...burst('#1001', 8), ['Enter', 8], ['Enter', 400]])[1]).toEqual({ kind: 'enter' });
  });

  it('types, and Enter after that is theirs', () => {
    expect(hear([...burst('1001', 140), ['Enter', 180]])).toEqual([{ kind: 'enter' }]);
  });

  it('who holds Enter down presses it once', () => {
    expect(
      hear([
        ['Enter', 500],
        ['Enter', 500, true],
        ['Enter', 30, true],
      ]),
    ).toEqual([{ kind: 'enter' }, { kind: 'echo' }, { kind: 'echo' }]);
  });

  it('with a bouncing key presses it once', () => {
    expect(
      hear([
        ['Enter', 500],
        ['Enter', 40],
      ]),
    ).toEqual([{ kind: 'enter' }, { kind: 'echo' }]);
  });

  it('tabs through a form without scanning', () => {
    expect(
      hear([
        ['a', 500],
        ['Tab', 200],
        ['Tab', 20],
      ]).every((heard) => heard.kind === 'other'),
    ).toBe(true);
  });
});
