//! Services: `service_type_id`, which each contract has its own of.

/// Longest id that is taken for one.
const LONGEST: usize = 60;

/// A service's id as it stands in the account's table, with single spaces; `None` for what cannot be one.
pub(super) fn named(code: &str) -> Option<String> {
    let id = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '&');
    (!id.is_empty() && id.len() <= LONGEST && id.chars().all(is_id)).then_some(id)
}
