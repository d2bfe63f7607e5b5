/** A shipment as it is begun, as a purchase leaves it, and in a line. */
import type {
  Address,
  Order,
  ParcelDraft,
  PurchaseState,
  Rate,
  ShipmentBrief,
  ShipmentDraft,
  ShipmentView,
} from '$ui/backend';
import { WAREHOUSE } from './sample';

export function makeShipment(
  order: Order,
  draft: ShipmentDraft,
  rate: Rate,
  purchase: PurchaseState,
  serial: number,
): ShipmentView {
  const bought = purchase === 'bought';
  const back = draft.direction === 'return';
  return {
    id: draft.id,
    order: draft.order,
    order_number: order.key.number,
    number: draft.number,
    direction: draft.direction,
    returns: draft.returns,
    returned_by: [],
    ship_to: back ? WAREHOUSE : draft.ship_to,
    ship_from: back ? draft.ship_to : WAREHOUSE,
    ship_date: draft.ship_date,
    account_name: 'House courier',
    service: `${rate.carrier_name} ${rate.service_name}`,
    rate,
    charged: bought ? rate.total : null,
    charged_more: false,
    status: bought ? 'label_created' : 'pending',
    purchase,
    problem: null,
    settle_text: bought ? '' : 'Ask the carrier by our reference, or look on its own pages.',
    can_ask_carrier: !bought,
    void: null,
    deferred: [],
    parcels: draft.parcels.map((parcel, index) => ({
      id: parcel.id,
      tracking_number: bought ? `PB1${String(serial * 10 + index + 1).padStart(9, '0')}K` : '',
      weight: parcel.weight?.weight ?? 1_200_000_000,
      weight_source: parcel.weight?.source ?? { kind: 'typed', entered: '1.2 kg', by: 'Robin' },
      dimensions: parcel.dimensions,
      label: bought ? 'stored' : 'missing',
      label_format: bought ? 'pdf' : null,
    })),
    papers: [],
    jobs: [],
    tracking_url: '',
    tracking: [],
    timeline: [
      {
        at: '2025-11-20T17:41:00Z',
        text: bought ? `Bought for ${rate.total.minor / 100} USD` : 'The answer never came',
      },
    ],
    can: {
      print: bought,
      reprint: false,
      void: bought,
      track: bought,
      label_again: false,
      settle: !bought,
      ship_another: bought && !back,
      return_label: bought && !back,
      instruct: [],
    },
    booking: null,
  };
}

/** A draft: of an order, or of the way back of what was sent. */
export function makeDraft(
  order: Order,
  number: number,
  another: boolean,
  ship_from: string,
  ship_date: string,
  sent: ShipmentView | null,
): ShipmentDraft {
  const name = `${order.id}-${sent ? 'back-' : ''}${number}`;
  const parcels: ParcelDraft[] = sent
    ? sent.parcels.map((one, index) => ({
        id: `parcel-${name}-${index + 1}`,
        weight: {
          weight: one.weight,
          source: { kind: 'sent', parcel: one.id, typed: one.weight_source.kind === 'typed' },
        },
        box_id: null,
        dimensions: one.dimensions,
      }))
    : [{ id: `parcel-${name}`, weight: null, box_id: null, dimensions: null }];
  return {
    id: `shipment-${name}`,
    order: order.id,
    number,
    another,
    direction: sent ? 'return' : 'outbound',
    returns: sent?.id ?? null,
    ship_from,
    ship_to: sent?.ship_to ?? order.ship_to,
    parcels,
    options: {
      cod: sent ? null : order.cod,
      insurance: null,
      signature: false,
      reference: '',
      instructions: '',
    },
    customs: null,
    ship_date,
  };
}

export function brief(one: ShipmentView): ShipmentBrief {
  return {
    id: one.id,
    direction: one.direction,
    tracking_number: one.parcels[0]?.tracking_number ?? '',
    status: one.status,
    purchase: one.purchase,
  };
}

export function customer(one: ShipmentView): Address {
  return one.direction === 'return' ? one.ship_from : one.ship_to;
}
