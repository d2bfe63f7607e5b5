/** A rule for some shipments, as it is typed. */
import type { Money, RateRule, ShippingRule, Units, When } from '../backend';
import { formatMoney } from '../shared/money';
import { formatWeight, parseWeight, weightNumber } from '../shared/weight';

export type Chooses = RateRule['kind'] | 'service';

export const CHOOSES: readonly (readonly [kind: Chooses, text: string])[] = [
  ['cheapest', 'The cheapest'],
  ['fastest', 'The fastest'],
  ['cheapest_within', 'The cheapest within so many working days'],
  ['service', 'Always one service'],
  ['ask', 'Nothing: ask me'],
];

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

export class RuleDraft {
  name = $state('');
  countries = $state('');
  postalCodes = $state('');
  weightFrom = $state('');
  weightBelow = $state('');
  valueFrom = $state<Money | null>(null);
  valueBelow = $state<Money | null>(null);
  skus = $state('');
  chooses = $state<Chooses>('cheapest');
  days = $state('3');
  account = $state('');
  service = $state('');

  /** Its place in the list; `null` for a new one. */
  constructor(
    readonly index: number | null,
    private readonly units: Units,
    rule?: ShippingRule,
  ) {
    if (!rule) return;
    const { when, then } = rule;
    const weight = (micrograms: number | null): string =>
      micrograms === null ? '' : weightNumber(micrograms, units.weight);
    this.name = rule.name;
    this.countries = when.countries.join(', ');
    this.postalCodes = when.postal_codes.join(', ');
    this.weightFrom = weight(when.weight_from);
    this.weightBelow = weight(when.weight_below);
    this.valueFrom = when.value_from;
    this.valueBelow = when.value_below;
    this.skus = when.skus.join(', ');
    if (then.kind === 'service') {
      this.chooses = 'service';
      this.account = then.account;
      this.service = then.service;
    } else {
      this.chooses = then.rule.kind;
      if (then.rule.kind === 'cheapest_within') this.days = String(then.rule.days);
    }
  }

  private weight(text: string): number | null | undefined {
    return text.trim() ? parseWeight(text, this.units.weight) : null;
  }

  get wrongCountries(): boolean {
    return list(this.countries).some((code) => !/^[a-z]{2}$/i.test(code));
  }

  get wrongWeight(): boolean {
    return [this.weightFrom, this.weightBelow].some((text) => this.weight(text) === undefined);
  }

  get wrongDays(): boolean {
    return this.chooses === 'cheapest_within' && !/^[1-9]\d?$/.test(this.days.trim());
  }

  /** The rule, once everything typed can be read. */
  get rule(): ShippingRule | undefined {
    const from = this.weight(this.weightFrom);
    const below = this.weight(this.weightBelow);
    if (from === undefined || below === undefined || this.wrongCountries || this.wrongDays) return undefined;
    const when: When = {
      countries: list(this.countries).map((code) => code.toUpperCase()),
      postal_codes: list(this.postalCodes),
      weight_from: from,
      weight_below: below,
      value_from: this.valueFrom,
      value_below: this.valueBelow,
      skus: list(this.skus),
    };
    return { name: this.name.trim(), when, then: this.then };
  }

  private get then(): ShippingRule['then'] {
    const kind = this.chooses;
    if (kind === 'service') return { kind, account: this.account, service: this.service.trim() };
    const rule: RateRule = kind === 'cheapest_within' ? { kind, days: Number(this.days) } : { kind };
    return { kind: 'rule', rule };
  }
}

/** Which shipments a rule is for, in a line. */
export function whenInWords(when: When, units: Units): string {
  const between = (what: string, from: string, below: string): string =>
    from && below
      ? `${what} ${from} to under ${below}`
      : from
        ? `${what} from ${from}`
        : below
          ? `${what} under ${below}`
          : '';
  const weight = (micrograms: number | null): string =>
    micrograms === null ? '' : formatWeight(micrograms, units.weight);
  const value = (money: Money | null): string => (money ? formatMoney(money) : '');
  return [
    when.countries.length ? `to ${when.countries.join(', ')}` : '',
    when.postal_codes.length ? `postal code ${when.postal_codes.map((code) => `${code}…`).join(', ')}` : '',
    between('weight', weight(when.weight_from), weight(when.weight_below)),
    between('goods', value(when.value_from), value(when.value_below)),
    when.skus.length ? `with ${when.skus.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
