import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeStation } from './fake-backend';
import { printJob } from './fake-printing';
import { refuse } from './fake-scale';
import { all, find, get, none, openWindow, press, words } from './window';

/** Three labels wait at the bench printer. */
async function open(station = new FakeStation()): Promise<FakeStation> {
  for (const number of [1, 2, 3])
    station.printing.wait({
      title: `Label 1 of 1 of #100${number}`,
      shipment: `shipment-order-100${number}-1`,
      parcels: [{ parcel: `parcel-${number}`, number: 1, tracking_number: `ZX${number}` }],
    });
  await openWindow(station);
  await press('printer-state');
  await waitFor(() => expect(all('queued-job')).toHaveLength(3));
  return station;
}

const order = (): (string | undefined)[] => all('queued-job').map((job) => job.dataset.job);
const of = (job: string, testid: string): HTMLButtonElement =>
  all('queued-job')
    .find((one) => one.dataset.job === job)!
    .querySelector(`[data-testid="${testid}"]`)!;

describe('the printing screen', () => {
  it('is reached from the printer’s tile, which says how many wait, and from the rail', async () => {
    const station = await open();
    await press('go-bench');
    await waitFor(() => expect(get('printer-state').textContent).toContain('3 print jobs waiting'));
    expect(get('rail-waiting').textContent).toBe('3');
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '4', altKey: true }));
    await find('printer-queue');
    station.printing.wait({ title: 'One more' });
    await waitFor(() => expect(get('rail-waiting').textContent).toBe('4'));
  });

  it('says for which parcel each print job is, and leads to its shipment', async () => {
    const station = new FakeStation();
    station.ship('order-1001');
    await open(station);
    expect(words('queued-job')[0]).toContain('Label 1 of 1 of #1001');
    expect(words('queued-job')[0]).toContain('ZX1');
    of('waiting-1', 'job-shipment').click();
    await find('timeline');
    expect(station.last('shipment')).toEqual({ id: 'shipment-order-1001-1' });
  });

  it('puts print jobs elsewhere: up, down, to the top', async () => {
    const station = await open();
    expect(of('waiting-1', 'job-up').disabled).toBe(true);
    expect(of('waiting-3', 'job-down').disabled).toBe(true);
    of('waiting-1', 'job-down').click();
    await waitFor(() => expect(order()).toEqual(['waiting-2', 'waiting-1', 'waiting-3']));
    expect(station.last('move_print')).toEqual({ job: 'waiting-1', before: 'waiting-3' });
    await waitFor(() => expect(of('waiting-3', 'job-top').disabled).toBe(false));
    of('waiting-3', 'job-top').click();
    await waitFor(() => expect(order()).toEqual(['waiting-3', 'waiting-2', 'waiting-1']));
    await waitFor(() => expect(of('waiting-2', 'job-down').disabled).toBe(false));
    of('waiting-2', 'job-down').click();
    await waitFor(() => expect(station.last('move_print')).toEqual({ job: 'waiting-2', before: null }));
  });

  it('does so by keys as well', async () => {
    const station = await open();
    of('waiting-3', 'job-up').focus();
    const up = new KeyboardEvent('keydown', {
      key: 'ArrowUp',
      altKey: true,
      bubbles: true,
      cancelable: true,
    });
    document.activeElement!.dispatchEvent(up);
    await waitFor(() => expect(order()).toEqual(['waiting-1', 'waiting-3', 'waiting-2']));
    expect(station.last('move_print')).toEqual({ job: 'waiting-3', before: 'waiting-2' });
  });

  it('says so when a print job has begun meanwhile', async () => {
    const station = await open();
    station.on('move_print', () => {
      throw refuse('precondition', 'Label 1 of 1 of #1001: it does not wait any more');
    });
    of('waiting-2', 'job-up').click();
    station.printing.jobs.shift();
    await waitFor(() => expect(get('failure').textContent).toContain('it does not wait any more'));
    await waitFor(() => expect(order(), 'what waits is looked at again').toEqual(['waiting-2', 'waiting-3']));
  });

  it('holds, releases and gives up one print job', async () => {
    const station = await open();
    of('waiting-2', 'job-hold').click();
    await waitFor(() => expect(of('waiting-2', 'job-release')).toBeTruthy());
    expect(station.last('hold_print')).toEqual({ job: 'waiting-2' });
    of('waiting-2', 'job-release').click();
    await waitFor(() => expect(of('waiting-2', 'job-hold')).toBeTruthy());
    of('waiting-2', 'job-cancel').click();
    await waitFor(() => expect(order()).toEqual(['waiting-1', 'waiting-3']));
    expect(station.last('cancel_print')).toEqual({ job: 'waiting-2' });
  });

  it('holds a whole printer and lets it go on', async () => {
    const station = await open();
    await press('hold-queue');
    await find('queue-held');
    expect(station.last('hold_printer')).toEqual({ printer: 'printer-1', held: true });
    await press('hold-queue');
    await waitFor(() => expect(none('queue-held')).toBe(true));
    expect(station.last('hold_printer')).toEqual({ printer: 'printer-1', held: false });
  });

  it('moves nothing that has begun, and shows how far it is', async () => {
    const station = await open();
    const job = { ...station.printing.jobs[0]!, state: 'sending' as const, sent: 500, total: 1000 };
    station.printing.jobs[0] = job;
    station.emit({ event: 'print', job });
    await waitFor(() => expect(of('waiting-1', 'job-up')).toBeNull());
    expect(all('queued-job')[0]!.querySelector('progress')!.value).toBe(500);
    expect(of('waiting-2', 'job-up').disabled, 'the first of those that wait').toBe(true);
  });

  it('asks about what is not confirmed, and shows what stands in for another printer', async () => {
    const station = new FakeStation();
    station.printing.wait({
      id: 'u',
      title: 'Label of #7',
      state: 'unconfirmed',
      text: 'The cable was pulled',
    });
    station.printing.wait({
      id: 'f',
      title: 'Label of #8',
      fallback_of: 'gone',
      text: 'Stands in for Back room: out of labels',
    });
    station.printing.wait({ id: 'lost', title: 'Label of #9', printer: 'printer-9' });
    await openWindow(station);
    await press('go-printing');
    expect((await find('paper-question')).textContent).toContain('The cable was pulled');
    expect(get('fallback').closest('li')!.textContent).toContain('Stands in for Back room');
    expect(get('without-printer').textContent).toContain('Label of #9');
  });

  it('leads to the set-up where there is no printer', async () => {
    const station = new FakeStation();
    station.bench.printers = [];
    await openWindow(station, 'bench');
    await press('go-printing');
    await press('set-up-printers');
    await find('look-again');
  });
});

describe('a print job', () => {
  it('of a shipment says which printer failed it first', async () => {
    const station = new FakeStation();
    const shipment = station.ship('order-1001');
    shipment.jobs = [
      printJob({
        id: 'b',
        shipment: shipment.id,
        printer_name: 'Back room',
        state: 'printed',
        fallback_of: 'a',
      }),
      printJob({ id: 'a', shipment: shipment.id, state: 'failed', text: 'Out of labels' }),
    ];
    await openWindow(station);
    await press('go-shipments');
    (await find('shipment-row')).click();
    expect((await find('instead')).textContent).toBe('On Back room instead of Bench printer');
  });
});
