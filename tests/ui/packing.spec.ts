import { waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { desk } from '$ui/shared/desk.svelte';
import { FakeStation } from './fake-backend';
import { refuse } from './fake-scale';
import { TABLE_RATE, usd } from './sample';
import { all, find, get, Keyboard, none, openWindow, press, waitForStep } from './window';

/** A window in which #1001 was scanned and lies on the scale. */
async function scanned(station = new FakeStation()): Promise<{ station: FakeStation; keys: Keyboard }> {
  await openWindow(station);
  const keys = new Keyboard();
  station.put(0);
  keys.scan('#1001');
  await find('order-side');
  station.put(1234);
  return { station, keys };
}

/** The same, at the last confirmation. */
async function atConfirm(station = new FakeStation()): Promise<{ station: FakeStation; keys: Keyboard }> {
  const packed = await scanned(station);
  packed.keys.person('Enter');
  await waitForStep('confirm');
  return packed;
}

describe('the main job', () => {
  it('is: scan, Enter, Enter', async () => {
    const { station, keys } = await scanned();
    keys.person('Enter');
    await waitForStep('confirm');
    expect(get('reason').textContent).toContain('Cheapest of 3');
    expect(get('price').textContent).toBe('$7.85');
    keys.person('Enter');
    await find('bought');
    expect(station.sold).toBe(1);
    expect(station.last('buy')).toMatchObject({ rate: TABLE_RATE, accepted: null, print: true });
    expect(station.last('buy').draft.parcels[0]?.weight).toMatchObject({
      weight: 1_234_000_000,
      source: { kind: 'scale' },
    });
    expect(get('print-job').dataset.state).toBe('printed');
  });

  it('goes on with the next scan', async () => {
    const { keys } = await atConfirm();
    keys.person('Enter');
    await find('bought');
    keys.scan('#1002');
    await waitFor(() => expect(get('packing').textContent).toContain('#1002'));
    await waitForStep('parcel');
  });

  it('shows the order’s lines and the customer’s note', async () => {
    const { station, keys } = await scanned();
    const noted = station.orders.find((order) => order.note)!;
    keys.scan(noted.key.number);
    expect((await find('order-note')).textContent).toContain(noted.note);
    expect(all('order-line').map((line) => line.textContent)).toEqual(
      noted.lines.map((line) => expect.stringContaining(line.title)),
    );
  });
});

describe('a scanner', () => {
  it('never buys with its own Enter, wherever the focus is', async () => {
    const { station, keys } = await atConfirm();
    for (const focus of ['buy', 'packing', 'scan', 'close']) {
      get(focus).focus();
      const event = keys.scan('#1001');
      expect(event.defaultPrevented).toBe(true);
      await waitFor(() => expect(get('scanned').textContent).toContain('This order is open'));
      keys.key('Enter', 30);
    }
    expect(station.count('buy')).toBe(0);
    expect(get('packing').dataset.step).toBe('confirm');
  });

  it('that types slowly looks up and does not buy either', async () => {
    const { station, keys } = await atConfirm();
    for (const character of '#1001') keys.key(character, 60);
    keys.key('Enter', 60);
    keys.key('Enter', 90);
    await waitFor(() => expect(get('scanned').textContent).toContain('This order is open'));
    expect(station.count('buy')).toBe(0);
  });

  it('is heard from anywhere, and a field that nobody scans into stays as it was', async () => {
    const { station, keys } = await scanned();
    const weight = (await find('typed-weight')) as HTMLInputElement;
    weight.focus();
    keys.type('0.9');
    keys.scan('#1002');
    await waitFor(() => expect(get('packing').textContent).toContain('#1002'));
    expect(station.last('scan')).toEqual({ text: '#1002' });
    expect(weight.value).toBe('0.9');
  });

  it('waits with its next order until what is being bought is bought', async () => {
    const { station, keys } = await atConfirm();
    let sell = (): void => {};
    const sold = new Promise<void>((done) => (sell = done));
    station.on('buy', async (request) => {
      await sold;
      station.off('buy');
      return station.buy(request);
    });
    keys.person('Enter');
    await waitFor(() => expect(get('buy').textContent).toContain('Buying'));
    keys.scan('#1002');
    await waitFor(() => expect(station.count('scan')).toBe(2));
    expect(desk.packing?.order).toBe('order-1001');
    sell();
    await waitFor(() => expect(desk.packing?.order).toBe('order-1002'));
    expect(station.sold).toBe(1);
  });

  it('can give the deliberate keys as command barcodes', async () => {
    const { station, keys } = await scanned();
    keys.scan('PB:NEXT');
    await waitForStep('confirm');
    keys.scan('PB:NEXT');
    await waitFor(() => expect(station.count('scan')).toBe(3));
    expect(station.count('buy')).toBe(0);
    keys.scan('PB:BUY');
    await find('bought');
    keys.scan('PB:REPRINT');
    await waitFor(() => expect(station.last('print')).toMatchObject({ reprint: true, force: false }));
    keys.scan('PB:CANCEL');
    await waitFor(() => expect(none('packing')).toBe(true));
  });
});

describe('buying', () => {
  it('happens once, however often and however fast a person presses', async () => {
    const { station, keys } = await atConfirm();
    keys.person('Enter');
    keys.key('Enter', 20);
    keys.key('Enter', 600, true);
    all('buy').forEach((button) => button.click());
    all('buy').forEach((button) => button.click());
    await find('bought');
    expect(station.count('buy')).toBe(1);
  });

  it('asks a person when the price has changed; Enter does not answer', async () => {
    const { station, keys } = await atConfirm();
    station.on('buy', () => {
      throw refuse('price_changed', 'The carrier now asks more than was shown', { price: usd(910) });
    });
    keys.person('Enter');
    const question = await find('failure');
    expect(question.textContent).toContain('$7.85');
    expect(question.textContent).toContain('$9.10');
    keys.person('Enter');
    keys.scan('PB:BUY');
    await waitFor(() => expect(station.count('scan')).toBe(2));
    expect(station.count('buy')).toBe(1);
    station.off('buy');
    await press('accept-price');
    await find('bought');
    expect(station.last('buy').accepted).toEqual(usd(910));
  });

  it('does not try again what may have been bought, and shows the way to settle it', async () => {
    const { station, keys } = await atConfirm();
    station.ship('order-1004', 'unknown');
    station.on('buy', () => {
      throw refuse('purchase_unknown', 'It is not known whether it was bought', {
        shipment: 'shipment-order-1004-1',
      });
    });
    keys.person('Enter');
    await find('failure');
    keys.person('Enter');
    expect(get('buy').hasAttribute('disabled')).toBe(true);
    expect(station.count('buy')).toBe(1);
    await press('open-shipment');
    await find('settle');
  });

  it('says what a carrier refused, and offers to try again only what may be tried', async () => {
    const { station, keys } = await atConfirm();
    station.on('buy', () => {
      throw refuse('carrier_unreachable', 'The carrier does not answer', { retry: true });
    });
    keys.person('Enter');
    expect((await find('failure')).dataset.code).toBe('carrier_unreachable');
    station.off('buy');
    await press('retry');
    await find('bought');
  });

  it('tells what came of it when the person went elsewhere meanwhile', async () => {
    const { station, keys } = await atConfirm();
    let sell = (): void => {};
    const sold = new Promise<void>((done) => (sell = done));
    station.on('buy', async (request) => {
      await sold;
      return station.buy(request);
    });
    keys.person('Enter');
    await waitFor(() => expect(station.count('buy')).toBe(1));
    await press('go-orders');
    sell();
    await waitFor(() => expect(get('toasts').textContent).toContain('#1001: Bought'));
  });
});

describe('weighing', () => {
  it('says why there is no weight, and goes on once there is one', async () => {
    const { station, keys } = await scanned();
    station.read({ kind: 'moving' });
    keys.person('Enter');
    const failure = await find('failure');
    expect(failure.dataset.code).toBe('no_weight');
    expect(failure.textContent).toContain('or type it');
    station.put(1234);
    keys.person('Enter');
    await waitForStep('confirm');
  });

  it('takes a typed weight and shows it as typed', async () => {
    const { station, keys } = await scanned();
    get('typed-weight').focus();
    keys.type('2.4');
    keys.person('Enter');
    await waitForStep('confirm');
    expect(station.last('weigh').typed).toBe('2.4 kg');
    expect(get('packing').textContent).toContain('typed');
  });

  it('never gives parcel B the weight of A', async () => {
    const { station, keys } = await scanned();
    await press('add-parcel');
    await press('parcel-1');
    keys.person('Enter');
    await waitFor(() => expect(get('parcel-1').textContent).toContain('1.234 kg'));
    expect(get('parcel-2').textContent).toContain('no weight');
    keys.person('Enter');
    expect((await find('failure')).textContent).toContain('another parcel');
    station.put(0);
    station.put(800);
    keys.person('Enter');
    await waitForStep('confirm');
    expect(station.last('rate').draft.parcels.map((parcel) => parcel.weight?.weight)).toEqual([
      1_234_000_000, 800_000_000,
    ]);
  });

  it('closes the parcel at the scale when the order is put back', async () => {
    const { station, keys } = await scanned();
    keys.person('Escape');
    await waitFor(() => expect(none('packing')).toBe(true));
    expect(station.last('open_parcel')).toEqual({ parcel: null });
    expect(station.count('buy')).toBe(0);
  });

  it('has a button for scales that cannot report an empty pan', async () => {
    const { station } = await scanned();
    expect(none('next-parcel')).toBe(true);
    station.bench.scale.reports_zero = false;
    station.put(1234);
    await press('next-parcel');
    await waitFor(() => expect(station.count('next_parcel')).toBe(1));
  });
});

describe('rates', () => {
  it('show as they arrive; a late or failed account is a line', async () => {
    const station = new FakeStation();
    let answer = (): void => {};
    const slow = new Promise<void>((done) => (answer = done));
    station.on('rate', async (request) => {
      station.emit({ event: 'rate', request: request.request, line: station.lines[1]!.line });
      station.emit({
        event: 'rate',
        request: request.request,
        line: {
          account: 'x',
          account_name: 'Slow post',
          outcome: { kind: 'late' },
          basis: null,
          took_ms: 9000,
        },
      });
      await slow;
      return station.rate(request);
    });
    const { keys } = await scanned(station);
    keys.person('Enter');
    await waitForStep('rates');
    await waitFor(() => expect(all('rate')).toHaveLength(2));
    expect(all('rate-line').map((line) => line.dataset.outcome)).toEqual(['rates', 'late']);
    expect(all('rate-waiting').map((line) => line.textContent)).toEqual([
      expect.stringContaining('House courier'),
    ]);
    keys.person('Enter');
    expect(get('packing').dataset.step, 'nothing is chosen for a person').toBe('rates');
    // A person need not wait, and keeps what they chose when the rest arrives.
    keys.person('ArrowDown');
    keys.person('Enter');
    await waitForStep('confirm');
    answer();
    keys.person('PageUp');
    await waitForStep('rates');
    await waitFor(() => expect(none('rate-waiting')).toBe(true));
    expect(all('rate')).toHaveLength(3);
    keys.person('Enter');
    await waitForStep('confirm');
    expect(get('reason').textContent).toContain('by hand');
    expect(get('price').textContent).toBe('$9.25');
  });

  it('that could not be compared are said at the last confirmation', async () => {
    const station = new FakeStation();
    station.lines[1]!.line.outcome = { kind: 'late' };
    await atConfirm(station);
    expect(get('absent').textContent).toContain('Gateway');
  });

  it('come with what their carrier says of them, before anything is bought', async () => {
    const station = new FakeStation();
    const text = 'The sender goes in Latin letters: 深圳 → Shen Zhen';
    const note = {
      kind: 'invalid' as const,
      text,
      hint: '',
      carrier_code: '',
      carrier_text: '',
      field: null,
      retry_after: null,
    };
    for (const { line } of station.lines) if (line.outcome.kind === 'rates') line.outcome.notes = [note];
    const { keys } = await scanned(station);
    keys.person('Enter');
    await waitForStep('confirm');
    expect(get('note').textContent).toContain(text);
  });

  it('are chosen by a person where no rule is set', async () => {
    const station = new FakeStation();
    station.settings.settings.rate_rule = { kind: 'ask' };
    const { keys } = await scanned(station);
    keys.person('Enter');
    await waitFor(() => expect(all('rate')).toHaveLength(3));
    await waitForStep('rates');
    keys.person('ArrowDown');
    keys.person('Enter');
    await waitForStep('confirm');
    keys.person('Enter');
    await find('bought');
    expect(station.last('buy').rate.service).toBe('Priority parcel');
  });

  it('are asked again when the shipment has changed', async () => {
    const { station, keys } = await atConfirm();
    keys.person('PageUp');
    await waitForStep('rates');
    keys.person('PageUp');
    await waitForStep('parcel');
    all('box')[0]!.click();
    await waitFor(() => expect(get('step-confirm').hasAttribute('disabled')).toBe(true));
    keys.person('Enter');
    await waitForStep('confirm');
    expect(station.count('rate')).toBe(2);
    expect(station.last('rate').draft.parcels[0]).toMatchObject({
      box_id: 'box-s',
      dimensions: { length: 200_000 },
    });
  });

  it('that fail say so, and may be asked again', async () => {
    const station = new FakeStation();
    station.on('rate', () => {
      throw refuse('invalid', 'The street is missing', {
        fields: [{ field: 'ship_to.line1', text: 'The street is missing' }],
      });
    });
    const { keys } = await scanned(station);
    keys.person('Enter');
    expect((await find('failure')).textContent).toContain('The street is missing');
    keys.person('PageUp');
    await waitForStep('parcel');
    expect(get('packing').textContent).toContain('The street is missing');
  });
});

describe('the label', () => {
  it('is asked about when nothing proved it; no Enter answers', async () => {
    const station = new FakeStation();
    station.paper = 'unconfirmed';
    const { keys } = await atConfirm(station);
    keys.person('Enter');
    await find('paper-question');
    get('paper-no').focus();
    expect(keys.person('Enter').defaultPrevented).toBe(true);
    keys.scan('#1001');
    await waitFor(() => expect(station.count('scan')).toBeGreaterThan(1));
    expect(station.count('confirm_print')).toBe(0);
  });

  it('is printed by a person’s answer', async () => {
    const station = new FakeStation();
    station.paper = 'unconfirmed';
    const { keys } = await atConfirm(station);
    keys.person('Enter');
    await press('paper-yes');
    await waitFor(() => expect(get('print-job').dataset.state).toBe('printed'));
    expect(station.last('confirm_print').on_paper).toBe(true);
  });

  it('that was stopped is printed only by a deliberate hand', async () => {
    const { station, keys } = await atConfirm();
    keys.person('Enter');
    await find('bought');
    station.on('print', (request) => {
      if (!request.force) throw refuse('label_stopped', 'The label was stopped: its barcode does not scan');
      station.off('print');
      return station.print(request);
    });
    await press('reprint');
    const anyway = await find('print-anyway');
    anyway.focus();
    keys.person('Enter');
    anyway.click();
    expect(station.count('print')).toBe(1);
    vi.useFakeTimers();
    anyway.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    await vi.advanceTimersByTimeAsync(900);
    anyway.dispatchEvent(new Event('pointerup', { bubbles: true }));
    await vi.advanceTimersByTimeAsync(900);
    expect(station.count('print'), 'let go too early').toBe(1);
    anyway.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    expect(station.last('print')).toMatchObject({ force: true });
  });

  it('that could not be printed says why', async () => {
    const station = new FakeStation();
    station.on('buy', (request) => {
      const view = station.sell(request.draft, request.rate);
      view.timeline.push({ at: '2025-11-20T17:42:00Z', text: 'Not printed: No label printer is set up' });
      return view;
    });
    const { keys } = await atConfirm(station);
    keys.person('Enter');
    expect((await find('not-printed')).textContent).toContain('No label printer is set up');
    get('print');
  });
});

describe('an order that has shipped', () => {
  it('opens its shipment, with reprint and ship another', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    station.print({ id: 'shipment-order-1001-1', reprint: false, force: false });
    await openWindow(station);
    const keys = new Keyboard();
    keys.scan('#1001');
    await find('reprint');
    await press('ship-another');
    await find('order-side');
    expect(station.last('new_shipment')).toEqual({ order: 'order-1001', another: true, returns: null });
  });

  it('is found by its printed label', async () => {
    const station = new FakeStation();
    const number = station.ship('order-1002').parcels[0]!.tracking_number;
    await openWindow(station);
    new Keyboard().scan(number);
    await waitFor(() => expect(get('tracking-number').textContent).toBe(number));
  });

  it('is said to have shipped when another station was faster', async () => {
    const station = new FakeStation();
    await openWindow(station);
    station.on('scan', () => ({ kind: 'order', id: 'order-1003' }));
    station.ship('order-1003');
    new Keyboard().scan('#1003');
    expect((await find('failure')).dataset.code).toBe('already_shipped');
    await press('open-shipment');
    await find('timeline');
  });
});
