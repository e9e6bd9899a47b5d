#!/usr/bin/env bash
# First start: makes the cluster, its user and database. Then becomes the server.
# POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE (needed once), POSTGRES_USER, POSTGRES_DB, POSTGRES_INITDB_ARGS.
set -euo pipefail

if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi
if [ "$1" != postgres ]; then exec "$@"; fi

if [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  install -d -o postgres -g postgres -m 3775 /var/run/postgresql
  chown -R postgres:postgres "$PGDATA"
  exec setpriv --reuid postgres --regid postgres --init-groups --inh-caps=-all "$0" "$@"
fi

initialise() {
  local user=${POSTGRES_USER:-postgres} password=${POSTGRES_PASSWORD:-} db file
  db=${POSTGRES_DB:-$user}
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then password=$(cat "$POSTGRES_PASSWORD_FILE"); fi
  if [ -z "$password" ]; then
    echo "error: the database is new: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE" >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # several arguments are meant
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") --encoding=UTF8 \
    --auth-local=trust --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"

  # a private server, by socket only, for what has to be there before anybody may connect
  pg_ctl -w start -o "-c listen_addresses='' -p 5432"
  if [ "$db" != postgres ]; then createdb -U "$user" -- "$db"; fi
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sql) psql -v ON_ERROR_STOP=1 -X -U "$user" -d "$db" -f "$file" ;;
      *.sh) bash "$file" ;;
    esac
  done
  pg_ctl -w -m fast stop
}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # an attempt that was cut short must not be taken for a database
  trap 'find "$PGDATA" -mindepth 1 -delete' EXIT
  initialise
  trap - EXIT
fi
unset POSTGRES_PASSWORD
exec "$@"
