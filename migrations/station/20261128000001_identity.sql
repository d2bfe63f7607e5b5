-- Which database this is, how often it came back from a copy, and on which machine it was last opened.
CREATE TABLE identity (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    database TEXT NOT NULL,   -- 32 hexadecimal digits; a clone takes one of its own
    epoch    INTEGER NOT NULL, -- rises whenever the database is found to have come from a copy
    machine  TEXT             -- hash over the machine and the database; NULL until it is first opened
) STRICT;
INSERT INTO identity (one, database, epoch) VALUES (1, lower(hex(randomblob(16))), 1);

-- Each time the database was found to have come from a copy.
CREATE TABLE copied (
    epoch        INTEGER PRIMARY KEY, -- the epoch it began
    kind         TEXT NOT NULL CHECK (kind IN ('restored', 'cloned')),
    copied_at    TEXT NOT NULL,       -- the copy's last log line; empty when it had none
    noticed_at   TEXT NOT NULL,
    witness_seq  INTEGER,             -- the log as the witness knew it: noticed once
    witness_hash TEXT,
    last_order   INTEGER NOT NULL,    -- the newest orders.seq then
    old_prefix   TEXT NOT NULL,
    new_prefix   TEXT NOT NULL,
    settled_at   TEXT                 -- a person has seen to it
) STRICT;

-- Orders that may have been shipped by the twin of a copy; answer is a person's word.
CREATE TABLE order_in_doubt (
    order_id    BLOB PRIMARY KEY REFERENCES orders (id),
    epoch       INTEGER NOT NULL REFERENCES copied (epoch),
    answer      TEXT CHECK (answer IN ('not_shipped', 'shipped')),
    answered_at TEXT
) STRICT;
CREATE INDEX order_in_doubt_open ON order_in_doubt (order_id) WHERE answer IS NULL;
