-- Where the scale was and what it spoke; empty for what was weighed before, whose `scale` says it in words.
ALTER TABLE weighing ADD COLUMN scale_port TEXT NOT NULL DEFAULT '';
ALTER TABLE weighing ADD COLUMN scale_protocol TEXT NOT NULL DEFAULT '';
