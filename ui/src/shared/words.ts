/** The station's states in words, each with a tone and an icon: never colour alone. */
import type {
  DayEndState,
  DeferredKind,
  DeferredState,
  BookingState,
  DocumentKind,
  FindingSeverity,
  HoldReason,
  Network,
  PrinterCondition,
  PrintJobView,
  PrintState,
  PurchaseState,
  Reading,
  RiskKind,
  ShipmentStatus,
} from '../backend';
import type { IconName } from './icons';
import { LOCALE } from './locale';

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'accent' | 'back';

export interface Word {
  text: string;
  tone: Tone;
  icon: IconName;
}

const word = (text: string, tone: Tone, icon: IconName): Word => ({ text, tone, icon });

export const READING: Record<Reading['kind'], Word> = {
  stable: word('Stable', 'good', 'check'),
  moving: word('Moving', 'warn', 'moving'),
  under_zero: word('Below zero', 'warn', 'warning'),
  over: word('Too heavy', 'bad', 'warning'),
  needs_zero: word('Set to zero', 'warn', 'warning'),
  fault: word('Scale fault', 'bad', 'cross'),
  stale: word('No news', 'warn', 'clock'),
  gone: word('No scale', 'bad', 'unplugged'),
};

export const PRINTER: Record<PrinterCondition, Word> = {
  not_set_up: word('No printer', 'plain', 'printer'),
  ready: word('Ready', 'good', 'check'),
  printing: word('Printing', 'accent', 'printer'),
  unknown: word('State unknown', 'warn', 'question'),
  needs_attention: word('Needs you', 'bad', 'warning'),
  unreachable: word('Unreachable', 'bad', 'unplugged'),
};

export const NETWORK: Record<Network, Word> = {
  not_needed: word('Not needed', 'plain', 'network'),
  unknown: word('Not asked yet', 'plain', 'network'),
  online: word('Online', 'good', 'check'),
  offline: word('Offline', 'bad', 'offline'),
};

export const PURCHASE: Record<PurchaseState, Word> = {
  intended: word('About to buy', 'accent', 'clock'),
  deferred: word('Waits for the network', 'warn', 'offline'),
  sent: word('Buying', 'accent', 'clock'),
  bought: word('Bought', 'good', 'check'),
  refused: word('Refused', 'bad', 'cross'),
  unknown: word('Outcome unknown', 'warn', 'question'),
  abandoned: word('Given up', 'plain', 'cross'),
  voided: word('Voided', 'plain', 'cross'),
};

export const BOOKING: Record<BookingState, Word> = {
  due: word('Booked later', 'warn', 'clock'),
  sent: word('Booking', 'accent', 'clock'),
  booked: word('Booked', 'good', 'check'),
  refused: word('Booking refused', 'bad', 'cross'),
  unknown: word('Booking unknown', 'warn', 'question'),
  cancelled: word('Not booked', 'plain', 'cross'),
};

/** Parcels that a carrier was asked to take over together. */
export const HANDED_OVER: Record<DayEndState, Word> = {
  sent: word('Asking', 'accent', 'clock'),
  done: word('Handed over', 'good', 'check'),
  refused: word('Not handed over', 'bad', 'cross'),
  unknown: word('Handed over?', 'warn', 'question'),
  cancelled: word('Taken back', 'plain', 'cross'),
};

/** A driver that a carrier was asked for. */
export const DRIVER: Record<DayEndState, Word> = {
  sent: word('Asking', 'accent', 'clock'),
  done: word('Driver comes', 'good', 'check'),
  refused: word('No driver', 'bad', 'cross'),
  unknown: word('Driver comes?', 'warn', 'question'),
  cancelled: word('Cancelled', 'plain', 'cross'),
};

export const STATUS: Record<ShipmentStatus, Word> = {
  pending: word('Pending', 'plain', 'clock'),
  label_created: word('Label created', 'accent', 'label'),
  picked_up: word('Picked up', 'accent', 'truck'),
  in_transit: word('In transit', 'accent', 'truck'),
  out_for_delivery: word('Out for delivery', 'accent', 'truck'),
  ready_for_pickup: word('Ready for pickup', 'accent', 'box'),
  delivered: word('Delivered', 'good', 'check'),
  delivery_failed: word('Delivery failed', 'bad', 'warning'),
  returning: word('Returning', 'warn', 'back'),
  returned_to_sender: word('Returned', 'warn', 'back'),
  lost: word('Lost', 'bad', 'question'),
  damaged: word('Damaged', 'bad', 'warning'),
  cancelled: word('Voided', 'plain', 'cross'),
};

/** What goes back from a customer: said wherever a shipment is, so that its label is taken for no other. */
export const RETURN: Word = word('Return', 'back', 'back');

export const PRINT: Record<PrintState, Word> = {
  queued: word('Waiting to print', 'accent', 'clock'),
  held: word('Held', 'warn', 'hand'),
  sending: word('Sending to the printer', 'accent', 'printer'),
  accepted: word('Sent, waiting for proof', 'accent', 'printer'),
  printed: word('Printed', 'good', 'check'),
  unconfirmed: word('Not confirmed', 'warn', 'question'),
  not_printed: word('Not printed', 'bad', 'cross'),
  failed: word('Print failed', 'bad', 'cross'),
  cancelled: word('Print given up', 'plain', 'cross'),
};

/** What waits for the network, as the beginning of a line. */
export const DEFERRED_KIND: Record<DeferredKind, string> = {
  void: 'Void',
  buy: 'Buy',
  label: 'Fetch the label',
  track: 'Track',
};

export const DEFERRED: Record<DeferredState, Word> = {
  waiting: word('Waits for the network', 'warn', 'offline'),
  running: word('Being done', 'accent', 'clock'),
  asks: word('Asks you', 'warn', 'question'),
  unknown: word('Outcome unknown', 'warn', 'question'),
  failed: word('Not done', 'bad', 'cross'),
  bought: word('Bought: print its label', 'good', 'label'),
  done: word('Done', 'good', 'check'),
  cancelled: word('Taken away', 'plain', 'cross'),
};

export const RISK: Record<RiskKind, Word> = {
  purchase_unknown: word('Bought or not?', 'bad', 'question'),
  void_unknown: word('Voided or not?', 'warn', 'question'),
  never_printed: word('Never printed', 'warn', 'printer'),
  never_scanned: word('Never scanned', 'warn', 'scan'),
  replaced: word('Replaced?', 'warn', 'order'),
  void_refused: word('Void refused', 'bad', 'cross'),
  refund_awaited: word('Refund awaited', 'plain', 'clock'),
};

/** What is printed, as one of several and at the beginning of a line. */
export const DOCUMENT: Record<DocumentKind, { one: string; many: string }> = {
  label: { one: 'Label', many: 'Labels' },
  packing_slip: { one: 'Packing slip', many: 'Packing slips' },
  commercial_invoice: { one: 'Commercial invoice', many: 'Commercial invoices' },
  paper: { one: 'Paper of the carrier', many: 'Papers of the carrier' },
  manifest: { one: 'Manifest', many: 'Manifests' },
  test_page: { one: 'Test page', many: 'Test pages' },
};

export const FINDING: Record<FindingSeverity, Word> = {
  stop: word('Stopped', 'bad', 'cross'),
  warning: word('Look', 'warn', 'warning'),
};

export const HOLD: Record<HoldReason, string> = {
  cancelled: 'Cancelled in the shop',
  refunded: 'Refunded in the shop',
  unpaid: 'Not paid yet',
  fulfilled: 'Already fulfilled in the shop',
  put_aside: 'Put aside here',
  nothing_to_ship: 'Nothing in it ships',
  shipped_elsewhere: 'Shipped by another copy of this bench',
};

/** `12,345`. */
export function whole(n: number): string {
  return n.toLocaleString(LOCALE);
}

/** `1 parcel`, `2 parcels`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${whole(n)} ${n === 1 ? one : many}`;
}

/** What a person is asked of a print job that nothing proved. Several labels in one document print again together. */
export function paperQuestion(job: PrintJobView): string {
  return `${job.parcels.length > 1 ? 'Are all of them on paper?' : 'Is it on paper?'} ${job.title}`;
}
