-- What somebody wants to be told of while they look elsewhere. Null where they never chose.
ALTER TABLE parley_user ADD COLUMN notifications VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin;
ALTER TABLE parley_user ADD COLUMN notification_text BOOLEAN;
ALTER TABLE parley_user ADD COLUMN sound BOOLEAN;

-- Until when a member wants no notifications of a conversation; no concern of anybody else.
ALTER TABLE parley_member ADD COLUMN quiet_until DATETIME(6);
