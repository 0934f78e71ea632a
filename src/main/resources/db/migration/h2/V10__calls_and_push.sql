-- Calls that have no record in the log yet.
CREATE TABLE parley_call (
    id              VARCHAR(64)  NOT NULL PRIMARY KEY,
    caller_id       BIGINT       NOT NULL,
    callee_id       BIGINT       NOT NULL,
    conversation_id BIGINT       NOT NULL,
    video           BOOLEAN      NOT NULL,
    state           VARCHAR(8)   NOT NULL,
    outcome         VARCHAR(12),
    record_cid      VARCHAR(64)  NOT NULL,
    created_at      TIMESTAMP(6) NOT NULL,
    answered_at     TIMESTAMP(6),
    seen_at         TIMESTAMP(6) NOT NULL,
    CONSTRAINT parley_call_caller FOREIGN KEY (caller_id) REFERENCES parley_user (id) ON DELETE CASCADE,
    CONSTRAINT parley_call_callee FOREIGN KEY (callee_id) REFERENCES parley_user (id) ON DELETE CASCADE
);

-- Where to push what a device's user misses; it goes with the device's session.
CREATE TABLE parley_push_subscription (
    id         VARCHAR(43)   NOT NULL PRIMARY KEY,
    user_id    BIGINT        NOT NULL,
    session_id VARCHAR(22)   NOT NULL,
    endpoint   VARCHAR(1000) NOT NULL,
    p256dh     VARCHAR(100)  NOT NULL,
    auth       VARCHAR(32)   NOT NULL,
    created_at TIMESTAMP(6)  NOT NULL,
    CONSTRAINT parley_push_subscription_session FOREIGN KEY (session_id) REFERENCES parley_session (id) ON DELETE CASCADE
);
CREATE INDEX parley_push_subscription_of ON parley_push_subscription (user_id);

-- The key by which push services know this installation. It never changes, or all subscriptions would be void.
CREATE TABLE parley_push_key (
    id         INT           NOT NULL PRIMARY KEY,
    jwk        VARCHAR(1000) NOT NULL,
    created_at TIMESTAMP(6)  NOT NULL
);
