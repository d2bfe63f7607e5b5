/** What the fake station recorded: the steps of parcels, how long they take, and its calls to carriers. */
import type { Answer, ApiCallRow, FlightStep, Request, ShipmentView, StageSpeed } from '$ui/backend';
import { refuse } from './fake-scale';

const STEPS: readonly (readonly [FlightStep, string | null, number | null])[] = [
  ['scanned', '2025-11-20T17:40:00Z', null],
  ['weighed', '2025-11-20T17:40:04.2Z', 4_200],
  ['rated', '2025-11-20T17:40:05Z', 800],
  ['chosen', null, null],
  ['bought', '2025-11-20T17:40:12Z', null],
  ['sent', '2025-11-20T17:40:12.09Z', 90],
  ['printed', '2025-11-20T17:41:05Z', 52_910],
];

const stage = (stage: StageSpeed['stage'], count: number, p50_ms: number, p95_ms: number): StageSpeed => ({
  stage,
  count,
  p50_ms,
  p95_ms,
});

export function apiCall(over: Partial<ApiCallRow> = {}): ApiCallRow {
  return {
    id: 'call-1',
    at: '2025-11-20T17:40:11Z',
    account: 'account-1',
    account_name: 'Karrio',
    carrier: 'karrio',
    operation: 'buy',
    method: 'POST',
    url: 'https://ship.example.com/v1/shipments/shp_1/purchase',
    status: 200,
    failed: false,
    took_ms: 812,
    shipment: 'shipment-order-1001-1',
    order_number: '#1001',
    ...over,
  };
}

/** Its commands, by their names. */
export class FakeFlight {
  rows: ApiCallRow[] = [apiCall()];
  dropped = 0;
  parcels = 214;
  #around: { shipments: ShipmentView[] };

  constructor(around: { shipments: ShipmentView[] }) {
    this.#around = around;
  }

  flight = ({ id }: Request<'flight'>): Answer<'flight'> => {
    const found = this.#around.shipments.find((one) => one.id === id);
    if (found?.purchase !== 'bought') return { parcels: [] };
    return {
      parcels: found.parcels.map((parcel) => ({
        parcel: parcel.id,
        tracking_number: parcel.tracking_number,
        moments: STEPS.map(([step, at, took_ms]) => ({ step, at, took_ms })),
        whole_ms: 65_000,
      })),
    };
  };

  speed = ({ span }: Request<'speed'>): Answer<'speed'> => {
    const parcels = span === 'today' ? this.parcels : this.parcels * 6;
    if (!parcels) return { since: '', parcels, method: '', stages: [], printers: [], accounts: [] };
    return {
      since: '2025-11-20T00:00:00Z',
      parcels,
      method: 'Nearest rank',
      stages: [
        stage('weigh', parcels, 4_200, 9_900),
        stage('buy', parcels, 640, 1_830),
        stage('print', 0, 0, 0),
        stage('whole', parcels, 21_000, 65_000),
      ],
      printers: [{ name: 'Bench printer', stages: [stage('send', parcels, 90, 240)] }],
      accounts: [{ name: 'Karrio', stages: [stage('buy', parcels, 640, 1_830)] }],
    };
  };

  api_calls = (query: Request<'api_calls'>): Answer<'api_calls'> => {
    const text = query.text.toLowerCase();
    const found = this.rows.filter(
      (row) =>
        row.url.toLowerCase().includes(text) &&
        (!query.shipment || row.shipment === query.shipment) &&
        (!query.operation || row.operation === query.operation) &&
        (!query.account || row.account === query.account) &&
        (!query.failed || row.failed),
    );
    const { offset, limit } = query;
    return {
      rows: found.slice(offset, offset + limit),
      more: found.length > offset + limit,
      dropped: this.dropped,
    };
  };

  call_stats = (): Answer<'call_stats'> => ({
    since: '2025-11-14T00:00:00Z',
    rows: this.rows.length
      ? [{ carrier: 'Karrio', operation: 'buy', calls: 1_204, failed: 3, p50_ms: 640, p95_ms: 1_830 }]
      : [],
  });

  api_call = ({ id }: Request<'api_call'>): Answer<'api_call'> => {
    const row = this.rows.find((one) => one.id === id);
    if (!row) throw refuse('not_found', `There is no call ${id}`);
    return {
      row,
      purchase: null,
      request: 'content-type: application/json\n\n{"recipient":{"person_name":"Xxxx Xxxxxxx"}}',
      answer: 'content-type: application/json\n\n{"tracking_number":"ZX1"}',
    };
  };
}
