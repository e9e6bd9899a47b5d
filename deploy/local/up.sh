#!/usr/bin/env bash
# make up: builds Berth if its sources changed and runs it in the background on its embedded PostgreSQL.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"

# await_ready URL PID: watches the service until it is ready, dead, or 3 minutes have passed.
await_ready() {
  local url=$1 pid=$2 start=$SECONDS shown=0
  until service_ready "$url"; do
    if ! service_pid >/dev/null; then
      tail -n 25 "$LOG/berth.log" >&2
      die "Berth ended while starting; its last log lines are above, all of them in $LOG/berth.log"
    fi
    [ $((SECONDS - start)) -lt 180 ] ||
      die "Berth (process $pid) is not ready after 3 minutes:" "$(curl -sS -m 5 "$url/q/health" 2>&1 | head -c 2000)" "log: $LOG/berth.log"
    sleep 0.3
    if [ $((SECONDS - start - shown)) -ge 5 ]; then
      shown=$((SECONDS - start))
      note "${shown}s  $(tail -n 1 "$LOG/berth.log" | cut -c 1-110)"
    fi
  done
}

start_service() {
  local port url
  port=$(choose_port)
  url=http://${QUARKUS_HTTP_HOST:-127.0.0.1}:$port
  [ ! -f "$LOG/berth.log" ] || mv "$LOG/berth.log" "$LOG/berth.log.1"
  say "Starting Berth at $url (log: $LOG/berth.log)"
  QUARKUS_HTTP_PORT=$port QUARKUS_HTTP_HOST=${QUARKUS_HTTP_HOST:-127.0.0.1} \
    setsid nohup "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -jar "$APP/quarkus-run.jar" \
    >"$LOG/berth.log" 2>&1 </dev/null 9>&- &
  echo $! >"$BERTH_HOME/pid"
  echo "$url" >"$BERTH_HOME/url"
}

need_build_tools
need curl curl
ensure_engine
ensure_base_image
lock_home
build_if_needed
if [ -f "$APP.new/.built" ]; then
  stop_service
  rm -rf "$APP"
  mv "$APP.new" "$APP"
fi
if ! service_pid >/dev/null; then
  stop_embedded_postgres
  start_service
  sleep 0.3
fi
await_ready "$(cat "$BERTH_HOME/url")" "$(cat "$BERTH_HOME/pid")"
say "Berth is ready at $(cat "$BERTH_HOME/url") (process $(cat "$BERTH_HOME/pid"), admin token in .berth/admin-token)"
advise_limits
