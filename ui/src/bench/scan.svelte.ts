/** What was scanned, and what comes of it. Scans are looked up one after the other; none is lost. */
import { asFailure, call, type ScanResult } from '../backend';
import { desk } from '../shared/desk.svelte';
import { play } from '../shared/sound';
import { toasts } from '../shared/toast.svelte';

export interface Scanned {
  text: string;
  good: boolean;
  /** What it was found to be. */
  words: string;
}

class Scan {
  /** What stands in the scan field. */
  text = $state('');
  last = $state.raw<Scanned | null>(null);
  /** Lookups under way or waiting. */
  pending = $state(0);
  #line: Promise<void> = Promise.resolve();

  /** Looks a text up once all scans before it are done. */
  lookUp(text: string): Promise<void> {
    const wanted = text.trim();
    this.text = '';
    if (!wanted) return Promise.resolve();
    this.pending++;
    this.#line = this.#line.then(() => this.#one(wanted)).finally(() => this.pending--);
    return this.#line;
  }

  async #one(text: string): Promise<void> {
    this.last = { text, good: true, words: 'Looking it up…' };
    toasts.clear();
    try {
      const found = await call('scan', { text });
      // What is being bought is seen to its end first.
      await desk.buying;
      const words = act(found, text);
      this.last = { text, ...words };
      play(words.good ? 'tick' : 'bad');
      if (!words.good) toasts.say(words.words, 'bad');
    } catch (thrown) {
      const failure = asFailure(thrown);
      this.last = { text, good: false, words: failure.text };
      toasts.say(`${failure.text} ${failure.hint}`.trim(), 'bad');
      play('bad');
    }
  }
}

/** Does what a scan asks for; it only ever opens things. */
function act(found: ScanResult, text: string): { good: boolean; words: string } {
  switch (found.kind) {
    case 'order':
      if (desk.packing?.order === found.id && !desk.packing.returns)
        return { good: true, words: 'This order is open' };
      if (desk.packing) toasts.say('The order before was put back; nothing was bought for it.', 'warn');
      desk.pack(found.id);
      return { good: true, words: 'Order' };
    case 'held':
      desk.go({ screen: 'orders', order: found.id, view: 'held' });
      return { good: false, words: `${text} stays out of the queue: ${found.reason}` };
    case 'shipment':
      desk.go({ screen: 'shipments', shipment: found.id, byOrder: found.by_order });
      return { good: true, words: found.by_order ? 'Has shipped' : 'Shipment' };
    case 'command':
      return desk.command(found.command)
        ? { good: true, words: 'Command' }
        : { good: false, words: 'There is nothing open that this command could act on.' };
    case 'several':
      desk.go({ screen: 'orders', text, view: 'all' });
      return { good: true, words: `${found.count} match: choose one` };
    case 'nothing':
      return { good: false, words: `Nothing here matches “${text}”.` };
  }
}

export const scan = new Scan();
