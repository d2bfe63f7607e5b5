/** Whose weight lies on the pan: a load changes hands only through an empty pan, and is used once. */
import type { Failure, ParcelWeight, Request, ScaleView } from '$ui/backend';

export function refuse(code: Failure['code'], text: string, over: Partial<Failure> = {}): Failure {
  return { code, text, hint: '', retry: false, fields: [], price: null, shipment: null, ...over };
}

const noWeight = (text: string, hint: string): Failure => refuse('no_weight', text, { hint, retry: true });

/** A load that lay there before any parcel was opened: the next one's. */
const NEXT = 'next';

export class FakePan {
  #opened: string | null = null;
  #load: string | null = null;
  #used = false;

  put(grams: number): void {
    if (grams === 0) {
      this.#load = null;
      this.#used = false;
    } else this.#load ??= this.#opened ?? NEXT;
  }

  next(): Record<string, never> {
    this.#load = this.#opened ?? NEXT;
    this.#used = false;
    return {};
  }

  open(parcel: string | null): Record<string, never> {
    this.#opened = parcel;
    if (this.#load === NEXT && parcel) this.#load = parcel;
    return {};
  }

  weigh({ parcel, typed }: Request<'weigh'>, { reading, shown }: ScaleView): ParcelWeight {
    if (typed !== null) return read(typed);
    if (reading.kind !== 'stable') {
      throw noWeight('The scale has no stable weight', 'Wait until the weight stands still, or type it');
    }
    if (reading.weight === 0) {
      throw noWeight('The pan is empty', 'Put the parcel on the scale, or type its weight');
    }
    if (this.#load !== parcel) {
      throw noWeight(
        'What is on the scale was weighed for another parcel',
        'Take everything off until the scale shows zero, then put this parcel on',
      );
    }
    if (this.#used) throw noWeight('This weight was already used', 'To weigh again, lift the parcel');
    this.#used = true;
    return { weight: reading.weight, source: { kind: 'scale', shown, at: reading.since } };
  }
}

function read(typed: string): ParcelWeight {
  const [, number, unit] = /^([\d.]+)\s*(kg|g)?$/.exec(typed) ?? [];
  if (!number) throw refuse('invalid', `“${typed}” is not a weight; write it like 1.2kg or 450 g`);
  const weight = Math.round(Number(number) * (unit === 'g' ? 1e6 : 1e9));
  return { weight, source: { kind: 'typed', entered: typed, by: 'Robin' } };
}
