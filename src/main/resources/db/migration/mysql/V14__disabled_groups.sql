-- Whether an administrator keeps everybody from changing anything in a group. Few are; nodes look for them.
ALTER TABLE parley_conversation ADD COLUMN disabled BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX parley_conversation_disabled ON parley_conversation (disabled, id);
