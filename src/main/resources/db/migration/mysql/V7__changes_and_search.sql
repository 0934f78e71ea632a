-- What later entries made of a message; only of messages that were changed. A page of history joins its range.
CREATE TABLE parley_changed_message (
    conversation_id BIGINT      NOT NULL,
    seq             BIGINT      NOT NULL,
    author_id       BIGINT      NOT NULL,
    changed_seq     BIGINT      NOT NULL,
    edited_at       DATETIME(6),
    content         MEDIUMTEXT,
    recalled_at     DATETIME(6),
    recalled_by     BIGINT,
    reactions       INT         NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE parley_reaction (
    conversation_id BIGINT      NOT NULL,
    seq             BIGINT      NOT NULL,
    emoji           VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    user_id         BIGINT      NOT NULL,
    reacted_seq     BIGINT      NOT NULL,
    PRIMARY KEY (conversation_id, seq, emoji, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- Who is mentioned where; user 0 stands for all members of a group.
CREATE TABLE parley_mention (
    conversation_id BIGINT      NOT NULL,
    seq             BIGINT      NOT NULL,
    user_id         BIGINT      NOT NULL,
    author_id       BIGINT      NOT NULL,
    PRIMARY KEY (conversation_id, seq, user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_mention_of ON parley_mention (conversation_id, user_id, seq);

-- The words of texts, for search; brought here soon after the commit.
CREATE TABLE parley_search (
    conversation_id BIGINT      NOT NULL,
    seq             BIGINT      NOT NULL,
    sent_at         DATETIME(6) NOT NULL,
    tokens          MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (conversation_id, seq),
    FULLTEXT INDEX parley_search_tokens (tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- The last entry of each conversation that was brought there.
CREATE TABLE parley_search_position (
    conversation_id BIGINT NOT NULL PRIMARY KEY,
    seq             BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
