-- What needs a person is asked for all the time: each question has an index that holds only what it finds.
CREATE INDEX parcel_without_label ON parcel (shipment_id) WHERE label_id IS NULL;
CREATE INDEX purchase_unacknowledged ON purchase (id) WHERE state = 'bought' AND acknowledged = 0;
CREATE INDEX print_job_failed ON print_job (id) WHERE state IN ('failed', 'not_printed');
CREATE INDEX print_job_document ON print_job (document_id, id);
