/** What is attached to the fake station and set up on it. */
import type {
  Answer,
  DevicesView,
  Event,
  BenchState,
  FileOut,
  PrinterIdentity,
  Request,
  ScaleConfig,
  ScaleProtocolView,
  WeightEvidence,
} from '$ui/backend';
import { refuse } from './fake-scale';

function protocol(
  id: string,
  name: string,
  line: string,
  over: Partial<ScaleProtocolView> = {},
): ScaleProtocolView {
  return { id, name, line, zero: false, pattern: false, says_unit: true, reports_zero: true, ...over };
}

const DEVICES: DevicesView = {
  found: [
    {
      kind: 'scale',
      name: 'Parcel scale 30 kg',
      port: { kind: 'hid', vendor: 2338, product: 32771, path: '/dev/hidraw2' },
      port_text: 'USB /dev/hidraw2',
      speaks: 'hid-pos',
      problem: 'This user may not open /dev/hidraw2.',
      remedy: 'Install the udev rule: sudo make udev, then unplug the scale and plug it in again.',
    },
    {
      kind: 'unknown',
      name: 'USB serial adapter',
      port: { kind: 'serial', path: '/dev/ttyUSB0', baud: 9600, line: '8N1' },
      port_text: '/dev/ttyUSB0',
      speaks: '',
      problem: '',
      remedy: '',
    },
    {
      kind: 'printer',
      name: 'Label printer 4 in',
      port: { kind: 'usb', vendor: 2655, product: 1, path: '1-2' },
      port_text: 'USB port 1-2',
      speaks: 'zpl',
      problem: '',
      remedy: '',
    },
  ],
  scales: [
    {
      id: 'scale-1',
      name: 'Parcel scale',
      port: { kind: 'serial', path: '/dev/ttyS0', baud: 9600, line: '7E1' },
      protocol: 'toledo-8217',
      unit: null,
      reports_zero: true,
      pattern: null,
      only_stable: false,
    },
  ],
  printers: [
    {
      id: 'printer-1',
      name: 'Bench printer',
      port: { kind: 'tcp', host: '192.168.1.40', port: 9100 },
      language: 'zpl',
      dpi: 203,
      media: { width: 101600, height: 152400 },
      tracking: 'gap',
      darkness: null,
      speed: null,
      cut: false,
      pace: null,
      proof_seconds: 10,
      never_answers: false,
      trust_queue: false,
      fallback: null,
      prints: ['label'],
      confirmed: false,
    },
  ],
  scale_protocols: [
    protocol('hid-pos', 'USB HID scale', '', { zero: true }),
    protocol('toledo-8217', 'Toledo 8217', '9600 7E1', { zero: true, says_unit: false }),
    protocol('nci', 'NCI SCP-01', '9600 7E1', { reports_zero: false }),
    protocol('pattern', 'Scale that sends by itself, read by a pattern', '9600 8N1', {
      pattern: true,
      says_unit: false,
    }),
  ],
  languages: [
    {
      id: 'zpl',
      name: 'ZPL II',
      doubt: '',
      dpi: [203, 300],
      tracking: ['gap', 'mark', 'continuous'],
      darkness: true,
      speed: { slowest: 2, fastest: 14 },
      cut: true,
      proves: true,
      document: 'zpl',
    },
    {
      id: 'plain',
      name: 'Plain raster',
      doubt: 'Whether its black is black is not written anywhere.',
      dpi: [180],
      tracking: ['continuous'],
      darkness: false,
      speed: null,
      cut: false,
      proves: false,
      document: null,
    },
  ],
  media: [
    { name: '4 × 6 in', media: { width: 101_600, height: 152_400 }, tracking: 'gap' },
    { name: '100 × 150 mm', media: { width: 100_000, height: 150_000 }, tracking: 'gap' },
    { name: 'A4 sheets', media: { width: 210_000, height: 297_000 }, tracking: 'continuous' },
  ],
};

export const EVIDENCE: WeightEvidence = {
  weight: 1_234_000_000,
  shown: '1.234 kg',
  since: '2025-11-20T17:40:58.250Z',
  taken_at: '2025-11-20T17:40:59.100Z',
  scale: 'Parcel scale',
  protocol: 'Toledo 8217',
  port: '/dev/ttyS0',
  decision: 'Stable in 3 frames after an empty pan, and no other parcel was open.',
  frames: [
    { at: '2025-11-20T17:40:58.250Z', hex: '022030312e3233340d', shown: '1.234 kg', says: 'stable' },
    { at: '2025-11-20T17:40:58.480Z', hex: '022030312e3233340d', shown: '1.234 kg', says: 'stable' },
  ],
};

interface Around {
  bench: BenchState;
  emit(event: Event): void;
}

/** Its commands, by their names. */
export class FakeDevices {
  view = structuredClone(DEVICES);
  identity: PrinterIdentity = {
    language: 'zpl',
    model: 'ZD 421',
    firmware: 'V93.21',
    dpi: 300,
    head_dots: 1248,
    problem: '',
    tried: ['Asked in ZPL II: it answered'],
  };
  #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  /** A device came or went, or a set-up changed. */
  #changed(): DevicesView {
    this.#around.emit({ event: 'devices' });
    return this.view;
  }

  devices = (): DevicesView => this.view;

  set_printer = ({ printer }: Request<'set_printer'>): DevicesView => {
    const printers = this.view.printers;
    const at = printers.findIndex((one) => one.id === printer.id);
    if (at >= 0) printers[at] = printer;
    else printers.push({ ...printer, id: `printer-${printers.length + 1}` });
    this.#around.bench.printers = printers.map(({ id, name, prints }) => ({
      id,
      name,
      state: 'ready',
      text: '',
      held: false,
      prints,
    }));
    return this.#changed();
  };

  remove_printer = ({ printer }: Request<'remove_printer'>): DevicesView => {
    this.view.printers = this.view.printers.filter((one) => one.id !== printer);
    return this.#changed();
  };

  confirm_test_print = ({ printer, good }: Request<'confirm_test_print'>): DevicesView => {
    this.view.printers.find((one) => one.id === printer)!.confirmed = good;
    return this.view;
  };

  identify_printer = (): PrinterIdentity => this.identity;

  set_scale = ({ scale }: Request<'set_scale'>): DevicesView => {
    const scales = this.view.scales;
    const at = scales.findIndex((one) => one.id === scale.id);
    if (at >= 0) scales[at] = scale;
    else scales.push({ ...scale, id: `scale-${scales.length + 1}` });
    return this.#changed();
  };

  remove_scale = ({ scale }: Request<'remove_scale'>): DevicesView => {
    this.view.scales = this.view.scales.filter((one) => one.id !== scale);
    return this.#changed();
  };

  zero_scale = (): Answer<'zero_scale'> => ({ text: 'The scale stands at zero', done: true });

  detect_scale = ({ port }: Request<'detect_scale'>): Answer<'detect_scale'> => {
    const found: ScaleConfig = {
      id: '',
      name: '',
      port: port.kind === 'serial' ? { ...port, baud: 4800, line: '7E1' } : port,
      protocol: 'nci',
      unit: null,
      reports_zero: false,
      pattern: null,
      only_stable: false,
    };
    return {
      found,
      text: 'It speaks NCI SCP-01 at 4800 7E1',
      steps: ['Listened', 'Asked in NCI'],
      heard: '',
    };
  };

  stop_detect_scale = (): Record<string, never> => ({});

  weight_evidence = ({ parcel }: Request<'weight_evidence'>): WeightEvidence => {
    if (!parcel) throw refuse('not_found', 'There is no such parcel');
    return EVIDENCE;
  };

  weight_evidence_file = (): FileOut => ({ name: 'weight.json', mime: 'application/json', base64: 'AAAA' });
}
