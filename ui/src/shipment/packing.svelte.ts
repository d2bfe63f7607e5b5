/** One order being packed: its draft, its rates, its purchase. The station decides; this keeps what is shown. */
import {
  asFailure,
  call,
  failure,
  listen,
  saveFile,
  type AccountView,
  type Dimensions,
  type Event,
  type Failure,
  type Money,
  type NewShipmentView,
  type ParcelDraft,
  type ParcelWeight,
  type PrintState,
  type Rate,
  type RateBasis,
  type RateLine,
  type ShipmentDraft,
  type ShipmentView,
} from '../backend';
import { desk } from '../shared/desk.svelte';
import { newId } from '../shared/id';
import { live } from '../shared/live.svelte';
import { play } from '../shared/sound';
import { Task } from '../shared/task.svelte';
import { toasts } from '../shared/toast.svelte';
import { PURCHASE } from '../shared/words';
import { canEnter, onCommand, onEnter, type Deed, type Situation, type Step } from './steps';

/** What the station answered that Enter must not simply repeat: a person answers it, or goes elsewhere. */
const HALTS = new Set<string>([
  'price_changed',
  'purchase_unknown',
  'already_shipped',
  'copied',
] satisfies Failure['code'][]);

/** A print job that still moves by itself. */
const ON_ITS_WAY = new Set<PrintState>(['queued', 'sending', 'accepted']);

export class Packing {
  view = $state.raw<NewShipmentView | null>(null);
  draft = $state<ShipmentDraft | null>(null);
  step = $state<Step>('parcel');
  /** The parcel at the scale. */
  current = $state(0);
  /** What is typed as the weight, by parcel. */
  typed = $state<Record<string, string>>({});

  accounts = $state.raw<AccountView[]>([]);
  lines = $state.raw<RateLine[]>([]);
  rates = $state.raw<Rate[]>([]);
  /** The rate the keyboard is on, or that was chosen. */
  marked = $state.raw<Rate | null>(null);
  /** Why this rate, or why a person must choose. */
  reason = $state('');
  byRule = $state(false);
  #ratedFor = $state('');

  shipment = $state.raw<ShipmentView | null>(null);

  opening = new Task();
  weighing = new Task();
  asking = $state.raw(new Task());
  buying = new Task();
  printing = new Task();
  saving = new Task();

  #request = '';
  #closed = false;
  /** Of a return: what each parcel weighed when it was sent. */
  #sent: Record<string, ParcelWeight> = {};

  constructor(
    readonly order: string,
    readonly another: boolean,
    /** The shipment that comes back, when this is a return. */
    readonly returns: string | null,
  ) {}

  get returning(): boolean {
    return this.returns !== null;
  }

  /** Starts the shipment; the answer ends the packing. */
  start(): () => void {
    const stop = listen((event) => this.#hear(event));
    void this.open();
    return () => {
      stop();
      this.#closed = true;
      if (this.draft && !this.bought) void this.#atScale(null);
    };
  }

  open = async (): Promise<void> => {
    const view = await this.opening.run(() =>
      call('new_shipment', { order: this.order, another: this.another, returns: this.returns }),
    );
    if (!view || this.#closed) return;
    this.view = view;
    this.draft = view.draft;
    for (const { id, weight } of view.draft.parcels) if (weight) this.#sent[id] = weight;
    await this.#atScale(view.draft.parcels[0]?.id ?? null);
  };

  /** A person says whether the twin of a copied bench has shipped this order. */
  answerCopied = async (shipped: boolean): Promise<void> => {
    const answered = await this.opening.run(() => call('answer_copied', { order: this.order, shipped }));
    if (!answered) return;
    if (shipped) this.close();
    else await this.open();
  };

  get bought(): boolean {
    return this.shipment !== null;
  }

  get situation(): Situation {
    const parcels = this.draft?.parcels ?? [];
    return {
      step: this.step,
      parcels: parcels.length,
      weighed: parcels.filter((parcel) => parcel.weight).length,
      rated: this.rates.length > 0 && this.#ratedFor === this.#fingerprint(),
      chosen: this.marked !== null,
      asking: this.asking.running,
      busy: !this.draft || this.weighing.running || this.buying.running,
      away: this.away,
      halted: HALTS.has(this.buying.failure?.code ?? ''),
      bought: this.bought,
    };
  }

  /** Whether the label can only be bought when the network is back. */
  get away(): boolean {
    return this.buying.failure
      ? this.buying.failure.code === 'carrier_unreachable'
      : this.marked?.surety === 'remembered';
  }

  /** How sure a rate is. */
  basis(rate: Rate): RateBasis | null {
    return this.lines.find((line) => line.account === rate.account)?.basis ?? null;
  }

  get parcel(): ParcelDraft | undefined {
    return this.draft?.parcels[this.current];
  }

  /** Does what Enter does. */
  enter = (): void => this.#do(onEnter(this.situation));

  command(command: Parameters<typeof onCommand>[0]): void {
    this.#do(onCommand(command, this.situation));
  }

  #do(deed: Deed): void {
    switch (deed) {
      case 'weigh':
        void this.weigh();
        break;
      case 'ask':
        void this.ask();
        break;
      case 'choose':
        this.goTo('confirm');
        break;
      case 'buy':
        void this.buy();
        break;
      case 'later':
        void this.buyLater();
        break;
      case 'close':
        this.close();
        break;
      case 'reprint':
        void this.print(true);
        break;
      case 'nothing':
        break;
    }
  }

  /** Puts the order back. What is being bought is seen to its end first. */
  close = (): void => {
    if (!this.buying.running) desk.closePacking();
  };

  goTo(step: Step): void {
    if (!canEnter(step, this.situation)) return;
    if (step === 'parcel') this.#stopAsking();
    if (step === 'rates' && !this.situation.rated) void this.ask();
    else this.step = step;
  }

  // ---- parcels ----

  async select(index: number): Promise<void> {
    this.current = index;
    this.weighing.forget();
    await this.#atScale(this.parcel?.id ?? null);
  }

  async addParcel(): Promise<void> {
    if (!this.draft) return;
    this.draft.parcels.push({ id: newId(), weight: null, box_id: null, dimensions: null });
    await this.select(this.draft.parcels.length - 1);
  }

  async removeParcel(index: number): Promise<void> {
    if (!this.draft || this.draft.parcels.length < 2) return;
    this.draft.parcels.splice(index, 1);
    await this.select(Math.min(this.current, this.draft.parcels.length - 1));
  }

  setBox(box: string | null, dimensions: Dimensions | null): void {
    if (!this.parcel) return;
    this.parcel.box_id = box;
    this.parcel.dimensions = dimensions;
  }

  /** Takes the typed weight or else the scale's, goes to the next parcel without one, and asks for rates after the last. */
  async weigh(): Promise<void> {
    const parcel = this.parcel?.weight ? this.draft?.parcels.find((other) => !other.weight) : this.parcel;
    if (!this.draft || !parcel) return;
    this.asking.forget();
    const typed = this.typed[parcel.id]?.trim() || null;
    if (this.returning && typed === null) {
      // What comes back lies at the customer's: the scale here has another parcel on it, or none.
      const hint = this.sentWith ? 'Or take the weight that it was sent with' : '';
      this.weighing.failure = failure('no_weight', 'Type what the parcel will weigh', hint);
      return;
    }
    const bare = typed !== null && /^[\d.,]+$/.test(typed);
    const weight = await this.weighing.run(() =>
      call('weigh', { parcel: parcel.id, typed: bare ? `${typed} ${live.units.weight}` : typed }),
    );
    if (!weight) return;
    parcel.weight = weight;
    const next = this.draft.parcels.findIndex((other) => !other.weight);
    if (next >= 0) await this.select(next);
    else await this.ask();
  }

  /** Forgets a parcel's weight, so that it is weighed again. */
  async unweigh(): Promise<void> {
    if (!this.parcel) return;
    this.parcel.weight = null;
    delete this.typed[this.parcel.id];
    await this.select(this.current);
  }

  /** What the parcel at hand weighed when it was sent, when it comes back. */
  get sentWith(): ParcelWeight | undefined {
    return this.parcel && this.#sent[this.parcel.id];
  }

  /** Takes the weight back that the parcel was sent with. */
  asSent(): void {
    const weight = this.sentWith;
    if (!this.parcel || !weight) return;
    this.parcel.weight = weight;
    delete this.typed[this.parcel.id];
    this.weighing.forget();
  }

  async #atScale(parcel: string | null): Promise<void> {
    // What goes wrong here shows when the weight is taken. A parcel that comes back is on no scale.
    await call('open_parcel', { parcel: this.returning ? null : parcel }).catch(() => undefined);
  }

  // ---- rates ----

  ask = async (): Promise<void> => {
    if (!this.draft) return;
    this.#stopAsking();
    this.step = 'rates';
    this.buying.forget();
    this.lines = [];
    this.rates = [];
    this.marked = null;
    this.reason = '';
    this.byRule = false;
    const request = (this.#request = newId());
    const draft = $state.snapshot(this.draft);
    this.#ratedFor = this.#fingerprint();
    void call('accounts', {}).then(
      (view) => (this.accounts = view.accounts.filter((account) => account.enabled)),
      () => undefined,
    );
    const list = await this.asking.run(() => call('rate', { request, draft }));
    if (!list || request !== this.#request) return;
    this.lines = list.lines;
    this.rates = list.rates;
    // What a person marked meanwhile stays; a rule does not overrule them.
    if (this.marked) return;
    this.reason = list.pick.reason;
    if (list.pick.kind === 'chosen') {
      this.marked = list.rates[list.pick.index] ?? null;
      this.byRule = true;
      if (this.step === 'rates') this.step = 'confirm';
    } else {
      this.marked = list.rates[0] ?? null;
      if (list.rates.length === 0) play('bad');
    }
  };

  /** Whether an account was not asked, since its carrier takes no returns. */
  takesNone(line: RateLine): boolean {
    return this.returning && line.outcome.kind === 'failed' && line.outcome.problem.kind === 'unsupported';
  }

  /** Whatever is still on its way is for a draft that may change: it is not waited for. */
  #stopAsking(): void {
    this.#request = '';
    if (this.asking.running) this.asking = new Task();
  }

  mark(rate: Rate): void {
    this.marked = rate;
    this.buying.forget();
    this.byRule = false;
    this.reason = 'Chosen by hand';
  }

  #fingerprint(): string {
    return JSON.stringify(this.draft);
  }

  // ---- buying ----

  /** Whether the label prints at once. A return's is the customer's: a person prints it, or saves it to be sent. */
  get prints(): boolean {
    return !this.returning && (live.settings?.settings.print_at_once ?? true);
  }

  buy = (accepted: Money | null = null): Promise<void> => {
    const work = this.#buy(accepted);
    desk.buying = work;
    return work;
  };

  async #buy(accepted: Money | null): Promise<void> {
    const { draft, marked: rate } = this;
    if (!draft || !rate || this.bought) return;
    const print = this.prints;
    const view = await this.buying.run(() =>
      call('buy', { draft: $state.snapshot(draft), rate, accepted, print }),
    );
    if (this.#closed) this.#tell(view);
    if (view) this.#got(view);
  }

  /** Buys it when the network is back: the parcel is put aside, and the next one can be packed. */
  buyLater = async (): Promise<void> => {
    const { draft, marked: rate } = this;
    if (!draft || !rate || this.bought) return;
    const print = this.prints;
    const work = this.buying.run(() =>
      call('buy_later', { draft: $state.snapshot(draft), rate, accepted: null, print }),
    );
    desk.buying = work;
    const view = await work;
    if (!view) return;
    const waits = view.purchase === 'deferred';
    const what = this.returning
      ? 'the return label is bought when the network is back'
      : 'put the parcel aside. Its label is bought when the network is back';
    const text = waits
      ? `${view.order_number}: ${what}`
      : `${view.order_number}: ${PURCHASE[view.purchase].text}`;
    toasts.say(text, 'warn');
    play('ask');
    if (!this.#closed) desk.closePacking();
  };

  /** The person went elsewhere while the carrier was asked: they are told what came of it. */
  #tell(view: ShipmentView | undefined): void {
    const number = this.view?.order.order.key.number ?? '';
    const text = this.buying.failure?.text ?? '';
    if (view)
      toasts.say(`${number}: ${PURCHASE[view.purchase].text}`, view.purchase === 'bought' ? 'good' : 'warn');
    else toasts.say(`${number}: ${text}`, 'bad');
  }

  #got(view: ShipmentView): void {
    this.shipment = view;
    this.step = 'label';
    play(view.purchase === 'bought' ? 'good' : 'ask');
  }

  async #reload(id: string): Promise<void> {
    try {
      const view = await call('shipment', { id });
      if (this.shipment) this.shipment = view;
      else this.#got(view);
    } catch (thrown) {
      this.printing.failure = asFailure(thrown);
    }
  }

  async print(reprint: boolean, force = false): Promise<void> {
    const { shipment } = this;
    if (!shipment) return;
    const view = await this.printing.run(() => call('print', { id: shipment.id, reprint, force }));
    if (view) this.shipment = view;
  }

  /** Saves the labels as PDF, to be handed to the customer. */
  async save(): Promise<void> {
    const { shipment } = this;
    if (!shipment) return;
    await this.saving.run(async () => {
      for (let index = 0; index < shipment.parcels.length; index++) {
        const file = await call('label_file', { id: shipment.id, index, format: 'pdf' }).catch((thrown) => {
          // One document may hold the labels of all parcels.
          if (index > 0 && asFailure(thrown).code === 'not_found') return null;
          throw thrown;
        });
        if (!file) break;
        const saved = await saveFile(file);
        if (saved) toasts.say(`Saved as ${saved}`, 'good');
      }
    });
  }

  #hear(event: Event): void {
    if (event.event === 'rate' && event.request === this.#request && this.asking.running) {
      const { line } = event;
      this.lines = [...this.lines.filter((other) => other.account !== line.account), line];
      this.rates = this.lines
        .flatMap(({ outcome }) =>
          outcome.kind === 'rates' || outcome.kind === 'remembered' ? outcome.rates : [],
        )
        .sort(cheapestFirst);
    }
    if (!this.shipment) return;
    if (event.event === 'shipment' && event.id === this.shipment.id) void this.#reload(event.id);
    if (event.event === 'print' && event.job.shipment === this.shipment.id) {
      const others = this.shipment.jobs.filter((job) => job.id !== event.job.id);
      const known = others.length < this.shipment.jobs.length;
      const jobs = known
        ? this.shipment.jobs.map((job) => (job.id === event.job.id ? event.job : job))
        : [event.job, ...others];
      this.shipment = { ...this.shipment, jobs };
      if (event.job.state === 'printed') play('tick');
      // What may be done now depends on it.
      if (!ON_ITS_WAY.has(event.job.state)) void this.#reload(this.shipment.id);
    }
  }
}

/** By currency, then by price: prices in two currencies are not compared. */
function cheapestFirst(a: Rate, b: Rate): number {
  return a.total.currency.localeCompare(b.total.currency) || a.total.minor - b.total.minor;
}

export function sameOffer(a: Rate, b: Rate | null): boolean {
  return (
    b !== null &&
    a.account === b.account &&
    a.service === b.service &&
    a.total.minor === b.total.minor &&
    a.pooled?.pool === b.pooled?.pool
  );
}
