-- The shipment that comes back with a return.
ALTER TABLE shipment ADD COLUMN returns BLOB REFERENCES shipment (id);
CREATE INDEX shipment_returns ON shipment (returns) WHERE returns IS NOT NULL;
