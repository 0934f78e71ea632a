-- Calls that have no record in the log yet.
CREATE TABLE parley_call (
    id              VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    caller_id       BIGINT       NOT NULL,
    callee_id       BIGINT       NOT NULL,
    conversation_id BIGINT       NOT NULL,
    video           BOOLEAN      NOT NULL,
    state           VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    outcome         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin ,
    record_cid      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at      DATETIME(6) NOT NULL,
    answered_at     DATETIME(6),
    seen_at         DATETIME(6) NOT NULL,
    CONSTRAINT parley_call_caller FOREIGN KEY (caller_id) REFERENCES parley_user (id) ON DELETE CASCADE,
    CONSTRAINT parley_call_callee FOREIGN KEY (callee_id) REFERENCES parley_user (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- Where to push what a device's user misses; it goes with the device's session.
CREATE TABLE parley_push_subscription (
    id         VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    user_id    BIGINT        NOT NULL,
    session_id VARCHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    endpoint   VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    p256dh     VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    auth       VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6)  NOT NULL,
    CONSTRAINT parley_push_subscription_session FOREIGN KEY (session_id) REFERENCES parley_session (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_push_subscription_of ON parley_push_subscription (user_id);

-- The key by which push services know this installation. It never changes, or all subscriptions would be void.
CREATE TABLE parley_push_key (
    id         INT           NOT NULL PRIMARY KEY,
    jwk        VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6)  NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
