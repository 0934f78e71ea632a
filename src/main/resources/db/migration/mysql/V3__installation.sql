-- Tells this database from any other, so that what is kept elsewhere for one is never taken for another's.
CREATE TABLE parley_installation (
    id VARCHAR(36) NOT NULL PRIMARY KEY
);
INSERT INTO parley_installation (id) VALUES (UUID());
