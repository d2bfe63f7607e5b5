//! Shipping an order: weigh, rate, buy, print.
use super::{print, rates, weigh};
use crate::args::{Packing, RatesArgs, ShipArgs};
use crate::host::Host;
use crate::output::Answer;
use crate::parse::Amount;
use pb_domain::{Direction, Money, Rate};
use pb_station::api::{Buy, Code, Failure, NewShipment, NewShipmentView, Result, ShipmentView};

/// Compares rates; buys nothing.
pub(crate) async fn rates(host: &Host, args: &RatesArgs) -> Result<Answer> {
    // Prices may be looked at for an order that has shipped, too.
    let view = packed(host, &args.order, true, &args.packing).await?;
    let list = rates::ask(host, &view.draft, None).await?;
    close_scale(host, &args.packing).await?;
    rates::answer(&list)
}

/// Ships an order.
pub(crate) async fn ship(host: &Host, args: &ShipArgs) -> Result<Answer> {
    let view = packed(host, &args.order, args.another, &args.packing).await?;
    let list = rates::ask(host, &view.draft, args.service.as_deref()).await?;
    if args.dry_run {
        close_scale(host, &args.packing).await?;
        return rates::answer(&list);
    }
    let rate = rates::chosen(&list)?.clone();
    let accepted = args
        .accept_price
        .map(|amount| money(amount, &rate))
        .transpose()?;
    let request = Buy {
        draft: view.draft,
        rate,
        accepted,
        print: args.print,
    };
    let bought: ShipmentView = match host.call("buy", &request).await {
        Err(failure) if failure.code == Code::CarrierUnreachable => {
            if !args.or_later {
                return Err(failure);
            }
            host.output.note(&failure.text);
            let waits: ShipmentView = host.call("buy_later", &request).await?;
            let text = format!(
                "Order {} is packed; {} is bought for {} when the network is back\n",
                waits.order_number, waits.service, waits.rate.total
            );
            return Answer::new(&waits, text);
        }
        answer => answer?,
    };
    if !args.print {
        return Answer::new(&bought, bought_text(&bought));
    }
    let jobs: Vec<_> = bought.jobs.iter().map(|job| job.id).collect();
    let printed = print::wait(host, bought.id, &jobs).await?;
    let proved = print::all_printed(&printed, &jobs);
    let text = format!("{}{}", bought_text(&printed), print::text(&printed, &jobs));
    Ok(Answer::new(&printed, text)?.proved(proved))
}

/// A draft of the order with its parcels weighed, or of the way back of a shipment with its parcels as they were sent.
async fn packed(
    host: &Host,
    what: &str,
    another: bool,
    packing: &Packing,
) -> Result<NewShipmentView> {
    let request = if packing.weight.returns {
        let returned = host.shipment(host.find_shipment(what).await?).await?;
        NewShipment {
            order: returned.order,
            another,
            returns: Some(returned.id),
        }
    } else {
        NewShipment {
            order: host.find_order(what).await?,
            another,
            returns: None,
        }
    };
    let mut view: NewShipmentView = host.call("new_shipment", &request).await?;
    for problem in &view.problems {
        host.output
            .note(&format!("{}: {}", problem.field, problem.text));
    }
    weigh::pack(host, &mut view.draft, packing).await?;
    Ok(view)
}

/// What was weighed for its price only stays open at nobody's scale.
async fn close_scale(host: &Host, packing: &Packing) -> Result<()> {
    if packing.weight.scale {
        weigh::close(host).await
    } else {
        Ok(())
    }
}

/// The price a person accepts, in the rate's currency unless they say another.
fn money(amount: Amount, rate: &Rate) -> Result<Money> {
    Money::from_decimal(amount.value, amount.currency.unwrap_or(rate.total.currency))
        .map_err(|e| Failure::new(Code::Invalid, e.to_string()))
}

/// What was bought, in a line or two.
pub(crate) fn bought_text(shipment: &ShipmentView) -> String {
    let numbers: Vec<&str> = shipment
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .filter(|n| !n.is_empty())
        .collect();
    let price = shipment.charged.unwrap_or(shipment.rate.total);
    let what = match shipment.direction {
        Direction::Outbound => "for order",
        Direction::Return => "for the way back of order",
    };
    let mut text = format!(
        "Bought {} {what} {}: {price}, tracking number {}\n",
        shipment.service,
        shipment.order_number,
        numbers.join(", ")
    );
    if shipment.charged_more {
        text.push_str(&format!(
            "More was charged than shown: {} was shown\n",
            shipment.rate.total
        ));
    }
    text
}
