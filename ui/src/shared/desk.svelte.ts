/** What lies on the desk: the screen that is open, the order being packed, and who hears command barcodes. */
import type { CommandCode, OrderFilter } from '../backend';

export type Screen = 'bench' | 'orders' | 'shipments' | 'printing' | 'open' | 'settings';

export const SECTIONS = [
  'ship_from',
  'boxes',
  'carriers',
  'scale',
  'printer',
  'numbers',
  'rates',
  'offline',
  'bench',
  'people',
  'records',
  'health',
  'safety',
  'speed',
  'calls',
] as const;
export type Section = (typeof SECTIONS)[number];

/** The parts of the screen for what is open. */
export type OpenPart = 'waits' | 'settle' | 'risk';

export type Place =
  | { screen: 'bench' }
  | { screen: 'orders'; order?: string; text?: string; view?: OrderFilter; importing?: boolean }
  | { screen: 'shipments'; shipment?: string; byOrder?: boolean; text?: string; dayEnd?: boolean }
  | { screen: 'printing' }
  | { screen: 'open'; part?: OpenPart }
  | { screen: 'settings'; section?: Section; shipment?: string };

export interface Packing {
  order: string;
  another: boolean;
  /** The shipment that is to come back, when it is a return. */
  returns: string | null;
}

class Desk {
  place = $state.raw<Place>({ screen: 'bench' });
  packing = $state.raw<Packing | null>(null);
  /** Grows whenever a scan or a key changes what is on the desk: questions that were open close. */
  turn = $state(0);
  /** Settles when nothing is being bought; a scan waits for it. */
  buying: Promise<unknown> = Promise.resolve();
  #listeners: ((command: CommandCode) => void)[] = [];

  go(place: Place): void {
    this.packing = null;
    this.place = place;
    this.turn++;
  }

  pack(order: string, another = false, returns: string | null = null): void {
    this.packing = { order, another, returns };
    this.turn++;
  }

  closePacking(): void {
    this.packing = null;
    this.turn++;
  }

  /** Hears command barcodes until the answer is called; the newest listener alone hears them. */
  onCommand(listener: (command: CommandCode) => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Whether somebody heard it. */
  command(command: CommandCode): boolean {
    const listener = this.#listeners.at(-1);
    listener?.(command);
    return listener !== undefined;
  }
}

export const desk = new Desk();
