-- When people were active last: written in batches, moved forward only.
CREATE TABLE parley_last_seen (
    user_id BIGINT NOT NULL PRIMARY KEY,
    seen_at TIMESTAMP(6) NOT NULL,
    CONSTRAINT parley_last_seen_user FOREIGN KEY (user_id) REFERENCES parley_user (id) ON DELETE CASCADE
);

-- To whom somebody shows their presence; null is everybody.
ALTER TABLE parley_user ADD COLUMN presence VARCHAR(9);
