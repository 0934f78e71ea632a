#!/bin/bash
# Starts Parley on WildFly, with the script of the server, which passes the signals of the container on.
# JAVA_OPTS: options of the virtual machine. PARLEY_PORT, PARLEY_ROOT: where it listens and writes, if not as here.
set -eu

home=$(dirname "$0")
root=${PARLEY_ROOT:-/tmp/wildfly}
server=${JBOSS_HOME:-/opt/wildfly}

# What the server writes is made anew at each start; what it was told stands in the image.
rm -rf "$root"
mkdir -p "$root"
cp -r "$server/standalone/configuration" "$root/configuration"
mkdir -p "$root/deployments"
ln -s "$(realpath "$home/parley.war")" "$root/deployments/parley.war"
touch "$root/deployments/parley.war.dodeploy"

# Without it, the script of the server would not pass signals on to it.
export LAUNCH_JBOSS_IN_BACKGROUND=true
export JAVA_OPTS="${JAVA_OPTS:-} -Djava.net.preferIPv4Stack=true -Djava.awt.headless=true -Djboss.modules.system.pkgs=org.jboss.byteman"
exec "$server/bin/standalone.sh" \
    "-Djboss.server.base.dir=$root" \
    "-Djboss.http.port=${PARLEY_PORT:-8080}" \
    "-b=${PARLEY_ADDRESS:-0.0.0.0}"
