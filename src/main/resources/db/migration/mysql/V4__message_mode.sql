-- In which of Kafka's topics messages may wait that are not in the log yet; '': in none.
CREATE TABLE parley_message_mode (
    id          INT          NOT NULL PRIMARY KEY,
    kafka_topic VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
INSERT INTO parley_message_mode (id, kafka_topic) VALUES (1, '');
