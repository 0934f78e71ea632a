-- The refresh token before the newest, which may be used once more for a moment: its answer may have been lost.
ALTER TABLE parley_session ADD COLUMN previous_hash VARCHAR(43);

-- Below it, the entries of a log were removed because of their age.
ALTER TABLE parley_conversation ADD COLUMN first_seq BIGINT NOT NULL DEFAULT 1;
ALTER TABLE parley_conversation ADD COLUMN legal_hold BOOLEAN NOT NULL DEFAULT FALSE;

-- What admins and moderators did. Each entry's hash covers the hash of the one before.
CREATE TABLE parley_audit (
    seq           BIGINT        NOT NULL PRIMARY KEY,
    done_at       TIMESTAMP(6)  NOT NULL,
    actor         VARCHAR(32)   NOT NULL,
    action        VARCHAR(40)   NOT NULL,
    target        VARCHAR(64)   NOT NULL,
    details       VARCHAR(1000) NOT NULL,
    address       VARCHAR(64)   NOT NULL,
    previous_hash VARCHAR(64)   NOT NULL,
    hash          VARCHAR(64)   NOT NULL
);

-- Its one row is locked by whoever adds to the trail, so that no two nodes add to the same end.
CREATE TABLE parley_audit_head (
    id   INT         NOT NULL PRIMARY KEY,
    seq  BIGINT      NOT NULL,
    hash VARCHAR(64) NOT NULL
);
INSERT INTO parley_audit_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The nodes that run, by what each of them says every ten seconds.
CREATE TABLE parley_node (
    id          VARCHAR(36)  NOT NULL PRIMARY KEY,
    name        VARCHAR(200) NOT NULL,
    version     VARCHAR(40)  NOT NULL,
    mode        VARCHAR(16)  NOT NULL,
    connections BIGINT       NOT NULL,
    users       BIGINT       NOT NULL,
    started_at  TIMESTAMP(6) NOT NULL,
    seen_at     TIMESTAMP(6) NOT NULL
);

-- What one node at a time does.
CREATE TABLE parley_lease (
    name       VARCHAR(40)  NOT NULL PRIMARY KEY,
    holder     VARCHAR(36)  NOT NULL,
    expires_at TIMESTAMP(6) NOT NULL
);
INSERT INTO parley_lease (name, holder, expires_at) VALUES ('retention', '', TIMESTAMP '2000-01-01 00:00:00');
