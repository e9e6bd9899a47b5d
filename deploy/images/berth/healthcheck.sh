#!/bin/bash
# Healthy when the service says that it is ready; needs no HTTP client in the image.
host=${QUARKUS_HTTP_HOST:-127.0.0.1}
[ "$host" != 0.0.0.0 ] || host=127.0.0.1
exec 3<>"/dev/tcp/$host/${QUARKUS_HTTP_PORT:-8080}" || exit 1
printf 'GET /q/health/ready HTTP/1.0\r\nHost: %s\r\n\r\n' "$host" >&3
read -r _ code _ <&3
[ "$code" = 200 ]
