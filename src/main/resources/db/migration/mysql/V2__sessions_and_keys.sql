-- A log-in on a device. Of its refresh tokens only the hash of the newest is kept: an older one is known by its family.
CREATE TABLE parley_session (
    id           VARCHAR(22)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    user_id      BIGINT       NOT NULL,
    family_hash  VARCHAR(43)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    token_hash   VARCHAR(43)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    device       VARCHAR(200) NOT NULL,
    created_at   DATETIME(6)  NOT NULL,
    last_used_at DATETIME(6)  NOT NULL,
    expires_at   DATETIME(6)  NOT NULL,
    CONSTRAINT parley_session_family UNIQUE (family_hash),
    CONSTRAINT parley_session_user FOREIGN KEY (user_id) REFERENCES parley_user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_session_expiry ON parley_session (expires_at);

-- Generations count up, so that of two nodes that make the next key at the same time one fails and takes the other's.
CREATE TABLE parley_signing_key (
    generation BIGINT        NOT NULL PRIMARY KEY,
    jwk        VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6)   NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- Its one row is locked by the account that becomes the first administrator.
CREATE TABLE parley_first_administrator (
    id      INT    NOT NULL PRIMARY KEY,
    user_id BIGINT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
INSERT INTO parley_first_administrator (id, user_id) VALUES (1, NULL);
