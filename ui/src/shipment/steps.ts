/** The four steps of packing: which can be entered, and what Enter or a command barcode does in each. Pure. */
import type { CommandCode } from '../backend';

export const STEPS = ['parcel', 'rates', 'confirm', 'label'] as const;
export type Step = (typeof STEPS)[number];

export interface Situation {
  step: Step;
  parcels: number;
  /** How many parcels have a weight. */
  weighed: number;
  /** Whether the rates are those of the draft as it stands. */
  rated: boolean;
  /** Whether a rate is marked or chosen. */
  chosen: boolean;
  /** Whether rates are on their way. */
  asking: boolean;
  /** Whether something is under way that is seen to its end. */
  busy: boolean;
  /** Whether the carrier cannot be reached, so that the label can only be bought later. */
  away: boolean;
  /** Whether a person must answer something else before this can be bought. */
  halted: boolean;
  bought: boolean;
}

/** What a key makes happen. */
export type Deed = 'weigh' | 'ask' | 'choose' | 'buy' | 'later' | 'close' | 'reprint' | 'nothing';

export function canEnter(step: Step, now: Situation): boolean {
  if (step === now.step) return true;
  // What is bought cannot be changed any more, and what is being bought is seen to its end.
  if (now.bought || now.busy) return false;
  switch (step) {
    case 'parcel':
      return true;
    case 'rates':
      return now.weighed === now.parcels;
    case 'confirm':
      return now.rated && now.chosen;
    case 'label':
      return false; // only buying leads here
  }
}

/** What an Enter that a person pressed does. */
export function onEnter(now: Situation): Deed {
  if (now.busy) return 'nothing';
  switch (now.step) {
    case 'parcel':
      if (now.weighed < now.parcels) return 'weigh';
      return now.asking ? 'nothing' : 'ask';
    case 'rates':
      return now.rated && now.chosen ? 'choose' : 'nothing';
    case 'confirm':
      if (!now.rated || !now.chosen || now.halted) return 'nothing';
      return now.away ? 'later' : 'buy';
    case 'label':
      return 'close';
  }
}

/** What a command barcode does. *Next* never buys; only *buy* does, and only what the confirm step shows. */
export function onCommand(command: CommandCode, now: Situation): Deed {
  if (command === 'cancel') return 'close';
  if (now.busy) return 'nothing';
  switch (command) {
    case 'next':
      return now.step === 'confirm' ? 'nothing' : onEnter(now);
    case 'buy':
      return now.step === 'confirm' ? onEnter(now) : 'nothing';
    case 'reprint':
      return now.step === 'label' ? 'reprint' : 'nothing';
  }
}

/** The step before or after, when it can be entered. */
export function neighbour(now: Situation, by: 1 | -1): Step | undefined {
  const step = STEPS[STEPS.indexOf(now.step) + by];
  return step && canEnter(step, now) ? step : undefined;
}
