/** What the whole window watches: the program's stage, the bench's state and its settings, kept fresh by events. */
import {
  asFailure,
  call,
  listen,
  type AppState,
  type BenchState,
  type Event,
  type Failure,
  type PrintJobView,
  type PrintQueueView,
  type SettingsView,
} from '../backend';
import { people } from './people.svelte';
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
  /** What waits at each printer. */
  queue = $state.raw<PrintQueueView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Grow when orders or shipments changed; lists read themselves again. */
  orders = $state(0);
  shipments = $state(0);
  /** Grows when what waits for the network, or money at risk, changed. */
  open_work = $state(0);
  #open_work = new Settling(() => this.open_work++);
  #orders = new Settling(() => this.orders++);
  #shipments = new Settling(() => this.shipments++);
  #bench = new Settling(() => void this.readBench());
  #queue = new Settling(() => void this.readQueue());

  /** Begins to watch; the answer ends it. */
  start(): () => void {
    const stop = listen((event) => this.hear(event));
    const timer = setInterval(() => this.open && void this.readBench(), REFRESH);
    const stopPeople = people.start();
    void this.readApp();
    return () => {
      stop();
      stopPeople();
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

  /** Print jobs at a printer that are not over; without an id at all printers together. */
  waiting(printer?: string): number {
    const queues = this.queue?.printers ?? [];
    const asked = printer === undefined ? queues : queues.filter((one) => one.printer.id === printer);
    return asked.reduce((sum, one) => sum + one.jobs.length, 0);
  }

  readApp = async (): Promise<void> => {
    await this.#read(async () => this.enter(await call('app_state', {})));
  };

  /** The stage changed, or everything may have. */
  async enter(state: AppState): Promise<void> {
    this.app = state;
    if (state.stage !== 'open') return;
    await people.read();
    await this.readAll();
  }

  /** Everything that the window shows, as far as whoever is there may see it. */
  async readAll(): Promise<void> {
    if (people.mustSignIn) {
      await Promise.all([this.readBench(), this.readSettings()]);
      return;
    }
    this.orders++;
    this.shipments++;
    await Promise.all([this.readBench(), this.readSettings(), this.readQueue()]);
  }

  async readBench(): Promise<void> {
    await this.#read(async () => {
      this.bench = await call('bench', {});
    });
  }

  async readQueue(): Promise<void> {
    await this.#read(async () => {
      this.queue = await call('print_queue', {});
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
    if (event.event === 'people') void people.read();
    // Nobody is there to see what changes; signing in reads everything anew.
    if (!this.bench || people.mustSignIn) return;
    switch (event.event) {
      case 'scale':
        this.bench = {
          ...this.bench,
          scale:
            event.scale.active || event.scale.id === this.bench.scale.id ? event.scale : this.bench.scale,
          scales: this.bench.scales.map((one) => (one.id === event.scale.id ? event.scale : one)),
        };
        break;
      case 'printer':
        this.bench = {
          ...this.bench,
          printer: event.printer.id === this.bench.printer.id ? event.printer : this.bench.printer,
          printers: this.bench.printers.map((one) => (one.id === event.printer.id ? event.printer : one)),
        };
        if (this.queue)
          this.queue = {
            ...this.queue,
            printers: this.queue.printers.map((one) =>
              one.printer.id === event.printer.id ? { ...one, printer: event.printer } : one,
            ),
          };
        break;
      case 'print_queue':
        this.#queue.touch();
        break;
      case 'devices':
        this.#bench.touch();
        this.#queue.touch();
        break;
      case 'network':
        this.bench = { ...this.bench, network: event.network };
        break;
      case 'deferred':
        this.bench = { ...this.bench, deferred: event.progress };
        this.#open_work.touch();
        break;
      case 'attention':
        this.#open_work.touch();
        if (event.attention.length > this.bench.attention.length) play('ask');
        this.bench = { ...this.bench, attention: event.attention };
        break;
      case 'orders':
        this.#orders.touch();
        this.#bench.touch();
        break;
      case 'shipment':
        this.#open_work.touch();
        this.#shipments.touch();
        this.#orders.touch();
        this.#bench.touch();
        break;
      case 'print':
        if (event.job.state === 'failed') play('bad');
        this.#follow(event.job);
        // Bytes on their way change no list.
        if (event.job.state !== 'sending') {
          this.#shipments.touch();
          this.#queue.touch();
        }
        break;
    }
  }

  /** Shows a job as it is now where it stands in its queue. */
  #follow(job: PrintJobView): void {
    if (!this.queue) return;
    const now = (jobs: PrintJobView[]): PrintJobView[] => jobs.map((one) => (one.id === job.id ? job : one));
    this.queue = {
      printers: this.queue.printers.map((one) => ({ ...one, jobs: now(one.jobs) })),
      without_printer: now(this.queue.without_printer),
    };
  }

  async #read(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.failure = null;
    } catch (thrown) {
      const failure = asFailure(thrown);
      // The screen that asks who is there says it.
      if (failure.code !== 'sign_in') this.failure = failure;
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
