-- Why a weight was given to its parcel, and by which scale.
ALTER TABLE weighing ADD COLUMN decision TEXT; -- WeighDecision; absent for what was weighed before
ALTER TABLE weighing ADD COLUMN scale TEXT NOT NULL DEFAULT ''; -- name, port and protocol in words
