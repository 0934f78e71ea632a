-- In Kafka mode, what was refused and may be delivered again: who was told no must not find it sent later. One row for each
-- submission that a node judged and refused, by sender, time limit and cid; removed after some days.
CREATE TABLE parley_refusal (
    id          VARCHAR(128) NOT NULL,
    valid_until BIGINT       NOT NULL,
    code        VARCHAR(32)  NOT NULL,
    detail      VARCHAR(500) NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX parley_refusal_age ON parley_refusal (valid_until);
