/** Choosing many shipments for one batch. */
import { call, type PrintState, type ShipmentRow } from '../backend';
import { sameDay } from '../shared/time';

/** Rows that are asked for at once. */
const PAGE = 200;
/** A day has fewer; so a clock that is wrong reads no whole archive. */
const MOST = 5_000;

/** What came of a label that is surely on no paper and does not wait to be. */
const OVER: readonly (PrintState | null)[] = [null, 'not_printed', 'failed', 'cancelled'];
const unprinted = (row: ShipmentRow): boolean => OVER.includes(row.print_state);

/** Shipments bought today for customers whose label is not on paper, in the order in which they were bought. */
export async function unprintedToday(today: string, timeZone: string): Promise<string[]> {
  const found: ShipmentRow[] = [];
  for (let offset = 0; offset < MOST; offset += PAGE) {
    const page = await call('shipments', { text: '', limit: PAGE, offset });
    const ofToday = page.rows.filter((row) => sameDay(row.at, today, timeZone));
    // A return's label among those of parcels that leave would end up on one.
    const leaves = ofToday.filter((row) => row.direction === 'outbound');
    found.push(...leaves.filter((row) => row.purchase === 'bought' && unprinted(row)));
    // Newest first: once a page has older ones, the rest is older still.
    if (!page.more || ofToday.length < page.rows.length) break;
  }
  return found.map((row) => row.id).reverse();
}
