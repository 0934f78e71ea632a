CREATE TABLE parley_user (
    id            BIGINT AUTO_INCREMENT PRIMARY KEY,
    handle        VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name          VARCHAR(100) NOT NULL,
    email         VARCHAR(254),
    status        VARCHAR(140) NOT NULL DEFAULT '',
    password_hash VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin,
    administrator BOOLEAN      NOT NULL DEFAULT FALSE,
    enabled       BOOLEAN      NOT NULL DEFAULT TRUE,
    created_at    DATETIME(6)  NOT NULL,
    CONSTRAINT parley_user_handle UNIQUE (handle)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_user_name ON parley_user (name);

CREATE TABLE parley_conversation (
    id              BIGINT AUTO_INCREMENT PRIMARY KEY,
    type            VARCHAR(8)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name            VARCHAR(100),
    notice          VARCHAR(1000),
    -- Both users' ids, the lower one first: two people have one direct conversation, whoever begins it.
    direct_key      VARCHAR(41)   CHARACTER SET ascii COLLATE ascii_bin,
    last_seq        BIGINT        NOT NULL DEFAULT 0,
    -- Grows with each change of members, so that a node knows whether the members that it remembers are still right.
    members_version BIGINT        NOT NULL DEFAULT 0,
    created_at      DATETIME(6)   NOT NULL,
    CONSTRAINT parley_conversation_direct UNIQUE (direct_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE parley_member (
    conversation_id BIGINT      NOT NULL,
    user_id         BIGINT      NOT NULL,
    role            VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    joined_seq      BIGINT      NOT NULL,
    delivered_seq   BIGINT      NOT NULL DEFAULT 0,
    read_seq        BIGINT      NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT parley_member_conversation FOREIGN KEY (conversation_id) REFERENCES parley_conversation (id),
    CONSTRAINT parley_member_user FOREIGN KEY (user_id) REFERENCES parley_user (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_member_of ON parley_member (user_id, conversation_id);

-- The log. Its rows lie in the order of the primary key: a page of history is one range of it, however old.
CREATE TABLE parley_message (
    conversation_id BIGINT      NOT NULL,
    seq             BIGINT      NOT NULL,
    sender_id       BIGINT      NOT NULL,
    cid             VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind            VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sent_at         DATETIME(6) NOT NULL,
    content         MEDIUMTEXT  NOT NULL,
    PRIMARY KEY (conversation_id, seq),
    CONSTRAINT parley_message_once UNIQUE (cid, sender_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
