#!/bin/bash
# Keycloak's own database beside Parley's. MySQL's image runs this when it makes its data folder.
set -eu

mysql --protocol=socket --user=root --password="$MYSQL_ROOT_PASSWORD" <<SQL
CREATE DATABASE keycloak CHARACTER SET utf8mb4;
CREATE USER 'keycloak'@'%' IDENTIFIED BY '$KEYCLOAK_DB_PASSWORD';
GRANT ALL ON keycloak.* TO 'keycloak'@'%';
SQL
