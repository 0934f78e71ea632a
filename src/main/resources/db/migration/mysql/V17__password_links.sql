-- What the secret of a link is compared with, by which somebody sets a password without the old one.
ALTER TABLE parley_user
    ADD COLUMN password_link VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    ADD COLUMN password_link_until DATETIME(6);
