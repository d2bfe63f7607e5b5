-- How long calls take, without reading what was said in them.
CREATE INDEX api_call_took ON api_call (carrier, operation, took_ms, failed, at);
