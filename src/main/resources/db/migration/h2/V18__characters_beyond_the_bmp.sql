-- H2 counts UTF-16 code units, MySQL and MariaDB characters, as Parley does: an emoji is two of the one and one of the other.
ALTER TABLE parley_user ALTER COLUMN name SET DATA TYPE VARCHAR(200);
ALTER TABLE parley_user ALTER COLUMN status SET DATA TYPE VARCHAR(280);
ALTER TABLE parley_conversation ALTER COLUMN name SET DATA TYPE VARCHAR(200);
ALTER TABLE parley_conversation ALTER COLUMN notice SET DATA TYPE VARCHAR(2000);
ALTER TABLE parley_join_request ALTER COLUMN text SET DATA TYPE VARCHAR(400);
ALTER TABLE parley_contact ALTER COLUMN text SET DATA TYPE VARCHAR(400);
ALTER TABLE parley_file ALTER COLUMN name SET DATA TYPE VARCHAR(400);
ALTER TABLE parley_audit ALTER COLUMN details SET DATA TYPE VARCHAR(2000);
