-- Whom the OpenID provider means by a subject. Nothing else identifies anybody who signs in there.
CREATE TABLE parley_identity (
    issuer  VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    CONSTRAINT parley_identity_user FOREIGN KEY (user_id) REFERENCES parley_user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- Which log-in at the provider (sid) a session comes from.
CREATE TABLE parley_provider_login (
    session_id VARCHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    issuer     VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sid        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin,
    id_token   VARCHAR(8000) CHARACTER SET ascii COLLATE ascii_bin,
    CONSTRAINT parley_provider_login_session FOREIGN KEY (session_id) REFERENCES parley_session (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_provider_login_sid ON parley_provider_login (sid);
CREATE INDEX parley_provider_login_subject ON parley_provider_login (subject);

-- What must not happen again for a while: a logout token that was used, a log-in that has ended. Hashes.
CREATE TABLE parley_provider_mark (
    id         VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    made_at    DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_provider_mark_expiry ON parley_provider_mark (expires_at);
