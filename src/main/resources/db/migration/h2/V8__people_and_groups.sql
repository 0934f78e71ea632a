-- How people come into a group: open, approval or invitation. Without meaning in a direct conversation.
ALTER TABLE parley_conversation ADD COLUMN join_mode VARCHAR(12) DEFAULT 'invitation' NOT NULL;
CREATE INDEX parley_conversation_open ON parley_conversation (join_mode, id);

-- Until when this member may not write: muted in a group, or blocked by the other one of a direct conversation.
ALTER TABLE parley_member ADD COLUMN silenced_until TIMESTAMP(6);

CREATE TABLE parley_join_request (
    conversation_id BIGINT       NOT NULL,
    user_id         BIGINT       NOT NULL,
    state           VARCHAR(8)   NOT NULL,
    text            VARCHAR(200),
    changed_at      TIMESTAMP(6) NOT NULL,
    PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT parley_join_request_conversation FOREIGN KEY (conversation_id) REFERENCES parley_conversation (id),
    CONSTRAINT parley_join_request_user FOREIGN KEY (user_id) REFERENCES parley_user (id)
);
CREATE INDEX parley_join_request_of ON parley_join_request (user_id, conversation_id);

-- Two people, the lower id first: whatever they are to each other is one row. The state is as the lower one sees it.
CREATE TABLE parley_contact (
    low_id     BIGINT       NOT NULL,
    high_id    BIGINT       NOT NULL,
    state      VARCHAR(12)  NOT NULL,
    text       VARCHAR(200),
    changed_at TIMESTAMP(6) NOT NULL,
    PRIMARY KEY (low_id, high_id),
    CONSTRAINT parley_contact_low FOREIGN KEY (low_id) REFERENCES parley_user (id),
    CONSTRAINT parley_contact_high FOREIGN KEY (high_id) REFERENCES parley_user (id)
);
CREATE INDEX parley_contact_of_high ON parley_contact (high_id, low_id);

-- How somebody wants Parley on all their devices; NULL where they left it to the device.
ALTER TABLE parley_user ADD COLUMN language VARCHAR(8);
ALTER TABLE parley_user ADD COLUMN theme VARCHAR(8);
