-- Whom the OpenID provider means by a subject. Nothing else identifies anybody who signs in there.
CREATE TABLE parley_identity (
    issuer  VARCHAR(255) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    CONSTRAINT parley_identity_user FOREIGN KEY (user_id) REFERENCES parley_user (id) ON DELETE CASCADE
);

-- Which log-in at the provider (sid) a session comes from.
CREATE TABLE parley_provider_login (
    session_id VARCHAR(22) NOT NULL PRIMARY KEY,
    issuer     VARCHAR(255) NOT NULL,
    subject    VARCHAR(255) NOT NULL,
    sid        VARCHAR(255),
    id_token   VARCHAR(8000),
    CONSTRAINT parley_provider_login_session FOREIGN KEY (session_id) REFERENCES parley_session (id) ON DELETE CASCADE
);
CREATE INDEX parley_provider_login_sid ON parley_provider_login (sid);
CREATE INDEX parley_provider_login_subject ON parley_provider_login (subject);

-- What must not happen again for a while: a logout token that was used, a log-in that has ended. Hashes.
CREATE TABLE parley_provider_mark (
    id         VARCHAR(43) NOT NULL PRIMARY KEY,
    made_at    TIMESTAMP(6) NOT NULL,
    expires_at TIMESTAMP(6) NOT NULL
);
CREATE INDEX parley_provider_mark_expiry ON parley_provider_mark (expires_at);
