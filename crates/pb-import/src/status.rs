//! What a shop's words for paid, shipped and cancelled mean for the packing queue.
use pb_domain::{HoldReason, Payment};

/// What one word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// To be packed.
    Ready,
    Paid,
    Unpaid,
    Cancelled,
    Refunded,
    Fulfilled,
}

/// Status words, lower case, without `wc-`: WooCommerce's own statuses in the languages its exports
/// are translated to (a plugin writes either `processing` or `In Bearbeitung`), and plain words that
/// spreadsheets use.
const WORDS: &[(Said, &[&str])] = &[
    (
        Said::Ready,
        &[
            "processing",
            "in process",
            "open",
            "new",
            "unfulfilled",
            "unshipped",
            "awaiting shipment",
            "awaiting fulfillment",
            "ready to ship",
            "in bearbeitung",
            "neu",
            "en cours",
            "procesando",
            "in lavorazione",
            "in behandeling",
            "processando",
            "w trakcie realizacji",
            "đang xử lý",
            "chờ lấy hàng",
        ],
    ),
    (
        Said::Paid,
        &[
            "paid",
            "partially refunded",
            "bezahlt",
            "payé",
            "payée",
            "pagado",
            "pagato",
            "pago",
            "betaald",
            "opłacone",
            "đã thanh toán",
        ],
    ),
    (
        Said::Unpaid,
        &[
            "pending",
            "pending payment",
            "on hold",
            "unpaid",
            "not paid",
            "authorized",
            "authorised",
            "partially paid",
            "expired",
            "overdue",
            "awaiting payment",
            "checkout draft",
            "draft",
            "zahlung ausstehend",
            "ausstehend",
            "in wartestellung",
            "wartend",
            "unbezahlt",
            "offen",
            "offene zahlung",
            "attente paiement",
            "en attente de paiement",
            "en attente",
            "impayé",
            "pendiente de pago",
            "pendiente",
            "en espera",
            "no pagado",
            "in attesa di pagamento",
            "in sospeso",
            "sospeso",
            "non pagato",
            "wachtend op betaling",
            "in afwachting van betaling",
            "in de wacht",
            "onbetaald",
            "pagamento pendente",
            "aguardando",
            "oczekujące na płatność",
            "wstrzymane",
            "nieopłacone",
            "chờ thanh toán",
            "tạm giữ",
            "chưa thanh toán",
        ],
    ),
    (
        Said::Cancelled,
        &[
            "cancelled",
            "canceled",
            "failed",
            "declined",
            "trash",
            "storniert",
            "abgebrochen",
            "fehlgeschlagen",
            "annulé",
            "annulée",
            "échouée",
            "échec",
            "cancelado",
            "fallido",
            "annullato",
            "fallito",
            "geannuleerd",
            "mislukt",
            "malsucedido",
            "anulowane",
            "nieudane",
            "đã hủy",
            "đã huỷ",
            "thất bại",
        ],
    ),
    (
        Said::Refunded,
        &[
            "refunded",
            "voided",
            "returned",
            "chargeback",
            "rückerstattet",
            "erstattet",
            "remboursé",
            "remboursée",
            "reembolsado",
            "rimborsato",
            "terugbetaald",
            "zwrócone",
            "đã hoàn tiền",
            "đã hoàn lại tiền",
        ],
    ),
    (
        Said::Fulfilled,
        &[
            "completed",
            "complete",
            "fulfilled",
            "shipped",
            "dispatched",
            "delivered",
            "sent",
            "fertiggestellt",
            "abgeschlossen",
            "versendet",
            "versandt",
            "geliefert",
            "terminé",
            "terminée",
            "expédié",
            "expédiée",
            "livré",
            "livrée",
            "completado",
            "enviado",
            "entregado",
            "completato",
            "spedito",
            "afgerond",
            "voltooid",
            "verzonden",
            "concluído",
            "zrealizowane",
            "wysłane",
            "đã hoàn thành",
            "hoàn thành",
            "đã giao",
            "đã gửi",
        ],
    ),
];

/// Names of payment methods that collect on delivery.
const ON_DELIVERY: &[&str] = &[
    "on delivery",
    "collect on delivery",
    "nachnahme",
    "contre remboursement",
    "paiement à la livraison",
    "contra reembolso",
    "contrareembolso",
    "contrassegno",
    "alla consegna",
    "rembours",
    "bij levering",
    "na entrega",
    "pobranie",
    "przy odbiorze",
    "dobírka",
    "dobierka",
    "utánvét",
    "ramburs",
    "postförskott",
    "efterkrav",
    "khi nhận hàng",
    "thu hộ",
    "代引",
];

fn said(status: &str) -> Option<Said> {
    let word = status.trim().to_lowercase();
    let word = word.strip_prefix("wc-").unwrap_or(&word);
    let word = word.replace(['-', '_'], " ");
    WORDS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()))
        .map(|(said, _)| *said)
}

/// Whether a payment method collects on delivery: `cod`, `Cash on Delivery (COD)`, `Nachnahme`.
pub(super) fn is_on_delivery(method: &str) -> bool {
    let method = method.to_lowercase();
    method
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "cod")
        || ON_DELIVERY.iter().any(|name| method.contains(name))
}

/// What an order's words say together.
pub(super) struct Words<'a> {
    pub(super) order_status: &'a str,
    pub(super) payment_status: &'a str,
    pub(super) payment_methods: &'a [&'a str],
    /// The source states an amount to collect.
    pub(super) collects: bool,
    /// `processing` means that it has been paid, as in WooCommerce.
    pub(super) ready_is_paid: bool,
}

/// Whether it is paid, and why it stays out of the queue. A status that nobody knows, such as a
/// shop's own `packed`, holds nothing: the merchant chose to export it.
pub(super) fn judge(words: &Words<'_>) -> (Payment, Option<HoldReason>) {
    // A column `Paid` may say yes or no.
    let paid = yes(words.payment_status).map(|paid| if paid { Said::Paid } else { Said::Unpaid });
    let said = [
        said(words.order_status),
        // A payment that is open or processing has not arrived.
        paid.or(match said(words.payment_status) {
            Some(Said::Ready) => Some(Said::Unpaid),
            other => other,
        }),
    ];
    let any = |s: Said| said.contains(&Some(s));
    let on_delivery = words.collects
        || is_on_delivery(words.payment_status)
        || words.payment_methods.iter().any(|m| is_on_delivery(m));
    let payment = if any(Said::Paid) && !words.collects {
        Payment::Paid
    } else if on_delivery {
        Payment::OnDelivery
    } else if any(Said::Unpaid) {
        Payment::Unpaid
    } else if words.ready_is_paid && (any(Said::Ready) || any(Said::Fulfilled)) {
        Payment::Paid
    } else {
        Payment::Unknown
    };
    let hold = if any(Said::Cancelled) {
        Some(HoldReason::Cancelled)
    } else if any(Said::Refunded) {
        Some(HoldReason::Refunded)
    } else if any(Said::Fulfilled) {
        Some(HoldReason::Fulfilled)
    } else {
        None
    };
    (payment, hold)
}

/// The same for Shopify's columns. `Cancelled at` holds a time once an order is cancelled. Financial
/// status is one of authorized, expired, paid, partially_paid, partially_refunded, pending, refunded,
/// voided; fulfillment status one of fulfilled, partial, unfulfilled, restocked, or blank.
pub(super) fn judge_shopify(
    financial: &str,
    fulfillment: &str,
    cancelled_at: &str,
    payment_method: &str,
) -> (Payment, Option<HoldReason>) {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let payment = match said(financial) {
        Some(Said::Paid) => Payment::Paid,
        Some(Said::Unpaid) if is_on_delivery(payment_method) => Payment::OnDelivery,
        Some(Said::Unpaid) => Payment::Unpaid,
        _ => Payment::Unknown,
    };
    let hold = if !cancelled_at.is_empty() {
        Some(HoldReason::Cancelled)
    } else if said(financial) == Some(Said::Refunded) || is(fulfillment, "restocked") {
        Some(HoldReason::Refunded)
    } else if is(fulfillment, "fulfilled") {
        Some(HoldReason::Fulfilled)
    } else {
        None
    };
    (payment, hold)
}

/// The reason that keeps an order out more firmly, so that one row's `cancelled` is not lost among
/// other rows' silence.
pub(super) fn firmer(a: Option<HoldReason>, b: Option<HoldReason>) -> Option<HoldReason> {
    const ORDER: [HoldReason; 3] = [
        HoldReason::Cancelled,
        HoldReason::Refunded,
        HoldReason::Fulfilled,
    ];
    ORDER
        .into_iter()
        .find(|reason| a == Some(*reason) || b == Some(*reason))
        .or(a)
        .or(b)
}

/// Words for yes and no in a column such as `requires shipping`; `None` for anything else.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" | "ja" | "j" | "oui" | "sí" | "si" | "có" | "tak" => {
            Some(true)
        }
        "false" | "no" | "n" | "0" | "nein" | "non" | "nee" | "không" | "nie" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_says_two_things() {
        let mut all: Vec<&str> = WORDS.iter().flat_map(|(_, w)| w.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn woocommerce_statuses() {
        use HoldReason::{Cancelled, Fulfilled, Refunded};
        use Payment::{OnDelivery, Paid, Unknown, Unpaid};
        for (status, method, expected) in [
            ("wc-processing", "stripe", (Paid, None)),
            ("processing", "cod", (OnDelivery, None)),
            ("In Bearbeitung", "PayPal", (Paid, None)),
            ("Đang xử lý", "Thanh toán khi nhận hàng", (OnDelivery, None)),
            ("completed", "bacs", (Paid, Some(Fulfilled))),
            ("on-hold", "bacs", (Unpaid, None)),
            ("on-hold", "cod", (OnDelivery, None)),
            ("wc-pending", "", (Unpaid, None)),
            ("cancelled", "", (Unknown, Some(Cancelled))),
            ("failed", "", (Unknown, Some(Cancelled))),
            ("refunded", "", (Unknown, Some(Refunded))),
            ("packed", "stripe", (Unknown, None)),
        ] {
            let got = judge(&Words {
                order_status: status,
                payment_status: "",
                payment_methods: &[method],
                collects: false,
                ready_is_paid: true,
            });
            assert_eq!(got, expected, "{status} {method}");
        }
    }

    #[test]
    fn shopify_statuses() {
        use HoldReason::{Cancelled, Fulfilled, Refunded};
        use Payment::{OnDelivery, Paid, Unknown, Unpaid};
        for (financial, fulfillment, cancelled, method, expected) in [
            ("paid", "unfulfilled", "", "Shopify Payments", (Paid, None)),
            ("paid", "", "", "", (Paid, None)),
            ("partially_refunded", "partial", "", "", (Paid, None)),
            ("paid", "fulfilled", "", "", (Paid, Some(Fulfilled))),
            ("refunded", "unfulfilled", "", "", (Unknown, Some(Refunded))),
            ("voided", "", "", "", (Unknown, Some(Refunded))),
            (
                "paid",
                "",
                "2026-01-02 10:00:00 +0000",
                "",
                (Paid, Some(Cancelled)),
            ),
            ("pending", "", "", "manual", (Unpaid, None)),
            ("authorized", "", "", "", (Unpaid, None)),
            ("partially_paid", "", "", "", (Unpaid, None)),
            (
                "pending",
                "",
                "",
                "Cash on Delivery (COD)",
                (OnDelivery, None),
            ),
            ("paid", "", "", "Cash on Delivery (COD)", (Paid, None)),
            ("paid", "restocked", "", "", (Paid, Some(Refunded))),
            ("", "", "", "", (Unknown, None)),
        ] {
            assert_eq!(
                judge_shopify(financial, fulfillment, cancelled, method),
                expected,
                "{financial} {fulfillment}"
            );
        }
    }

    #[test]
    fn cash_on_delivery_by_many_names() {
        for method in [
            "cod",
            "COD",
            "Cash on delivery",
            "Nachnahme (DHL)",
            "wc_cod",
            "代引き",
        ] {
            assert!(is_on_delivery(method), "{method}");
        }
        for method in ["", "code", "Codabar", "stripe", "bank transfer"] {
            assert!(!is_on_delivery(method), "{method}");
        }
    }
}
