/** Invented data for the fake station. */
import type {
  AccountsView,
  Address,
  BenchState,
  PrinterView,
  LabelPreview,
  Money,
  Order,
  OrderLine,
  Rate,
  RateLine,
  ScaleView,
  SettingsView,
} from '$ui/backend';

export const usd = (minor: number): Money => ({ minor, currency: 'USD' });
export const GRAM = 1_000_000;

export function address(over: Partial<Address> = {}): Address {
  return {
    name: 'Jordan Example',
    company: '',
    line1: '12 Cedar Lane',
    line2: '',
    ward: '',
    district: '',
    city: 'Portland',
    region: 'OR',
    postal_code: '97201',
    country: 'US',
    phone: '',
    email: '',
    ...over,
  };
}

export const WAREHOUSE = address({
  name: '',
  company: 'Example Goods',
  line1: '4 Harbor Road',
  city: 'Seattle',
  region: 'WA',
  postal_code: '98101',
});

export function line(title: string, quantity = 1, over: Partial<OrderLine> = {}): OrderLine {
  return {
    sku: title.slice(0, 3).toUpperCase() + '-' + (100 + title.length),
    title,
    quantity,
    unit_price: usd(1900),
    unit_weight: 250 * GRAM,
    needs_shipping: true,
    hs_code: '',
    origin: null,
    ...over,
  };
}

const PEOPLE: [name: string, city: string, country: string][] = [
  ['Amara Okafor', 'Denver', 'US'],
  ['Nguyễn Thị Minh Khai', 'Hà Nội', 'VN'],
  ['Łukasz Wiśniewski', 'Kraków', 'PL'],
  ['Sam Rivera', 'Austin', 'US'],
  ['Maximiliane Freifrau von Hohenfels-Wintersberg', 'Villingen-Schwenningen', 'DE'],
  ['Δήμητρα Παπαδοπούλου', 'Αθήνα', 'GR'],
  ['Priya Raman', 'Boston', 'US'],
  ['山田 花子', '大阪市', 'JP'],
];
const TITLES = [
  'Enamel mug, speckled blue',
  'Linen tea towel',
  'Beeswax candle, tall',
  'Notebook, dotted, A5',
  'Hand-knitted merino scarf in heather grey with fringes, extra long',
  'Cedar soap',
];
const NOTES = [
  'Please gift-wrap the mug and leave out the invoice. It is a surprise!',
  'Ring twice. Beware of the goose.',
];

export function order(index: number, over: Partial<Order> = {}): Order {
  const [name, city, country] = PEOPLE[index % PEOPLE.length]!;
  const lines = Array.from({ length: 1 + (index % 3) }, (_, at) =>
    line(TITLES[(index + at) % TITLES.length]!, 1 + ((index + at) % 4)),
  );
  return {
    id: `order-${1001 + index}`,
    key: { source: 'shopify', number: `#${1001 + index}` },
    external_id: String(5_000_000 + index),
    placed_at: new Date(Date.UTC(2025, 10, 17, 8, 0) + index * 37 * 60_000).toISOString(),
    ship_to: address({
      name,
      city,
      country,
      region: country === 'US' ? 'CO' : '',
      postal_code: '80014',
      phone: '+1 555 0100',
    }),
    lines,
    note: index % 7 === 2 ? NOTES[(index / 7) & 1]! : '',
    total: usd(lines.reduce((sum, one) => sum + one.quantity * 1900, 595)),
    shipping_paid: usd(595),
    shipping_method: index % 5 === 0 ? 'Express' : 'Standard shipping',
    payment: 'paid',
    cod: null,
    hold: null,
    edited_fields: [],
    ...over,
  };
}

export function rate(service: string, minor: number, days: number | null, over: Partial<Rate> = {}): Rate {
  return {
    account: 'account-table',
    carrier_name: 'House courier',
    service,
    service_name: service,
    total: usd(minor),
    charges: [],
    transit_days: days,
    delivery_date: null,
    surety: 'stated',
    pooled: null,
    carrier_data: null,
    ...over,
  };
}

export const TABLE_RATE = rate('Ground', 785, 4, {
  surety: 'table',
  charges: [
    { label: 'Base, zone 3, up to 2 kg', amount: usd(690) },
    { label: 'Fuel surcharge 8 %', amount: usd(55) },
    { label: 'Remote area', amount: usd(40) },
  ],
});
export const GATEWAY_RATES = [
  rate('Priority parcel', 925, 2, {
    account: 'account-gateway',
    carrier_name: 'Northern Post',
    delivery_date: '2025-11-24',
  }),
  rate('Overnight', 2840, 1, {
    account: 'account-gateway',
    carrier_name: 'Swift Air',
    delivery_date: '2025-11-21',
  }),
];

export const RATE_LINES: { after: number; line: RateLine }[] = [
  {
    after: 0,
    line: {
      account: 'account-table',
      account_name: 'House courier',
      outcome: { kind: 'rates', rates: [TABLE_RATE], notes: [] },
      basis: { kind: 'table', name: 'Prices', changed_at: '2025-11-03T09:00:00Z' },
      took_ms: 3,
    },
  },
  {
    after: 0,
    line: {
      account: 'account-gateway',
      account_name: 'Gateway',
      outcome: { kind: 'rates', rates: GATEWAY_RATES, notes: [] },
      basis: { kind: 'live' },
      took_ms: 640,
    },
  },
];

export const SETTINGS: SettingsView = {
  settings: {
    station_prefix: 'PB1',
    operator: 'Robin',
    units: { weight: 'kg', length: 'cm' },
    currency: 'USD',
    time_zone: 'America/Los_Angeles',
    rate_rule: { kind: 'cheapest' },
    shipping_rules: [],
    price_tolerance: 5,
    print_at_once: true,
    sounds: true,
    theme: 'system',
  },
  addresses: [{ id: 'from-1', name: 'Warehouse', address: WAREHOUSE, default: true }],
  boxes: [
    {
      id: 'box-s',
      name: 'Small carton',
      dimensions: { length: 200_000, width: 150_000, height: 100_000 },
      empty_weight: 90 * GRAM,
    },
    {
      id: 'box-m',
      name: 'Medium carton',
      dimensions: { length: 300_000, width: 220_000, height: 150_000 },
      empty_weight: 160 * GRAM,
    },
    {
      id: 'box-t',
      name: 'Tube',
      dimensions: { length: 600_000, width: 80_000, height: 80_000 },
      empty_weight: 120 * GRAM,
    },
  ],
};

const PRINTER_VIEW: PrinterView = {
  id: 'printer-1',
  name: 'Bench printer',
  state: 'ready',
  text: 'Ready',
  held: false,
  prints: ['label'],
};

export const SCALE_VIEW: ScaleView = {
  id: 'scale-1',
  name: 'Parcel scale',
  reading: { kind: 'moving' },
  shown: '',
  hint: '',
  reports_zero: true,
  can_zero: true,
  active: true,
};

export function bench(demo: boolean): BenchState {
  return {
    profile: {
      name: demo ? 'Demo' : 'Bench',
      demo,
      folder: '~/.local/share/packbench/bench',
      handed_over: false,
      version: '0.1.0',
    },
    scale: SCALE_VIEW,
    scales: [SCALE_VIEW],
    printer: PRINTER_VIEW,
    printers: [PRINTER_VIEW],
    network: 'online',
    waiting: 0,
    shipped_today: 0,
    deferred: { waiting: 0, for_person: 0, running: null, done: 0, total: 0 },
    attention: [],
    today: '2025-11-20',
    time_zone: 'America/Los_Angeles',
  };
}

const TABLE = `kind,name,from,to,price
method,Ground,,,
zone,3,80000,81999,
step,Ground,0,2 kg,6.90
step,Ground,2 kg,10 kg,11.20
fuel,,,,8%
`;

export const ACCOUNTS: AccountsView = {
  carriers: [
    {
      id: 'own-table',
      name: 'Own price table',
      about: 'Prices from a table of your own. Needs no network; labels are drawn here.',
      form: [
        {
          name: 'courier',
          label: 'Name of the courier',
          help: 'Stands on the label.',
          kind: { kind: 'text' },
          required: true,
          default: '',
        },
        {
          name: 'currency',
          label: 'Currency',
          help: 'Of all prices in the table.',
          kind: { kind: 'currency' },
          required: true,
          default: 'USD',
        },
        {
          name: 'rounding',
          label: 'Round the total',
          help: '',
          kind: {
            kind: 'choice',
            choices: [
              ['none', 'Not at all'],
              ['up', 'Up to a whole unit'],
            ],
          },
          required: false,
          default: 'none',
        },
      ],
      table: {
        title: 'Prices',
        columns: [
          ['kind', 'What the line is: method, zone, step, fuel'],
          ['name', 'Method or zone'],
          ['from', 'From weight or postal code'],
          ['to', 'To weight or postal code'],
          ['price', 'Price or per cent'],
        ],
        example: TABLE,
      },
      can_test: false,
      can_void: true,
      can_track: false,
      can_check_addresses: false,
      can_close: false,
      can_pick_up: false,
      tells: false,
    },
    {
      id: 'gateway',
      name: 'Shipping gateway',
      about: 'The shipping server you already run, with the carriers connected to it.',
      form: [
        {
          name: 'url',
          label: 'Address of the server',
          help: 'Such as https://ship.example.org',
          kind: { kind: 'url' },
          required: true,
          default: '',
        },
        {
          name: 'token',
          label: 'API token',
          help: 'From the server’s settings.',
          kind: { kind: 'secret' },
          required: true,
          default: '',
        },
      ],
      table: null,
      can_test: true,
      can_void: true,
      can_track: true,
      can_check_addresses: false,
      can_close: false,
      can_pick_up: false,
      tells: false,
    },
  ],
  accounts: [
    {
      id: 'account-table',
      carrier: 'own-table',
      name: 'House courier',
      enabled: true,
      settings: { courier: 'House courier', currency: 'USD', rounding: 'none' },
      secrets_set: [],
      table: TABLE,
      resting: null,
      news: false,
    },
    {
      id: 'account-gateway',
      carrier: 'gateway',
      name: 'Gateway',
      enabled: true,
      settings: { url: 'https://ship.example.org' },
      secrets_set: ['token'],
      table: null,
      resting: null,
      news: false,
    },
  ],
};

/** One white dot. */
export const PREVIEW: LabelPreview = {
  png_base64: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  width: 812,
  height: 1218,
  dpi: 203,
  exact: true,
  count: 1,
  note: 'Barcode read: matches the tracking number',
  stopped: false,
  findings: [],
  placement: { text: '', page: 1, turned: 0, percent: 100, cut_off: false, area: null },
  fit: null,
};
