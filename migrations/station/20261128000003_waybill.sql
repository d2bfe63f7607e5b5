-- Waybill numbers that are reserved ahead, and what carriers are to be told afterwards.

-- A pool of numbers of one account.
CREATE TABLE waybill_pool (
    id           BLOB PRIMARY KEY,
    account_id   BLOB NOT NULL REFERENCES account (id),
    name         TEXT NOT NULL,
    source       TEXT NOT NULL CHECK (source IN ('carrier', 'range', 'list')),
    terms        TEXT NOT NULL, -- PoolTerms
    -- Of a range: the counters of its first number, of the one that is next, and of its last. Its numbers get rows as
    -- they are taken.
    first        INTEGER,
    next         INTEGER,
    last         INTEGER,
    expires_on   TEXT NOT NULL DEFAULT '9999-12-31', -- a range's last day, in the bench's time zone
    -- Rows in state free, so that they need not be counted.
    free         INTEGER NOT NULL DEFAULT 0,
    -- Rows that were ever added as free.
    added        INTEGER NOT NULL DEFAULT 0,
    -- Free numbers up to this row and this counter are held: a copy of this bench may have used them.
    held_seq     INTEGER NOT NULL DEFAULT 0,
    held_counter INTEGER NOT NULL DEFAULT -1,
    problem      TEXT, -- Problem: why the carrier gave no more
    retired      INTEGER NOT NULL DEFAULT 0,
    created_at   TEXT NOT NULL
) STRICT;

-- A number belongs to its account for ever, whatever becomes of it: no row is ever deleted.
CREATE TABLE waybill (
    seq         INTEGER PRIMARY KEY,
    number      TEXT NOT NULL,
    account_id  BLOB NOT NULL,
    pool_id     BLOB NOT NULL REFERENCES waybill_pool (id),
    state       TEXT NOT NULL CHECK (state IN ('free', 'reserved', 'printed', 'booked', 'void', 'expired')),
    shipment_id BLOB REFERENCES shipment (id),
    parcel_id   BLOB,
    expires_on  TEXT NOT NULL DEFAULT '9999-12-31',
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    UNIQUE (number, account_id)
) STRICT;
CREATE INDEX waybill_free ON waybill (pool_id, seq) WHERE state = 'free';
CREATE INDEX waybill_expiring ON waybill (pool_id, expires_on) WHERE state = 'free' AND expires_on <> '9999-12-31';
CREATE INDEX waybill_shipment ON waybill (shipment_id) WHERE shipment_id IS NOT NULL;

-- What a carrier is told after its label was made here: one row a purchase, in the order of buying.
CREATE TABLE booking (
    seq         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    purchase_id BLOB NOT NULL UNIQUE REFERENCES purchase (id),
    shipment_id BLOB NOT NULL REFERENCES shipment (id),
    order_id    BLOB NOT NULL,
    account_id  BLOB NOT NULL,
    carrier     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('due', 'sent', 'booked', 'refused', 'unknown', 'cancelled')),
    prepared    TEXT NOT NULL, -- the exact request, without secrets, written before anything leaves
    problem     TEXT, -- Problem
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX booking_open ON booking (seq) WHERE state IN ('due', 'sent', 'refused', 'unknown');
