//! What counts as a void.
use super::*;

#[test]
fn only_a_carriers_yes_counts() {
    assert_eq!(void::parse(&recorded!("cancel_202.json"), &sale()), Ok(()));
    let problem =
        void::parse(&recorded!("cancel_safe_202.json"), &sale()).expect_err("nobody asked");
    assert_eq!(problem.kind, ProblemKind::Refused);
    let no = r#"{"messages":[{"code":"190102","message":"Too late","carrier_name":"ups"}],"confirmation":{"operation":"Cancel Shipment","success":false}}"#;
    let problem = void::parse(&answer(202, no), &sale()).expect_err("no");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "190102")
    );
    for unclear in [
        answer(202, "{}"),
        answer(202, "<html>"),
        recorded!("server_error_500.json"),
        recorded!("purchase_lost_424.json"),
    ] {
        let problem = void::parse(&unclear, &sale()).expect_err("unclear");
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
}
