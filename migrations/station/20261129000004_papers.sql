-- What a carrier made besides the labels is kept with them, and has a name.
ALTER TABLE document ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN attached INTEGER NOT NULL DEFAULT 0 CHECK (attached IN (0, 1));
