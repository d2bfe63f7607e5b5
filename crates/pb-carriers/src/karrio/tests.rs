//! Requests and answers by fixtures.
