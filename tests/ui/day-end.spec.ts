import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { sizeWeight } from '$ui/shared/length';
import { FakeStation } from './fake-backend';
import { manifest, pickup } from './fake-day';
import { refuse } from './fake-scale';
import { all, fill, find, findAll, get, hold, none, openWindow, press, words } from './window';

async function endOfDay(prepare: (station: FakeStation) => void = () => {}): Promise<FakeStation> {
  const station = new FakeStation();
  station.ship('order-1001');
  station.day.able();
  prepare(station);
  await openWindow(station);
  await press('go-shipments');
  await press('manifest');
  await find('day-manifests');
  return station;
}

describe('the end of a day', () => {
  it('hands over what waits, and offers the papers', async () => {
    const station = await endOfDay();
    expect(get('day-manifests').textContent).toContain('3 shipments on no manifest yet');
    await press('close-day');
    await find('manifest-row');
    expect(station.last('close_day').day).toBe('2025-11-20');
    expect(get('manifest-row').textContent).toContain('SF-77');
    expect(none('close-day'), 'nothing waits').toBe(true);
    await press('print-papers');
    await waitFor(() => expect(station.last('print_manifest_papers')).toEqual({ id: 'manifest-1' }));
  });

  it('leaves to a person what is not known, and Enter does not answer', async () => {
    const station = await endOfDay((one) => {
      one.day.end.manifests = [manifest({ state: 'unknown', papers: 0, text: 'The answer was lost' })];
    });
    expect(get('manifest-row').textContent).toContain('The answer was lost');
    get('manifest-done').click();
    expect(station.count('settle_manifest')).toBe(0);
    await hold('manifest-done');
    await waitFor(() => expect(station.last('settle_manifest')).toEqual({ id: 'manifest-1', done: true }));
    await waitFor(() => expect(none('manifest-done')).toBe(true));
  });

  it('shows what a carrier refused as it stands afterwards', async () => {
    const station = await endOfDay();
    station.on('close_day', () => {
      station.day.end.manifests = [manifest({ state: 'refused', papers: 0, text: 'Too late today' })];
      throw refuse('carrier_refused', 'The carrier said no');
    });
    await press('close-day');
    await find('manifest-row');
    expect(get('manifest-row').textContent).toContain('Too late today');
    expect(get('day-manifests').textContent).toContain('The carrier said no');
  });

  it('orders one driver for a place, and cancels it', async () => {
    const station = await endOfDay();
    await fill('pickup-ready', '15:30');
    await press('order-pickup');
    await find('pickup-row');
    expect(station.last('order_pickup')).toMatchObject({
      bought_on: '2025-11-20',
      day: '2025-11-20',
      ship_from: 'address-1',
      ready: '15:30',
      close: '18:00',
    });
    expect(none('order-pickup'), 'one comes').toBe(true);
    await hold('cancel-pickup');
    await waitFor(() => expect(station.last('cancel_pickup')).toEqual({ id: 'pickup-1' }));
    await find('order-pickup');
  });

  it('asks whether a driver comes', async () => {
    const station = await endOfDay((one) => {
      one.day.end.pickups = [pickup({ state: 'unknown', number: '' })];
    });
    await hold('pickup-not');
    await waitFor(() =>
      expect(station.last('settle_pickup')).toEqual({ id: 'pickup-1', done: false, number: '' }),
    );
  });

  it('keeps what belongs to one account from another', async () => {
    const station = await endOfDay();
    const [first, other] = station.accounts.accounts;
    let answer: (end: typeof station.day.end) => void = () => {};
    station.on('close_day', () => new Promise((resolve) => (answer = resolve)));
    await press('close-day');
    station.on('day_end', ({ account }) => (account === other!.id ? new Promise(() => {}) : station.day.end));
    await fill('manifest-account', other!.id);
    await waitFor(() => expect(none('close-day'), 'nothing is shown before its answer').toBe(true));
    answer({ ...station.day.end, manifests: [manifest()] });
    await waitFor(() => expect(station.last('close_day').account).toBe(first!.id));
    expect(none('manifest-row'), 'the late answer is the other account’s').toBe(true);
  });

  it('asks for a number driver by driver', async () => {
    await endOfDay((one) => {
      one.day.end.pickups = [
        pickup({ id: 'a', state: 'unknown', number: '' }),
        pickup({ id: 'b', state: 'unknown', number: '' }),
      ];
    });
    const [a, b] = all('pickup-number') as HTMLInputElement[];
    a!.value = 'PU-1';
    a!.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(a!.value).toBe('PU-1'));
    expect(b!.value).toBe('');
  });

  it('takes a person’s word with the number that was read', async () => {
    const station = await endOfDay((one) => {
      one.day.end.pickups = [pickup({ state: 'unknown', number: '' })];
    });
    await fill('pickup-number', 'PU-1');
    await hold('pickup-done');
    await waitFor(() =>
      expect(station.last('settle_pickup')).toEqual({ id: 'pickup-1', done: true, number: 'PU-1' }),
    );
  });

  it('is where a lost answer leads', async () => {
    const station = new FakeStation();
    station.day.able();
    await openWindow(station);
    station.attend([{ kind: 'day_end_unknown', text: 'Did they take them?', shipment: null, job: null }]);
    await press('attention-day-end');
    await find('day-manifests');
  });
});

describe('parcels on their way', () => {
  it('are all asked about at once', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    await openWindow(station);
    await press('go-shipments');
    await press('track-all');
    await waitFor(() => expect(document.body.textContent).toContain('12 asked about, 3 moved on'));
    expect(document.body.textContent).toContain('Express: no answer in time');
  });

  it('are told about only where the carrier can be told', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    await openWindow(station);
    await press('go-shipments');
    (await findAll('shipment-row'))[0]!.click();
    await find('track');
    expect(none('tell-carrier')).toBe(true);
    station.shipments[0]!.can.instruct = ['try_again', 'return'];
    station.emit({ event: 'shipment', id: station.shipments[0]!.id });
    await press('tell-carrier');
    await fill('instruct-words', 'Ring twice');
    await hold('instruct');
    await waitFor(() =>
      expect(station.last('instruct')).toEqual({
        id: station.shipments[0]!.id,
        number: null,
        instruction: { kind: 'try_again', day: null, words: 'Ring twice' },
      }),
    );
  });
});

describe('an address', () => {
  async function typing(prepare: (station: FakeStation) => void): Promise<FakeStation> {
    const station = new FakeStation();
    prepare(station);
    await openWindow(station);
    await press('go-orders');
    await press('new-order');
    await find('ship_to.line1');
    return station;
  }

  it('is checked only where a carrier can', async () => {
    await typing(() => {});
    expect(none('check-address')).toBe(true);
  });

  it('is changed by nobody but a person', async () => {
    const station = await typing((one) => {
      one.day.able();
      const meant = { ...one.orders[0]!.ship_to, line1: '5 Elm St' };
      one.day.checks = {
        checks: [
          {
            account_name: 'Express',
            standing: 'ambiguous',
            residential: null,
            candidates: [meant],
            text: '',
          },
        ],
      };
    });
    await fill('ship_to.line1', '5 elm');
    await press('check-address');
    await find('address-check');
    expect(words('address-check')[0]).toContain('may be one of several');
    expect((get('ship_to.line1') as HTMLInputElement).value).toBe('5 elm');
    await fill('ship_to.line1', '6 elm');
    await waitFor(() => expect(none('address-check'), 'said of another address').toBe(true));
    await fill('ship_to.line1', '5 elm');
    await press('take-candidate');
    await waitFor(() => expect((get('ship_to.line1') as HTMLInputElement).value).toBe('5 Elm St'));
    expect(station.count('save_order')).toBe(0);
  });
});

describe('what a parcel counts as by its size', () => {
  it('is what carriers publish', () => {
    const sides = (side: number) => ({ length: side, width: side, height: side });
    // 50 cm cubed is 25 kg; 12 inches cubed are 12.43 lb.
    expect(sizeWeight(sides(500_000), 'cm') / 1e9).toBeCloseTo(25, 6);
    expect(sizeWeight(sides(304_800), 'in') / 453_592_370).toBeCloseTo(12.432, 3);
  });
});
