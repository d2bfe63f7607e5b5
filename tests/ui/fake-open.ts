/** What is open at the fake station: work that waits for the network, and money at risk. */
import type {
  Answer,
  BenchState,
  DeferredList,
  DeferredView,
  Event,
  MoneyAtRisk,
  OfflineSettings,
  Rate,
  Request,
  RiskRow,
  ShipmentDraft,
  ShipmentView,
} from '$ui/backend';
import { refuse } from './fake-scale';
import { usd } from './sample';

interface Around {
  bench: BenchState;
  shipments: ShipmentView[];
  sell(draft: ShipmentDraft, rate: Rate, purchase?: ShipmentView['purchase']): ShipmentView;
  emit(event: Event): void;
}

export function deferredWork(over: Partial<DeferredView> = {}): DeferredView {
  return {
    id: 'work-1',
    kind: 'buy',
    shipment: 'shipment-1',
    order: 'order-1001',
    direction: 'outbound',
    order_number: '#1001',
    service: 'Northern Post · Priority parcel',
    account_name: 'Gateway',
    amount: usd(925),
    state: 'waiting',
    attempts: 0,
    next_try_at: '2025-11-20T17:42:00Z',
    text: '',
    hint: '',
    price: null,
    at: '2025-11-20T17:41:00Z',
    changed_at: '2025-11-20T17:41:00Z',
    can_cancel: true,
    ...over,
  };
}

export function riskRow(over: Partial<RiskRow> = {}): RiskRow {
  return {
    kind: 'never_printed',
    shipment: 'shipment-1',
    order_number: '#1001',
    service: 'Northern Post · Priority parcel',
    account_name: 'Gateway',
    amount: usd(925),
    since: '2025-11-18T10:00:00Z',
    days: 2,
    void_until: '2025-11-25T10:00:00Z',
    assumed: true,
    text: 'Bought; its label never came out of a printer',
    hint: 'Print it and send the parcel, or void it',
    can: {
      ask_carrier: false,
      settle: false,
      print: true,
      paper: null,
      track: true,
      void: true,
      say_voided: true,
      seen: true,
    },
    ...over,
  };
}

/** Its commands, by their names. */
export class FakeOpen {
  work: DeferredView[] = [];
  done: DeferredView[] = [];
  rows: RiskRow[] = [];
  offline: OfflineSettings = {
    print_when_bought: false,
    void_unused: false,
    void_after_days: 2,
    scan_days: 4,
    warn_days: 2,
    void_window_days: {},
  };
  #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Lets work wait that nobody pressed for. */
  wait(over: Partial<DeferredView> = {}): void {
    this.work.push(deferredWork({ id: `work-${this.work.length + 1}`, ...over }));
    this.tell();
  }

  /** Says how far it is. */
  tell(over: Partial<BenchState['deferred']> = {}): void {
    const person = (one: DeferredView): boolean => ['asks', 'failed', 'bought'].includes(one.state);
    const progress = {
      waiting: this.work.filter((one) => !person(one)).length,
      for_person: this.work.filter(person).length,
      running: null,
      done: 0,
      total: 0,
      ...over,
    };
    this.#around.bench.deferred = progress;
    this.#around.emit({ event: 'deferred', progress });
  }

  deferred = (): DeferredList => ({
    work: this.work,
    done: this.done,
    progress: this.#around.bench.deferred,
    network: this.#around.bench.network,
  });

  buy_later = ({ draft, rate }: Request<'buy_later'>): ShipmentView => {
    const known = this.#around.shipments.find((one) => one.id === draft.id);
    if (known) return known;
    const shipment = this.#around.sell(draft, rate, 'deferred');
    shipment.can = { ...shipment.can, settle: false };
    const work = deferredWork({
      id: `work-${this.work.length + 1}`,
      shipment: shipment.id,
      order: draft.order,
      direction: draft.direction,
      order_number: shipment.order_number,
      amount: rate.total,
    });
    this.work.push(work);
    shipment.deferred = [work];
    this.tell();
    this.#around.emit({ event: 'orders' });
    return shipment;
  };

  do_later = ({ shipment, kind }: Request<'do_later'>): ShipmentView => {
    const found = this.#around.shipments.find((one) => one.id === shipment);
    if (!found) throw refuse('not_found', `There is no shipment ${shipment}`);
    const work = deferredWork({ kind, shipment, order_number: found.order_number, amount: null });
    this.work.push(work);
    found.deferred = [work];
    this.tell();
    return found;
  };

  cancel_deferred = ({ id }: Request<'cancel_deferred'>): DeferredList => {
    const gone = this.work.find((one) => one.id === id);
    this.work = this.work.filter((one) => one.id !== id);
    const shipments = this.#around.shipments;
    const at = shipments.findIndex((one) => one.id === gone?.shipment && one.purchase === 'deferred');
    if (at >= 0) shipments.splice(at, 1);
    this.tell();
    return this.deferred();
  };

  answer_deferred = ({ id }: Request<'answer_deferred'>): DeferredList => {
    this.work = this.work.map((one) =>
      one.id === id ? { ...one, state: 'waiting', price: null, text: '' } : one,
    );
    this.tell();
    return this.deferred();
  };

  try_deferred = (): DeferredList => this.deferred();

  money_at_risk = (): MoneyAtRisk => ({
    rows: this.rows,
    totals: this.rows.length ? [usd(this.rows.reduce((sum, row) => sum + row.amount.minor, 0))] : [],
    looked_at: '2025-11-20T17:00:00Z',
  });

  look_for_risk = (): MoneyAtRisk => this.money_at_risk();

  see_risk = ({ shipment }: Request<'see_risk'>): MoneyAtRisk => {
    this.rows = this.rows.filter((one) => one.shipment !== shipment);
    return this.money_at_risk();
  };

  estimates = (): Answer<'estimates'> => ({ rows: [] });
  offline_settings = (): OfflineSettings => this.offline;
  save_offline_settings = (settings: OfflineSettings): OfflineSettings => {
    if (!settings.scan_days)
      throw refuse('invalid', 'Between 1 and 60 days', {
        fields: [{ field: 'scan_days', text: 'Between 1 and 60 days' }],
      });
    this.offline = settings;
    return settings;
  };
}
