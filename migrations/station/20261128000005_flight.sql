-- The flight recorder and the log of calls to carriers.

-- When each step of a bought parcel happened, in milliseconds since 1970 UTC, so that durations are
-- subtractions. A step that did not happen, or was not seen, is absent.
CREATE TABLE flight (
    parcel_id   BLOB PRIMARY KEY,
    shipment_id BLOB NOT NULL,
    account_id  BLOB NOT NULL,
    printer_id  BLOB, -- the one that took its first copy
    scanned_at  INTEGER,
    weighed_at  INTEGER,
    rated_at    INTEGER,
    chosen_at   INTEGER, -- a rate was chosen: the purchase was written down
    bought_at   INTEGER NOT NULL,
    sent_at     INTEGER, -- the printer had taken all bytes of the first copy
    printed_at  INTEGER
) STRICT;
CREATE INDEX flight_shipment ON flight (shipment_id);
CREATE INDEX flight_bought ON flight (bought_at);

-- One attempt at one call to a carrier, without secrets and personal data. `at` has milliseconds always,
-- so that texts sort as times. seq is the row id of the search index.
CREATE TABLE api_call (
    seq         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE, -- the program's log names it
    at          TEXT NOT NULL,
    account_id  BLOB NOT NULL,
    carrier     TEXT NOT NULL,
    operation   TEXT NOT NULL,
    shipment_id BLOB,
    purchase_id BLOB,
    method      TEXT NOT NULL,
    url         TEXT NOT NULL,
    status      INTEGER, -- absent when no answer came
    failed      INTEGER NOT NULL,
    took_ms     INTEGER NOT NULL,
    request     TEXT NOT NULL,
    answer      TEXT NOT NULL
) STRICT;
CREATE INDEX api_call_at ON api_call (at);
CREATE INDEX api_call_shipment ON api_call (shipment_id, seq) WHERE shipment_id IS NOT NULL;
CREATE INDEX api_call_failed ON api_call (seq) WHERE failed = 1;
-- Words alone, without their places: a tenth of the size, and no phrase is ever asked for.
CREATE VIRTUAL TABLE api_call_search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2"
);
