-- Several printers, each with a queue of its own.

-- The one printer that was set up becomes the first of a list.
INSERT INTO setting (key, value)
    SELECT 'printers', json_array(json_set(value, '$.id', '00000000-0000-0000-0000-000000000001'))
    FROM setting WHERE key = 'printer';
DELETE FROM setting WHERE key = 'printer';

-- The printer a job waits for, by id; what was printed before belongs to the one there was.
ALTER TABLE print_job ADD COLUMN printer_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000001';
-- Its place in the printer's queue: the lowest is next.
ALTER TABLE print_job ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print_job ADD COLUMN kind TEXT NOT NULL DEFAULT 'label';
-- The parcel that each page is for: list of PagePart.
ALTER TABLE print_job ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
-- The document itself, where none is stored: test pages, slips, lists.
ALTER TABLE print_job ADD COLUMN payload BLOB;
ALTER TABLE print_job ADD COLUMN payload_format TEXT;
-- The job of another printer that this one stands in for.
ALTER TABLE print_job ADD COLUMN fallback_of BLOB REFERENCES print_job (id);
UPDATE print_job SET kind = 'test_page' WHERE document_id IS NULL;

CREATE INDEX print_job_rank ON print_job (rank);
CREATE INDEX print_job_waiting ON print_job (printer_id, rank) WHERE state IN ('queued', 'held');
CREATE INDEX print_job_fallback ON print_job (fallback_of) WHERE fallback_of IS NOT NULL;

-- How a carrier's labels are laid on a printer's stock, where an operator corrected it.
CREATE TABLE label_fit (
    carrier    TEXT NOT NULL, -- as a person knows it
    printer_id BLOB NOT NULL,
    fit        TEXT NOT NULL, -- Fit
    PRIMARY KEY (carrier, printer_id)
) STRICT;
