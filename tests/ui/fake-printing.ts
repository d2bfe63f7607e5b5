/** What waits at the fake station's printers: kept in order, printed only when a test says so. */
import type {
  Answer,
  BenchState,
  DocumentKind,
  Event,
  FileOut,
  LabelPreview,
  PrintJobView,
  PrintQueueView,
  Request,
  ShipmentView,
} from '$ui/backend';
import { refuse } from './fake-scale';
import { PREVIEW } from './sample';

interface Around {
  bench: BenchState;
  shipments: ShipmentView[];
  emit(event: Event): void;
}

export function printJob(over: Partial<PrintJobView>): PrintJobView {
  return {
    id: 'job-1',
    shipment: null,
    kind: 'label',
    title: 'Label 1 of 1',
    parcels: [],
    printer: 'printer-1',
    printer_name: 'Bench printer',
    state: 'queued',
    text: '',
    sent: 0,
    total: 0,
    at: '2025-11-20T17:41:02Z',
    reprint: false,
    forced: false,
    fallback_of: null,
    ...over,
  };
}

/** Its commands, by their names. */
export class FakePrinting {
  /** Jobs that are not over, in the order of printing. */
  jobs: PrintJobView[] = [];
  preview: LabelPreview = { ...PREVIEW };
  /** What a test page comes to. */
  paper: PrintJobView['state'] = 'printed';
  #around: Around;
  #next = 1;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Lets a job wait that nobody pressed for. */
  wait(over: Partial<PrintJobView> = {}): PrintJobView {
    const job = printJob({ id: `waiting-${this.#next++}`, ...over });
    this.jobs.push(job);
    this.#around.emit({ event: 'print_queue' });
    return job;
  }

  print_queue = (): PrintQueueView => {
    const known = new Set(this.#around.bench.printers.map((one) => one.id));
    return {
      printers: this.#around.bench.printers.map((printer) => ({
        printer,
        jobs: this.jobs.filter((job) => job.printer === printer.id),
      })),
      without_printer: this.jobs.filter((job) => !known.has(job.printer)),
    };
  };

  hold_print = ({ job }: Request<'hold_print'>): PrintJobView => this.#set(job, 'held');
  release_print = ({ job }: Request<'release_print'>): PrintJobView => this.#set(job, 'queued');
  cancel_print = ({ job }: Request<'cancel_print'>): PrintJobView => {
    const given = this.#set(job, 'cancelled');
    this.jobs = this.jobs.filter((one) => one.id !== job);
    return given;
  };

  move_print = ({ job, before }: Request<'move_print'>): PrintQueueView => {
    const moved = this.#find(job);
    const others = this.jobs.filter((one) => one !== moved);
    const at = before === null ? others.length : others.findIndex((one) => one.id === before);
    if (at < 0) throw refuse('precondition', `${moved.title}: it does not wait in that queue`);
    others.splice(at, 0, moved);
    this.jobs = others;
    return this.print_queue();
  };

  hold_printer = ({ printer, held }: Request<'hold_printer'>): PrintQueueView => {
    const { bench } = this.#around;
    bench.printers = bench.printers.map((one) => (one.id === printer ? { ...one, held } : one));
    if (bench.printer.id === printer) bench.printer = { ...bench.printer, held };
    return this.print_queue();
  };

  print_batch = ({ shipments, kind }: Request<'print_batch'>): Answer<'print_batch'> => ({
    lines: shipments.map((id) => {
      const found = this.#around.shipments.find((one) => one.id === id);
      const order_number = found?.order_number ?? '';
      if (!found?.can.print)
        return {
          shipment: id,
          order_number,
          jobs: [],
          skipped: 'Its label is on paper already. Reprint it from its shipment.',
          code: 'precondition',
        };
      const title = `Label 1 of 1 of ${order_number}`;
      return {
        shipment: id,
        order_number,
        jobs: [this.wait({ shipment: id, kind, title }).id],
        skipped: '',
        code: null,
      };
    }),
  });

  print_document = ({ shipment, kind }: Request<'print_document'>): PrintJobView =>
    this.wait({ shipment, kind, title: `${kind} of ${shipment}` });
  document_file = ({ kind }: Request<'document_file'>): FileOut => pdf(kind);
  print_paper = ({ id }: Request<'print_paper'>): PrintJobView => {
    const shipment = this.#around.shipments.find((one) => one.papers.some((paper) => paper.id === id));
    const paper = shipment?.papers.find((one) => one.id === id);
    if (!shipment || !paper) throw refuse('not_found', `There is no paper ${id}`);
    paper.state = 'queued';
    return this.wait({
      shipment: shipment.id,
      kind: 'paper',
      title: `${paper.title} of ${shipment.order_number}`,
    });
  };
  paper_file = ({ id }: Request<'paper_file'>): FileOut => ({ ...pdf('paper'), name: `${id}.pdf` });
  print_manifest = ({ day }: Request<'print_manifest'>): PrintJobView =>
    this.wait({ kind: 'manifest', title: `Manifest of ${day}` });
  manifest_file = (): FileOut => pdf('manifest');

  test_print = ({ printer }: Request<'test_print'>): PrintJobView =>
    printJob({
      id: 'job-test',
      kind: 'test_page',
      title: 'Test page',
      state: this.paper,
      printer: printer ?? 'printer-1',
      total: 900,
    });

  preview_label = ({ fit }: Request<'preview_label'>): LabelPreview =>
    fit ? { ...this.preview, fit } : this.preview;
  set_fit = ({ fit }: Request<'set_fit'>): LabelPreview => Object.assign(this.preview, { fit });
  label_file = ({ index, format }: Request<'label_file'>): FileOut => ({
    name: `label-${index + 1}.${format ?? 'pdf'}`,
    mime: 'application/octet-stream',
    base64: 'AAAA',
  });

  #find(id: string): PrintJobView {
    const found = this.jobs.find((one) => one.id === id);
    if (!found) throw refuse('not_found', `There is no print job ${id}`);
    return found;
  }

  #set(id: string, state: PrintJobView['state']): PrintJobView {
    const job = Object.assign(this.#find(id), { state });
    this.#around.emit({ event: 'print', job });
    return job;
  }
}

const pdf = (kind: DocumentKind): FileOut => ({
  name: `${kind}.pdf`,
  mime: 'application/pdf',
  base64: 'AAAA',
});
