import { waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dayAfter, dayStart, pretty } from '$ui/setting/calls';
import { formatTook } from '$ui/shared/flight';
import { FakeStation } from './fake-backend';
import { apiCall } from './fake-flight';
import { refuse } from './fake-scale';
import { all, fill, find, findAll, get, none, openWindow, press, words } from './window';

async function settings(section: string, station = new FakeStation()): Promise<FakeStation> {
  await openWindow(station);
  await press('go-settings');
  await press(`settings-${section}`);
  return station;
}

describe('a shipment’s way', () => {
  it('shows each step with its time and how long it took, and says what was not seen', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    await openWindow(station);
    await press('go-shipments');
    (await findAll('shipment-row'))[0]!.click();
    await waitFor(() => expect(all('flight-step')).toHaveLength(7));
    expect(words('flight-step')[1]).toMatch(/^Weighed .*\+ 4\.2 s$/);
    expect(words('flight-step')[3]).toBe('Rate chosen not seen');
    expect(get('flight-whole').textContent).toContain('1 min 05 s');
  });

  it('leads to the calls about it, and back', async () => {
    const station = new FakeStation();
    const shipment = station.ship('order-1001');
    station.recorder.rows.push(apiCall({ id: 'call-2', shipment: 'another' }));
    await openWindow(station);
    await press('go-shipments');
    (await findAll('shipment-row'))[0]!.click();
    await press('show-calls');
    await find('call-shipment');
    await waitFor(() => expect(all('call-row')).toHaveLength(1));
    expect(station.last('api_calls').shipment).toBe(shipment.id);
    await press('all-calls');
    await waitFor(() => expect(all('call-row')).toHaveLength(2));
  });
});

describe('speed', () => {
  it('shows the steps, by printer and by account, over a chosen time', async () => {
    const station = await settings('speed');
    await waitFor(() => expect(all('speed-table')).toHaveLength(3));
    expect(get('speed-parcels').textContent).toContain('214');
    const cells = (row: HTMLElement): string[] =>
      [...row.querySelectorAll('td')].slice(0, 4).map((cell) => cell.textContent!.trim());
    expect(all('speed-row').map(cells)).toEqual([
      ['Scan to weight', '214', '4.2 s', '9.9 s'],
      ['Choice to bought', '214', '640 ms', '1.8 s'],
      ['Bytes sent to printed', '0', '–', '–'],
      ['Scan to printed', '214', '21.0 s', '1 min 05 s'],
      ['Bench printer: Bought to bytes sent', '214', '90 ms', '240 ms'],
      ['Karrio: Choice to bought', '214', '640 ms', '1.8 s'],
    ]);
    const month = document.querySelector<HTMLInputElement>('input[type=radio][value=month]')!;
    month.click();
    await waitFor(() => expect(get('speed-parcels').textContent).toContain('1,284'));
    expect(station.last('speed')).toEqual({ span: 'month' });
  });

  it('says what to do when nothing was bought yet', async () => {
    const station = new FakeStation();
    station.recorder.parcels = 0;
    await settings('speed', station);
    await waitFor(() => expect(document.body.textContent).toContain('No parcel yet'));
    expect(none('speed-table')).toBe(true);
  });

  it('says so when it cannot be read', async () => {
    const station = new FakeStation();
    station.on('speed', () => {
      throw refuse('internal', 'The database reported a fault', { retry: true });
    });
    await settings('speed', station);
    expect((await find('failure')).textContent).toContain('The database reported a fault');
    station.off('speed');
    await press('retry');
    await find('speed-parcels');
  });
});

describe('calls', () => {
  beforeEach(() => vi.unstubAllGlobals());

  it('are searched and filtered, each filter from the first page on', async () => {
    const station = new FakeStation();
    station.recorder.rows = [
      ...Array.from({ length: 60 }, (_, n) => apiCall({ id: `rate-${n}`, operation: 'rate' })),
      apiCall({ id: 'lost', status: null, failed: true, url: 'https://ship.example.com/v1/trackers' }),
    ];
    await settings('calls', station);
    await waitFor(() => expect(all('call-row')).toHaveLength(50));
    const next = [...document.querySelectorAll('nav[aria-label=Pages] button')].at(-1) as HTMLButtonElement;
    next.click();
    await waitFor(() => expect(all('call-row')).toHaveLength(11));
    get('call-failed').click();
    await waitFor(() => expect(all('call-row')).toHaveLength(1));
    expect(station.last('api_calls')).toMatchObject({ failed: true, offset: 0 });
    expect(words('call-row')[0]).toContain('No answer');
    get('call-failed').click();
    await fill('call-search', 'trackers');
    await waitFor(() => expect(station.last('api_calls').text).toBe('trackers'));
    await waitFor(() => expect(all('call-row')).toHaveLength(1));
    await fill('call-operation', 'rate');
    await waitFor(() => expect(document.body.textContent).toContain('Nothing found'));
  });

  it('are shown whole, request beside answer, and copied', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', {
      ...navigator,
      clipboard: { writeText: async (text: string) => void written.push(text) },
    });
    await settings('calls');
    (await findAll('call-row'))[0]!.click();
    expect((await find('api-request')).textContent).toContain('"person_name": "Xxxx Xxxxxxx"');
    expect(get('api-answer').textContent).toContain('"tracking_number": "ZX1"');
    await press('copy-call');
    await waitFor(() => expect(written).toHaveLength(1));
    expect(written[0]).toContain('POST https://ship.example.com/v1/shipments/shp_1/purchase');
    expect(written[0]).toContain('shipment-order-1001-1');
  });

  it('are counted and timed above the list', async () => {
    const station = new FakeStation();
    await settings('calls', station);
    const row = (await find('call-stats-row')).textContent ?? '';
    for (const shown of ['Karrio', 'buy', '1,204', '3', '640 ms', '1.8 s']) expect(row).toContain(shown);
    expect(station.last('call_stats')).toEqual({ span: 'week' });
    station.recorder.rows = [];
    await press('refresh-calls');
    await waitFor(() => expect(all('call-stats')).toHaveLength(0));
  });

  it('say when some came too fast, and when there are none', async () => {
    const station = new FakeStation();
    station.recorder.rows = [];
    station.recorder.dropped = 3;
    await settings('calls', station);
    expect((await find('calls-dropped')).textContent).toContain('3 calls came too fast');
    expect(document.body.textContent).toContain('No calls yet');
  });
});

describe('words', () => {
  it('lays JSON out and leaves all else alone', () => {
    expect(pretty('a: b\n\n{"x":1}')).toBe('a: b\n\n{\n  "x": 1\n}');
    expect(pretty('a: b\n\n{"x":1… (99 bytes in all)')).toBe('a: b\n\n{"x":1… (99 bytes in all)');
    expect(pretty('The name cannot be found')).toBe('The name cannot be found');
  });

  it('says durations in the unit that fits', () => {
    expect([0, 999, 1_950, 61_999].map(formatTook)).toEqual(['0 ms', '999 ms', '1.9 s', '1 min 01 s']);
  });

  it('knows when a day begins at the bench', () => {
    expect(dayStart('2026-11-27', 'Asia/Ho_Chi_Minh')).toBe('2026-11-26T17:00:00.000Z');
    expect(dayStart('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(dayStart('2026-11-01', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z');
    expect(dayStart('', 'UTC')).toBe('');
    expect([dayAfter('2026-02-28'), dayAfter('')]).toEqual(['2026-03-01', '']);
  });
});
