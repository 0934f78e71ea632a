-- The row of a file is there before its content: so it counts for the quota, and keeps the same content from being removed.
ALTER TABLE parley_file ADD COLUMN stored BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX parley_file_unstored ON parley_file (stored, created_at);

-- Since when the content is being taken out of the store; nobody begins to use it meanwhile.
ALTER TABLE parley_blob ADD COLUMN removed_at TIMESTAMP(6);
CREATE INDEX parley_blob_removed ON parley_blob (removed_at);
