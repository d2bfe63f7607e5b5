//! Manifests: `POST /data/v2/generate/manifest` makes one and names the address of its paper.

use super::answer::{missing, object, text};
use super::host::{self, call, call_openly};
use super::{label, ship, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Manifest, Manifests};
use async_trait::async_trait;
use pb_domain::{Account, Document, Problem};
use url::Url;

/// Shipments on one manifest.
const MOST: usize = 100;

pub(super) struct EkartManifests;

#[async_trait]
impl Manifests for EkartManifests {
    fn at_most(&self) -> usize {
        MOST
    }

    async fn close(
        &self,
        cx: Cx<'_>,
        _: &str,
        shipments: &[BoughtRef],
    ) -> Result<Manifest, Problem> {
        let request = request(cx.account, shipments)?;
        let made = parse(&call(cx, "manifest", Effect::Binds, &request).await?)?;
        let paper = paper(cx, &made).await.map_err(|problem| Problem {
            hint: format!(
                "Print it from Ekart's dashboard, or close once more for a new one: {}",
                problem.text
            ),
            text: format!(
                "Ekart made the manifest {}, but its paper did not come",
                made.number
            ),
            ..problem
        })?;
        Ok(Manifest {
            number: made.number,
            documents: vec![paper],
            left_out: Vec::new(),
        })
    }
}

pub(super) fn request(account: &Account, shipments: &[BoughtRef]) -> Result<Request, Problem> {
    let mut ids: Vec<&str> = Vec::new();
    for shipment in shipments {
        let id = ship::id_of(shipment);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() || ids.len() > MOST {
        return Err(invalid(
            "shipments",
            format!(
                "A manifest of Ekart's holds 1 to {MOST} shipments, and these are {}",
                ids.len()
            ),
        ));
    }
    let url = host::url(account, &["data", "v2", "generate", "manifest"])?;
    Ok(Request::post_json(url, &wire::Ids { ids }))
}

/// A manifest that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) number: String,
    /// Where its paper is.
    pub(super) url: String,
}

pub(super) fn parse(answer: &Answer) -> Result<Made, Problem> {
    let made = object(answer, Effect::Binds)?;
    let (number, url) = (
        text(&made["manifestNumber"]),
        text(&made["manifestDownloadUrl"]),
    );
    match (number.is_empty(), url.is_empty()) {
        (false, false) => Ok(Made { number, url }),
        (true, _) => Err(missing(Effect::Binds, "manifest")),
        (false, true) => Err(missing(
            Effect::Binds,
            &format!("address of the manifest {number}"),
        )),
    }
}

/// Fetched from wherever Ekart keeps papers. The account's token is shown to the account's own host alone.
async fn paper(cx: Cx<'_>, made: &Made) -> Result<Document, Problem> {
    let host = host::url(cx.account, &[])?;
    let url = host.join(&made.url).map_err(|_| {
        missing(
            Effect::Asks,
            &format!("address of the manifest {} that can be read", made.number),
        )
    })?;
    let request = paper_request(&url);
    let answer = if url.origin() == host.origin() {
        call(cx, "manifest paper", Effect::Asks, &request).await?
    } else {
        call_openly(cx, "manifest paper", &request).await?
    };
    label::parse(&answer, "manifest")
}

fn paper_request(url: &Url) -> Request {
    let headers = vec![("Accept".to_owned(), "application/pdf, */*".to_owned())];
    Request {
        headers,
        ..Request::get(url.as_str())
    }
}
