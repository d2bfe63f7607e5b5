/** The whole window on a fake station, and a keyboard with a clock of its own. */
import { render, screen, waitFor } from '@testing-library/svelte';
import { expect } from 'vitest';
import App from '$ui/App.svelte';
import { connect } from '$ui/backend';
import { scan } from '$ui/bench/scan.svelte';
import { desk } from '$ui/shared/desk.svelte';
import { live } from '$ui/shared/live.svelte';
import { toasts } from '$ui/shared/toast.svelte';
import { FakeStation } from './fake-backend';

export const get = (testid: string): HTMLElement => screen.getByTestId(testid);
export const all = (testid: string): HTMLElement[] => screen.queryAllByTestId(testid);
export const none = (testid: string): boolean => all(testid).length === 0;
export const find = (testid: string): Promise<HTMLElement> => screen.findByTestId(testid);

export const findAll = (testid: string): Promise<HTMLElement[]> => screen.findAllByTestId(testid);

/** Clicks a thing as soon as it can be clicked. */
export async function press(testid: string): Promise<void> {
  const thing = await find(testid);
  await waitFor(() => expect(thing.hasAttribute('disabled')).toBe(false));
  thing.click();
}

/** Types into a field, or chooses from a list. */
export async function fill(testid: string, text: string): Promise<void> {
  const field = (await find(testid)) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** The words of each thing. */
export const words = (testid: string): string[] =>
  all(testid).map((thing) => thing.textContent?.replace(/\s+/g, ' ').trim() ?? '');

/** Holds a button down until it acts. */
export async function hold(testid: string): Promise<void> {
  const thing = await find(testid);
  thing.dispatchEvent(new Event('pointerdown', { bubbles: true }));
  await new Promise((done) => setTimeout(done, 1_050));
  thing.dispatchEvent(new Event('pointerup', { bubbles: true }));
}

/** Opens the window; `open` is whether a profile is open already. */
export async function openWindow(
  station = new FakeStation(),
  open: 'demo' | 'bench' | 'closed' = 'demo',
): Promise<FakeStation> {
  live.app = null;
  live.bench = null;
  live.settings = null;
  live.failure = null;
  scan.text = '';
  scan.last = null;
  toasts.clear();
  desk.go({ screen: 'bench' });
  if (open !== 'closed') station.open(open === 'demo');
  connect(station);
  render(App);
  if (open !== 'closed') await find('scan');
  return station;
}

export async function waitForStep(step: string): Promise<void> {
  await waitFor(() => expect(get('packing').dataset.step).toBe(step));
}

export class Keyboard {
  #now = 10_000;

  /** A key, some milliseconds after the one before, with what a browser does by itself. */
  key(key: string, after: number, repeat = false): KeyboardEvent {
    this.#now += after;
    const target = document.activeElement ?? document.body;
    const event = new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: this.#now });
    target.dispatchEvent(event);
    if (!event.defaultPrevented) act(target, key);
    target.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true }));
    return event;
  }

  /** A barcode, as fast as scanners type it. */
  scan(text: string): KeyboardEvent {
    [...text].forEach((character, index) => this.key(character, index ? 8 : 600));
    return this.key('Enter', 8);
  }

  /** A key that a person presses. */
  person(key: string): KeyboardEvent {
    return this.key(key, 600);
  }

  type(text: string): void {
    for (const character of text) this.key(character, 150);
  }
}

function act(target: Element, key: string): void {
  if (key === 'Enter' && target instanceof HTMLButtonElement) target.click();
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (field && key.length === 1) {
    target.value += key;
    target.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}
