-- Content in the store, by its SHA-256. A row is there before its content, and is locked by whoever uses or removes that.
CREATE TABLE parley_blob (
    blob_key   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
    settled    BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_blob_unsettled ON parley_blob (settled, created_at);

CREATE TABLE parley_file (
    id            BIGINT AUTO_INCREMENT PRIMARY KEY,
    uploader_id   BIGINT       NOT NULL,
    blob_key      CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    preview_key   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    name          VARCHAR(200) NOT NULL,
    type          VARCHAR(127) NOT NULL,
    byte_count    BIGINT       NOT NULL,
    preview_bytes BIGINT       NOT NULL DEFAULT 0,
    width         INT,
    height        INT,
    -- What was sent once and is in no conversation any more was recalled: nobody sees it again.
    sent_once     BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at    DATETIME(6) NOT NULL,
    CONSTRAINT parley_file_uploader FOREIGN KEY (uploader_id) REFERENCES parley_user (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_file_of ON parley_file (uploader_id, byte_count);
CREATE INDEX parley_file_blob ON parley_file (blob_key);
CREATE INDEX parley_file_preview ON parley_file (preview_key);

-- The entries with which files were sent: who sees the one may read the other.
CREATE TABLE parley_file_use (
    conversation_id BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    file_id         BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, seq),
    CONSTRAINT parley_file_use_file FOREIGN KEY (file_id) REFERENCES parley_file (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
CREATE INDEX parley_file_used ON parley_file_use (file_id);

-- One row: until when a node has the turn to remove what nobody can see any more.
CREATE TABLE parley_file_cleaning (
    id       INT          PRIMARY KEY,
    until_at DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
INSERT INTO parley_file_cleaning (id, until_at) VALUES (1, '2000-01-01 00:00:00');

ALTER TABLE parley_user ADD COLUMN avatar CHAR(64) CHARACTER SET ascii COLLATE ascii_bin;
CREATE INDEX parley_user_avatar ON parley_user (avatar);
ALTER TABLE parley_conversation ADD COLUMN avatar CHAR(64) CHARACTER SET ascii COLLATE ascii_bin;
CREATE INDEX parley_conversation_avatar ON parley_conversation (avatar);
