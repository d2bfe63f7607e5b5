/** A printer's set-up as its form edits it. What its language cannot do is neither shown nor kept. */
import type {
  DeviceView,
  DevicesView,
  DocumentKind,
  LabelMedia,
  LanguageView,
  MediaTracking,
  PrinterConfig,
  PrinterIdentity,
} from '../backend';
import { portForm, portOf, type PortForm } from './port';

const TCP_PORT = '9100';

/** Sets up a new printer. */
export const NEW_PRINTER: PrinterConfig = {
  id: '00000000-0000-0000-0000-000000000000',
  name: '',
  port: { kind: 'tcp', host: '', port: 9100 },
  language: '',
  dpi: 203,
  media: { width: 101_600, height: 152_400 },
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
};

export class PrinterDraft {
  readonly before: PrinterConfig;
  /** The printers there were when it was begun: one that is new is told by that. */
  readonly known: readonly string[];
  readonly languages: readonly LanguageView[];
  port = $state<PortForm>(portForm(null, 'tcp', TCP_PORT));
  name = $state('');
  language = $state('');
  dpi = $state('203');
  media = $state.raw<LabelMedia>(NEW_PRINTER.media);
  tracking = $state<MediaTracking>('gap');
  darkness = $state<number | null>(null);
  speed = $state('');
  cut = $state(false);
  pace = $state('');
  seconds = $state('10');
  neverAnswers = $state(false);
  trustQueue = $state(false);
  fallback = $state('');
  prints = $state.raw<DocumentKind[]>(['label']);

  constructor(printer: PrinterConfig | null, view: DevicesView) {
    const from = printer ?? NEW_PRINTER;
    this.before = from;
    this.known = view.printers.map((one) => one.id);
    this.languages = view.languages;
    this.port = portForm(printer?.port ?? null, 'tcp', TCP_PORT);
    this.name = from.name;
    this.language = from.language;
    this.dpi = String(from.dpi);
    this.media = from.media;
    this.tracking = from.tracking;
    this.darkness = from.darkness;
    this.speed = from.speed === null ? '' : String(from.speed);
    this.cut = from.cut;
    this.pace = from.pace === null ? '' : String(from.pace);
    this.seconds = String(from.proof_seconds);
    this.neverAnswers = from.never_answers;
    this.trustQueue = from.trust_queue;
    this.fallback = from.fallback ?? '';
    // A second printer for labels would get none: the first one does.
    const labels = printer === null && view.printers.some((one) => one.prints.includes('label'));
    this.prints = labels ? [] : from.prints;
  }

  /** A printer that was found: everything that its device id tells. */
  static found(device: DeviceView, view: DevicesView): PrinterDraft {
    const draft = new PrinterDraft(null, view);
    draft.port = portForm(device.port, 'tcp', TCP_PORT);
    draft.name = device.name;
    if (view.languages.some((one) => one.id === device.speaks)) draft.speak(device.speaks);
    return draft;
  }

  get isNew(): boolean {
    return this.before.id === NEW_PRINTER.id;
  }

  get spoken(): LanguageView | undefined {
    return this.languages.find((one) => one.id === this.language);
  }

  /** Another language: what it cannot do is given up. */
  speak(id: string): void {
    this.language = id;
    const language = this.spoken;
    if (!language) return;
    if (!language.dpi.includes(Number(this.dpi))) this.dpi = String(language.dpi[0] ?? 203);
    if (!language.tracking.includes(this.tracking)) this.tracking = language.tracking[0] ?? 'gap';
  }

  /** What the printer said about itself. */
  learn(identity: PrinterIdentity): void {
    if (identity.language) this.speak(identity.language);
    if (identity.dpi && this.spoken?.dpi.includes(identity.dpi)) this.dpi = String(identity.dpi);
    if (identity.model && !this.name.trim()) this.name = identity.model;
  }

  get proofSeconds(): number | undefined {
    return wholeNumber(this.seconds);
  }

  /** Bytes a second; `null` for no pacing, `undefined` when it cannot be read. */
  get bytesASecond(): number | null | undefined {
    return this.pace.trim() === '' ? null : wholeNumber(this.pace);
  }

  /** The set-up; `null` while something is missing. */
  get config(): PrinterConfig | null {
    const port = portOf($state.snapshot(this.port));
    const language = this.spoken;
    const pace = this.bytesASecond;
    const proof = this.proofSeconds;
    const sized = this.media.width > 0 && this.media.height > 0;
    if (!port || !language || !this.name.trim() || pace === undefined || proof === undefined || !sized)
      return null;
    return {
      ...this.before,
      name: this.name.trim(),
      port,
      language: language.id,
      dpi: Number(this.dpi),
      media: this.media,
      tracking: this.tracking,
      darkness: language.darkness ? this.darkness : null,
      speed: language.speed && this.speed ? Number(this.speed) : null,
      cut: language.cut && this.cut,
      pace,
      proof_seconds: proof,
      never_answers: this.neverAnswers,
      trust_queue: port.kind === 'queue' && this.trustQueue,
      fallback: this.fallback || null,
      prints: this.prints,
    };
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,7}$/.test(text.trim()) ? Number(text) : undefined;
}
