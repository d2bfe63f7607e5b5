-- Work that waits for the network, prices that are remembered, and money at risk.

-- One row a piece of work that could not be done for want of the network. A purchase that waits has its
-- row in the journal too, in state 'deferred', which holds the order's slot.
CREATE TABLE deferred (
    id           BLOB PRIMARY KEY,
    kind         TEXT NOT NULL,
    shipment_id  BLOB NOT NULL REFERENCES shipment (id),
    order_id     BLOB NOT NULL,
    order_number TEXT NOT NULL,
    account_id   BLOB NOT NULL,
    request      TEXT, -- the station's request, while it may still be made
    state        TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_try_at  TEXT NOT NULL,
    text         TEXT NOT NULL DEFAULT '', -- what went wrong last, for a person
    hint         TEXT NOT NULL DEFAULT '',
    price        TEXT, -- Money: what is asked now, where a person must accept it
    created_at   TEXT NOT NULL,
    changed_at   TEXT NOT NULL
) STRICT;
-- Nothing waits twice.
CREATE UNIQUE INDEX deferred_once ON deferred (kind, shipment_id)
    WHERE state IN ('waiting', 'running', 'asks', 'unknown');
CREATE INDEX deferred_open ON deferred (id) WHERE state NOT IN ('done', 'cancelled');
CREATE INDEX deferred_shipment ON deferred (shipment_id);
CREATE INDEX purchase_deferred ON purchase (order_id) WHERE state = 'deferred';

-- Whether the purchase that keeps an order out of the queue waits for the network.
ALTER TABLE orders ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0;
CREATE INDEX orders_deferred ON orders (placed_at, seq) WHERE deferred = 1;

-- When an account's table was last changed; absent where it was before this was kept.
ALTER TABLE account ADD COLUMN table_changed_at TEXT;

-- The last live answer of an account for a like consignment.
CREATE TABLE remembered_rate (
    account_id BLOB NOT NULL,
    likeness   TEXT NOT NULL, -- from, to, weight step, extras
    rates      TEXT NOT NULL, -- list of Rate
    at         TEXT NOT NULL,
    PRIMARY KEY (account_id, likeness)
) STRICT;
CREATE INDEX remembered_rate_age ON remembered_rate (account_id, at);

-- What was shown from memory, and what was charged in the end.
CREATE TABLE estimate (
    purchase_id  BLOB PRIMARY KEY REFERENCES purchase (id),
    account_id   BLOB NOT NULL,
    service      TEXT NOT NULL, -- carrier and service, as a person knows them
    shown        TEXT NOT NULL, -- Money
    charged      TEXT NOT NULL, -- Money
    at           TEXT NOT NULL
) STRICT;

-- What a person has seen and settled of the money at risk, such as a refund that arrived.
CREATE TABLE risk_seen (
    purchase_id BLOB NOT NULL REFERENCES purchase (id),
    kind        TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (purchase_id, kind)
) STRICT;
CREATE INDEX void_settled ON void (state, created_at);
CREATE INDEX purchase_bought ON purchase (created_at) WHERE state = 'bought';
