import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { desk } from '$ui/shared/desk.svelte';
import { FakeStation } from './fake-backend';
import { all, fill, find, findAll, get, hold, Keyboard, none, openWindow, press, words } from './window';

/** A bench with Ann, a manager, and Ben, an operator; nobody is signed in. */
function withPeople(): FakeStation {
  const station = new FakeStation();
  station.people_.add('Ann', 'manager', '9021');
  station.people_.add('Ben', 'operator', '4711');
  return station;
}

async function openSignIn(station = withPeople()): Promise<FakeStation> {
  station.open(false);
  await openWindow(station, 'closed');
  await find('sign-in');
  return station;
}

async function pin(digits: string): Promise<void> {
  for (const digit of digits) await press(`pin-${digit}`);
  await press('pin-enter');
}

async function signIn(who: number, digits: string): Promise<void> {
  (await findAll('who-tile'))[who]!.click();
  await pin(digits);
  await find('scan');
}

describe('signing in', () => {
  it('is not asked for where there are no operators', async () => {
    await openWindow();
    expect(none('sign-in')).toBe(true);
    expect(none('who')).toBe(true);
  });

  it('asks who is there by tiles and a PIN pad', async () => {
    const station = await openSignIn();
    expect(none('scan')).toBe(true);
    expect(words('who-tile')).toEqual(['Ann Manager', 'Ben Operator']);
    await signIn(1, '4711');
    expect(get('who').textContent).toContain('Ben');
    expect(station.last('sign_in')).toEqual({ name: 'Ben', pin: '4711' });
    expect(station.count('orders')).toBeGreaterThan(0);
  });

  it('works with the keyboard alone', async () => {
    await openSignIn();
    const keys = new Keyboard();
    const tiles = await findAll('who-tile');
    await waitFor(() => expect(document.activeElement).toBe(tiles[0]));
    keys.person('ArrowRight');
    expect(document.activeElement).toBe(tiles[1]);
    keys.person('Enter');
    const field = await find('pin');
    await waitFor(() => expect(document.activeElement).toBe(field));
    keys.type('4711x');
    await waitFor(() => expect((field as HTMLInputElement).value).toBe('4711'));
    field.closest('form')!.requestSubmit();
    await find('scan');
  });

  it('says that a PIN is wrong, forgets it, and lets another person try', async () => {
    await openSignIn();
    (await findAll('who-tile'))[0]!.click();
    await pin('0000');
    await waitFor(() => expect(get('pin-problem').textContent).toContain('not Ann’s PIN'));
    expect((get('pin') as HTMLInputElement).value).toBe('');
    await press('somebody-else');
    expect(get('sign-in').textContent).not.toContain('not Ann’s PIN');
    await signIn(1, '4711');
  });

  it('goes back to the question when a person signs out, or was signed out', async () => {
    const station = await openSignIn();
    await signIn(1, '4711');
    await press('who');
    await press('sign-out');
    await find('sign-in');
    await signIn(0, '9021');
    desk.pack(station.orders[0]!.id);
    await find('packing');
    station.people_.signedIn = null;
    station.emit({ event: 'people' });
    await find('sign-in');
    expect(desk.packing).toBeNull();
  });

  it('notices by any refused command that nobody is signed in any more', async () => {
    const station = await openSignIn();
    await signIn(1, '4711');
    station.people_.signedIn = null;
    desk.go({ screen: 'orders' });
    await find('sign-in');
    expect(none('failure')).toBe(true);
  });

  it('tells the station that somebody is there', async () => {
    const station = await openSignIn();
    await signIn(1, '4711');
    window.dispatchEvent(new Event('pointerdown'));
    await waitFor(() => expect(station.count('still_here')).toBe(1));
    window.dispatchEvent(new Event('pointerdown'));
    expect(station.count('still_here')).toBe(1);
  });
});

describe('what takes a manager', () => {
  async function operatorInRates(): Promise<FakeStation> {
    const station = await openSignIn();
    await signIn(1, '4711');
    desk.go({ screen: 'settings', section: 'people' });
    await fill('idle', '5');
    await find('manager-needed');
    return station;
  }

  it('is done once a manager gives a PIN', async () => {
    const station = await operatorInRates();
    expect(get('manager-needed').textContent).toContain('Ben is an operator');
    await pin('9021');
    await waitFor(() => expect(station.people_.idle).toBe(5));
    expect(none('manager-needed')).toBe(true);
    expect(station.last('allow_once')).toEqual({ command: 'set_idle', name: 'Ann', pin: '9021' });
    expect(none('failure')).toBe(true);
  });

  it('is not done without one, and says why', async () => {
    const station = await operatorInRates();
    await pin('0000');
    await waitFor(() => expect(get('pin-problem').textContent).toContain('not Ann’s PIN'));
    await press('not-allowed');
    await waitFor(() => expect(get('failure').dataset.code).toBe('manager_needed'));
    expect(station.people_.idle).toBe(15);
  });
});

describe('people', () => {
  it('begin with a manager, who is signed in at once', async () => {
    const station = await openWindow(new FakeStation(), 'bench');
    desk.go({ screen: 'settings', section: 'people' });
    await press('add-operator');
    await fill('operator-name', 'Ann');
    await press('save');
    await waitFor(() => expect(get('modal').textContent).toContain('4 to 8 digits'));
    await fill('operator-pin', '9021');
    await press('save');
    await findAll('operator-row');
    expect(station.last('save_operator')).toEqual({ id: null, name: 'Ann', role: 'manager', pin: '9021' });
    expect(get('who').textContent).toContain('Ann');
  });

  it('are changed and removed', async () => {
    const station = await openSignIn();
    await signIn(0, '9021');
    desk.go({ screen: 'settings', section: 'people' });
    (await findAll('edit-operator'))[1]!.click();
    await fill('operator-name', 'Benno');
    await press('save');
    await waitFor(() => expect(words('operator-row')[1]).toContain('Benno'));
    expect(station.last('save_operator').pin).toBeNull();
    all('remove-operator')[1]!.dataset.testid = 'remove-benno';
    await hold('remove-benno');
    await waitFor(() => expect(all('operator-row')).toHaveLength(1));
  });
});

describe('records', () => {
  function withRecords(): FakeStation {
    const station = new FakeStation();
    station.people_.rows = Array.from({ length: 60 }, (_, index) => ({
      number: 60 - index,
      at: '2025-11-20T17:40:00Z',
      person: index % 2 ? 'station' : 'Ann',
      kind: index % 2 ? 'print' : 'purchase_bought',
      order: index ? '' : '#1001',
      text: `Deed ${60 - index}`,
      data: index ? null : '{"sent":12}',
    }));
    return station;
  }

  async function openRecords(): Promise<FakeStation> {
    const station = await openWindow(withRecords(), 'bench');
    desk.go({ screen: 'settings', section: 'records' });
    await findAll('record-row');
    return station;
  }

  it('show who did what, page by page, with the details on demand', async () => {
    await openRecords();
    expect(all('record-row')).toHaveLength(50);
    expect(words('record-row')[0]).toContain('Ann#1001Deed 60');
    expect(words('record-row')[1]).toContain('The station');
    await press('record-data');
    await waitFor(() => expect(document.querySelector('pre')?.textContent).toContain('"sent": 12'));
    await press('older');
    await waitFor(() => expect(all('record-row')).toHaveLength(10));
    await press('newer');
    await waitFor(() => expect(all('record-row')).toHaveLength(50));
  });

  it('are searched by person, kind, order and day', async () => {
    const station = await openRecords();
    await fill('by-person', 'Ann');
    await fill('by-kind', 'purchase_bought');
    await fill('by-order', '1001');
    await fill('by-from', '2025-11-01');
    await waitFor(() =>
      expect(station.last('records')).toMatchObject({
        person: 'Ann',
        kind: 'purchase_bought',
        order: '1001',
        from: '2025-11-01',
      }),
    );
    await waitFor(() => expect(all('record-row')).toHaveLength(30));
  });

  it('are checked and saved', async () => {
    const station = await openRecords();
    await press('check-records');
    await waitFor(() => expect(get('chain').textContent).toContain('as they were written'));
    station.people_.chain = 7;
    await press('check-records');
    await waitFor(() => expect(get('chain').textContent).toContain('Record 7'));
    await press('save-csv');
    await waitFor(() => expect(station.saved.map((file) => file.name)).toEqual(['records.csv']));
  });

  it('say how long things are kept', async () => {
    const station = await openRecords();
    await fill('keep-labels', '365');
    await waitFor(() => expect(station.people_.labels).toBe(365));
    await fill('keep-labels', '');
    await waitFor(() => expect(station.people_.labels).toBeNull());
  });
});

describe('erasing', () => {
  it('is held, and leaves an order that nothing can be done with', async () => {
    const station = new FakeStation();
    station.orders[0]!.hold = 'put_aside';
    await openWindow(station, 'bench');
    desk.go({ screen: 'orders', order: station.orders[0]!.id, view: 'held' });
    await press('erase-order');
    await hold('erase');
    await find('erased');
    expect(station.count('erase_order')).toBe(1);
    expect(none('edit-order')).toBe(true);
    expect(none('pack')).toBe(true);
  });
});

describe('health', () => {
  it('shows the worst first, mends, and gives a file for a helper', async () => {
    const station = new FakeStation();
    const finding = { meaning: '', todo: '', can_mend: false };
    station.people_.report = {
      health: 'wrong',
      at: '2025-11-20T17:40:00Z',
      mended: [],
      findings: [
        { ...finding, check: 'version', title: 'Version', health: 'good', text: 'Packbench 1' },
        {
          check: 'folder',
          title: 'Folder and files',
          health: 'wrong',
          text: 'Others may read it',
          meaning: 'Nobody else has business there',
          todo: 'Let it be mended',
          can_mend: true,
        },
      ],
    };
    await openWindow(station, 'bench');
    desk.go({ screen: 'settings', section: 'health' });
    await waitFor(() => expect(words('finding')[0]).toContain('Others may read it'));
    expect(get('health').dataset.health).toBe('wrong');
    await press('mend');
    await waitFor(() => expect(get('health').dataset.health).toBe('good'));
    expect(words('mended')).toEqual(['It was mended']);
    expect(none('mend')).toBe(true);
    await press('bundle');
    await waitFor(() => expect(station.saved.map((file) => file.name)).toEqual(['doctor.zip']));
  });
});
