import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeStation } from './fake-backend';
import { printJob } from './fake-printing';
import { refuse } from './fake-scale';
import { GRAM, SCALE_VIEW } from './sample';
import { all, fill, find, findAll, get, hold, Keyboard, none, openWindow, press, words } from './window';

async function open(section: string, station = new FakeStation()): Promise<FakeStation> {
  await openWindow(station, 'bench');
  await press('go-settings');
  await press(`settings-${section}`);
  await find('look-again');
  return station;
}

/** A bench without a printer. */
function bare(): FakeStation {
  const station = new FakeStation();
  station.attached.view.printers = [];
  station.bench.printer = { id: null, name: '', state: 'not_set_up', text: '', held: false, prints: [] };
  station.bench.printers = [];
  return station;
}

async function addFound(name: string): Promise<void> {
  const row = (await findAll('found-device')).find((one) => one.textContent?.includes(name))!;
  row.querySelector<HTMLButtonElement>('[data-testid="choose-device"]')!.click();
}

describe('printers', () => {
  it('that are found are set up by two presses, and print a test page', async () => {
    const station = await open('printer', bare());
    await addFound('Label printer 4 in');
    await press('save');
    await waitFor(() =>
      expect(station.last('set_printer').printer).toMatchObject({
        name: 'Label printer 4 in',
        port: { kind: 'usb', path: '1-2' },
        language: 'zpl',
        dpi: 203,
        prints: ['label'],
        media: { width: 101_600, height: 152_400 },
      }),
    );
    await waitFor(() => expect(station.last('test_print')).toEqual({ printer: 'printer-1' }));
    await find('test-question');
    await press('test-yes');
    await find('test-good');
    expect(station.last('confirm_test_print')).toEqual({ printer: 'printer-1', good: true });
  });

  it('are typed in where they are not found', async () => {
    const station = await open('printer', bare());
    await press('add-printer');
    await fill('printer-name', 'Bench printer');
    await fill('printer-language', 'zpl');
    expect(get('save').hasAttribute('disabled'), 'the address is missing').toBe(true);
    await fill('port-host', '192.168.1.40');
    await press('save-only');
    await waitFor(() =>
      expect(station.last('set_printer').printer).toMatchObject({
        port: { kind: 'tcp', host: '192.168.1.40', port: 9100 },
      }),
    );
    expect(station.count('test_print')).toBe(0);
  });

  it('may be print queues of the system, which can be trusted, and folders, which cannot', async () => {
    const station = await open('printer', bare());
    await press('add-printer');
    await fill('printer-name', 'Office');
    await fill('printer-language', 'zpl');
    expect(none('trust-queue')).toBe(true);
    await fill('media', '210000x297000 continuous');
    const kind = document.querySelector<HTMLSelectElement>(
      '[data-testid="printer-form"] select:has(option[value="queue"])',
    )!;
    kind.value = 'queue';
    kind.dispatchEvent(new Event('change', { bubbles: true }));
    await fill('port-queue', 'office-a4');
    await press('trust-queue');
    await press('prints-label');
    await press('prints-packing_slip');
    await press('save-only');
    await waitFor(() =>
      expect(station.last('set_printer').printer).toMatchObject({
        port: { kind: 'queue', server: '', queue: 'office-a4' },
        trust_queue: true,
        prints: ['packing_slip'],
        media: { width: 210_000, height: 297_000 },
        tracking: 'continuous',
      }),
    );
  });

  it('that are not known are asked, and what they say is filled in', async () => {
    const station = bare();
    station.attached.view.found[2]!.speaks = '';
    await open('printer', station);
    await addFound('Label printer 4 in');
    expect(get('save').hasAttribute('disabled'), 'its language is not known').toBe(true);
    await press('ask-printer');
    expect((await find('printer-identity')).textContent).toContain('It speaks ZPL II');
    expect(station.last('identify_printer')).toEqual({
      port: { kind: 'usb', vendor: 2655, product: 1, path: '1-2' },
    });
    expect((get('printer-dpi') as HTMLSelectElement).value).toBe('300');
    await press('save-only');
    await waitFor(() =>
      expect(station.last('set_printer').printer).toMatchObject({ language: 'zpl', dpi: 300 }),
    );
  });

  it('that answer in nothing show what was tried', async () => {
    const station = bare();
    station.attached.view.found[2]!.speaks = '';
    station.attached.identity = {
      ...station.attached.identity,
      language: '',
      model: '',
      dpi: null,
      tried: ['Asked in ZPL II: silence', 'Asked in EPL2: silence'],
    };
    await open('printer', station);
    await addFound('Label printer 4 in');
    await press('ask-printer');
    const said = await find('printer-identity');
    expect(said.textContent).toContain('Asked in EPL2: silence');
    expect(said.querySelector('details')!.open).toBe(true);
    expect((get('printer-language') as HTMLSelectElement).value).toBe('');
  });

  it('offer only what their language can do', async () => {
    const station = await open('printer');
    await press('edit-printer');
    await press('set-darkness');
    await fill('darkness', '75');
    await fill('speed', '4');
    await press('cut');
    await fill('pace', '20000');
    await press('save');
    await waitFor(() =>
      expect(station.last('set_printer').printer).toMatchObject({
        id: 'printer-1',
        darkness: 75,
        speed: 4,
        cut: true,
        pace: 20_000,
      }),
    );
    await press('edit-printer');
    await fill('printer-language', 'plain');
    await waitFor(() => expect(none('darkness')).toBe(true));
    expect(none('speed')).toBe(true);
    expect(none('cut')).toBe(true);
    await press('save');
    await waitFor(() =>
      expect(station.last('set_printer').printer).toMatchObject({
        language: 'plain',
        dpi: 180,
        tracking: 'continuous',
        darkness: null,
        speed: null,
        cut: false,
      }),
    );
  });

  it('take labels of any size, in the bench’s unit', async () => {
    const station = await open('printer');
    await press('edit-printer');
    await fill('media', 'own');
    expect(((await find('media-width')) as HTMLInputElement).value).toBe('10.16');
    await fill('media-width', '5,08');
    await fill('media-height', '');
    expect(get('save').hasAttribute('disabled')).toBe(true);
    await fill('media-height', '2.54');
    await press('save');
    await waitFor(() =>
      expect(station.last('set_printer').printer.media).toEqual({ width: 50_800, height: 25_400 }),
    );
  });

  it('say at the field what cannot be', async () => {
    const station = await open('printer');
    station.on('set_printer', () => {
      throw refuse('invalid', 'The printer cannot be set up', {
        fields: [{ field: 'pace', text: 'At least 100 bytes a second' }],
      });
    });
    await press('edit-printer');
    await fill('pace', '5');
    await press('save');
    await waitFor(() => expect(get('pace').getAttribute('aria-invalid')).toBe('true'));
    expect((get('printer-more') as HTMLDetailsElement).open, 'the problem is in sight').toBe(true);
  });

  it('have a fallback among the others', async () => {
    const station = new FakeStation();
    const first = station.attached.view.printers[0]!;
    station.attached.view.printers.push({ ...first, id: 'printer-2', name: 'Back room', prints: [] });
    await open('printer', station);
    (await findAll('edit-printer'))[0]!.click();
    const options = [...((await find('fallback-printer')) as HTMLSelectElement).options].map(
      (one) => one.value,
    );
    expect(options, 'never itself').toEqual(['', 'printer-2']);
    await fill('fallback-printer', 'printer-2');
    await press('save');
    await waitFor(() => expect(station.last('set_printer').printer.fallback).toBe('printer-2'));
    await waitFor(() => expect(words('printer-card')[0]).toContain('Back room stands in when it fails'));
  });

  it('with a doubtful language are marked until a good test page was seen', async () => {
    const station = new FakeStation();
    Object.assign(station.attached.view.printers[0]!, { language: 'plain', confirmed: false });
    await open('printer', station);
    await find('unproved');
    expect(words('printer-card')[0]).toContain('Whether its black is black is not written anywhere.');
    await press('test-print');
    await press('test-no');
    await find('test-bad');
    expect(station.last('confirm_test_print')).toEqual({ printer: 'printer-1', good: false });
    expect(none('unproved')).toBe(false);
    await press('test-print');
    await press('test-yes');
    await waitFor(() => expect(none('unproved')).toBe(true));
  });

  it('whose test page may not be on paper ask that first; Enter answers nothing', async () => {
    const station = new FakeStation();
    station.printing.paper = 'unconfirmed';
    await open('printer', station);
    await press('test-print');
    await find('paper-question');
    expect(none('test-question')).toBe(true);
    station.emit({ event: 'print', job: printJob({ id: 'job-test', kind: 'test_page', state: 'printed' }) });
    (await find('test-yes')).focus();
    new Keyboard().person('Enter');
    get('test-no').focus();
    new Keyboard().person('Enter');
    expect(station.count('confirm_test_print')).toBe(0);
  });

  it('come and go by themselves', async () => {
    const station = await open('printer');
    await waitFor(() => expect(all('found-device')).toHaveLength(2));
    station.attached.view.found = [];
    station.emit({ event: 'devices' });
    await waitFor(() => expect(all('found-device')).toHaveLength(0));
  });

  it('do not lose what is being typed when something is plugged in', async () => {
    const station = await open('printer');
    await press('add-printer');
    await fill('printer-name', 'Half typed');
    const before = station.count('devices');
    station.emit({ event: 'devices' });
    await waitFor(() => expect(station.count('devices')).toBeGreaterThan(before));
    expect((get('printer-name') as HTMLInputElement).value).toBe('Half typed');
  });

  it('are removed by a hand that means it', async () => {
    const station = await open('printer');
    await press('remove-printer');
    (await find('remove-printer-now')).click();
    expect(station.count('remove_printer')).toBe(0);
    await hold('remove-printer-now');
    await waitFor(() => expect(station.last('remove_printer')).toEqual({ printer: 'printer-1' }));
    await waitFor(() => expect(none('printer-card')).toBe(true));
  });
});

describe('scales', () => {
  it('that may not be opened are listed with the remedy', async () => {
    await open('scale');
    await waitFor(() => expect(all('found-device')).toHaveLength(2));
    expect(words('found-device')[0]).toContain('unplug the scale and plug it in again');
    expect(words('found-device').join()).not.toContain('Label printer 4 in');
  });

  it('on a line are found out, with what is being tried in sight', async () => {
    const station = new FakeStation();
    let answer = (): void => {};
    const asked = new Promise<void>((done) => (answer = done));
    station.on('detect_scale', async (request) => {
      await asked;
      return station.attached.detect_scale(request);
    });
    await open('scale', station);
    await addFound('USB serial adapter');
    await press('detect-scale');
    station.emit({ event: 'detect_scale', text: 'Asking in Toledo 8217 at 9600 7E1' });
    await waitFor(() => expect(get('detecting').textContent).toContain('Asking in Toledo 8217'));
    await press('stop-detect');
    expect(station.count('stop_detect_scale')).toBe(1);
    answer();
    expect((await find('detected')).textContent).toContain('It speaks NCI SCP-01 at 4800 7E1');
    await press('save');
    await waitFor(() =>
      expect(station.last('set_scale').scale).toMatchObject({
        id: '',
        name: 'USB serial adapter',
        protocol: 'nci',
        port: { kind: 'serial', path: '/dev/ttyUSB0', baud: 4800, line: '7E1' },
        reports_zero: false,
      }),
    );
    await waitFor(() => expect(all('scale-card')).toHaveLength(2));
  });

  it('that nothing is found out about show what was heard, and keep what was chosen', async () => {
    const station = new FakeStation();
    station.on('detect_scale', () => ({
      found: null,
      text: 'Nothing here speaks a protocol that is known',
      steps: ['Listened at 9600 8N1'],
      heard: '41 42 0d',
    }));
    await open('scale', station);
    await addFound('USB serial adapter');
    await fill('scale-protocol', 'toledo-8217');
    await press('detect-scale');
    const said = await find('detected');
    expect(said.textContent).toContain('41 42 0d');
    expect(said.textContent).toContain('Listened at 9600 8N1');
    expect((get('scale-protocol') as HTMLSelectElement).value).toBe('toledo-8217');
  });

  it('leave no search running behind them', async () => {
    const station = new FakeStation();
    station.on('detect_scale', () => new Promise(() => undefined));
    await open('scale', station);
    await addFound('USB serial adapter');
    await press('detect-scale');
    await find('detecting');
    await press('cancel');
    await waitFor(() => expect(station.count('stop_detect_scale')).toBe(1));
  });

  it('of any other kind are read by a pattern', async () => {
    const station = await open('scale');
    await addFound('USB serial adapter');
    expect(none('scale-pattern')).toBe(true);
    await fill('scale-protocol', 'pattern');
    await find('scale-pattern');
    expect(get('save').hasAttribute('disabled'), 'the pattern is missing').toBe(true);
    await fill('scale-pattern', '(?<stable>ST) (?<weight>[0-9.]+)');
    await fill('scale-unit', 'kg');
    station.on('set_scale', () => {
      throw refuse('invalid', 'The scale cannot be set up', {
        fields: [{ field: 'pattern', text: 'The pattern has no group' }],
      });
    });
    await press('save');
    await waitFor(() => expect(get('scale-pattern').getAttribute('aria-invalid')).toBe('true'));
    expect(station.last('set_scale').scale).toMatchObject({
      protocol: 'pattern',
      pattern: '(?<stable>ST) (?<weight>[0-9.]+)',
      unit: 'kg',
    });
  });

  it('are set to zero where they can, and say what came of it', async () => {
    const station = await open('scale');
    station.on('zero_scale', () => {
      throw refuse('precondition', 'A parcel lies on the scale', { hint: 'Take it off first' });
    });
    await press('zero-scale');
    await waitFor(() => expect(get('failure').textContent).toContain('A parcel lies on the scale'));
    expect(station.last('zero_scale')).toEqual({ scale: 'scale-1' });
    station.emit({ event: 'scale', scale: { ...SCALE_VIEW, can_zero: false } });
    await waitFor(() => expect(none('zero-scale')).toBe(true));
  });

  it('each show their own weight; at the bench the active one is large', async () => {
    const station = new FakeStation();
    const second = { ...SCALE_VIEW, id: 'scale-2', name: 'Floor scale', active: false };
    station.bench.scales = [SCALE_VIEW, second];
    await openWindow(station, 'bench');
    await waitFor(() => expect(all('weight')).toHaveLength(2));
    const stable = (grams: number) =>
      ({ kind: 'stable', weight: grams * GRAM, since: '', frames: 3 }) as const;
    station.emit({ event: 'scale', scale: { ...second, reading: stable(25_000) } });
    await waitFor(() => expect(words('weight')[1]).toContain('25'));
    expect(words('weight')[0]).toContain('Parcel scale');
    station.emit({ event: 'scale', scale: { ...SCALE_VIEW, active: false } });
    station.emit({ event: 'scale', scale: { ...second, active: true, reading: stable(25_000) } });
    await waitFor(() => expect(words('weight')[0]).toContain('Floor scale'));
    expect(words('weight')[1]).toContain('Parcel scale');
  });
});
