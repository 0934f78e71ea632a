-- What somebody wants to be told of while they look elsewhere. Null where they never chose.
ALTER TABLE parley_user ADD COLUMN notifications VARCHAR(8);
ALTER TABLE parley_user ADD COLUMN notification_text BOOLEAN;
ALTER TABLE parley_user ADD COLUMN sound BOOLEAN;

-- Until when a member wants no notifications of a conversation; no concern of anybody else.
ALTER TABLE parley_member ADD COLUMN quiet_until TIMESTAMP(6);
