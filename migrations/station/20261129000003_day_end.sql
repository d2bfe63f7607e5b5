-- What carriers are asked at a day's end: to take parcels over on a paper, and to send a driver; and to tell by
-- themselves where parcels are.

-- The row exists before the carrier is asked.
CREATE TABLE manifest (
    id         BLOB PRIMARY KEY,
    account_id BLOB NOT NULL,
    day        TEXT NOT NULL, -- in the bench's time zone
    state      TEXT NOT NULL,
    number     TEXT NOT NULL DEFAULT '',
    problem    TEXT, -- Problem
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX manifest_day ON manifest (account_id, day);
CREATE INDEX manifest_open ON manifest (id) WHERE state IN ('sent', 'unknown');

-- What is on it; what the carrier left out is handed over another time.
CREATE TABLE manifest_shipment (
    manifest_id BLOB NOT NULL REFERENCES manifest (id),
    shipment_id BLOB NOT NULL REFERENCES shipment (id),
    left_out    INTEGER NOT NULL DEFAULT 0,
    why         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (manifest_id, shipment_id)
) STRICT;
CREATE INDEX manifest_shipment_shipment ON manifest_shipment (shipment_id);

CREATE TABLE manifest_paper (
    manifest_id BLOB NOT NULL REFERENCES manifest (id),
    position    INTEGER NOT NULL,
    format      TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    created_at  TEXT NOT NULL,
    PRIMARY KEY (manifest_id, position)
) STRICT;
CREATE INDEX manifest_paper_at ON manifest_paper (created_at);

-- The row exists before the carrier is asked.
CREATE TABLE pickup (
    id               BLOB PRIMARY KEY,
    account_id       BLOB NOT NULL,
    ship_from        BLOB NOT NULL,
    bought_on        TEXT NOT NULL, -- the day of what is fetched, in the bench's time zone
    day              TEXT NOT NULL, -- of the driver
    ready            TEXT NOT NULL,
    close            TEXT NOT NULL,
    parcels          INTEGER NOT NULL,
    state            TEXT NOT NULL,
    number           TEXT NOT NULL DEFAULT '',
    charged_minor    INTEGER,
    charged_currency TEXT,
    problem          TEXT, -- Problem
    created_at       TEXT NOT NULL,
    changed_at       TEXT NOT NULL
) STRICT;
-- A double click: one driver.
CREATE UNIQUE INDEX pickup_slot ON pickup (account_id, ship_from, day) WHERE state IN ('sent', 'unknown', 'done');
CREATE INDEX pickup_bought ON pickup (account_id, bought_on);
CREATE INDEX pickup_open ON pickup (id) WHERE state IN ('sent', 'unknown');

-- When its carrier was asked to tell about it by itself.
ALTER TABLE shipment ADD COLUMN news_asked_at TEXT;
