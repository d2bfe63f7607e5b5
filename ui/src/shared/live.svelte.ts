/** What the whole window watches: the program's stage, the bench's state and its settings, kept fresh by events. */
import {
  asFailure,
  call,
  listen,
  type AppState,
  type BenchState,
  type Event,
  type Failure,
  type SettingsView,
} from '../backend';
import { play, setSounds } from './sound';
import { setTheme } from './theme';

/** The date turns at midnight without an event. */
const REFRESH = 60_000;
/** Orders and shipments may change in bursts; lists are read again at most this often. */
const SETTLE = 250;

class Live {
  app = $state.raw<AppState | null>(null);
  bench = $state.raw<BenchState | null>(null);
  settings = $state.raw<SettingsView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Grow when orders or shipments changed; lists read themselves again. */
  orders = $state(0);
  shipments = $state(0);
  #orders = new Settling(() => this.orders++);
  #shipments = new Settling(() => this.shipments++);
  #bench = new Settling(() => void this.readBench());

  /** Begins to watch; the answer ends it. */
  start(): () => void {
    const stop = listen((event) => this.hear(event));
    const timer = setInterval(() => this.open && void this.readBench(), REFRESH);
    void this.readApp();
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  get open(): boolean {
    return this.app?.stage === 'open';
  }

  get demo(): boolean {
    return this.app?.stage === 'open' && this.app.profile.demo;
  }

  get units() {
    return this.settings?.settings.units ?? ({ weight: 'kg', length: 'cm' } as const);
  }

  get currency(): string {
    return this.settings?.settings.currency ?? 'USD';
  }

  get timeZone(): string {
    return this.bench?.time_zone ?? '';
  }

  readApp = async (): Promise<void> => {
    await this.#read(async () => this.enter(await call('app_state', {})));
  };

  /** The stage changed, or everything may have. */
  async enter(state: AppState): Promise<void> {
    this.app = state;
    if (state.stage !== 'open') return;
    this.orders++;
    this.shipments++;
    await Promise.all([this.readBench(), this.readSettings()]);
  }

  async readBench(): Promise<void> {
    await this.#read(async () => {
      this.bench = await call('bench', {});
    });
  }

  async readSettings(): Promise<void> {
    await this.#read(async () => this.set(await call('settings', {})));
  }

  set(view: SettingsView): void {
    this.settings = view;
    setSounds(view.settings.sounds);
    setTheme(view.settings.theme);
  }

  hear(event: Event): void {
    if (event.event === 'app') void this.enter(event.state);
    if (!this.bench) return;
    switch (event.event) {
      case 'scale':
        this.bench = { ...this.bench, scale: event.scale };
        break;
      case 'printer':
        this.bench = {
          ...this.bench,
          printer: event.printer.id === this.bench.printer.id ? event.printer : this.bench.printer,
          printers: this.bench.printers.map((one) => (one.id === event.printer.id ? event.printer : one)),
        };
        break;
      case 'devices':
        this.#bench.touch();
        break;
      case 'network':
        this.bench = { ...this.bench, network: event.network };
        break;
      case 'attention':
        if (event.attention.length > this.bench.attention.length) play('ask');
        this.bench = { ...this.bench, attention: event.attention };
        break;
      case 'orders':
        this.#orders.touch();
        this.#bench.touch();
        break;
      case 'shipment':
        this.#shipments.touch();
        this.#orders.touch();
        this.#bench.touch();
        break;
      case 'print':
        if (event.job.state === 'failed') play('bad');
        // Bytes on their way change no list.
        if (event.job.state !== 'sending') this.#shipments.touch();
        break;
    }
  }

  async #read(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }
}

/** Joins many touches into one deed: at once when it was quiet, then at most every {@link SETTLE}. */
class Settling {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #again = false;

  constructor(private readonly deed: () => void) {}

  touch(): void {
    if (this.#timer) {
      this.#again = true;
      return;
    }
    this.deed();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#again) {
        this.#again = false;
        this.touch();
      }
    }, SETTLE);
  }
}

export const live = new Live();
