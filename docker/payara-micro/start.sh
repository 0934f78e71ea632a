#!/bin/sh
# Starts Parley on Payara Micro in place of this shell, so that it gets the container's signals.
# JAVA_OPTS: options of the virtual machine. PARLEY_PORT, PARLEY_ROOT: where it listens and writes, if not as here.
set -eu

home=$(dirname "$0")
root=${PARLEY_ROOT:-/tmp/payara-micro}

# Payara Micro would deploy what it finds there from before a restart of the container, too.
rm -rf "$root"
mkdir -p "$root"
cat "$home/micro-preboot.asadmin" "$home/preboot.asadmin" > "$root/commands.asadmin"

# shellcheck disable=SC2086 # JAVA_OPTS holds several options
exec java ${JAVA_OPTS:-} \
    -jar "$home/payara-micro.jar" \
    --rootDir "$root/server" \
    --prebootcommandfile "$root/commands.asadmin" \
    --logproperties "$home/micro-logging.properties" \
    --deploy "$home/parley.war" \
    --contextroot / \
    --port "${PARLEY_PORT:-8080}" \
    --nohazelcast \
    --disablephonehome
