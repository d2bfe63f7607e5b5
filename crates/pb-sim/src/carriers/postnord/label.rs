//! Labels: with the booking, and again by `POST /rest/shipment/v3/labels/ids/{pdf,zpl}`.
use super::desk::{Asked, Desk, Payload, list, text};
use super::refusal::{Refusal, fault, response};
use super::shape::PRINT;
use super::{PREFIX, table};
use crate::carriers::ledger::Sale;
use crate::carriers::schema::check;
use crate::label::{self, Label};
use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// How labels are asked for.
#[derive(Clone, Copy)]
pub(super) struct Look {
    zpl: bool,
    /// Each label by itself, and not all on one file.
    each: bool,
}

const TRUTH: &[&str] = &["true", "false"];
const PRINTOUTS: &[&str] = &[
    "ALL",
    "onlyCustomsDeclarations",
    "onlyLabels",
    "labelsAndCustomsDeclarations",
];
const TYPES: &[&str] = &["standard", "small", "ste"];

impl Look {
    /// From the path's format and the parameters; `with_booking` has some that later printing lacks.
    pub(super) fn of(format: &str, asked: &Asked, with_booking: bool) -> Result<Self, Refusal> {
        let zpl = match format {
            "pdf" => false,
            "zpl" => true,
            _ => return Err(Refusal::gateway(404, "Not Found", "No such service")),
        };
        let pdf: &[(&str, &[&str])] = &[
            ("paperSize", &["A4", "A5", "A6", "LETTER", "LABEL"]),
            ("rotate", &["0", "90", "180", "270"]),
            ("multiPDF", TRUTH),
        ];
        let raw: &[(&str, &[&str])] = &[
            ("dpmm", &["8dpmm"]),
            ("multiZPL", TRUTH),
            ("cutter", TRUTH),
            ("fonts", &[]),
            ("labelLength", &[]),
        ];
        let mut known: Vec<(&str, &[&str])> = if zpl { raw } else { pdf }.to_vec();
        known.extend([
            ("definePrintout", PRINTOUTS),
            ("labelMarginTop", &[][..]),
            ("pnInfoText", TRUTH),
            ("labelsPerPage", &[]),
            ("page", &[]),
        ]);
        if with_booking {
            known.extend([
                ("labelType", TYPES),
                ("locale", &["sv", "da", "no", "fi", "en"][..]),
                ("storeLabel", TRUTH),
                ("errorLabel", TRUTH),
            ]);
        }
        asked.only(&known)?;
        Ok(Self {
            zpl,
            each: asked.is(if zpl { "multiZPL" } else { "multiPDF" }),
        })
    }
}

/// A parcel whose label is printed.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) sale: &'a Sale,
    /// Which of the sale's parcels.
    pub(super) at: usize,
    /// What it is printed again by.
    pub(super) print: &'a str,
}

/// `labelPrintout` of parcels.
pub(super) fn printouts(pieces: &[Piece<'_>], look: Look) -> Result<Vec<Value>, Refusal> {
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    match look.each {
        true => pieces.chunks(1).map(|one| printout(one, look)).collect(),
        false => Ok(vec![printout(pieces, look)?]),
    }
}

fn printout(pieces: &[Piece<'_>], look: Look) -> Result<Value, Refusal> {
    let labels: Option<Vec<Label<'_>>> = pieces.iter().map(of).collect();
    let labels = labels.ok_or_else(|| Refusal::coded(500, "", "The label cannot be drawn"))?;
    let items: Vec<Value> = pieces
        .iter()
        .map(|piece| {
            json!({
                "itemIds": piece.sale.parcels[piece.at].number,
                "printId": piece.print,
                "basicServiceCode": piece.sale.service,
                "status": "OK",
                "errorResponse": null,
            })
        })
        .collect();
    let (format, encoding, data) = match look.zpl {
        true => {
            let text = String::from_utf8_lossy(&label::zpl(&labels)).into_owned();
            ("ZPL", "none", text)
        }
        false => ("PDF", "base64", BASE64_STANDARD.encode(label::pdf(&labels))),
    };
    Ok(json!({
        "itemIds": items,
        "printout": {
            "type": "LABEL",
            "labelFormat": format,
            "encoding": encoding,
            "data": data,
            "uriResource": null,
            "uriStoreLabel": null,
        },
        "printoutComposition": { "label": pieces.len() },
    }))
}

fn of<'a>(piece: &Piece<'a>) -> Option<Label<'a>> {
    let sale = piece.sale;
    let asked = &sale.asked;
    let goods = list(asked, "/goodsItem").iter();
    let item = goods.flat_map(|g| list(g, "/items")).nth(piece.at)?;
    let reference = list(asked, "/references").first();
    let parties = &asked["parties"];
    // Where a service point is named, that is where the parcel goes, for the recipient.
    let mut recipient = lines(&parties["consignee"]["party"]);
    if !parties["deliveryParty"].is_null() {
        recipient.truncate(1);
        recipient.extend(lines(&parties["deliveryParty"]["party"]));
    }
    Some(Label {
        carrier: "PostNord",
        service: table::find(&sale.service).map_or("PostNord", |s| s.name),
        tracking_number: &sale.parcels.get(piece.at)?.number,
        reference: reference.map_or("", |r| text(r, "/referenceNo")),
        shipper: lines(&parties["consignor"]["party"]),
        recipient,
        piece: (piece.at + 1, sale.parcels.len()),
        weight: format!(
            "{} {}",
            item["grossWeight"]["value"],
            text(item, "/grossWeight/unit")
        ),
    })
}

fn lines(party: &Value) -> Vec<String> {
    let address = &party["address"];
    let mut lines = vec![text(party, "/nameIdentification/name").to_owned()];
    let company = text(party, "/nameIdentification/companyName");
    if !company.is_empty() && company != lines[0] {
        lines.push(company.to_owned());
    }
    let streets = list(address, "/streets").iter().filter_map(Value::as_str);
    lines.extend(streets.map(str::to_owned));
    lines.push(format!(
        "{} {}",
        text(address, "/postalCode"),
        text(address, "/city")
    ));
    lines.push(text(address, "/countryCode").to_owned());
    lines
}

/// Prints again what was booked, by print ids; a parcel's number is none.
pub(super) async fn again(
    State(desk): State<Desk>,
    Path(format): Path<String>,
    asked: Asked,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let look = Look::of(&format, &asked, false)?;
    let Some(ids) = payload.0.as_array().filter(|ids| !ids.is_empty()) else {
        return Err(Refusal::plain("The body is not a list of ids"));
    };
    for id in ids {
        check(id, PRINT, "").map_err(|c| Refusal::field(&c))?;
    }
    let world = desk.world();
    let own = desk.own();
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for id in ids.iter().map(|id| text(id, "/id")) {
        let piece = own.prints.get_key_value(id).and_then(|(print, number)| {
            let sale = world.ledger.numbered(PREFIX, number)?;
            let at = sale.parcels.iter().position(|p| p.number == *number)?;
            Some(Piece { sale, at, print })
        });
        match piece {
            Some(piece) => found.push(piece),
            None => unknown.push(json!({
                "itemIds": id,
                "printId": null,
                "status": "FAIL",
                "errorResponse": response("id not found", &[fault("", "id not found")]),
            })),
        }
    }
    let mut all = printouts(&found, look)?;
    if !unknown.is_empty() {
        all.push(json!({ "itemIds": unknown, "printout": null }));
    }
    Ok(Json(Value::Array(all)))
}
