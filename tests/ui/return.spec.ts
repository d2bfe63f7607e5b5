/** Labels for the way back: bought from a shipment's page, and taken for no other. */
import { waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { desk } from '$ui/shared/desk.svelte';
import { FakeStation } from './fake-backend';
import { refuse } from './fake-scale';
import { RATE_LINES } from './sample';
import { all, fill, find, get, Keyboard, none, openWindow, press, waitForStep, words } from './window';

const UNSUPPORTED = {
  kind: 'unsupported',
  text: 'Gateway takes no returns',
  hint: 'Choose another account for the way back',
  carrier_code: '',
  carrier_text: '',
  field: null,
  retry_after: null,
} as const;

/** A window on the page of what was sent for #1001, from the scale, in a box of a size. */
async function sent(station = new FakeStation()): Promise<{ station: FakeStation; id: string }> {
  const shipment = station.ship('order-1001');
  shipment.parcels[0]!.weight_source = { kind: 'scale', shown: '1.200 kg', at: '2025-11-20T17:40:00Z' };
  shipment.parcels[0]!.dimensions = { length: 200_000, width: 150_000, height: 100_000 };
  await openWindow(station);
  desk.go({ screen: 'shipments', shipment: shipment.id });
  await find('return-label');
  return { station, id: shipment.id };
}

/** The same, with the return begun. */
async function begun(
  station = new FakeStation(),
): Promise<{ station: FakeStation; id: string; keys: Keyboard }> {
  const { id } = await sent(station);
  await press('return-label');
  await find('parcel-weight');
  return { station, id, keys: new Keyboard() };
}

/** A thing of the dialog: the page beneath it has buttons of the same name. */
const inDialog = (testid: string): Promise<HTMLElement> => within(get('packing')).findByTestId(testid);

describe('a return label', () => {
  it('is bought with two keys, from the page of what was sent', async () => {
    const { station, id, keys } = await begun();
    expect(station.last('new_shipment')).toEqual({ order: 'order-1001', another: false, returns: id });
    keys.person('Enter');
    await waitForStep('confirm');
    keys.person('Enter');
    await find('bought');
    expect(station.sold).toBe(1);
    const { draft, print } = station.last('buy');
    expect(draft).toMatchObject({
      direction: 'return',
      returns: id,
      options: { cod: null, insurance: null },
    });
    expect(draft.parcels[0]?.dimensions).toEqual({ length: 200_000, width: 150_000, height: 100_000 });
    expect(print).toBe(false);
  });

  it('says that nobody has weighed what comes back, and asks no scale', async () => {
    const { station, keys } = await begun();
    station.put(900);
    expect(get('parcel-weight').textContent).toContain('Not weighed now');
    expect(get('parcel-weight').textContent).toContain('from the scale then');
    expect(within(get('packing')).queryByTestId('weight')).toBeNull();
    expect(station.last('open_parcel')).toEqual({ parcel: null });
    keys.person('Enter');
    await waitForStep('confirm');
    expect(get('packing').textContent).toContain('not weighed');
    expect(station.count('weigh')).toBe(0);
  });

  it('takes another weight that a person types, and never the scale’s', async () => {
    const { station, keys } = await begun();
    station.put(900);
    await press('weigh-again');
    await find('typed-weight');
    keys.person('Enter');
    await waitFor(() => expect(get('failure').textContent).toContain('Type what the parcel will weigh'));
    expect(station.count('weigh')).toBe(0);
    await press('as-sent');
    await waitFor(() => expect(get('parcel-weight').textContent).toContain('Not weighed now'));
    await press('weigh-again');
    await fill('typed-weight', '0.8');
    await press('primary');
    await waitForStep('confirm');
    expect(station.last('weigh').typed).toBe('0.8 kg');
  });

  it('goes from the customer to the merchant’s place, and says so in every step', async () => {
    const { station, keys } = await begun();
    const customer = station.orders.find((order) => order.id === 'order-1001')!.ship_to;
    const says = (): void => {
      expect(get('packing').dataset.direction).toBe('return');
      expect(get('return-band').textContent).toContain('Not for a parcel that leaves here');
    };
    says();
    expect(all('order-note')).toEqual([]);
    const edit = await inDialog('edit-ship-to');
    expect(edit.closest('dd')?.previousElementSibling?.textContent).toBe('Ship from');
    keys.person('Enter');
    await waitForStep('confirm');
    says();
    expect(get('packing').textContent).toContain(customer.name);
    expect(get('buy').textContent).toContain('Buy return label');
    keys.person('Enter');
    await find('bought');
    says();
    expect(get('bought').textContent).toContain('Return label bought');
  });

  it('is printed or saved by a person, and not by itself', async () => {
    const { station, keys } = await begun();
    keys.person('Enter');
    await waitForStep('confirm');
    keys.person('Enter');
    await find('bought');
    expect(none('print-job')).toBe(true);
    expect(none('not-printed')).toBe(true);
    await press('save-labels');
    await waitFor(() => expect(station.saved).toHaveLength(1));
    (await inDialog('print')).click();
    expect((await inDialog('print-job')).textContent).toContain('Return label of #1001');
  });

  it('is priced by accounts whose carriers take returns; the others say that they take none', async () => {
    const station = new FakeStation();
    station.settings.settings.rate_rule = { kind: 'ask' };
    station.lines = structuredClone(RATE_LINES);
    station.lines[1]!.line.outcome = { kind: 'failed', problem: UNSUPPORTED };
    const { keys } = await begun(station);
    keys.person('Enter');
    await waitForStep('rates');
    await waitFor(() => expect(words('rate-line')[1]).toContain('Gateway takes no returns'));
    expect(all('rate-line')[1]!.classList.contains('bad')).toBe(false);
    keys.person('Enter');
    await waitForStep('confirm');
    expect(none('absent')).toBe(true);
  });

  it('says when no account’s carrier takes returns', async () => {
    const station = new FakeStation();
    station.lines = structuredClone(RATE_LINES);
    for (const { line } of station.lines) line.outcome = { kind: 'failed', problem: UNSUPPORTED };
    const { keys } = await begun(station);
    keys.person('Enter');
    await waitForStep('rates');
    await waitFor(() =>
      expect(get('packing').textContent).toContain('None of your accounts’ carriers takes returns'),
    );
  });

  it('is bought a second time only when a person says so', async () => {
    const { station, id, keys } = await begun();
    keys.person('Enter');
    await waitForStep('confirm');
    keys.person('Enter');
    await find('bought');
    await press('next-order');
    await find('returned-by');
    await press('return-label');
    const another = await inDialog('ship-another');
    expect(another.textContent).toContain('Another return label');
    another.click();
    await find('parcel-weight');
    expect(station.last('new_shipment')).toEqual({ order: 'order-1001', another: true, returns: id });
    expect(desk.packing?.returns).toBe(id);
  });

  it('stays a return when it was sold meanwhile', async () => {
    const { station, keys } = await begun();
    keys.person('Enter');
    await waitForStep('confirm');
    station.on('buy', () => {
      throw refuse('already_shipped', 'This shipment of order #1001 has a return label already');
    });
    keys.person('Enter');
    (await inDialog('ship-another')).click();
    await find('parcel-weight');
    expect(station.last('new_shipment')).toMatchObject({ another: true, returns: expect.any(String) });
  });

  it('offers no cash on delivery', async () => {
    await begun();
    await press('edit-options');
    await find('save');
    expect(none('option-cod')).toBe(true);
  });
});

describe('what was bought for the way back', () => {
  async function returned(): Promise<{ station: FakeStation; there: string; back: string }> {
    const station = new FakeStation();
    const { id } = await sent(station);
    const { draft } = station.new_shipment({ order: 'order-1001', another: false, returns: id });
    const back = station.sell(draft, station.shipment({ id }).rate);
    desk.go({ screen: 'bench' });
    return { station, there: id, back: back.id };
  }

  it('is linked both ways', async () => {
    const { there, back } = await returned();
    desk.go({ screen: 'shipments', shipment: there });
    await press('returned-by');
    await find('return-band');
    expect(desk.place).toMatchObject({ shipment: back });
    expect(none('return-label')).toBe(true);
    expect(none('ship-another')).toBe(true);
    expect(none('documents')).toBe(true);
    expect(get('as-sent').textContent).toContain('not weighed');
    await press('open-returned');
    await waitFor(() => expect(none('return-band')).toBe(true));
    expect(desk.place).toMatchObject({ shipment: there });
  });

  it('is marked among the shipments and beside its order', async () => {
    const { back } = await returned();
    desk.go({ screen: 'shipments' });
    await waitFor(() => expect(all('shipment-row')).toHaveLength(2));
    expect(words('shipment-row').map((row) => row.includes('Return'))).toEqual([true, false]);
    desk.go({ screen: 'orders', order: 'order-1001', view: 'all' });
    await waitFor(() => expect(all('order-shipment')).toHaveLength(2));
    const mine = all('order-shipment').find((one) => one.textContent?.includes('Return'))!;
    mine.click();
    await find('return-band');
    expect(desk.place).toMatchObject({ shipment: back, byOrder: false });
  });

  it('is never what its order’s number means, nor in the batch of what leaves', async () => {
    const { there } = await returned();
    const keys = new Keyboard();
    keys.scan('#1001');
    await find('return-label');
    expect(desk.place).toMatchObject({ shipment: there, byOrder: true });
    desk.go({ screen: 'shipments' });
    await press('choose-today');
    await waitFor(() => expect(words('batch-bar')[0]).toContain('1 '));
    const chosen = (all('choose-shipment') as HTMLInputElement[]).map((box) => box.checked);
    expect(chosen, 'the return is above what was sent').toEqual([false, true]);
  });

  it('that waits for the network goes back into no queue', async () => {
    const station = new FakeStation();
    await openWindow(station);
    station.opened.wait({ direction: 'return' });
    desk.go({ screen: 'open' });
    await find('deferred-work');
    expect(get('deferred-work').textContent).toContain('Return');
    expect(get('deferred-cancel').textContent).toContain('Take away');
    expect(get('deferred-cancel').textContent).not.toContain('queue');
  });
});
