import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeStation } from './fake-backend';
import { refuse } from './fake-scale';
import { GRAM } from './sample';
import { all, fill, find, findAll, get, Keyboard, none, openWindow, press } from './window';

const rows = (testid: string): string[] =>
  all(testid).map((row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '');

describe('the first start', () => {
  it('offers the demo and a bench of one’s own', async () => {
    const station = await openWindow(new FakeStation(), 'closed');
    await find('welcome-bench');
    await press('welcome-demo');
    expect((await find('demo')).textContent).toBe('DEMO');
    expect(station.count('open_demo')).toBe(1);
  });

  it('asks for a passphrase twice where there is no keychain', async () => {
    const station = new FakeStation();
    station.app = { stage: 'welcome', demo: false, keychain: false };
    await openWindow(station, 'closed');
    await press('welcome-bench');
    expect(none('welcome-demo')).toBe(true);
    await fill('passphrase', 'seven blue mugs');
    await fill('passphrase-again', 'seven blue mug');
    await press('make-bench');
    expect(station.count('open_bench')).toBe(0);
    await fill('passphrase-again', 'seven blue mugs');
    await press('make-bench');
    await find('scan');
    expect(station.last('open_bench')).toEqual({ passphrase: 'seven blue mugs' });
    expect(none('demo')).toBe(true);
  });

  it('says in words that a passphrase is wrong', async () => {
    const station = new FakeStation();
    station.app = { stage: 'locked', demo: true };
    station.on('open_bench', () => {
      throw refuse('passphrase', 'The passphrase does not open this bench’s database', {
        hint: 'Type it again',
      });
    });
    await openWindow(station, 'closed');
    await fill('passphrase', 'wrong');
    await press('unlock');
    await waitFor(() => expect(get('passphrase').getAttribute('aria-invalid')).toBe('true'));
    expect(document.body.textContent).toContain(
      'The passphrase does not open this bench’s database Type it again',
    );
    expect((get('passphrase') as HTMLInputElement).value).toBe('');
  });

  it('says so when the station cannot be reached, and tries again', async () => {
    const station = new FakeStation();
    station.on('app_state', () => {
      throw refuse('internal', 'The station does not answer.', { retry: true });
    });
    await openWindow(station, 'closed');
    await find('failure');
    station.off('app_state');
    await press('retry');
    await find('welcome-bench');
  });
});

describe('the bench', () => {
  it('leads a new bench to what is missing', async () => {
    const station = new FakeStation(0);
    station.settings.addresses = [];
    await openWindow(station, 'bench');
    const list = await find('checklist');
    expect(list.querySelectorAll('.done')).toHaveLength(3);
    list.querySelector<HTMLButtonElement>('li:not(.done) button')!.click();
    await find('add-address');
  });

  it('shows the oldest orders and how many more there are', async () => {
    await openWindow(new FakeStation(75));
    await waitFor(() => expect(all('queue-row')).toHaveLength(60));
    expect(all('queue-row')[0]!.dataset.order).toBe('#1001');
    expect(get('queue').textContent).toContain('15 more orders');
    await waitFor(() => expect(get('waiting').textContent).toBe('75'));
  });

  it('opens an order by arrow keys and Enter', async () => {
    await openWindow();
    const keys = new Keyboard();
    await waitFor(() => expect(all('queue-row')).toHaveLength(6));
    get('scan').focus();
    keys.person('ArrowDown');
    keys.person('ArrowDown');
    keys.person('Enter');
    await waitFor(() => expect(get('packing').textContent).toContain('#1002'));
  });

  it.each([
    [{ kind: 'moving' }, 'Moving'],
    [{ kind: 'stale' }, 'No news'],
    [{ kind: 'gone' }, 'No scale'],
    [{ kind: 'over' }, 'Too heavy'],
    [{ kind: 'stable', weight: 0, since: '', frames: 2 }, 'Empty'],
    [{ kind: 'stable', weight: 1_234 * GRAM, since: '', frames: 2 }, '1.234'],
  ] as const)('says in words what the scale says: %o', async (reading, words) => {
    const station = await openWindow();
    station.read(reading);
    await waitFor(() => expect(get('weight').textContent).toContain(words));
  });

  it('shows printer and network as they change', async () => {
    const station = await openWindow();
    station.emit({ event: 'network', network: 'offline' });
    station.emit({
      event: 'printer',
      printer: {
        id: 'printer-1',
        name: 'Bench printer',
        state: 'needs_attention',
        text: 'Out of labels',
        held: false,
        prints: ['label'],
      },
    });
    await waitFor(() => expect(get('network-state').dataset.state).toBe('offline'));
    expect(get('printer-state').textContent).toContain('Out of labels');
  });

  it('asks about paper, and takes a person’s answer', async () => {
    const station = new FakeStation();
    station.paper = 'unconfirmed';
    station.ship('order-1001');
    const job = station.print({ id: 'shipment-order-1001-1', reprint: false, force: false }).jobs[0]!;
    await openWindow(station);
    station.attend([
      {
        kind: 'print_unconfirmed',
        text: 'Is it on paper? Label 1 of 1',
        shipment: job.shipment,
        job: job.id,
      },
    ]);
    await press('paper-no');
    await waitFor(() => expect(none('attention')).toBe(true));
    expect(station.last('confirm_print')).toEqual({ job: job.id, on_paper: false });
  });

  it('types into the scan field from anywhere, looks up on Enter, and clears on Escape', async () => {
    const station = await openWindow();
    const keys = new Keyboard();
    get('go-orders').focus();
    keys.type('x1');
    expect((get('scan') as HTMLInputElement).value).toBe('');
    await waitFor(() => expect((get('scan') as HTMLInputElement).value).toBe('x1'));
    keys.person('Escape');
    await waitFor(() => expect((get('scan') as HTMLInputElement).value).toBe(''));
    keys.type('nothing');
    keys.person('Enter');
    await waitFor(() => expect(get('toasts').textContent).toContain('Nothing here matches “nothing”'));
    expect(station.last('scan')).toEqual({ text: 'nothing' });
  });
});

describe('orders', () => {
  it('are searched and parted', async () => {
    const station = new FakeStation(60);
    station.orders[4]!.hold = 'unpaid';
    await openWindow(station);
    await press('go-orders');
    await waitFor(() => expect(all('order-row')).toHaveLength(50));
    await fill('order-search', 'amara');
    await waitFor(() => expect(all('order-row').length).toBeLessThan(10));
    await fill('order-search', '');
    await press('view-held');
    await waitFor(() => expect(rows('order-row')).toEqual([expect.stringContaining('Not paid yet')]));
  });

  it('are put aside, and come back', async () => {
    const station = await openWindow();
    await press('go-orders');
    (await findAll('order-row'))[0]!.click();
    await press('hold');
    await find('unhold');
    expect(station.last('hold_order')).toEqual({ id: 'order-1001', hold: true });
    await press('unhold');
    await find('hold');
  });

  it('that are held say why when they are scanned', async () => {
    const station = new FakeStation();
    station.orders[0]!.hold = 'put_aside';
    await openWindow(station);
    new Keyboard().scan('#1001');
    await find('unhold');
    expect(get('toasts').textContent).toContain('Put aside here');
  });

  it('are typed in; what is missing is marked', async () => {
    const station = await openWindow();
    await press('go-orders');
    await press('new-order');
    await fill('ship_to.name', 'Jordan Example');
    await press('save');
    await waitFor(() => expect(get('ship_to.city').getAttribute('aria-invalid')).toBe('true'));
    await fill('ship_to.city', 'Portland');
    await fill('ship_to.country', 'US');
    await fill('line-title', 'Mug');
    await press('save');
    await waitFor(() => expect(none('modal')).toBe(true));
    expect(station.last('save_order')).toMatchObject({
      id: null,
      ship_to: { name: 'Jordan Example', city: 'Portland', country: 'US' },
      lines: [{ title: 'Mug', quantity: 1, unit_price: null }],
    });
  });

  it('are exported for the shop', async () => {
    const station = await openWindow();
    await press('go-orders');
    await press('export-tracking');
    await fill('export-format', 'woocommerce');
    await press('export-save');
    await waitFor(() => expect(station.saved.map((file) => file.name)).toEqual(['tracking-woocommerce.csv']));
  });
});

describe('an import', () => {
  async function choose(name: string): Promise<void> {
    await press('go-orders');
    await press('import');
    const field = (await find('import-file')) as HTMLInputElement;
    Object.defineProperty(field, 'files', { value: [new File(['Bestellnr;Ort\nA-77;Leipzig'], name)] });
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  it('of a known file shows how it is read, then what it did', async () => {
    const station = await openWindow();
    await choose('shopify.csv');
    expect((await find('import-preview')).textContent).toContain('Shopify order export');
    expect(none('mapping')).toBe(true);
    expect(station.count('import_orders')).toBe(0);
    await press('import-run');
    await find('import-report');
    expect(atob(station.last('import_orders').base64)).toBe('Bestellnr;Ort\nA-77;Leipzig');
    expect(get('left-orders').textContent).toContain('Halle stays Leipzig');
    await press('save-bad-rows');
    await waitFor(() => expect(station.saved[0]?.name).toBe('bad-rows.csv'));
  });

  it('of any other file waits until the columns are known', async () => {
    const station = await openWindow();
    await choose('winter.csv');
    await find('mapping');
    expect(get('import-run').hasAttribute('disabled')).toBe(true);
    await fill('map-city', 'Ort');
    await waitFor(() => expect(get('import-run').hasAttribute('disabled')).toBe(false));
    await fill('mapping-name', 'Winter shop');
    await press('save-mapping');
    await waitFor(() =>
      expect(station.last('save_mapping')).toMatchObject({
        mapping: { name: 'Winter shop', columns: { city: 'Ort' } },
      }),
    );
    await waitFor(() => expect(station.last('import_preview').mapping).toBe('mapping-1'));
  });

  it('shows how far it is', async () => {
    const station = await openWindow();
    let end = (): void => {};
    const ended = new Promise<void>((done) => (end = done));
    station.on('import_orders', async () => {
      await ended;
      return station.import_orders();
    });
    await choose('shopify.csv');
    await press('import-run');
    await find('import-progress');
    station.emit({ event: 'import', progress: { done: 4_000, total: 10_000 } });
    await waitFor(() => expect(get('import-progress').textContent).toContain('4,000 of 10,000'));
    end();
    await find('import-report');
  });
});

describe('shipments', () => {
  async function open(purchase: 'bought' | 'unknown' = 'bought'): Promise<FakeStation> {
    const station = new FakeStation();
    station.ship('order-1001', purchase);
    await openWindow(station);
    await press('go-shipments');
    (await find('shipment-row')).click();
    await find('timeline');
    return station;
  }

  it('are voided by a hand that means it', async () => {
    const station = await open();
    await press('void');
    const confirm = await find('void-confirm');
    confirm.click();
    confirm.focus();
    new Keyboard().person('Enter');
    expect(station.count('void')).toBe(0);
    await press('void-keep');
    await waitFor(() => expect(none('modal')).toBe(true));
  });

  it('are tracked', async () => {
    await open();
    await press('track');
    expect((await find('tracking')).textContent).toContain('Left the sorting centre');
  });

  it('with an unknown purchase are settled by asking the carrier', async () => {
    const station = await open('unknown');
    await press('settle-ask');
    await waitFor(() => expect(none('settle')).toBe(true));
    expect(station.last('settle').answer).toEqual({ kind: 'ask_carrier' });
  });

  it('with an unknown purchase are settled by a person who found the number', async () => {
    const station = await open('unknown');
    await press('settle-bought');
    expect((await find('settle-bought-confirm')).hasAttribute('disabled')).toBe(true);
    await fill('settle-number', ' ZX1 ');
    await press('settle-bought-confirm');
    await waitFor(() => expect(get('tracking-number').textContent).toBe('ZX1'));
    expect(station.last('settle').answer).toEqual({ kind: 'person_says_bought', tracking_numbers: ['ZX1'] });
  });

  it('say that more was charged until a person has seen it', async () => {
    const station = await open();
    Object.assign(station.shipments[0]!, { charged: { minor: 910, currency: 'USD' }, charged_more: true });
    station.emit({ event: 'shipment', id: station.shipments[0]!.id });
    await press('acknowledge-charge');
    await waitFor(() => expect(none('charged-more')).toBe(true));
  });

  it('give their label as a file', async () => {
    const station = await open();
    await press('save-zpl');
    await waitFor(() => expect(station.saved[0]?.name).toBe('label-1.zpl'));
  });
});
