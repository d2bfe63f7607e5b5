/** Addresses as people read them. */
import type { Address } from '../backend';
import { countryName } from './country';

export function emptyAddress(): Address {
  return {
    name: '',
    company: '',
    line1: '',
    line2: '',
    ward: '',
    district: '',
    city: '',
    region: '',
    postal_code: '',
    country: null,
    phone: '',
    email: '',
  };
}

const join = (parts: (string | null)[], separator: string): string =>
  parts.filter((part) => part?.trim()).join(separator);

/** One entry a line, the country last. */
export function addressLines(address: Address): string[] {
  return [
    address.name,
    address.company,
    address.line1,
    address.line2,
    join([address.ward, address.district], ', '),
    join([address.city, join([address.region, address.postal_code], ' ')], ', '),
    address.country ? countryName(address.country) : '',
  ].filter((line) => line.trim());
}

/** Who and where, in one line. */
export function addressBrief(address: Address): string {
  return join([address.name || address.company, address.city, address.country], ', ');
}
