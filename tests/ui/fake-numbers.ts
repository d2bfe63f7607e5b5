/** The fake station's waybill numbers: pools that keep what they are told, and bookings that a test sets. */
import type {
  Answer,
  BookingView,
  CheckRule,
  Event,
  PoolsView,
  PoolView,
  Request,
  ShipmentView,
} from '$ui/backend';
import { refuse } from './fake-scale';
import { usd } from './sample';

interface Around {
  shipments: ShipmentView[];
  emit(event: Event): void;
}

export function pool(over: Partial<PoolView> = {}): PoolView {
  return {
    id: 'pool-1',
    account: 'account-express',
    account_name: 'Express',
    name: 'Registered',
    source: 'range',
    terms: {
      services: [{ code: 'RR', name: 'Registered parcel' }],
      pattern: 'RR########*SE',
      check: 's10',
      barcode: 'code128',
      low_water: 100,
      top_up: 0,
      price: { kind: 'fixed', amount: usd(320) },
      always: false,
    },
    left: 750,
    total: 1000,
    held: 0,
    low: false,
    first_number: 'RR000000005SE',
    next_number: 'RR473124829SE',
    last_number: 'RR473135004SE',
    expires_on: null,
    expiring: 0,
    problem: null,
    ...over,
  };
}

export function booking(over: Partial<BookingView> = {}): BookingView {
  return {
    shipment: 'shipment-order-1001-1',
    order_number: '#1001',
    account_name: 'Express',
    numbers: ['RR473124829SE'],
    state: 'due',
    text: 'Express is told of it when it can be reached',
    problem: null,
    can_ask: false,
    at: '2025-11-20T17:41:00Z',
    ...over,
  };
}

const CHECKS: [CheckRule, string][] = [
  ['none', 'No check digit'],
  ['s10', 'S10 (postal items, RR123456785GB)'],
  ['mod7', 'Mod 7'],
];

/** Its commands, by their names. */
export class FakeNumbers {
  view: PoolsView = {
    pools: [],
    accounts: [
      { account: 'account-express', name: 'Express', gives_numbers: true, books: true, own_prices: false },
      {
        account: 'account-table',
        name: 'House courier',
        gives_numbers: false,
        books: false,
        own_prices: true,
      },
    ],
    checks: CHECKS.map(([rule, name]) => ({ rule, name })),
    bookings: [],
  };
  #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  set(over: Partial<PoolsView>): void {
    this.view = { ...this.view, ...over };
    this.#around.emit({ event: 'numbers' });
  }

  readonly pools = (): PoolsView => {
    return this.view;
  };

  readonly save_pool = (request: Request<'save_pool'>): Answer<'save_pool'> => {
    if (!request.name.trim()) {
      const failure = refuse('invalid', 'A name for these numbers is missing');
      failure.fields = [{ field: 'name', text: 'A name for these numbers is missing' }];
      throw failure;
    }
    const { account, name, source, terms } = request;
    const made = pool({ id: request.id ?? 'pool-new', account, name, source, terms });
    this.view.pools = [...this.view.pools.filter((one) => one.id !== made.id), made];
    return made;
  };

  readonly preview_range = (request: Request<'preview_range'>): Answer<'preview_range'> => {
    if (!request.pattern.includes('#'))
      return {
        first: [],
        last: '',
        count: 0,
        problems: [{ field: 'pattern', text: 'the pattern has no counter' }],
      };
    return { first: ['RR473124829SE', 'RR473124832SE'], last: 'RR473124846SE', count: 3, problems: [] };
  };

  readonly add_numbers = (request: Request<'add_numbers'>): Answer<'add_numbers'> => {
    const lines = request.text.split('\n').filter((line) => line.trim());
    const good = lines.filter((line) => /\d/.test(line)).length;
    return {
      good,
      added: request.check_only ? 0 : good,
      repeated: 0,
      problems: lines.flatMap((line, at): [number, string][] =>
        /\d/.test(line) ? [] : [[at + 1, `${line} is no waybill number`]],
      ),
      more_problems: 0,
    };
  };

  readonly reserve_numbers = (request: Request<'reserve_numbers'>): Answer<'reserve_numbers'> => {
    return this.#change(request.pool, (one) => ({
      left: one.left + request.count,
      total: one.total + request.count,
    }));
  };

  readonly release_numbers = (request: Request<'release_numbers'>): Answer<'release_numbers'> => {
    return this.#change(request.pool, (one) => ({ left: one.left + one.held, held: 0 }));
  };

  readonly hold_numbers = (): PoolsView => {
    this.view.pools = this.view.pools.map((one) => ({ ...one, held: one.left, left: 0 }));
    return this.view;
  };

  readonly retire_pool = (request: Request<'retire_pool'>): PoolsView => {
    this.view.pools = this.view.pools.filter((one) => one.id !== request.id);
    return this.view;
  };

  readonly book_now = (): PoolsView => {
    this.view.bookings = [];
    return this.view;
  };

  readonly rebook = (request: Request<'rebook'>): ShipmentView => {
    return this.#booked(request.id, 'booked', 'Express has it');
  };

  readonly settle_booking = (request: Request<'settle_booking'>): ShipmentView => {
    return this.#booked(request.id, request.answer === 'person_says_not' ? 'due' : 'booked', 'Settled');
  };

  #booked(id: string, state: BookingView['state'], text: string): ShipmentView {
    const shipment = this.#around.shipments.find((one) => one.id === id);
    if (!shipment) throw refuse('not_found', `There is no shipment ${id}`);
    shipment.booking = booking({ shipment: id, state, text });
    return shipment;
  }

  #change(id: string, change: (pool: PoolView) => Partial<PoolView>): PoolView {
    this.view.pools = this.view.pools.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
    return this.view.pools.find((one) => one.id === id)!;
  }
}
