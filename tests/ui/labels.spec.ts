import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { LabelPreview } from '$ui/backend';
import { areaBetween, AUTOMATIC, dotAt, turnFurther } from '$ui/shipment/fit';
import { FakeStation } from './fake-backend';
import { EVIDENCE } from './fake-devices';
import { refuse } from './fake-scale';
import { all, fill, find, findAll, get, hold, none, openWindow, press, words } from './window';

async function open(station = new FakeStation()): Promise<FakeStation> {
  if (!station.shipments.length) station.ship('order-1001');
  await openWindow(station);
  await press('go-shipments');
  (await findAll('shipment-row'))[0]!.click();
  await find('correct');
  return station;
}

const STOPPED: Partial<LabelPreview> = {
  stopped: true,
  note: 'The barcode runs off the label',
  findings: [
    {
      severity: 'stop',
      text: 'The barcode runs off the label',
      remedy: 'Make it smaller under Correct',
      area: { left: 40, top: 600, right: 812, bottom: 860 },
    },
    {
      severity: 'warning',
      text: 'Bars are 1.5 dots wide',
      remedy: '',
      area: { left: 40, top: 100, right: 200, bottom: 200 },
    },
  ],
  placement: {
    text: 'Page 1, the lower half, turned by 90°, at 96 %',
    page: 1,
    turned: 90,
    percent: 96,
    cut_off: true,
    area: null,
  },
};

describe('a label’s preview', () => {
  it('says how it is laid out, on which printer, and marks what was found', async () => {
    const station = new FakeStation();
    Object.assign(station.printing.preview, STOPPED);
    await open(station);
    await find('preview-stopped');
    expect(words('placement')[0]).toBe('Page 1, the lower half, turned by 90°, at 96 %');
    expect(get('placement').className, 'a warning: something fell off').toContain('cut');
    expect(get('label-preview').textContent).toContain('on Bench printer');
    expect(all('finding-area').map((area) => area.dataset.severity)).toEqual(['stop', 'warning']);
    expect(get('findings').textContent).toContain('Bars are 1.5 dots wide');
    expect(get('findings').textContent).toContain('Make it smaller under Correct');
    const said = get('label-preview').textContent!.split('The barcode runs off the label');
    expect(said, 'said once').toHaveLength(2);
  });

  it('is shown for another printer', async () => {
    const station = new FakeStation();
    station.bench.printers = [
      ...station.bench.printers,
      { ...station.bench.printer, id: 'printer-2', name: 'Back room' },
    ];
    await open(station);
    await fill('preview-printer', 'printer-2');
    await waitFor(() => expect(station.last('preview_label').printer).toBe('printer-2'));
    await waitFor(() => expect(get('label-preview').textContent).toContain('on Back room'));
  });
});

describe('a fit', () => {
  it('is tried at once, and kept for the carrier and the printer', async () => {
    const station = await open();
    await press('correct');
    expect((await find('fit-keep')).textContent).toContain('Keep for House courier on Bench printer');
    expect(get('fit-automatic').hasAttribute('disabled'), 'it is automatic').toBe(true);
    await press('turn-right');
    await waitFor(() => expect(station.last('preview_label').fit).toMatchObject({ turn: 'quarter' }));
    await press('move-right');
    await press('move-right');
    await press('move-up');
    await waitFor(() => expect(station.last('preview_label').fit).toMatchObject({ right: 1000, down: -500 }));
    expect(get('moved').textContent).toContain('1 mm right, -0.5 mm down');
    document.querySelector<HTMLInputElement>('input[value="percent"]')!.click();
    await fill('fit-percent', '97');
    await waitFor(() =>
      expect(station.last('preview_label').fit?.scale).toEqual({ kind: 'percent', percent: 97 }),
    );
    expect(station.count('set_fit'), 'a trial keeps nothing').toBe(0);
    await press('fit-keep');
    await waitFor(() => expect(none('modal')).toBe(true));
    expect(station.last('set_fit')).toEqual({
      id: 'shipment-order-1001-1',
      index: 0,
      printer: null,
      fit: {
        ...AUTOMATIC,
        turn: 'quarter',
        right: 1000,
        down: -500,
        scale: { kind: 'percent', percent: 97 },
      },
    });
    await waitFor(() => expect(get('label-preview').textContent).toContain('laid out by hand'));
  });

  it('goes back to automatic', async () => {
    const station = new FakeStation();
    station.printing.preview.fit = { ...AUTOMATIC, turn: 'half' };
    await open(station);
    await press('correct');
    await press('fit-automatic');
    await waitFor(() => expect(station.last('set_fit').fit).toBeNull());
    await waitFor(() => expect(get('toasts').textContent).toContain('automatically again'));
  });

  it('takes a part of the page that is drawn on it', async () => {
    const station = new FakeStation();
    station.on('preview_label', ({ fit }) => ({
      ...station.printing.preview,
      fit,
      // The page is 406 dots wide in the middle of the picture.
      placement: {
        ...station.printing.preview.placement,
        area: { left: 203, top: 0, right: 609, bottom: 1218 },
      },
    }));
    await open(station);
    await press('correct');
    await find('fit-keep');
    document.querySelector<HTMLInputElement>('input[value="area"]')!.click();
    const page = await find('crop-page');
    expect(
      station.calls.some(
        (one) => one.name === 'preview_label' && JSON.stringify(one.request).includes('fit_to_stock'),
      ),
    ).toBe(true);
    page.getBoundingClientRect = () => new DOMRect(0, 0, 812, 1218);
    const at = (kind: string, clientX: number, clientY: number): void => {
      page.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, clientX, clientY }));
    };
    at('pointerdown', 203, 609);
    at('pointermove', 609, 1218);
    at('pointerup', 609, 1218);
    await waitFor(() =>
      expect(station.last('preview_label').fit?.crop).toEqual({
        kind: 'area',
        left: 0,
        top: 500,
        width: 1000,
        height: 500,
      }),
    );
    await fill('crop-top', '45');
    await waitFor(() =>
      expect(station.last('preview_label').fit?.crop).toMatchObject({ top: 450, height: 550 }),
    );
  });

  it('says what is wrong with a trial and stays open', async () => {
    const station = await open();
    await press('correct');
    await find('fit-keep');
    station.on('preview_label', () => {
      throw refuse('invalid', 'Nothing of the label is left on the stock', { retry: true });
    });
    await press('turn-left');
    await waitFor(() => expect(get('failure').textContent).toContain('Nothing of the label is left'));
    expect(none('modal')).toBe(false);
  });
});

describe('fitting', () => {
  it('turns in quarters from where it lies', () => {
    expect(turnFurther('auto', 90, 1)).toBe('half');
    expect(turnFurther('auto', 0, -1)).toBe('three_quarters');
    expect(turnFurther('three_quarters', 0, 1)).toBe('upright');
  });

  it('reads a rectangle in any direction, cut to the page; a slip is none', () => {
    const page = { left: 100, top: 50, right: 300, bottom: 450 };
    expect(areaBetween({ x: 400, y: 250 }, { x: 200, y: 0 }, page)).toEqual({
      left: 500,
      top: 0,
      width: 500,
      height: 500,
    });
    expect(areaBetween({ x: 150, y: 60 }, { x: 151, y: 61 }, page)).toBeNull();
  });

  it('finds a dot under the pointer in a picture with bars at its sides', () => {
    const box = { left: 10, top: 20, width: 400, height: 100 };
    expect(dotAt({ x: 210, y: 70 }, box, { width: 200, height: 200 })).toEqual({ x: 100, y: 100 });
    expect(dotAt({ x: 160, y: 20 }, box, { width: 200, height: 200 })).toEqual({ x: 0, y: 0 });
  });
});

describe('a batch', () => {
  async function shipments(): Promise<FakeStation> {
    const station = new FakeStation();
    for (const number of [1001, 1002, 1003]) station.ship(`order-${number}`);
    station.shipments[1]!.can.print = false;
    await openWindow(station);
    await press('go-shipments');
    await waitFor(() => expect(all('shipment-row')).toHaveLength(3));
    return station;
  }

  it('is what is chosen, the oldest first; what is skipped says why', async () => {
    const station = await shipments();
    expect(none('batch-bar')).toBe(true);
    await press('choose-shown');
    expect((await find('batch-bar')).textContent).toContain('3 shipments chosen');
    await press('batch-label');
    await find('batch-report');
    expect(words('batch-report')[0]).toContain('2 labels are on the way to the printer, 1 skipped');
    expect(station.last('print_batch')).toEqual({
      shipments: ['shipment-order-1001-1', 'shipment-order-1002-1', 'shipment-order-1003-1'],
      kind: 'label',
      force: false,
    });
    expect(words('batch-skipped')).toEqual([expect.stringContaining('#1002 Its label is on paper already')]);
    expect(none('batch-bar'), 'nothing stays chosen that would print twice').toBe(true);
    await press('batch-printing');
    await waitFor(() => expect(all('queued-job')).toHaveLength(2));
  });

  it('prints other papers too', async () => {
    const station = await shipments();
    (await findAll('choose-shipment'))[0]!.click();
    await press('batch-packing_slip');
    await waitFor(() => expect(station.last('print_batch')).toMatchObject({ kind: 'packing_slip' }));
    expect(station.last('print_batch').shipments).toHaveLength(1);
  });

  it.each(['printed', 'unconfirmed', 'queued'] as const)(
    'of today’s labels leaves out older ones and the %s',
    async (state) => {
      const station = await shipments();
      station.on('shipments', (query) => {
        const page = station.shipments_(query);
        page.rows[0]!.print_state = state;
        page.rows[2]!.at = '2025-11-19T17:41:00Z';
        return page;
      });
      await press('choose-today');
      expect((await find('batch-bar')).textContent).toContain('1 shipment chosen');
      await press('batch-label');
      await waitFor(() => expect(station.last('print_batch').shipments).toEqual(['shipment-order-1002-1']));
    },
  );

  it('of today’s labels takes what failed once more', async () => {
    const station = await shipments();
    station.on('shipments', (query) => {
      const page = station.shipments_(query);
      page.rows[0]!.print_state = 'failed';
      page.rows[1]!.purchase = 'voided';
      return page;
    });
    await press('choose-today');
    await press('batch-label');
    await waitFor(() =>
      expect(station.last('print_batch').shipments).toEqual([
        'shipment-order-1001-1',
        'shipment-order-1003-1',
      ]),
    );
  });

  it('that is refused keeps what was chosen', async () => {
    const station = await shipments();
    station.on('print_batch', () => {
      throw refuse('printer', 'No printer prints labels', { hint: 'Set one up' });
    });
    await press('choose-shown');
    await press('batch-label');
    await waitFor(() => expect(get('failure').textContent).toContain('No printer prints labels'));
    expect(get('batch-bar').textContent).toContain('3 shipments chosen');
  });

  it('prints stopped labels only when a hand means it', async () => {
    const station = await shipments();
    station.on('print_batch', ({ shipments, force }) => ({
      lines: shipments.map((shipment) => ({
        shipment,
        order_number: '#1001',
        jobs: force ? ['job'] : [],
        skipped: force ? '' : 'Its barcode cannot be read.',
        code: force ? null : ('label_stopped' as const),
      })),
    }));
    await press('choose-shown');
    await press('batch-label');
    await find('batch-anyway');
    await hold('batch-anyway');
    await waitFor(() => expect(station.last('print_batch').force).toBe(true));
    await waitFor(() => expect(none('batch-skipped')).toBe(true));
  });

  it('has a manifest at the end of the day', async () => {
    const station = await shipments();
    Object.assign(station.day.end, { can_close: false, can_pick_up: false });
    await press('manifest');
    await press('manifest-save');
    await waitFor(() => expect(station.saved[0]?.name).toBe('manifest.pdf'));
    await press('manifest-print');
    await waitFor(() =>
      expect(station.last('print_manifest')).toEqual({ day: '2025-11-20', account: 'account-table' }),
    );
    await waitFor(() => expect(none('modal')).toBe(true));
  });
});

describe('the papers of a shipment', () => {
  it('are printed and saved; an invoice only where it leaves the country', async () => {
    const station = new FakeStation();
    const shipment = station.ship('order-1001');
    shipment.ship_to = { ...shipment.ship_to, country: 'US' };
    await open(station);
    expect(none('print-commercial_invoice')).toBe(true);
    await press('print-packing_slip');
    await waitFor(() =>
      expect(station.last('print_document')).toEqual({ shipment: shipment.id, kind: 'packing_slip' }),
    );
    shipment.ship_to = { ...shipment.ship_to, country: 'NG' };
    station.emit({ event: 'shipment', id: shipment.id });
    await press('save-commercial_invoice');
    await waitFor(() => expect(station.saved[0]?.name).toBe('commercial_invoice.pdf'));
  });

  it('are joined by what the carrier made', async () => {
    const station = new FakeStation();
    const shipment = station.ship('order-1001');
    const paper = { erased: false, state: null, attached: true };
    shipment.papers = [
      { ...paper, id: 'cn23', title: 'CN23 customs declaration' },
      { ...paper, id: 'old', title: 'Waybill copy', erased: true },
    ];
    await open(station);
    expect(get('documents').textContent).toContain('CN23 customs declaration · goes with the parcel');
    expect(none('print-paper-old')).toBe(true);
    await press('save-paper-cn23');
    await waitFor(() => expect(station.saved[0]?.name).toBe('cn23.pdf'));
    await press('print-paper-cn23');
    await waitFor(() => expect(station.last('print_paper')).toEqual({ id: 'cn23' }));
  });

  it('say why they cannot be printed', async () => {
    const station = await open();
    station.on('print_document', () => {
      throw refuse('printer', 'No printer prints packing slips', { hint: 'Choose one in Settings' });
    });
    await press('print-packing_slip');
    await waitFor(() => expect(get('documents').textContent).toContain('No printer prints packing slips'));
  });
});

describe('the weight of a parcel', () => {
  it('shows how it was weighed, frame by frame, and is kept as a file', async () => {
    const station = new FakeStation();
    station.ship('order-1001').parcels[0]!.weight_source = {
      kind: 'scale',
      shown: '1.234 kg',
      at: '2025-11-20T17:40:58Z',
    };
    await open(station);
    await press('evidence');
    const shown = await find('weight-evidence');
    expect(shown.textContent).toContain(EVIDENCE.decision);
    expect(shown.textContent).toContain('Toledo 8217');
    const cells = [...all('evidence-frame')[0]!.children].map((cell) => cell.textContent);
    expect(cells).toEqual(['09:40:58.25', '02 20 30 31 2e 32 33 34 0d', '1.234 kg', 'stable']);
    await press('save-evidence');
    await waitFor(() => expect(station.saved[0]?.name).toBe('weight.json'));
    expect(station.last('weight_evidence_file')).toEqual({ parcel: 'parcel-order-1001-1' });
  });

  it('that was typed says so; nothing is made up', async () => {
    await open();
    expect(none('evidence')).toBe(true);
    expect(document.body.textContent).toContain('typed');
  });

  it('says so where nothing was kept', async () => {
    const station = new FakeStation();
    station.ship('order-1001').parcels[0]!.weight_source = { kind: 'scale', shown: '1 kg', at: '' };
    station.on('weight_evidence', () => {
      throw refuse('not_found', 'How this parcel was weighed was not kept');
    });
    await open(station);
    await press('evidence');
    await waitFor(() => expect(get('failure').textContent).toContain('was not kept'));
    expect(get('save-evidence').hasAttribute('disabled')).toBe(true);
  });
});
