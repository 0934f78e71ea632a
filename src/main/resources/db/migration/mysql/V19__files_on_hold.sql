-- The recalled entries whose files stay because their conversation is on legal hold. They let nobody read them.
CREATE TABLE parley_file_hold (
    conversation_id BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    file_id         BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, seq),
    CONSTRAINT parley_file_hold_file FOREIGN KEY (file_id) REFERENCES parley_file (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_file_held ON parley_file_hold (file_id);
