/** Operators, records, retention and the doctor of the station in memory. */
import type {
  CommandName,
  DoctorReport,
  Failure,
  OperatorView,
  OrderView,
  PeopleView,
  RecordPage,
  RecordRow,
  Request,
  RetentionView,
} from '$ui/backend';
import type { FakeStation } from './fake-backend';
import { refuse } from './fake-scale';

/** What needs nobody to be signed in. */
const ANYONE = new Set<CommandName>([
  'app_state',
  'open_demo',
  'open_bench',
  'bench',
  'settings',
  'people',
  'sign_in',
  'sign_out',
  'doctor',
]);
const MANAGER = new Set<CommandName>([
  'save_settings',
  'save_box',
  'save_operator',
  'remove_operator',
  'set_idle',
  'erase_order',
]);

export class FakePeople {
  all: (OperatorView & { pin: string })[] = [];
  signedIn: OperatorView | null = null;
  idle = 15;
  allowed: string | null = null;
  rows: RecordRow[] = [];
  chain: number | null = null;
  labels: number | null = null;
  report: DoctorReport = { health: 'good', findings: [], mended: [], at: '2025-11-20T17:40:00Z' };
  readonly erased = new Map<string, string>();

  constructor(private readonly station: FakeStation) {}

  add(name: string, role: OperatorView['role'], pin: string): void {
    this.all.push({ id: `operator-${name}`, name, role, pin });
  }

  /** Keeps to the roles, as the station does. */
  admit(name: CommandName): void {
    if (!this.all.length || ANYONE.has(name)) return;
    if (!this.signedIn) throw refuse('sign_in', 'Nobody is signed in');
    if (!MANAGER.has(name) || this.signedIn.role === 'manager') return;
    if (this.allowed !== name) {
      throw refuse('manager_needed', `This takes a manager; ${this.signedIn.name} is an operator.`);
    }
    this.allowed = null;
  }

  #check(name: string, pin: string): OperatorView {
    const found = this.all.find((one) => one.name === name);
    if (found?.pin !== pin) throw refuse('wrong_pin', `That is not ${name}’s PIN`, { hint: 'Try again' });
    return { id: found.id, name: found.name, role: found.role };
  }

  // ---- commands, by their names ----

  people = (): PeopleView => ({
    operators: this.all.map(({ id, name, role }) => ({ id, name, role })),
    signed_in: this.signedIn,
    idle_minutes: this.idle,
  });

  sign_in = ({ name, pin }: Request<'sign_in'>): PeopleView => {
    this.signedIn = this.#check(name, pin);
    return this.people();
  };

  sign_out = (): PeopleView => {
    this.signedIn = null;
    return this.people();
  };

  still_here = () => ({});

  allow_once = ({ command, name, pin }: Request<'allow_once'>) => {
    this.#check(name, pin);
    this.allowed = command;
    return {};
  };

  change_pin = (): PeopleView => this.people();

  save_operator = ({ id, name, role, pin }: Request<'save_operator'>): PeopleView => {
    const fields: Failure['fields'] = [];
    if (!name) fields.push({ field: 'name', text: 'A name is missing' });
    if (!id && (pin ?? '').length < 4) fields.push({ field: 'pin', text: 'A PIN has 4 to 8 digits' });
    if (fields.length) throw refuse('invalid', 'This cannot be saved', { fields });
    const first = this.all.length === 0;
    const known = this.all.find((one) => one.id === id);
    if (known) Object.assign(known, { name, role, pin: pin ?? known.pin });
    else this.add(name, role, pin ?? '');
    if (first) this.signedIn = this.people().operators[0]!;
    return this.people();
  };

  remove_operator = ({ id }: Request<'remove_operator'>): PeopleView => {
    this.all = this.all.filter((one) => one.id !== id);
    return this.people();
  };

  set_idle = ({ minutes }: Request<'set_idle'>): PeopleView => {
    this.idle = minutes;
    return this.people();
  };

  records = ({ person, kind, before, limit }: Request<'records'>): RecordPage => {
    const fits = this.rows.filter(
      (row) =>
        (!person || row.person === person) &&
        (!kind || row.kind === kind) &&
        (before === null || row.number < before),
    );
    return {
      rows: fits.slice(0, limit),
      more: fits.length > limit,
      people: [...new Set(this.rows.map((row) => row.person))],
      kinds: [...new Set(this.rows.map((row) => row.kind))],
    };
  };

  export_records = ({ format }: Request<'export_records'>) => ({
    name: `records.${format}`,
    mime: 'text/csv',
    base64: '',
  });

  check_records = () => ({
    lines: this.rows.length,
    erased: 0,
    broken_at: this.chain,
    text:
      this.chain === null ? 'All records are as they were written' : `Record ${this.chain} is not as it was`,
  });

  retention = (): RetentionView => ({
    rules: [{ id: 'labels', what: 'Labels and other documents', days: this.labels, usual: null }],
    last_run: null,
  });

  set_retention = ({ days }: Request<'set_retention'>): RetentionView => {
    this.labels = days;
    return this.retention();
  };

  erase_order = ({ id }: Request<'erase_order'>): OrderView => {
    this.erased.set(id, '2025-11-20T17:40:00Z');
    this.station.emit({ event: 'orders' });
    return this.station.order({ id });
  };

  doctor = (): DoctorReport => this.report;

  mend = (): DoctorReport => {
    this.report = {
      ...this.report,
      health: 'good',
      findings: this.report.findings.map((one) => ({ ...one, health: 'good', can_mend: false, todo: '' })),
      mended: ['It was mended'],
    };
    return this.report;
  };

  doctor_bundle = () => ({ name: 'doctor.zip', mime: 'application/zip', base64: '' });
}
