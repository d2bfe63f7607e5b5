//! A first mapping for a file nobody has mapped yet, by what its columns are called.
use super::column::normal;
use super::number::stated_currency;
use super::table::Table;
use crate::Mapping;
use pb_domain::{Currency, WeightUnit};
use std::collections::HashSet;

/// Names of each field's column, best first, in English, German, French, Spanish, Italian, Dutch and
/// Vietnamese, with and without accents, in the spelling of [`normal`].
const SYNONYMS: &[(&str, &str)] = &[
    (
        "number",
        "order number, order no, order #, order nr, order, order name, order id, sales order, reference, ref, \
         bestellnummer, bestellnr, bestell nr, auftragsnummer, auftragsnr, auftrag, numéro de commande, \
         numero de commande, n commande, commande, número de pedido, numero de pedido, pedido, numero ordine, \
         ordine, bestelnummer, ordernummer, mã đơn hàng, ma don hang, số đơn hàng, so don hang, mã đơn, ma \
         don, number, no",
    ),
    (
        "external_id",
        "external id, shop order id, internal id, id, order id",
    ),
    (
        "placed_at",
        "order date, date, created at, placed at, ordered at, purchase date, bestelldatum, auftragsdatum, \
         datum, date de commande, date commande, fecha de pedido, fecha, data ordine, data, besteldatum, ngày \
         đặt hàng, ngay dat hang, ngày đặt, ngày tạo, ngày",
    ),
    (
        "name",
        "full name, name, recipient, recipient name, contact name, contact, consignee, customer name, \
         customer, buyer name, empfänger, empfaenger, kunde, kundenname, destinataire, nom complet, nom du \
         client, client, destinatario, nombre completo, nome completo, ontvanger, naam, klant, người nhận, \
         nguoi nhan, tên người nhận, ten nguoi nhan, họ tên, ho ten, họ và tên, tên khách hàng, ten khach \
         hang, khách hàng",
    ),
    (
        "first_name",
        "first name, given name, vorname, prénom, prenom, nombre, nome, voornaam, tên",
    ),
    (
        "last_name",
        "last name, surname, family name, nachname, familienname, nom de famille, nom, apellidos, apellido, \
         cognome, achternaam, họ",
    ),
    (
        "company",
        "company, company name, firma, unternehmen, société, societe, entreprise, empresa, azienda, bedrijf, \
         công ty, cong ty",
    ),
    (
        "line1",
        "address line 1, address 1, address1, street address, street, address, address 1&2, straße, strasse, \
         anschrift, adresse 1, adresse, rue, dirección, direccion, calle, indirizzo, via, adres, straat, địa \
         chỉ, dia chi, số nhà, so nha",
    ),
    (
        "house_number",
        "house number, house no, street number, hausnummer, hausnr, huisnummer, numero civico",
    ),
    (
        "line2",
        "address line 2, address 2, address2, apartment, apt, suite, unit, adresszusatz, zusatz, adresse 2, \
         complément d adresse, complement, complément, piso, interno, toevoeging",
    ),
    (
        "ward",
        "ward, commune, phường xã, phuong xa, phường, phuong, xã",
    ),
    (
        "district",
        "district, quận huyện, quan huyen, quận, quan, huyện",
    ),
    (
        "city",
        "city, town, locality, suburb, ort, stadt, ville, ciudad, localidad, città, citta, comune, plaats, \
         stad, woonplaats, tỉnh thành phố, tỉnh thành, tinh thanh, thành phố, thanh pho, tỉnh, tinh",
    ),
    (
        "region",
        "state, province, region, county, state code, province code, bundesland, kanton, région, provincia, \
         estado, provincie",
    ),
    (
        "postal_code",
        "postal code, postcode, post code, zip, zip code, zipcode, plz, postleitzahl, code postal, cp, código \
         postal, codigo postal, cap, mã bưu điện, ma buu dien, mã bưu chính",
    ),
    (
        "country",
        "country code, country, land, ländercode, pays, país, pais, paese, nazione, quốc gia, quoc gia",
    ),
    (
        "phone",
        "phone, phone number, telephone, tel, mobile, mobile number, telefon, telefonnummer, handy, \
         téléphone, teléfono, telefono, cellulare, telefoon, telefoonnummer, số điện thoại, so dien thoai, \
         điện thoại, dien thoai, sđt, sdt",
    ),
    (
        "email",
        "email, e mail, email address, mail, courriel, correo, correo electrónico",
    ),
    (
        "note",
        "customer note, order note, notes, note, comment, comments, remarks, remark, instructions, message, \
         anmerkung, bemerkung, kommentar, notiz, hinweis, remarque, commentaire, nota, notas, opmerking, ghi \
         chú, ghi chu",
    ),
    (
        "sku",
        "sku, item sku, product sku, item code, product code, article number, part number, artikelnummer, \
         artikelnr, artikel nr, art nr, référence, code article, codice articolo, mã sản phẩm, ma san pham, \
         mã hàng, ma hang",
    ),
    (
        "title",
        "item name, product name, product, item, title, description, item title, product title, artikel, \
         artikelname, artikelbezeichnung, bezeichnung, produkt, produit, désignation, article, producto, \
         artículo, prodotto, articolo, omschrijving, sản phẩm, san pham, tên sản phẩm, ten san pham, tên hàng",
    ),
    (
        "quantity",
        "quantity, qty, item quantity, quantity ordered, pieces, pcs, menge, anzahl, stückzahl, stück, \
         quantité, quantite, qté, cantidad, quantità, quantita, aantal, số lượng, so luong, sl",
    ),
    (
        "unit_price",
        "unit price, item price, price, item cost, einzelpreis, stückpreis, preis, prix unitaire, prix, \
         precio unitario, precio, prezzo unitario, prezzo, stukprijs, prijs, đơn giá, don gia, giá",
    ),
    (
        "unit_weight",
        "unit weight, item weight, weight, gewicht, stückgewicht, poids, peso, khối lượng, khoi luong, trọng \
         lượng, trong luong, cân nặng",
    ),
    ("needs_shipping", "requires shipping, needs shipping"),
    (
        "hs_code",
        "hs code, hs, tariff code, customs code, zolltarifnummer, code douanier",
    ),
    (
        "origin",
        "country of origin, origin, ursprungsland, pays d origine, xuất xứ",
    ),
    (
        "total",
        "order total, grand total, total, total amount, order total amount, amount, gesamtbetrag, gesamt, \
         gesamtsumme, summe, montant total, montant, importe total, importe, totale, totaal, totaalbedrag, \
         tổng tiền, tong tien, tổng cộng, thành tiền",
    ),
    (
        "shipping_paid",
        "shipping, shipping cost, shipping total, shipping amount, shipping fee, versandkosten, frais de \
         port, gastos de envío, spese di spedizione, verzendkosten, phí vận chuyển, phi van chuyen",
    ),
    (
        "currency",
        "currency, currency code, order currency, währung, waehrung, devise, moneda, valuta, tiền tệ",
    ),
    (
        "shipping_method",
        "shipping method, shipping service, delivery method, service, carrier, versandart, mode de livraison, \
         método de envío, metodo di spedizione, verzendmethode, hình thức giao hàng, đơn vị vận chuyển",
    ),
    (
        "order_status",
        "order status, status, fulfillment status, bestellstatus, auftragsstatus, statut, estado del pedido, \
         stato, trạng thái, trang thai",
    ),
    (
        "payment_status",
        "payment status, financial status, paid, zahlungsstatus, statut de paiement, estado de pago, trạng \
         thái thanh toán",
    ),
    (
        "payment_method",
        "payment method, payment, zahlungsart, zahlungsweise, mode de paiement, moyen de paiement, método de \
         pago, metodo di pagamento, betaalmethode, hình thức thanh toán, phương thức thanh toán",
    ),
    (
        "cod",
        "cod, cod amount, cash on delivery, collect amount, nachnahme, nachnahmebetrag, contre remboursement, \
         contrassegno, tiền thu hộ, tien thu ho, thu hộ, thu ho",
    ),
];

/// Words before a column name that say whom it is about; the parcel's address comes first.
const ABOUT_SHIP_TO: &[&str] = &[
    "shipping ",
    "ship to ",
    "shipto ",
    "delivery ",
    "deliver to ",
    "recipient ",
    "receiver ",
    "consignee ",
    "liefer ",
    "lieferanschrift ",
    "lieferadresse ",
    "versand ",
    "livraison ",
    "envío ",
    "spedizione ",
    "người nhận ",
    "customer ",
    "buyer ",
];
const ABOUT_PAYER: &[&str] = &[
    "billing ",
    "bill to ",
    "rechnung ",
    "rechnungsadresse ",
    "facturation ",
];

/// Fields that such words go before. `Customer number` is no order's number.
const ABOUT_SOMEONE: &[&str] = &[
    "name",
    "first_name",
    "last_name",
    "company",
    "line1",
    "house_number",
    "line2",
    "ward",
    "district",
    "city",
    "region",
    "postal_code",
    "country",
    "phone",
    "email",
];

/// Guesses a mapping. Each column is used once.
pub(super) fn guess(table: &Table<'_>) -> Mapping {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|n| without_unit(&normal(n)))
        .collect();
    let mut mapping = Mapping::default();
    let mut taken = HashSet::new();
    // An exact name is better than one about the ship-to address, and that better than one about the payer.
    for prefixes in [&[""][..], ABOUT_SHIP_TO, ABOUT_PAYER] {
        for (field, synonyms) in SYNONYMS {
            let exact = prefixes == [""];
            if mapping.columns.contains_key(*field) || !(exact || ABOUT_SOMEONE.contains(field)) {
                continue;
            }
            let found = synonyms.split(", ").find_map(|synonym| {
                names.iter().enumerate().position(|(i, name)| {
                    !taken.contains(&i)
                        && prefixes
                            .iter()
                            .any(|prefix| name.strip_prefix(prefix) == Some(synonym))
                })
            });
            if let Some(column) = found {
                taken.insert(column);
                mapping
                    .columns
                    .insert((*field).to_owned(), table.columns[column].clone());
            }
        }
    }
    mapping.weight_unit = mapping
        .columns
        .get("unit_weight")
        .and_then(|column| unit_in(&normal(column)));
    mapping.currency = currency(table, &mapping).map_or_else(String::new, |c| c.code().to_owned());
    mapping
}

/// `weight (g)` is a weight, in grams.
fn without_unit(name: &str) -> String {
    match unit_in(name) {
        Some(_) => name.rsplit_once(' ').map_or(name, |(name, _)| name),
        None => name,
    }
    .trim_end_matches(" in")
    .to_owned()
}

fn unit_in(name: &str) -> Option<WeightUnit> {
    name.rsplit_once(' ')?.1.parse().ok()
}

/// The currency that the first amounts state themselves, where no column does.
fn currency(table: &Table<'_>, mapping: &Mapping) -> Option<Currency> {
    if mapping.columns.contains_key("currency") {
        return None;
    }
    let amounts: Vec<usize> = ["total", "unit_price", "shipping_paid", "cod"]
        .into_iter()
        .filter_map(|field| mapping.columns.get(field))
        .filter_map(|name| table.columns.iter().position(|n| n == name))
        .collect();
    table.rows(0).take(100).find_map(|row| {
        amounts
            .iter()
            .find_map(|i| stated_currency(row.fields.get(*i)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(header: &str) -> Vec<(String, String)> {
        let table = Table::new(header, false, "f.csv").expect("header");
        guess(&table).columns.into_iter().collect()
    }

    fn column<'a>(guess: &'a [(String, String)], field: &str) -> Option<&'a str> {
        guess
            .iter()
            .find(|(f, _)| f == field)
            .map(|(_, c)| c.as_str())
    }

    #[test]
    fn every_synonym_is_spelled_as_it_is_compared() {
        for (field, synonyms) in SYNONYMS {
            for synonym in synonyms.split(", ") {
                assert_eq!(normal(synonym), synonym, "{field}");
            }
        }
    }

    #[test]
    fn every_guessed_field_can_be_mapped() {
        let known: Vec<String> = super::super::fields().into_iter().map(|f| f.id).collect();
        for (field, _) in SYNONYMS {
            assert!(known.iter().any(|k| k == field), "{field}");
        }
    }

    #[test]
    fn guesses_in_several_languages() {
        for (header, expected) in [
            (
                "Order No.;Ship To Name;Ship To Street;Ship To City;ZIP;Qty;Item",
                &[
                    ("number", "Order No."),
                    ("name", "Ship To Name"),
                    ("line1", "Ship To Street"),
                    ("city", "Ship To City"),
                    ("postal_code", "ZIP"),
                    ("quantity", "Qty"),
                    ("title", "Item"),
                ][..],
            ),
            (
                "Bestellnummer;Vorname;Nachname;Straße;Hausnummer;PLZ;Ort;Land;Artikel;Menge;Gewicht (g)",
                &[
                    ("number", "Bestellnummer"),
                    ("first_name", "Vorname"),
                    ("last_name", "Nachname"),
                    ("line1", "Straße"),
                    ("house_number", "Hausnummer"),
                    ("postal_code", "PLZ"),
                    ("city", "Ort"),
                    ("country", "Land"),
                    ("title", "Artikel"),
                    ("quantity", "Menge"),
                    ("unit_weight", "Gewicht (g)"),
                ],
            ),
            (
                "Numéro de commande;Nom;Prénom;Adresse;Code postal;Ville;Pays;Produit;Quantité",
                &[
                    ("number", "Numéro de commande"),
                    ("last_name", "Nom"),
                    ("first_name", "Prénom"),
                    ("line1", "Adresse"),
                    ("postal_code", "Code postal"),
                    ("city", "Ville"),
                    ("title", "Produit"),
                    ("quantity", "Quantité"),
                ],
            ),
            (
                "Mã đơn hàng,Người nhận,SĐT,Địa chỉ,Phường/Xã,Quận/Huyện,Tỉnh/Thành phố,Sản phẩm,Số lượng,Tiền thu hộ",
                &[
                    ("number", "Mã đơn hàng"),
                    ("name", "Người nhận"),
                    ("phone", "SĐT"),
                    ("line1", "Địa chỉ"),
                    ("ward", "Phường/Xã"),
                    ("district", "Quận/Huyện"),
                    ("city", "Tỉnh/Thành phố"),
                    ("title", "Sản phẩm"),
                    ("quantity", "Số lượng"),
                    ("cod", "Tiền thu hộ"),
                ],
            ),
        ] {
            let guess = guessed(header);
            for (field, name) in expected {
                assert_eq!(column(&guess, field), Some(*name), "{field} in {header}");
            }
        }
    }

    #[test]
    fn the_parcels_address_wins_over_the_payers() {
        let guess = guessed("Billing City,Shipping City,Billing Street,Order Number");
        assert_eq!(column(&guess, "city"), Some("Shipping City"));
        assert_eq!(column(&guess, "line1"), Some("Billing Street"));
    }

    #[test]
    fn a_customers_number_is_not_the_orders() {
        let guess = guessed("Customer Number,Delivery Date,Customer Name,Address");
        assert_eq!(column(&guess, "number"), None);
        assert_eq!(column(&guess, "placed_at"), None);
        assert_eq!(column(&guess, "name"), Some("Customer Name"));
    }

    #[test]
    fn units_and_currency_are_read_off() {
        let table =
            Table::new("Order,Weight (kg),Total\n1,2,\"12,50 €\"", false, "f").expect("header");
        let guess = guess(&table);
        assert_eq!(guess.weight_unit, Some(WeightUnit::Kg));
        assert_eq!(guess.currency, "EUR");
    }
}
