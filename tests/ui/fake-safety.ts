/** What opens the fake station, what is kept of it, and what it knows of copies. */
import type {
  AppState,
  BackupsView,
  BackupView,
  CopiedView,
  DoorView,
  KeysView,
  RecoveryCodeView,
  Rekeyed,
  Request,
  RestoredView,
} from '$ui/backend';
import { refuse } from './fake-scale';

export const CODE = 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345';
const PASSPHRASE = 'seven blue mugs';

export function backup(over: Partial<BackupView> = {}): BackupView {
  return {
    name: '2025-11-19T190000Z.pbbackup',
    path: '/backups/2025-11-19T190000Z.pbbackup',
    made_at: '2025-11-19T19:00:00Z',
    reason: 'scheduled',
    orders: 41,
    shipments: 38,
    bytes: 1_200_000,
    this_bench: true,
    this_key: true,
    ...over,
  };
}

export class FakeSafety {
  view: KeysView = {
    keychain: false,
    passphrase: true,
    recovery: 'none',
    keychain_works: true,
    opened_by: 'passphrase',
    from_first_passphrase: false,
    advice: '',
  };
  there: BackupView[] = [backup()];
  plan: BackupsView['plan'] = { schedule: { kind: 'daily', time: '20:00' }, keep: 14, folder: null };
  history: CopiedView = { copies: [], in_doubt: 0, orders: [] };

  constructor(private readonly station: { open: (demo?: boolean) => AppState }) {}

  #confirm(given: string | null | undefined): void {
    if (this.view.passphrase && given !== PASSPHRASE)
      throw refuse('passphrase', 'The passphrase does not open this bench’s database');
  }

  keys = (): KeysView => this.view;

  set_passphrase = ({ old, new: fresh }: Request<'set_passphrase'>): KeysView => {
    this.#confirm(old);
    if (fresh.length < 8)
      throw refuse('invalid', 'Use at least 8 characters', {
        fields: [{ field: 'new', text: 'Use at least 8 characters' }],
      });
    this.view = { ...this.view, passphrase: true, keychain: false };
    return this.view;
  };

  use_keychain = ({ passphrase }: Request<'use_keychain'>): KeysView => {
    this.#confirm(passphrase);
    this.view = { ...this.view, passphrase: false, keychain: true };
    return this.view;
  };

  new_recovery_code = ({ passphrase }: Request<'new_recovery_code'>): RecoveryCodeView => {
    this.#confirm(passphrase);
    this.view = { ...this.view, recovery: 'unchecked' };
    return { code: CODE, keys: this.view };
  };

  check_recovery_code = ({ code }: Request<'check_recovery_code'>): KeysView => {
    if (code !== CODE) throw refuse('passphrase', 'This is not a recovery code');
    this.view = { ...this.view, recovery: 'checked' };
    return this.view;
  };

  rekey = ({ passphrase }: Request<'rekey'>): Rekeyed => {
    this.#confirm(passphrase);
    return { code: null, keys: this.view };
  };

  backups = (): BackupsView => ({
    plan: this.plan,
    folder: this.plan.folder ?? '/bench/backups',
    same_disk: this.plan.folder === null,
    next_at: this.plan.schedule.kind === 'off' ? null : '2025-11-20T19:00:00Z',
    trouble: '',
    backups: this.there,
  });

  save_backup_plan = (plan: Request<'save_backup_plan'>): BackupsView => {
    if (plan.keep < 1)
      throw refuse('invalid', 'Between 1 and 1000 backups', {
        fields: [{ field: 'keep', text: 'Between 1 and 1000 backups' }],
      });
    this.plan = plan;
    return this.backups();
  };

  backup_now = (): BackupsView => {
    this.there = [backup({ name: 'new', path: '/backups/new', reason: 'by_hand' }), ...this.there];
    return this.backups();
  };

  verify_backup = ({ backup: path }: Request<'verify_backup'>) => ({
    name: path,
    text: 'It was opened as a copy and is whole',
  });

  restore_backup = ({ backup: path, secret }: Request<'restore_backup'>): RestoredView => {
    const found = this.there.find((one) => one.path === path);
    if (!found) throw refuse('storage', `There is no backup at ${path}`);
    if (!found.this_key && secret !== CODE)
      throw refuse('passphrase', 'The backup is locked with the keys of its time');
    return { state: this.station.open(false), made_at: found.made_at, set_aside: '/aside' };
  };

  door = ({ folder }: Request<'door'>): DoorView => ({
    exists: true,
    keychain: this.view.keychain,
    passphrase: this.view.passphrase,
    recovery: this.view.recovery !== 'none',
    folder: folder ?? '/bench/backups',
    backups: folder === '/nothing' ? [] : this.there,
  });

  copied = (): CopiedView => this.history;

  answer_copied = ({ order, shipped }: Request<'answer_copied'>): CopiedView => {
    if (order === null && shipped) throw refuse('invalid', 'Name the order');
    const orders = order === null ? [] : this.history.orders.filter((one) => one.id !== order);
    this.history = { ...this.history, orders, in_doubt: orders.length };
    if (order === null) this.settle_copied();
    return this.history;
  };

  settle_copied = (): CopiedView => {
    const copies = this.history.copies.map((one) => ({ ...one, settled: true }));
    this.history = { ...this.history, copies };
    return this.history;
  };
}
