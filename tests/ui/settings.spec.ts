import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeStation } from './fake-backend';
import { all, fill, find, findAll, none, openWindow, press } from './window';

describe('settings', () => {
  async function open(section: string, begun = new FakeStation()): Promise<FakeStation> {
    const station = await openWindow(begun, 'bench');
    await press('go-settings');
    await press(`settings-${section}`);
    return station;
  }

  it('keep a rule the moment it is chosen', async () => {
    const station = await open('rates');
    await press('rule-cheapest_within');
    await waitFor(() =>
      expect(station.last('save_settings').rate_rule).toEqual({ kind: 'cheapest_within', days: 3 }),
    );
  });

  it('have rules for some shipments, in their order', async () => {
    const station = await open('rates');
    const [account] = station.accounts.accounts;
    await press('add-rule');
    await fill('rule-name', 'Heavy to Norway');
    await fill('rule-countries', 'no, Sweden');
    await fill('rule-weight-from', '5');
    await press('save-rule');
    expect(document.body.textContent).toContain('Two letters each, such as NO');
    expect(station.count('save_settings')).toBe(0);
    await fill('rule-countries', 'no, se');
    await fill('rule-chooses', 'service');
    await fill('rule-account', account!.id);
    await fill('rule-service', 'PALLET');
    await press('save-rule');
    await waitFor(() => expect(all('shipping-rule')).toHaveLength(1));
    expect(station.last('save_settings').shipping_rules[0]).toMatchObject({
      name: 'Heavy to Norway',
      when: { countries: ['NO', 'SE'], weight_from: 5_000_000_000, weight_below: null, skus: [] },
      then: { kind: 'service', account: account!.id, service: 'PALLET' },
    });
    const shown = all('shipping-rule')[0]!.textContent ?? '';
    expect(shown).toContain('to NO, SE · weight from 5 kg');
    expect(shown).toContain(account!.name);

    await press('add-rule');
    await fill('rule-name', 'Glass');
    await fill('rule-chooses', 'fastest');
    await press('save-rule');
    await waitFor(() => expect(all('shipping-rule')).toHaveLength(2));
    const idle = async (label: string): Promise<HTMLElement> => {
      await waitFor(() => expect(screen.getByLabelText(label)).toHaveProperty('disabled', false));
      return screen.getByLabelText(label);
    };
    (await idle('Move Glass up')).click();
    await waitFor(() => expect(station.last('save_settings').shipping_rules[0]!.name).toBe('Glass'));
    (await idle('Delete Heavy to Norway')).click();
    await waitFor(() => expect(all('shipping-rule')).toHaveLength(1));
  });

  it('say which account rests, and why', async () => {
    const station = new FakeStation();
    station.accounts.accounts[1]!.resting = {
      since: '2025-11-20T17:40:00Z',
      until: '2025-11-20T17:41:00Z',
      why: 'It answered with status 503',
    };
    await open('carriers', station);
    const shown = (await findAll('account'))[1]!.textContent ?? '';
    expect(shown).toContain('Rests until');
    expect(shown).toContain('It answered with status 503');
    expect(all('account-resting')).toHaveLength(1);
  });

  it('build an account’s form from what its carrier says, and never show a secret', async () => {
    const station = await open('carriers');
    await waitFor(() => expect(all('account')).toHaveLength(2));
    all('account')[1]!.click();
    const token = (await find('account-token')) as HTMLInputElement;
    expect(token.type).toBe('password');
    expect(token.value).toBe('');
    await press('test-account');
    await find('test-result');
    expect(station.last('save_account')).toMatchObject({ id: 'account-gateway', secrets: {} });
  });

  it('check a table while it is edited, line by line', async () => {
    const station = await open('carriers');
    (await findAll('account'))[0]!.click();
    await find('table');
    await press('table-as-text');
    await fill('table-text', 'kind,price\nstep,?\n');
    expect((await find('table-problems')).textContent).toContain('Line 2: The price cannot be read');
    await fill('table-text', 'kind,price\nstep,4.20\n');
    await waitFor(() => expect(none('table-problems')).toBe(true));
    await press('save-account');
    await waitFor(() => expect(station.last('save_account').table).toBe('kind,price\nstep,4.20\n'));
  });

  it('add a box in the bench’s unit', async () => {
    const station = await open('boxes');
    await press('add-box');
    await fill('box-name', 'Flat');
    await fill('box-length', '35');
    await fill('box-width', '25,5');
    await press('save');
    expect(station.count('save_box'), 'a side is missing').toBe(0);
    await fill('box-height', '5');
    await press('save');
    await waitFor(() =>
      expect(station.last('save_box')).toMatchObject({
        name: 'Flat',
        dimensions: { length: 350_000, width: 255_000, height: 50_000 },
        empty_weight: 0,
      }),
    );
  });
});
