#!/bin/bash
# Ends with 0 if Parley says that it is ready. Needs bash and nothing else, since small images have no curl.
# The server itself says so, too, in the moment before the application's own checks are there.
set -eu

exec 3<> "/dev/tcp/127.0.0.1/${PARLEY_PORT:-8080}"
printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS= read -r -t 4 status <&3
[[ $status == "HTTP/1.1 200"* ]] || exit 1
while IFS= read -r -t 4 line <&3 || [[ -n $line ]]; do
    if [[ $line == *'"database"'* ]]; then
        exit 0
    fi
    line=
done
exit 1
