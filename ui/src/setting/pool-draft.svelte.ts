/** A pool of waybill numbers as it is typed, and what it would be saved as. */
import type {
  CheckRule,
  Money,
  NumberSource,
  PoolAccount,
  PoolDraft,
  PoolPrice,
  PoolView,
  WaybillBarcode,
} from '../backend';

export class PoolForm {
  readonly id: string | null;
  account = $state('');
  name = $state('');
  source = $state<NumberSource>('range');
  /** One service a line: its code, then its name. */
  services = $state('');
  pattern = $state('');
  check = $state<CheckRule>('s10');
  barcode = $state<WaybillBarcode>('code128');
  from = $state('');
  to = $state('');
  expires_on = $state('');
  low_water = $state('100');
  top_up = $state('0');
  price = $state<PoolPrice['kind']>('fixed');
  amount = $state.raw<Money | null>(null);
  /** The account whose price table holds. */
  table = $state('');
  always = $state(false);

  constructor(pool: PoolView | null, accounts: readonly PoolAccount[]) {
    this.id = pool?.id ?? null;
    this.account = pool?.account ?? accounts[0]?.account ?? '';
    if (!pool) {
      if (accounts[0]?.gives_numbers) this.source = 'carrier';
      return;
    }
    const { terms } = pool;
    this.name = pool.name;
    this.source = pool.source;
    this.services = terms.services
      .map((one) => (one.name === one.code ? one.code : `${one.code} ${one.name}`))
      .join('\n');
    this.pattern = terms.pattern ?? '';
    this.check = terms.check;
    this.barcode = terms.barcode;
    this.from = pool.first_number ?? '';
    this.to = pool.last_number ?? '';
    this.expires_on = (pool.source === 'range' ? pool.expires_on : null) ?? '';
    this.low_water = String(terms.low_water);
    this.top_up = String(terms.top_up);
    this.price = terms.price.kind;
    if (terms.price.kind === 'fixed') this.amount = terms.price.amount;
    else this.table = terms.price.account;
    this.always = terms.always;
  }

  /** What is saved; `null` while something is missing that the station could not name. */
  draft(of: PoolAccount | undefined): PoolDraft | null {
    const low_water = whole(this.low_water);
    const top_up = this.source === 'carrier' ? whole(this.top_up) : 0;
    const price = this.#price(of);
    if (low_water === undefined || top_up === undefined || !price) return null;
    const ranged = this.source === 'range';
    return {
      id: this.id,
      account: this.account,
      name: this.name,
      source: this.source,
      terms: {
        services: services(this.services),
        pattern: this.source === 'carrier' || !this.pattern.trim() ? null : this.pattern.trim(),
        check: this.source === 'carrier' || !this.pattern.trim() ? 'none' : this.check,
        barcode: this.barcode,
        low_water,
        top_up,
        price,
        always: this.always,
      },
      from: ranged ? this.from : '',
      to: ranged ? this.to : '',
      expires_on: ranged ? this.expires_on || null : null,
    };
  }

  #price(of: PoolAccount | undefined): PoolPrice | null {
    if (of?.own_prices) return { kind: 'account', account: this.account };
    if (this.price === 'fixed') return this.amount ? { kind: 'fixed', amount: this.amount } : null;
    return this.table ? { kind: 'account', account: this.table } : null;
  }
}

export function whole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

/** `EXP Express parcel` is the code EXP with a name; a code alone is its own name. */
export function services(text: string): { code: string; name: string }[] {
  return text
    .split('\n')
    .map((line) => /^\s*(\S+)\s*(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, code = '', name]) => ({ code, name: name || code }));
}
