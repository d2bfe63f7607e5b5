/**
 * Tells a barcode scanner's keystrokes from a person's.
 *
 * A scanner types faster than anybody: its keys come less than {@link BURST_GAP} apart and end with Enter.
 * That Enter only ever looks up; it is never a person's Enter, so it can neither press a button nor buy.
 * Pure: it is told keys and times and answers what they mean.
 */

/** Milliseconds; people do not press two keys this fast, Enter after a character least of all. */
export const BURST_GAP = 35;
/** Within one scan a key may hang this long (wireless scanners, a busy machine) and still belongs to it. */
export const JOIN_GAP = 120;
/** Scanners that send CR and LF press Enter twice: what follows a scan this soon is still the scanner. */
export const TAIL = 200;
/** A person's second Enter this soon after the first is a bouncing key. */
export const BOUNCE = 80;

export type Heard =
  /** A printable character; `first` when nothing came right before it. */
  | { kind: 'character'; character: string; first: boolean }
  /** A scan has ended; `text` is what was scanned. The key that ended it belongs to the scanner. */
  | { kind: 'scan'; text: string }
  /** An Enter that a person pressed on purpose. */
  | { kind: 'enter' }
  /** An Enter that means nothing: it repeats, bounces, or trails a scan. */
  | { kind: 'echo' }
  /** Any other key. */
  | { kind: 'other' };

export class ScannerEar {
  #keys: { character: string; at: number }[] = [];
  #scanned = -Infinity;
  #enter = -Infinity;

  /** Hears one key press; `at` in milliseconds of any steady clock. */
  hear(key: string, at: number, repeat = false): Heard {
    if ([...key].length === 1) return this.#character(key, at);
    if (key === 'Enter') return this.#enterPressed(at, repeat);
    if (key === 'Tab' && this.#burst(at).length > 2) return this.#scan(at);
    // Shift belongs to capitals inside a scan; anything else ends the run.
    if (key !== 'Shift') this.#keys = [];
    return { kind: 'other' };
  }

  /** A text was looked up just now: an Enter right after it may still be a slow scanner's. */
  rest(at: number): void {
    this.#scanned = at;
  }

  #character(character: string, at: number): Heard {
    const last = this.#keys.at(-1);
    if (last && at - last.at > JOIN_GAP) this.#keys = [];
    this.#keys.push({ character, at });
    return { kind: 'character', character, first: this.#keys.length === 1 };
  }

  #enterPressed(at: number, repeat: boolean): Heard {
    if (this.#burst(at).length > 0) return this.#scan(at);
    this.#keys = [];
    if (repeat || at - this.#scanned < TAIL || at - this.#enter < BOUNCE) return { kind: 'echo' };
    this.#enter = at;
    return { kind: 'enter' };
  }

  #scan(at: number): Heard {
    const text = this.#burst(at).join('');
    this.#keys = [];
    this.#scanned = at;
    return { kind: 'scan', text };
  }

  /** The characters that a key at `at` would end as a scan. */
  #burst(at: number): string[] {
    const last = this.#keys.at(-1);
    if (!last || at - last.at >= BURST_GAP) return [];
    return this.#keys.map((key) => key.character);
  }
}
