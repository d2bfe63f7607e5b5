//! Labels: drawn here, or Viettel Post's page.
use super::*;

/// What a purchase with these answers brings.
async fn bought(account: Account, answers: Vec<Answer>) -> (crate::Bought, Vec<Unsent>) {
    let answers = [recorded!("ship_200.json")].into_iter().chain(answers);
    let (bench, prepared) = prepared(account, &consignment(), answers).await;
    let bought = ships().buy(bench.cx(), &prepared, &consignment()).await;
    (bought.unwrap(), bench.said())
}

#[tokio::test]
async fn a_label_is_drawn_with_number_and_sorting_code() {
    let (bought, said) = bought(account(), Vec::new()).await;
    assert_eq!(said.len(), 4, "nobody was asked for a label");
    assert_eq!(bought.labels[0].format, Format::Zpl);
    let label = String::from_utf8(bought.labels[0].bytes.clone()).unwrap();
    for part in [
        "^FDViettel Post^FS",
        "^BY3^BCN,165,N,N,N^FD28936127423^FS",
        "HCM-Q1-012",
        "Tran Anh +84 987 654 321",
        "72 Le Thanh Ton, Tang 3",
        "COD 285000 VND",
        "Nguoi gui tra cuoc",
        "0.5 kg, #1001",
    ] {
        assert!(label.contains(part), "{part}: {label}");
    }
    assert!(label.is_ascii(), "a printer's letters have no diacritics");
    let customers = draw::label(
        &with(&[(order::PAYMENT, order::CUSTOMER)]),
        &consignment(),
        "TUANPAD30248220761",
        "",
    );
    let label = String::from_utf8(customers.unwrap().bytes).unwrap();
    assert!(
        label.contains("Nguoi nhan tra cuoc") && label.contains("^BY2"),
        "{label}"
    );
}

#[tokio::test]
async fn the_page_is_taken_as_pdf_alone() {
    for (page, format) in [
        (recorded!("label_200.pdf"), Format::Pdf),
        (recorded!("label_200.html"), Format::Zpl),
        (crate::spoilt::answer(404, "<html>"), Format::Zpl),
    ] {
        let account = with(&[(label::SETTING, "a7")]);
        let (bought, said) = bought(account, vec![recorded!("code_200.json"), page]).await;
        assert_eq!(bought.labels.len(), 1);
        assert_eq!(bought.labels[0].format, format);
        let last = &said.last().unwrap().url;
        assert!(last.contains("report.do?type=100&bill=ISJD"), "{last}");
    }
    // A code that was refused does not unmake the sale.
    let account = with(&[(label::SETTING, "a6")]);
    let (bought, said) = bought(account, vec![recorded!("system_200.json")]).await;
    assert_eq!((bought.carrier_ref.as_str(), said.len()), (ORDER, 5));
    assert_eq!(bought.labels[0].format, Format::Zpl);
    let problem = label::parse_page(&recorded!("label_200.html")).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(problem.hint.contains("viettelpost.vn"), "{problem:?}");
}

#[test]
fn a_code_is_one_word() {
    for message in ["", "Thành công", "two words", "******"] {
        let body = json!({ "status": 200, "error": false, "message": message, "data": null });
        let answer = crate::spoilt::answer(200, &body.to_string());
        let problem = label::parse_code(&answer).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{message}");
    }
}
