/**
 * A station in memory, for the window's tests and for looking at the window. It keeps the promises that
 * the window relies on (a draft is bought once, a weight belongs to its parcel), and can be told to fail.
 */
import type {
  Answer,
  AppState,
  Attention,
  Backend,
  CommandName,
  Event,
  FileOut,
  Order,
  OrderRow,
  OrderView,
  PrintJobView,
  PurchaseState,
  Rate,
  Reading,
  Request,
  ScanResult,
  ShipmentDraft,
  ShipmentView,
} from '$ui/backend';
import { FakeDay, LEFT } from './fake-day';
import { FakeDevices } from './fake-devices';
import { FakeFlight } from './fake-flight';
import { FakeOpen } from './fake-open';
import { FakeNumbers } from './fake-numbers';
import { FakePrinting, printJob } from './fake-printing';
import { FakeSafety } from './fake-safety';
import { FakePeople } from './fake-people';
import { FakePan, refuse } from './fake-scale';
import { importAnswers } from './fake-import';
import { brief, customer, makeDraft, makeShipment } from './fake-shipment';
import { ACCOUNTS, GRAM, RATE_LINES, SETTINGS, TABLE_RATE, bench, order } from './sample';

type Handler<N extends CommandName> = (request: Request<N>) => Answer<N> | Promise<Answer<N>>;

/** Commands that share their name with what the station holds. */
const HELD = new Set<CommandName>(['bench', 'orders', 'shipments', 'settings', 'accounts']);

export class FakeStation implements Backend {
  app: AppState = { stage: 'welcome', demo: true, keychain: true };
  bench = bench(true);
  settings = structuredClone(SETTINGS);
  accounts = structuredClone(ACCOUNTS);
  readonly attached = new FakeDevices(this);
  readonly printing = new FakePrinting(this);
  readonly opened = new FakeOpen(this);
  readonly day = new FakeDay(this);
  readonly numbers = new FakeNumbers(this);
  readonly safety = new FakeSafety(this);
  readonly people_ = new FakePeople(this);
  orders: Order[] = [];
  shipments: ShipmentView[] = [];
  readonly recorder = new FakeFlight(this);
  saved: FileOut[] = [];
  /** Every call, oldest first. */
  calls: { name: CommandName; request: unknown }[] = [];
  /** How many labels were really sold. */
  sold = 0;
  /** Accounts and what they answer, in order, each after so many milliseconds. */
  lines = structuredClone(RATE_LINES);
  /** What a print job comes to. */
  paper: PrintJobView['state'] = 'printed';
  #handlers = new Set<(event: Event) => void>();
  #overrides = new Map<CommandName, Handler<never>>();
  #pan = new FakePan();

  constructor(orders = 6) {
    this.orders = Array.from({ length: orders }, (_, index) => order(index));
  }

  /** Answers a command in another way from now on. */
  on<N extends CommandName>(name: N, handler: Handler<N>): void {
    this.#overrides.set(name, handler as unknown as Handler<never>);
  }

  /** Goes back to the usual answer. */
  off(name: CommandName): void {
    this.#overrides.delete(name);
  }

  count(name: CommandName): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  last<N extends CommandName>(name: N): Request<N> {
    return this.calls.findLast((call) => call.name === name)?.request as Request<N>;
  }

  async call<N extends CommandName>(name: N, request: Request<N>): Promise<Answer<N>> {
    this.calls.push({ name, request });
    const override = this.#overrides.get(name) as unknown as Handler<N> | undefined;
    this.people_.admit(name);
    const part = this.#parts().find((one) => name in one) ?? this;
    const usual = (part as unknown as { [key: string]: Handler<N> })[HELD.has(name) ? `${name}_` : name];
    if (!usual) throw refuse('not_found', `The fake station has no command ${name}`);
    const answer = await (override ?? usual)(request);
    return structuredClone(answer);
  }

  #parts = () => [
    this.printing,
    this.attached,
    this.recorder,
    this.opened,
    this.day,
    this.numbers,
    this.safety,
    this.people_,
  ];

  listen(handler: (event: Event) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  async saveFile(file: FileOut): Promise<string | null> {
    this.saved.push(file);
    return file.name;
  }

  emit(event: Event): void {
    for (const handle of this.#handlers) handle(structuredClone(event));
  }

  /** Puts so many grams on the pan; zero empties it. */
  put(grams: number): void {
    this.#pan.put(grams);
    const shown = `${(grams / 1000).toFixed(3)} kg`;
    this.read({ kind: 'stable', weight: grams * GRAM, since: '2025-11-20T17:40:00Z', frames: 4 }, shown);
  }

  read(reading: Reading, shown = '', hint = ''): void {
    this.bench.scale = { ...this.bench.scale, reading, shown, hint };
    const { scale } = this.bench;
    this.bench.scales = this.bench.scales.map((one) => (one.id === scale.id ? scale : one));
    this.emit({ event: 'scale', scale });
  }

  attend(list: Attention[]): void {
    this.bench.attention = list;
    this.emit({ event: 'attention', attention: list });
  }

  open(demo = true): AppState {
    this.bench.profile.demo = demo;
    this.app = { stage: 'open', profile: this.bench.profile };
    return this.app;
  }

  // ---- commands, by their names ----

  app_state = () => this.app;
  open_demo = () => this.open(true);
  open_bench = () => this.open(false);
  bench_ = () => ({ ...this.bench, waiting: this.#waiting().length, shipped_today: this.shipments.length });

  scan = ({ text }: Request<'scan'>): ScanResult => {
    const code = (
      { 'PB:NEXT': 'next', 'PB:BUY': 'buy', 'PB:CANCEL': 'cancel', 'PB:REPRINT': 'reprint' } as const
    )[text.toUpperCase()];
    if (code) return { kind: 'command', command: code };
    const label = this.shipments.find((one) => one.parcels.some((parcel) => parcel.tracking_number === text));
    if (label) return { kind: 'shipment', id: label.id, by_order: false };
    const found = this.orders.find((one) => one.key.number.replace('#', '') === text.replace('#', ''));
    if (!found) return { kind: 'nothing' };
    if (found.hold) return { kind: 'held', id: found.id, reason: 'Put aside here' };
    const shipped = this.shipments.find((one) => one.order === found.id && one.direction === 'outbound');
    return shipped ? { kind: 'shipment', id: shipped.id, by_order: true } : { kind: 'order', id: found.id };
  };

  next_parcel = () => this.#pan.next();
  open_parcel = ({ parcel }: Request<'open_parcel'>) => this.#pan.open(parcel);
  weigh = (request: Request<'weigh'>) => this.#pan.weigh(request, this.bench.scale);

  orders_ = ({ text, view, limit, offset }: Request<'orders'>): Answer<'orders'> => {
    const has = (one: Order, deferred: boolean): boolean =>
      this.shipments.some(
        (shipment) => shipment.order === one.id && (shipment.purchase === 'deferred') === deferred,
      );
    const shipped = (one: Order) => has(one, false);
    const parts = {
      queue: this.#waiting(),
      held: this.orders.filter((one) => one.hold),
      shipped: this.orders.filter(shipped),
      deferred: this.orders.filter((one) => has(one, true)),
      all: this.orders,
    };
    const wanted = text.toLowerCase();
    const found = parts[view].filter((one) =>
      `${one.key.number} ${one.ship_to.name} ${one.ship_to.city}`.toLowerCase().includes(wanted),
    );
    return {
      rows: found.slice(offset, offset + limit).map((one) => this.#row(one)),
      total: found.length,
      counts: {
        queue: parts.queue.length,
        held: parts.held.length,
        shipped: parts.shipped.length,
        deferred: parts.deferred.length,
        all: parts.all.length,
      },
    };
  };

  order = ({ id }: Request<'order'>): OrderView => {
    const found = this.orders.find((one) => one.id === id);
    if (!found) throw refuse('not_found', `There is no order ${id}`);
    const stated_weight = found.lines.reduce((sum, one) => sum + (one.unit_weight ?? 0) * one.quantity, 0);
    const erased_at = this.people_.erased.get(found.id) ?? null;
    return { order: found, stated_weight, shipments: this.#briefs(found.id), differences: [], erased_at };
  };

  save_order = (draft: Request<'save_order'>): OrderView => {
    if (!draft.ship_to.city) {
      throw refuse('invalid', 'The order cannot be saved', {
        fields: [{ field: 'ship_to.city', text: 'The city is missing' }],
      });
    }
    const known = this.orders.find((one) => one.id === draft.id);
    const { number, ship_to, lines, note, total, cod } = draft;
    const data = { ship_to, lines, note, total, cod };
    if (known) Object.assign(known, data);
    else
      this.orders.push({
        ...order(this.orders.length),
        ...data,
        key: { source: 'typed', number: number || 'T-1' },
      });
    this.emit({ event: 'orders' });
    return this.order({ id: known?.id ?? this.orders.at(-1)!.id });
  };

  hold_order = ({ id, hold }: Request<'hold_order'>): OrderView => {
    this.orders.find((one) => one.id === id)!.hold = hold ? 'put_aside' : null;
    this.emit({ event: 'orders' });
    return this.order({ id });
  };

  new_shipment = ({ order: id, another, returns }: Request<'new_shipment'>): Answer<'new_shipment'> => {
    const view = this.order({ id });
    const { number } = view.order.key;
    const same = this.shipments.filter(
      (one) => one.order === id && one.direction === (returns ? 'return' : 'outbound'),
    );
    const before = returns ? same.find((one) => one.returns === returns) : same[0];
    if (before && !another) {
      const [text, hint] = returns
        ? [`This shipment of order ${number} has a return label already`, 'Open it to print or save it']
        : [`Order ${number} has a shipment already`, 'Open it to reprint its label, or choose Ship another'];
      throw refuse('already_shipped', text, { hint, shipment: before.id });
    }
    const sent = returns ? this.shipment({ id: returns }) : null;
    const from = this.settings.addresses[0]?.id ?? '';
    const draft = makeDraft(view.order, same.length + 1, another, from, this.bench.today, sent);
    return { draft, order: view, problems: [] };
  };

  rate = async ({ request }: Request<'rate'>): Promise<Answer<'rate'>> => {
    for (const { after, line } of this.lines) {
      if (after) await new Promise((done) => setTimeout(done, after));
      this.emit({ event: 'rate', request, line });
    }
    const lines = this.lines.map(({ line }) => line);
    const rates = lines
      .flatMap(({ outcome }) => (outcome.kind === 'rates' ? outcome.rates : []))
      .sort((a, b) => a.total.minor - b.total.minor);
    const chosen = this.settings.settings.rate_rule.kind !== 'ask' && rates.length > 0;
    return {
      lines,
      rates,
      pick: chosen
        ? { kind: 'chosen', index: 0, reason: `Cheapest of ${rates.length}` }
        : { kind: 'ask_person', reason: rates.length ? 'No rule is set' : 'No carrier offered a rate' },
    };
  };

  buy = async ({ draft, rate, print }: Request<'buy'>): Promise<ShipmentView> => {
    const known = this.shipments.find((one) => one.id === draft.id);
    if (known) return known;
    this.sold++;
    const shipment = this.sell(draft, rate);
    this.emit({ event: 'orders' });
    this.emit({ event: 'shipment', id: shipment.id });
    return print ? this.print({ id: shipment.id, reprint: false, force: false }) : shipment;
  };

  shipments_ = ({ text, limit, offset }: Request<'shipments'>): Answer<'shipments'> => {
    const found = this.shipments
      .toReversed()
      .filter((one) =>
        `${one.order_number} ${one.ship_to.name} ${one.parcels[0]?.tracking_number}`
          .toLowerCase()
          .includes(text.toLowerCase()),
      );
    return {
      rows: found.slice(offset, offset + limit).map((one) => ({
        id: one.id,
        direction: one.direction,
        order_number: one.order_number,
        name: customer(one).name,
        place: `${customer(one).city}, ${customer(one).country}`,
        service: one.service,
        tracking_number: one.parcels[0]?.tracking_number ?? '',
        price: one.charged ?? one.rate.total,
        status: one.status,
        purchase: one.purchase,
        print: one.jobs[0]?.state === 'printed' ? 'Printed' : '',
        print_state: one.jobs[0]?.state ?? null,
        at: '2025-11-20T17:41:00Z',
      })),
      more: found.length > offset + limit,
    };
  };

  shipment = ({ id }: Request<'shipment'>): ShipmentView => {
    const found = this.shipments.find((one) => one.id === id);
    if (!found) throw refuse('not_found', `There is no shipment ${id}`);
    found.returned_by = this.shipments.filter((one) => one.returns === id).map(brief);
    return found;
  };

  print = ({ id, reprint, force }: Request<'print'>): ShipmentView => {
    const found = this.shipment({ id });
    const job = printJob({
      id: `job-${id}-${found.jobs.length + 1}`,
      shipment: id,
      title: `${found.direction === 'return' ? 'Return label' : 'Label'} of ${found.order_number}`,
      state: this.paper,
      text: this.paper === 'printed' ? 'The printer says that paper came out' : '',
      total: 21_400,
      reprint,
      forced: force,
    });
    found.jobs.unshift(job);
    found.timeline.push({ at: job.at, text: force ? 'A person printed a stopped label' : 'Printed' });
    found.can = { ...found.can, print: false, reprint: true };
    this.emit({ event: 'print', job });
    return found;
  };

  confirm_print = ({ job, on_paper }: Request<'confirm_print'>): PrintJobView => {
    const found = this.shipments.flatMap((one) => one.jobs).find((one) => one.id === job);
    if (!found) throw refuse('not_found', `There is no print job ${job}`);
    found.state = on_paper ? 'printed' : 'not_printed';
    this.attend(this.bench.attention.filter((one) => one.job !== job));
    this.emit({ event: 'print', job: found });
    return found;
  };

  void = ({ id }: Request<'void'>) =>
    this.#change(id, {
      purchase: 'voided',
      status: 'cancelled',
      void: { state: 'voided', text: '', at: '2025-11-20T17:50:00Z' },
    });
  track = ({ id }: Request<'track'>) =>
    this.#change(id, {
      status: 'in_transit',
      tracking: [LEFT],
    });
  settle = ({ id, answer }: Request<'settle'>) => {
    const found = this.shipment({ id });
    if (answer.kind === 'person_says_not')
      return this.#change(id, {
        purchase: 'refused',
        can: { ...found.can, settle: false, ship_another: true },
      });
    const numbers = answer.kind === 'person_says_bought' ? answer.tracking_numbers : ['ZX100000001'];
    found.parcels.forEach((parcel, index) => (parcel.tracking_number = numbers[index] ?? ''));
    return this.#change(id, {
      purchase: 'bought',
      status: 'label_created',
      can: { ...found.can, settle: false },
    });
  };
  acknowledge_charge = ({ id }: Request<'acknowledge_charge'>) => this.#change(id, { charged_more: false });
  label_again = ({ id }: Request<'label_again'>) => this.shipment({ id });

  settings_ = () => this.settings;
  save_settings = (settings: Request<'save_settings'>) => {
    this.settings.settings = settings;
    return this.settings;
  };
  save_address = (draft: Request<'save_address'>) => {
    if (!draft.address.city)
      throw refuse('invalid', 'The address cannot be saved', {
        fields: [{ field: 'address.city', text: 'The city is missing' }],
      });
    this.settings.addresses = this.settings.addresses.filter((one) => one.id !== draft.id);
    this.settings.addresses.push({ ...draft, id: draft.id ?? `from-${this.settings.addresses.length + 1}` });
    return this.settings;
  };
  save_box = (draft: Request<'save_box'>) => {
    this.settings.boxes = this.settings.boxes.filter((one) => one.id !== draft.id);
    this.settings.boxes.push({ ...draft, id: draft.id ?? `box-${this.settings.boxes.length + 1}` });
    return this.settings;
  };
  delete_box = ({ id }: Request<'delete_box'>) => {
    this.settings.boxes = this.settings.boxes.filter((one) => one.id !== id);
    return this.settings;
  };
  accounts_ = () => this.accounts;
  save_account = (draft: Request<'save_account'>) => {
    const { secrets, id, ...rest } = draft;
    const view = {
      ...rest,
      id: id ?? `account-${this.accounts.accounts.length + 1}`,
      secrets_set: Object.keys(secrets),
      resting: null,
      news: false,
    };
    this.accounts.accounts = [...this.accounts.accounts.filter((one) => one.id !== view.id), view];
    return view;
  };
  test_account = () => ({ text: 'The server answered; 2 carriers are connected to it.' });
  check_table = ({ csv }: Request<'check_table'>) => ({
    problems: csv
      .split('\n')
      .flatMap((row, index): [number, string][] =>
        row.includes('?') ? [[index + 1, 'The price cannot be read']] : [],
      ),
  });

  import_preview = importAnswers.preview;
  mappings = importAnswers.mappings;
  save_mapping = importAnswers.saveMapping;
  import_orders = () => {
    this.emit({ event: 'orders' });
    return importAnswers.report();
  };
  export_tracking = ({ format }: Request<'export_tracking'>): FileOut => ({
    name: `tracking-${format}.csv`,
    mime: 'text/csv',
    base64: 'AAAA',
  });

  // ---- inside ----

  #waiting(): Order[] {
    return this.orders.filter(
      (one) => !one.hold && !this.shipments.some((shipment) => shipment.order === one.id),
    );
  }

  #row(one: Order): OrderRow {
    return {
      id: one.id,
      erased: this.people_.erased.has(one.id),
      number: one.key.number,
      source: one.key.source,
      placed_at: one.placed_at,
      name: one.ship_to.name,
      place: `${one.ship_to.city}, ${one.ship_to.country}`,
      pieces: one.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      total: one.total,
      shipping_method: one.shipping_method,
      has_note: one.note !== '',
      hold: one.hold,
      shipment: this.#briefs(one.id).find(({ direction }) => direction === 'outbound') ?? null,
    };
  }

  #briefs(id: string) {
    return this.shipments.filter((one) => one.order === id).map(brief);
  }

  #change(id: string, change: Partial<ShipmentView>): ShipmentView {
    return Object.assign(this.shipment({ id }), change);
  }

  /** Sells a label. */
  sell(draft: ShipmentDraft, rate: Rate, purchase: PurchaseState = 'bought'): ShipmentView {
    const found = this.orders.find((one) => one.id === draft.order)!;
    const view = makeShipment(found, draft, rate, purchase, this.shipments.length);
    this.shipments.push(view);
    return view;
  }

  ship(orderId: string, purchase: PurchaseState = 'bought'): ShipmentView {
    const { draft } = this.new_shipment({ order: orderId, another: false, returns: null });
    return this.sell(draft, TABLE_RATE, purchase);
  }
}
