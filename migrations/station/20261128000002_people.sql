-- Who did what, and for how long it is kept.

-- Persons who sign in with a PIN. One that was removed stays: the log names it.
CREATE TABLE operator (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL UNIQUE, -- the name in lower case: two of them would be one in the log
    role       TEXT NOT NULL CHECK (role IN ('operator', 'manager')),
    pin        TEXT NOT NULL,        -- Argon2id, as a PHC string
    wrong      INTEGER NOT NULL DEFAULT 0, -- tries since the last right one
    wrong_at   TEXT,
    created_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;

-- Who did it: a name, 'person' at a bench without operators, or 'station'. Covered by the line's hash;
-- absent in lines that are older than this column, whose hash does not cover it.
ALTER TABLE log ADD COLUMN operator TEXT;
CREATE INDEX log_kind ON log (kind, seq);
CREATE INDEX log_operator ON log (operator, seq);
CREATE INDEX log_at ON log (at, seq);
CREATE INDEX log_payload ON log (at) WHERE payload IS NOT NULL;

-- When the bytes of a document, or the personal data of an order, were erased.
ALTER TABLE document ADD COLUMN erased_at TEXT;
ALTER TABLE orders ADD COLUMN erased_at TEXT;
CREATE INDEX document_kept ON document (created_at) WHERE erased_at IS NULL;
CREATE INDEX print_job_carried ON print_job (changed_at) WHERE payload IS NOT NULL;
