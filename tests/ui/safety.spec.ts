import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { desk } from '$ui/shared/desk.svelte';
import { FakeStation } from './fake-backend';
import { CODE, backup } from './fake-safety';
import { refuse } from './fake-scale';
import { all, fill, find, get, hold, none, openWindow, press } from './window';

async function settings(station = new FakeStation()): Promise<FakeStation> {
  await openWindow(station, 'bench');
  await press('go-settings');
  await press('settings-safety');
  await find('keys');
  return station;
}

describe('keys', () => {
  it('changes the passphrase, asking the old one first', async () => {
    const station = await settings();
    await press('set-passphrase');
    await fill('old-passphrase', 'wrong');
    await fill('new-passphrase', 'eight green cups');
    await fill('new-passphrase-again', 'eight green cup');
    await press('key-deed');
    expect(station.count('set_passphrase')).toBe(0);
    await fill('new-passphrase-again', 'eight green cups');
    await press('key-deed');
    expect((await find('failure')).dataset.code).toBe('passphrase');
    await fill('old-passphrase', 'seven blue mugs');
    await press('key-deed');
    await waitFor(() => expect(none('modal')).toBe(true));
    expect(station.last('set_passphrase')).toEqual({ old: 'seven blue mugs', new: 'eight green cups' });
  });

  it('shows a recovery code once and has it checked from the paper', async () => {
    const station = await settings();
    await press('new-code');
    await fill('old-passphrase', 'seven blue mugs');
    await press('key-deed');
    expect((await find('shown-code')).textContent?.replace(/\s/g, '')).toBe(CODE.replaceAll('-', ''));
    await press('written-down');
    expect(none('shown-code')).toBe(true);
    await fill('recovery-code', CODE);
    await press('key-deed');
    await waitFor(() => expect(get('keys').textContent).toContain('it was checked'));
    expect(station.count('check_recovery_code')).toBe(1);
  });

  it('says what is to be done when only the keychain opens the bench', async () => {
    const station = new FakeStation();
    station.safety.view = {
      ...station.safety.view,
      passphrase: false,
      keychain: true,
      advice: 'Make a recovery code',
    };
    await settings(station);
    expect((await find('keys-advice')).textContent).toContain('Make a recovery code');
    expect(none('use-keychain')).toBe(true);
    await press('rekey');
    expect(none('old-passphrase')).toBe(true);
    await press('key-deed');
    await waitFor(() => expect(station.count('rekey')).toBe(1));
  });
});

describe('backups', () => {
  it('are planned, with the field that is wrong marked', async () => {
    const station = await settings();
    await fill('backup-keep', 'none');
    await press('save-plan');
    await waitFor(() => expect(get('backup-keep').getAttribute('aria-invalid')).toBe('true'));
    await fill('backup-keep', '30');
    await fill('backup-folder', '/media/backup');
    await press('save-plan');
    await waitFor(() => expect(station.safety.plan.keep).toBe(30));
    expect(station.safety.plan.folder).toBe('/media/backup');
    expect(station.safety.plan.schedule).toEqual({ kind: 'daily', time: '20:00' });
  });

  it('are made, checked, and put back by holding a button', async () => {
    const station = await settings();
    await press('backup-now');
    await waitFor(() => expect(all('backup-row')).toHaveLength(2));
    all('verify')[0]!.click();
    await waitFor(() => expect(station.count('verify_backup')).toBe(1));
    await waitFor(() => expect(none('modal')).toBe(true));
    all('restore')[1]!.click();
    (await find('restore-now')).click();
    expect(station.count('restore_backup')).toBe(0);
    await hold('restore-now');
    await waitFor(() => expect(station.count('restore_backup')).toBe(1));
    expect(station.last('restore_backup')).toEqual({ backup: backup().path, secret: null });
  });
});

describe('before a bench is open', () => {
  it('a locked bench takes a backup in its place', async () => {
    const station = new FakeStation();
    station.app = { stage: 'locked', demo: false };
    station.safety.there = [backup({ this_key: false })];
    await openWindow(station, 'closed');
    await press('restore-backup');
    await fill('restore-folder', '/nothing');
    await press('restore-look');
    await waitFor(() => expect(document.body.textContent).toContain('No backup lies there'));
    await fill('restore-folder', '/backups');
    await press('restore-look');
    await waitFor(() => expect(all('restore-choice')).toHaveLength(1));
    await press('restore-now');
    expect((await find('failure')).dataset.code).toBe('passphrase');
    await fill('restore-secret', CODE);
    await press('restore-now');
    await find('scan');
  });

  it('a new machine begins with a backup', async () => {
    const station = await openWindow(new FakeStation(), 'closed');
    await press('restore-backup');
    await press('restore-now');
    await find('scan');
    expect(station.count('restore_backup')).toBe(1);
  });
});

describe('a bench that came back from a copy', () => {
  const copied = (station: FakeStation): void => {
    const [first, second] = station.orders;
    station.safety.history = {
      copies: [
        {
          kind: 'cloned',
          copied_at: '2025-11-19T12:00:00Z',
          noticed_at: '2025-11-20T12:00:00Z',
          old_prefix: 'PB',
          new_prefix: 'P7KQ2M',
          settled: false,
        },
      ],
      in_doubt: 2,
      orders: [first!, second!].map((one) => ({
        id: one.id,
        number: one.key.number,
        name: one.ship_to.name,
        placed_at: one.placed_at,
      })),
    };
    station.bench.attention = [
      { kind: 'copied', text: 'This bench is a copy of another one', shipment: null, job: null },
    ];
  };

  it('leads to the orders that wait for a word', async () => {
    const station = new FakeStation();
    copied(station);
    await openWindow(station, 'bench');
    await press('attention-safety');
    expect((await find('copied')).textContent).toContain('P7KQ2M');
    expect(all('doubt-row')).toHaveLength(2);
    all('was-shipped')[0]!.click();
    await waitFor(() => expect(all('doubt-row')).toHaveLength(1));
    expect(station.last('answer_copied')).toEqual({ order: station.orders[0]!.id, shipped: true });
    await press('none-shipped');
    expect(station.count('answer_copied')).toBe(1);
    await press('none-shipped-sure');
    await waitFor(() => expect(none('copied')).toBe(true));
  });

  it('asks when such an order is packed', async () => {
    const station = new FakeStation();
    let asked = true;
    const { new_shipment } = station;
    station.on('new_shipment', (request) => {
      if (asked) throw refuse('copied', 'It may have been shipped since the copy was made');
      return new_shipment(request);
    });
    station.on('answer_copied', (request) => {
      asked = request.shipped;
      return station.safety.answer_copied(request);
    });
    await openWindow(station, 'bench');
    desk.pack(station.orders[0]!.id);
    await press('copied-not-shipped');
    await find('step-parcel');
    await waitFor(() => expect(get('packing').dataset.step).toBe('parcel'));
    expect(station.last('answer_copied')).toEqual({ order: station.orders[0]!.id, shipped: false });
  });
});
