-- The station's own truth. Ids are UUIDv7 blobs, times are RFC 3339 in UTC, JSON columns hold one
-- value of the type their comment names. Forward only: never edit a released file.

-- Plain settings by key; value is JSON.
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Counters: own tracking numbers, numbers of typed-in orders.
CREATE TABLE series (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT;

-- The station's append-only log: numbered, each line hashed over the one before.
-- The chain covers payload_hash, so that a payload can be erased without breaking it.
CREATE TABLE log (
    seq          INTEGER PRIMARY KEY,
    station      TEXT NOT NULL,
    at           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    subject      BLOB,
    text         TEXT NOT NULL,
    payload      TEXT,
    payload_hash BLOB NOT NULL,
    previous     BLOB NOT NULL,
    hash         BLOB NOT NULL
) STRICT;
CREATE INDEX log_subject ON log (subject, seq);

CREATE TABLE ship_from (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    address    TEXT NOT NULL, -- Address
    is_default INTEGER NOT NULL
) STRICT;

CREATE TABLE box (
    id     BLOB PRIMARY KEY,
    name   TEXT NOT NULL,
    preset TEXT NOT NULL -- BoxPreset
) STRICT;

CREATE TABLE account (
    id       BLOB PRIMARY KEY,
    carrier  TEXT NOT NULL,
    name     TEXT NOT NULL,
    enabled  INTEGER NOT NULL,
    settings TEXT NOT NULL, -- map
    secrets  TEXT NOT NULL, -- map
    csv      TEXT,
    deleted  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE mapping (
    id   BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    data TEXT NOT NULL -- the station's mapping type
) STRICT;

-- seq is the row id of the search index.
CREATE TABLE orders (
    seq           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    source        TEXT NOT NULL,
    number        TEXT NOT NULL,
    placed_at     TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('queue', 'held', 'shipped')),
    data          TEXT NOT NULL, -- ImportedOrder
    edited_fields TEXT NOT NULL, -- list of text
    source_says   TEXT,          -- ImportedOrder, where an import left the order as it is
    UNIQUE (source, number)
) STRICT;
CREATE INDEX orders_state ON orders (state, placed_at, seq);
CREATE INDEX orders_number ON orders (number COLLATE NOCASE);
CREATE VIRTUAL TABLE order_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
);

CREATE TABLE shipment (
    seq          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    order_id     BLOB NOT NULL REFERENCES orders (id),
    number       INTEGER NOT NULL,
    direction    TEXT NOT NULL,
    order_number TEXT NOT NULL,
    name         TEXT NOT NULL,
    place        TEXT NOT NULL,
    status       TEXT NOT NULL,
    consignment  TEXT NOT NULL, -- what is priced and bought
    tracking     TEXT NOT NULL DEFAULT '[]', -- list of TrackingEvent, newest first
    tracked_at   TEXT,
    exported_at  TEXT,
    created_at   TEXT NOT NULL,
    created_day  TEXT NOT NULL -- in the bench's time zone
) STRICT;
CREATE INDEX shipment_order ON shipment (order_id, seq);
CREATE INDEX shipment_day ON shipment (created_day);
CREATE VIRTUAL TABLE shipment_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
);

CREATE TABLE parcel (
    id              BLOB PRIMARY KEY,
    shipment_id     BLOB NOT NULL REFERENCES shipment (id),
    position        INTEGER NOT NULL,
    data            TEXT NOT NULL, -- Parcel
    tracking_number TEXT NOT NULL DEFAULT '',
    label_id        BLOB REFERENCES document (id)
) STRICT;
CREATE INDEX parcel_shipment ON parcel (shipment_id, position);
CREATE INDEX parcel_tracking ON parcel (tracking_number) WHERE tracking_number <> '';

-- A weight that a scale gave to a parcel, with the frames behind it. Used once: one row a parcel,
-- replaced only by a newer reading of the same parcel before it is bought.
CREATE TABLE weighing (
    parcel_id BLOB PRIMARY KEY,
    weight    INTEGER NOT NULL, -- micrograms
    shown     TEXT NOT NULL,
    since     TEXT NOT NULL,
    taken_at  TEXT NOT NULL,
    evidence  TEXT NOT NULL -- list of Evidence
) STRICT;

-- The purchase journal. The row exists before the first byte leaves for the carrier.
CREATE TABLE purchase (
    id               BLOB PRIMARY KEY, -- also the idempotency key
    shipment_id      BLOB NOT NULL REFERENCES shipment (id),
    order_id         BLOB NOT NULL,
    number           INTEGER NOT NULL,
    direction        TEXT NOT NULL,
    account_id       BLOB NOT NULL,
    carrier          TEXT NOT NULL,
    state            TEXT NOT NULL,
    rate             TEXT NOT NULL, -- Rate, as shown
    prepared         TEXT,          -- the exact request, without secrets
    charged_minor    INTEGER,
    charged_currency TEXT,
    problem          TEXT,          -- Problem
    carrier_ref      TEXT NOT NULL DEFAULT '',
    carrier_data     TEXT NOT NULL DEFAULT 'null',
    tracking_url     TEXT NOT NULL DEFAULT '',
    acknowledged     INTEGER NOT NULL DEFAULT 0, -- a person has seen that more was charged
    created_at       TEXT NOT NULL,
    changed_at       TEXT NOT NULL
) STRICT;
-- A double click, two windows, two hosts with the same order: one purchase.
CREATE UNIQUE INDEX purchase_slot ON purchase (order_id, number, direction)
    WHERE state NOT IN ('refused', 'abandoned', 'voided');
CREATE INDEX purchase_shipment ON purchase (shipment_id, id);
CREATE INDEX purchase_open ON purchase (state) WHERE state IN ('intended', 'sent', 'unknown');

-- Attempts to void.
CREATE TABLE void (
    id          BLOB PRIMARY KEY,
    purchase_id BLOB NOT NULL REFERENCES purchase (id),
    state       TEXT NOT NULL,
    problem     TEXT, -- Problem
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX void_purchase ON void (purchase_id, id);
CREATE UNIQUE INDEX void_slot ON void (purchase_id) WHERE state IN ('intended', 'sent', 'unknown', 'voided');

CREATE TABLE document (
    id          BLOB PRIMARY KEY,
    shipment_id BLOB NOT NULL REFERENCES shipment (id),
    kind        TEXT NOT NULL,
    position    INTEGER NOT NULL,
    format      TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    created_at  TEXT NOT NULL
) STRICT;
CREATE INDEX document_shipment ON document (shipment_id, position);

CREATE TABLE print_job (
    id          BLOB PRIMARY KEY,
    shipment_id BLOB REFERENCES shipment (id),
    document_id BLOB REFERENCES document (id),
    title       TEXT NOT NULL,
    printer     TEXT NOT NULL,
    state       TEXT NOT NULL,
    text        TEXT NOT NULL,
    sent        INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    reprint     INTEGER NOT NULL,
    forced      INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX print_job_shipment ON print_job (shipment_id, id);
CREATE INDEX print_job_open ON print_job (state) WHERE state IN ('queued', 'held', 'sending', 'accepted', 'unconfirmed');
