/** A shipment as a purchase leaves it. */
import type { Order, PurchaseState, Rate, ShipmentDraft, ShipmentView } from '$ui/backend';
import { WAREHOUSE } from './sample';

export function makeShipment(
  order: Order,
  draft: ShipmentDraft,
  rate: Rate,
  purchase: PurchaseState,
  serial: number,
): ShipmentView {
  const bought = purchase === 'bought';
  return {
    id: draft.id,
    order: draft.order,
    order_number: order.key.number,
    number: draft.number,
    direction: 'outbound',
    ship_to: draft.ship_to,
    ship_from: WAREHOUSE,
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
      ship_another: bought,
      instruct: [],
    },
    booking: null,
  };
}
