import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { services, whole } from '$ui/setting/pool-draft.svelte';
import { FakeStation } from './fake-backend';
import { booking, pool } from './fake-numbers';
import { refuse } from './fake-scale';
import { all, fill, find, get, hold, Keyboard, none, openWindow, press, waitForStep, words } from './window';

async function open(station: FakeStation): Promise<FakeStation> {
  await openWindow(station, 'bench');
  await press('go-settings');
  await press('settings-numbers');
  return station;
}

describe('waybill numbers', () => {
  it('shows how many are left, and which run low', async () => {
    const station = new FakeStation();
    station.numbers.view.pools = [
      pool(),
      pool({ id: 'pool-2', name: 'Express', source: 'carrier', left: 40, total: 5000, low: true }),
      pool({ id: 'pool-3', name: 'Old', left: 0, low: true, next_number: null }),
    ];
    await open(station);
    await waitFor(() => expect(all('pool')).toHaveLength(3));
    expect(words('pool-left')).toEqual(['750', '40', '0']);
    const [ready, low, empty] = words('pool');
    expect(ready).toContain('Ready');
    expect(ready).toContain('next RR473124829SE');
    expect(low).toContain('Running low');
    expect(empty).toContain('Empty');
  });

  it('says what to do first when there are none', async () => {
    await open(new FakeStation());
    await waitFor(() => expect(document.body.textContent).toContain('No waybill numbers yet'));
  });

  it('shows a range’s numbers while it is typed, and saves it', async () => {
    const station = await open(new FakeStation());
    await press('add-pool');
    get('pool-form').querySelector<HTMLInputElement>('input[type="radio"][value="range"]')!.click();
    await fill('pool-name', 'Registered');
    await fill('pool-services', 'RR Registered parcel\nEXP');
    await fill('pool-pattern', 'RR');
    await fill('pool-from', '47312482');
    await fill('pool-to', '47312484');
    await waitFor(() => expect(document.body.textContent).toContain('the pattern has no counter'));
    await fill('pool-pattern', 'RR########*SE');
    await waitFor(() => expect(words('range-preview')[0]).toContain('RR473124829SE'));
    expect(words('range-preview')[0]).toContain('3 numbers');
    await fill('pool-price', '3.20');
    await press('save-pool');
    await waitFor(() => expect(station.count('save_pool')).toBe(1));
    const saved = station.last('save_pool');
    expect(saved).toMatchObject({ name: 'Registered', source: 'range', from: '47312482', to: '47312484' });
    expect(saved.terms.services).toEqual([
      { code: 'RR', name: 'Registered parcel' },
      { code: 'EXP', name: 'EXP' },
    ]);
    expect(saved.terms.price).toEqual({ kind: 'fixed', amount: { minor: 320, currency: 'USD' } });
    await waitFor(() => expect(all('pool')).toHaveLength(1));
  });

  it('does not save without a price, and says so', async () => {
    const station = await open(new FakeStation());
    await press('add-pool');
    await fill('pool-name', 'X');
    await press('save-pool');
    await waitFor(() => expect(document.body.textContent).toContain('Write a price.'));
    expect(station.count('save_pool')).toBe(0);
  });

  it('checks a list before it takes it', async () => {
    const station = new FakeStation();
    station.numbers.view.pools = [pool({ source: 'list' })];
    await open(station);
    await press('add-list');
    await fill('numbers-text', 'RR1\nnonsense\nRR2');
    await press('numbers-add');
    await waitFor(() => expect(words('numbers-found')[0]).toContain('2 good numbers'));
    expect(words('numbers-found')[0]).toContain('Line 2: nonsense is no waybill number');
    expect(station.last('add_numbers').check_only).toBe(true);
    await press('numbers-add');
    await waitFor(() => expect(station.last('add_numbers').check_only).toBe(false));
    await waitFor(() => expect(none('numbers-text')).toBe(true));
  });

  it('reserves now, and says why the carrier gave none', async () => {
    const station = new FakeStation();
    station.numbers.view.pools = [pool({ source: 'carrier', left: 5, low: true })];
    await open(station);
    await press('reserve-now');
    await waitFor(() => expect(words('pool-left')).toEqual(['1,005']));
    station.on('reserve_numbers', () => {
      throw refuse('carrier_refused', 'Too many today');
    });
    await press('reserve-now');
    await waitFor(() => expect(get('failure').textContent).toContain('Too many today'));
  });

  it('releases held numbers only when a button is held down', async () => {
    const station = new FakeStation();
    station.numbers.view.pools = [pool({ left: 0, held: 750 })];
    await open(station);
    expect((await find('pool-held')).textContent).toContain('750 numbers held');
    get('release-numbers').click();
    expect(station.count('release_numbers')).toBe(0);
    await hold('release-numbers');
    await waitFor(() => expect(none('pool-held')).toBe(true));
    expect(words('pool-left')).toEqual(['750']);
  });

  it('lists what carriers are still to be told, and tells them', async () => {
    const station = new FakeStation();
    station.numbers.view.bookings = [booking(), booking({ shipment: 'other', order_number: '#1002' })];
    await open(station);
    await waitFor(() => expect(all('open-booking')).toHaveLength(2));
    expect(words('open-booking')[0]).toContain('Booked later');
    await press('book-now');
    await waitFor(() => expect(none('open-booking')).toBe(true));
  });

  it('reads services and whole numbers as they are written', () => {
    expect(services('A\n  B2   Two words \n\n')).toEqual([
      { code: 'A', name: 'A' },
      { code: 'B2', name: 'Two words' },
    ]);
    expect([whole(' 12 '), whole(''), whole('1.5'), whole('-1')]).toEqual([
      12,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a shipment that is booked later', () => {
  async function shown(over: Parameters<typeof booking>[0]): Promise<FakeStation> {
    const station = new FakeStation();
    const shipment = station.ship('order-1001');
    shipment.booking = booking({ shipment: shipment.id, ...over });
    station.attend([
      { kind: 'booking_refused', text: 'Order #1001: Express refused it', shipment: shipment.id, job: null },
    ]);
    await openWindow(station, 'bench');
    const row = await find('attention-row');
    row.querySelector('button')!.click();
    await find('booking');
    return station;
  }

  it('says that it is due', async () => {
    await shown({});
    expect(words('booking')[0]).toContain('Booked later');
    expect(none('booking-again') && none('booking-ask')).toBe(true);
  });

  it('books a refused one again, as it is or with another address', async () => {
    const text = 'Express refused it: No such street';
    const station = await shown({ state: 'refused', text });
    expect(words('booking')[0]).toContain('No such street');
    await press('booking-correct');
    await fill('ship_to.line1', '7 Elm Street');
    await press('save');
    await waitFor(() => expect(station.last('rebook')?.ship_to?.line1).toBe('7 Elm Street'));
    await waitFor(() => expect(get('booking').dataset.state).toBe('booked'));
  });

  it('asks a person about an unknown one, and the carrier only where that is safe', async () => {
    const station = await shown({ state: 'unknown', text: 'It is not known' });
    expect(none('booking-ask')).toBe(true);
    await press('booking-has-not');
    await waitFor(() => expect(get('booking').dataset.state).toBe('due'));
    expect(station.last('settle_booking').answer).toBe('person_says_not');
  });
});

describe('an offline rate', () => {
  it('says that it is booked later, and where its price comes from', async () => {
    const station = new FakeStation();
    const line = station.lines[0]!.line;
    if (line.outcome.kind !== 'rates') throw new Error('the sample has rates');
    line.outcome.rates[0]!.pooled = {
      pool: 'pool-1',
      basis: 'The fixed price of Registered',
      booked_later: true,
    };
    await openWindow(station);
    const keys = new Keyboard();
    station.put(0);
    keys.scan('#1001');
    await find('order-side');
    station.put(1234);
    keys.person('Enter');
    await waitForStep('confirm');
    expect(get('packing').textContent).toContain('offline, booked later');
    expect(get('packing').textContent).toContain('The fixed price of Registered');
  });
});
