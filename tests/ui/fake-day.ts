/** What the fake station's carriers do beyond labels: a day's end, parcels on their way, addresses, news. */
import type {
  AccountsView,
  AddressChecks,
  Answer,
  DayEnd,
  ManifestView,
  PickupView,
  Request,
  ShipmentView,
  TrackingEvent,
} from '$ui/backend';

interface Around {
  accounts: AccountsView;
  shipments: ShipmentView[];
}

/** What a carrier says of a parcel that left. */
export const LEFT: TrackingEvent = {
  at: '2025-11-20T20:10:00Z',
  status: 'in_transit',
  code: 'DEP',
  text: 'Left the sorting centre',
  location: 'Seattle',
};

export const manifest = (over: Partial<ManifestView> = {}): ManifestView => ({
  id: 'manifest-1',
  state: 'done',
  number: 'SF-77',
  shipments: 3,
  left_out: [],
  papers: 1,
  text: '',
  at: '2025-11-20T17:41:00Z',
  ...over,
});

export const pickup = (over: Partial<PickupView> = {}): PickupView => ({
  id: 'pickup-1',
  state: 'done',
  place: 'Shop',
  day: '2025-11-20',
  ready: '16:00',
  close: '18:00',
  parcels: 4,
  number: 'PU-9',
  charged: null,
  text: '',
  at: '2025-11-20T17:41:00Z',
  ...over,
});

export class FakeDay {
  end: DayEnd = {
    can_close: true,
    can_pick_up: true,
    to_close: 3,
    to_pick_up: [{ ship_from: 'address-1', name: 'Shop', parcels: 4 }],
    manifests: [],
    pickups: [],
  };
  checks: AddressChecks = { checks: [] };

  constructor(private readonly around: Around) {}

  /** Makes the first account's carrier one that can do all of it. */
  able(): void {
    const [first] = this.around.accounts.accounts;
    const carrier = this.around.accounts.carriers.find((one) => one.id === first?.carrier);
    if (!carrier) return;
    Object.assign(carrier, { can_close: true, can_pick_up: true, can_check_addresses: true, tells: true });
  }

  day_end = (): DayEnd => this.end;
  close_day = (): DayEnd => {
    this.end.manifests.push(manifest({ shipments: this.end.to_close }));
    this.end.to_close = 0;
    return this.end;
  };
  settle_manifest = ({ id, done }: Request<'settle_manifest'>): DayEnd => {
    for (const one of this.end.manifests) if (one.id === id) one.state = done ? 'done' : 'refused';
    return this.end;
  };
  manifest_papers = (): Answer<'manifest_papers'> => ({
    papers: [{ name: 'scan-form.pdf', mime: 'application/pdf', base64: '' }],
  });
  print_manifest_papers = (): Answer<'print_manifest_papers'> => ({ printers: [], without_printer: [] });
  order_pickup = ({ day, ready, close }: Request<'order_pickup'>): DayEnd => {
    this.end.pickups.push(pickup({ day, ready, close }));
    return this.end;
  };
  cancel_pickup = ({ id }: Request<'cancel_pickup'>): DayEnd => {
    for (const one of this.end.pickups) if (one.id === id) one.state = 'cancelled';
    return this.end;
  };
  settle_pickup = ({ id, done, number }: Request<'settle_pickup'>): DayEnd => {
    for (const one of this.end.pickups)
      if (one.id === id) Object.assign(one, { state: done ? 'done' : 'refused', number });
    return this.end;
  };
  instruct = ({ id }: Request<'instruct'>): ShipmentView =>
    this.around.shipments.find((one) => one.id === id)!;
  track_all = (): Answer<'track_all'> => ({
    asked: 12,
    changed: 3,
    problems: ['Express: no answer in time'],
  });
  check_address = (): AddressChecks => this.checks;
  set_news = ({ account, on }: Request<'set_news'>): Answer<'set_news'> => {
    const view = this.around.accounts.accounts.find((one) => one.id === account)!;
    view.news = on;
    return view;
  };
}
