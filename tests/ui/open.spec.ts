import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeStation } from './fake-backend';
import { riskRow } from './fake-open';
import { refuse } from './fake-scale';
import { GATEWAY_RATES, RATE_LINES, usd } from './sample';
import { all, fill, find, get, hold, Keyboard, none, openWindow, press, waitForStep, words } from './window';

const away = () => refuse('carrier_unreachable', 'ship.example.org refuses the connection');

/** #1001 at the last confirmation. */
async function atConfirm(station: FakeStation): Promise<Keyboard> {
  await openWindow(station);
  const keys = new Keyboard();
  station.put(0);
  keys.scan('#1001');
  await find('order-side');
  station.put(1234);
  keys.person('Enter');
  await waitForStep('confirm');
  return keys;
}

describe('a carrier that cannot be reached', () => {
  it('leaves one key: buy when the network is back; the parcel is put aside', async () => {
    const station = new FakeStation();
    station.on('buy', () => {
      throw away();
    });
    const keys = await atConfirm(station);
    keys.person('Enter');
    await find('buy-later');
    expect(station.count('buy_later')).toBe(0);
    keys.person('Enter');
    await waitFor(() => expect(station.count('buy_later')).toBe(1));
    await waitFor(() => expect(none('packing')).toBe(true));
    expect(station.last('buy_later').draft.order).toBe('order-1001');
    expect(document.body.textContent).toContain('put the parcel aside');
    await waitFor(() => expect(get('rail-open').textContent).toBe('1'));
    // It is out of the queue, and its shipment says what it waits for.
    await waitFor(() => expect(all('queue-row').map((row) => row.dataset.order)).not.toContain('#1001'));
    keys.scan('#1001');
    await waitFor(() => expect(words('deferred-work')[0]).toContain('Waits for the network'));
  });

  it('can still be tried now', async () => {
    const station = new FakeStation();
    station.on('buy', () => {
      throw away();
    });
    const keys = await atConfirm(station);
    keys.person('Enter');
    await find('buy-later');
    station.off('buy');
    await press('buy-now');
    await find('bought');
    expect(station.count('buy_later')).toBe(0);
  });

  it('offers what it last stated as an estimate, and buys that later', async () => {
    const station = new FakeStation();
    const remembered = GATEWAY_RATES.map((rate) => ({ ...rate, surety: 'remembered' as const }));
    station.lines = [
      {
        after: 0,
        line: {
          ...RATE_LINES[1]!.line,
          outcome: {
            kind: 'remembered',
            rates: remembered,
            problem: {
              kind: 'unavailable',
              text: 'It refuses the connection',
              hint: '',
              carrier_code: '',
              carrier_text: '',
              field: null,
              retry_after: null,
            },
          },
          basis: { kind: 'remembered', at: '2025-11-18T09:00:00Z' },
        },
      },
    ];
    station.on('rate', async ({ request }) => {
      const line = station.lines[0]!.line;
      station.emit({ event: 'rate', request, line });
      return { lines: [line], rates: remembered, pick: { kind: 'chosen', index: 0, reason: 'Cheapest' } };
    });
    const keys = await atConfirm(station);
    expect(get('estimate').textContent).toContain('cannot be reached');
    expect(get('packing').textContent).toContain('estimate: what was stated');
    expect(none('absent')).toBe(true);
    keys.person('Enter');
    await waitFor(() => expect(station.count('buy_later')).toBe(1));
    expect(station.count('buy')).toBe(0);
  });

  it('voids and looks up later, too', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    await openWindow(station);
    new Keyboard().scan('#1001');
    station.on('track', () => {
      throw away();
    });
    await press('track');
    await press('do-later');
    await waitFor(() => expect(station.last('do_later')).toMatchObject({ kind: 'track' }));
    station.on('void', () => {
      throw away();
    });
    await press('void');
    await hold('void-confirm');
    await press('void-later');
    await waitFor(() => expect(station.last('do_later')).toMatchObject({ kind: 'void' }));
  });
});

describe('what waits for the network', () => {
  async function open(station: FakeStation): Promise<void> {
    await openWindow(station);
    await press('go-open');
    await find('open-waits');
  }

  it('says how far it is, also above every other screen', async () => {
    const station = new FakeStation();
    station.opened.wait();
    await open(station);
    await find('deferred-work');
    station.opened.tell({ running: 'Buying the label of order #1001', done: 2, total: 7 });
    await find('deferred-progress');
    expect(words('deferred-progress')[0]).toContain('2 of 7 done');
    await press('go-orders');
    await waitFor(() =>
      expect(words('deferred-chip')[0]).toContain('Buying the label of order #1001 · 3 of 7'),
    );
    await press('deferred-chip');
    await find('deferred-progress');
  });

  it('asks about a higher price, and takes an answer', async () => {
    const station = new FakeStation();
    station.opened.wait({ state: 'asks', price: usd(1040), text: 'The price is 10.40 USD now' });
    await open(station);
    await waitFor(() => expect(words('deferred-yes')[0]).toContain('$10.40'));
    await press('deferred-yes');
    await waitFor(() => expect(station.last('answer_deferred')).toEqual({ id: 'work-1', price: usd(1040) }));
    await waitFor(() => expect(get('deferred-work').dataset.state).toBe('waiting'));
  });

  it('can be taken away, and what has begun cannot', async () => {
    const station = new FakeStation();
    station.opened.wait();
    station.opened.wait({ state: 'running', can_cancel: false, order_number: '#1002' });
    await open(station);
    await waitFor(() => expect(all('deferred-work')).toHaveLength(2));
    expect(all('deferred-cancel')).toHaveLength(1);
    await press('deferred-cancel');
    await waitFor(() => expect(words('deferred-work')[0]).toContain('#1002'));
    expect(station.last('cancel_deferred')).toEqual({ id: 'work-1' });
  });

  it('says so when nothing waits, and when it cannot be read', async () => {
    const station = new FakeStation();
    station.on('deferred', () => {
      throw refuse('storage', 'The disk is away');
    });
    await open(station);
    await waitFor(() => expect(get('failure').textContent).toContain('The disk is away'));
    station.off('deferred');
    station.opened.tell();
    await waitFor(() => expect(document.body.textContent).toContain('Nothing waits for the network'));
  });
});

describe('money at risk', () => {
  async function open(station: FakeStation): Promise<void> {
    await openWindow(station);
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '5', altKey: true }));
    await press('open-risk');
  }

  it('is summed up, and each row says what to do', async () => {
    const station = new FakeStation();
    station.opened.rows = [
      riskRow(),
      riskRow({ shipment: 'shipment-2', order_number: '#1002', kind: 'refund_awaited', void_until: null }),
    ];
    await open(station);
    await waitFor(() => expect(words('risk-total')[0]).toContain('$18.50'));
    expect(words('risk-row')[0]).toContain('the carrier does not say');
    expect(words('risk-row')[0]).toContain('Print it and send the parcel, or void it');
    all('risk-seen')[1]!.click();
    await waitFor(() => expect(all('risk-row')).toHaveLength(1));
    expect(station.last('see_risk')).toEqual({ shipment: 'shipment-2', kind: 'refund_awaited' });
    await press('risk-look');
    await waitFor(() => expect(station.count('look_for_risk')).toBe(1));
  });

  it('is voided by holding, never by Enter', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    const shipment = station.shipments[0]!.id;
    station.opened.rows = [riskRow({ shipment })];
    await open(station);
    (await find('risk-void')).focus();
    new Keyboard().person('Enter');
    expect(station.count('void')).toBe(0);
    await hold('risk-void');
    await waitFor(() => expect(station.last('void')).toEqual({ id: shipment, person_says_voided: false }));
  });

  it('leads from what needs a person', async () => {
    const station = new FakeStation();
    station.opened.rows = [riskRow()];
    station.bench.attention = [
      { kind: 'void_deadline', text: 'Order #1001: $9.25 at risk', shipment: 'shipment-1', job: null },
    ];
    await openWindow(station);
    (await find('attention-row')).querySelector('button')!.click();
    await find('risk-row');
  });
});

describe('what is unknown', () => {
  it('is settled in its place', async () => {
    const station = new FakeStation();
    station.ship('order-1001', 'unknown');
    const shipment = station.shipments[0]!.id;
    station.bench.attention = [
      { kind: 'purchase_unknown', text: 'Order #1001: bought or not?', shipment, job: null },
    ];
    await openWindow(station);
    await press('go-open');
    await press('open-settle');
    await press('settle-open');
    await press('settle-ask');
    await waitFor(() =>
      expect(station.last('settle')).toEqual({ id: shipment, answer: { kind: 'ask_carrier' } }),
    );
  });
});

describe('the settings for it', () => {
  it('are saved, and a number that makes no sense is said at its field', async () => {
    const station = new FakeStation();
    await openWindow(station);
    await press('go-settings');
    await press('settings-offline');
    const box = (await find('void-unused')) as HTMLInputElement;
    expect(box.checked).toBe(false);
    box.click();
    await waitFor(() => expect(station.opened.offline.void_unused).toBe(true));
    await fill('window-account-gateway', '30');
    await fill('scan-days', '0');
    await press('save');
    await waitFor(() => expect(get('failure').textContent).toContain('Between 1 and 60 days'));
    await fill('scan-days', '5');
    await press('save');
    await waitFor(() => expect(station.opened.offline.scan_days).toBe(5));
    expect(station.opened.offline.void_window_days).toEqual({ 'account-gateway': 30 });
  });
});
