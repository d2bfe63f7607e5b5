/** Work that takes time: running, done or failed, and never twice at once. */
import { asFailure, type Failure } from '../backend';
import { play } from './sound';

/** One thing a person can start. While it runs, starting it again does nothing. */
export class Task {
  running = $state(false);
  failure = $state.raw<Failure | null>(null);
  #again: (() => Promise<unknown>) | null = null;

  /** The answer, or `undefined` when it failed or was running already. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.running) return undefined;
    this.running = true;
    this.failure = null;
    this.#again = () => this.run(work);
    try {
      return await work();
    } catch (thrown) {
      this.failure = asFailure(thrown);
      play('bad');
      return undefined;
    } finally {
      this.running = false;
    }
  }

  /** The same once more. */
  retry = (): void => void this.#again?.();

  forget(): void {
    this.failure = null;
  }
}

/** Something that is read from the station. The newest question wins, whatever the order of answers. */
export class Query<T> {
  value = $state.raw<T | undefined>(undefined);
  failure = $state.raw<Failure | null>(null);
  loading = $state(false);
  #asked = 0;
  #again: (() => Promise<T>) | null = null;

  async load(read: () => Promise<T>): Promise<T | undefined> {
    const mine = ++this.#asked;
    this.#again = read;
    this.loading = true;
    try {
      const value = await read();
      if (mine !== this.#asked) return undefined;
      this.value = value;
      this.failure = null;
      return value;
    } catch (thrown) {
      if (mine === this.#asked) this.failure = asFailure(thrown);
      return undefined;
    } finally {
      if (mine === this.#asked) this.loading = false;
    }
  }

  retry = (): void => {
    if (this.#again) void this.load(this.#again);
  };
}
