-- What somebody was told may name a user, who may be erased meanwhile; the code is enough.
ALTER TABLE parley_refusal DROP COLUMN detail;
