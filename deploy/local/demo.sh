#!/usr/bin/env bash
# make demo: a user, a lease and an ssh login to it, on this machine. Safe to repeat.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
DEMO=$BERTH_HOME/demo

# api TOKEN-FILE METHOD PATH [JSON]: sets STATUS and BODY. The token is no argument of any process.
api() {
  local answer
  answer=$(curl -sS -m 60 -K <(printf 'header = "Authorization: Bearer %s"\n' "$(cat "$1")") -X "$2" \
    ${4:+-H 'Content-Type: application/json' -d "$4"} -w '\n%{http_code}' "$URL/api/v1$3") ||
    die "Berth at $URL does not answer; log: $LOG/berth.log"
  STATUS=${answer##*$'\n'} BODY=${answer%$'\n'*}
}
admin() { api "$BERTH_HOME/admin-token" "$@"; }
me() { api "$DEMO/token" "$@"; }
field() { jq -r "$1 // empty" <<<"$BODY" 2>/dev/null; }

# expect STATUS...: ends with Berth's own words when the last answer was another one
expect() {
  case " $* " in *" $STATUS "*) return ;; esac
  die "Berth answered $STATUS: $(field .title)" "$(field .detail)" "$(field '.errors[]? | "\(.field): \(.message)"')" "log: $LOG/berth.log"
}

ensure_user() {
  local key_name
  [ -d "$DEMO" ] || mkdir -m 700 "$DEMO"
  if [ ! -f "$DEMO/id_ed25519" ]; then
    say "Making an SSH key for the demo"
    ssh-keygen -q -t ed25519 -N '' -C berth-demo -f "$DEMO/id_ed25519"
  fi
  if [ -s "$DEMO/token" ]; then
    me GET /me
    if [ "$STATUS" = 200 ]; then return; fi
  fi
  say "Creating the user demo with this key"
  admin POST /admin/users '{"handle":"demo"}'
  expect 201 409
  key_name=demo-$(sha256sum <"$DEMO/id_ed25519.pub" | cut -c 1-8)
  admin POST /admin/users/demo/keys "$(jq -cn --arg n "$key_name" --arg k "$(cat "$DEMO/id_ed25519.pub")" '{name: $n, publicKey: $k}')"
  expect 201 409
  admin POST /admin/users/demo/tokens "$(jq -cn --arg n "demo-$(date +%s)" '{name: $n}')"
  expect 201
  (umask 077 && field .token >"$DEMO/token")
}

# Prints the events of the lease that were not shown yet; with "quiet" it only takes note of them.
SEEN=0
show_events() {
  local seq line
  me GET "/leases/demo/events"
  if [ "$STATUS" != 200 ]; then return; fi
  while IFS=$'\t' read -r seq line; do
    SEEN=$seq SHOWN=$SECONDS
    if [ "${1:-}" != quiet ]; then note "$((SECONDS - BEGIN))s  $line"; fi
  done < <(jq -r --argjson seen "$SEEN" '.items | sort_by(.seq)[] | select(.seq > $seen) | "\(.seq)\t\(.kind)  \(.message)"' <<<"$BODY")
}

new_lease() {
  say "Taking a lease: image debian, 2 hours${SIMULATED_GPUS:+, $GPUS simulated GPUs}"
  me POST /leases "$(jq -cn --argjson gpus "$GPUS" '{name: "demo", image: "debian", ttl: "2h", gpus: $gpus}')"
  expect 202
  SEEN=0 FRESH=1
}

# Berth looks for GPUs by itself, at its start and every half a minute.
await_gpus() {
  local begin=$SECONDS
  say "Waiting until Berth has found the simulated GPUs"
  until admin GET /admin/gpus && [ "$(jq '[.items[] | select(.state != "gone")] | length' <<<"$BODY")" -ge "$SIMULATED_GPUS" ]; do
    [ $((SECONDS - begin)) -lt 90 ] || die "Berth has found no GPUs; log: $LOG/berth.log"
    sleep 1
  done
}

release() {
  say "$1: releasing it for a new one"
  me DELETE /leases/demo
  expect 200 202 204 404
}

# Moves the lease demo to running, whatever state an earlier run left it in. Each state is acted on once.
bring_up() {
  local state='' last=''
  FRESH='' BEGIN=$SECONDS SHOWN=$SECONDS
  show_events quiet
  while [ $((SECONDS - BEGIN)) -lt 900 ]; do
    me GET /leases/demo
    expect 200 404
    LEASE=$BODY state=$(field .state)
    show_events
    case $state in
      running) return ;;
      failed) [ -z "$FRESH" ] || die "the lease failed: $(jq -r '.reason // "no reason given"' <<<"$LEASE")" "log: $LOG/berth.log" ;;
    esac
    if [ "$state" != "$last" ] || [ -z "$state" ]; then
      case $state in
        '' | released) new_lease ;;
        stopped) say "Starting the stopped lease"; me POST /leases/demo/start; expect 200 202 ;;
        failed) release "The lease of an earlier run failed" ;;
        expired)
          say "Extending the expired lease"
          me POST /leases/demo/extend '{"by":"2h"}'
          case $STATUS in 2*) ;; *) release "It can't be extended ($(field .detail))" ;; esac
          ;;
      esac
    fi
    last=$state
    if [ $((SECONDS - SHOWN)) -ge 5 ]; then
      SHOWN=$SECONDS
      note "$((SECONDS - BEGIN))s  $state"
    fi
    sleep 0.5
  done
  die "the lease is still $state after 15 minutes; log: $LOG/berth.log"
}

# The client's own paths come first: in ssh_config the first value wins.
write_client_config() {
  me GET /me/known-hosts
  expect 200
  printf '%s\n' "$BODY" >"$DEMO/known_hosts"
  me GET /leases/demo/ssh-config
  expect 200
  HOST=$(awk '$1 == "Host" {print $2; exit}' <<<"$BODY")
  cat >"$DEMO/ssh_config" <<CONFIG
# The lease "demo" of the Berth in $REPO, written by make demo.
Host $HOST
  IdentityFile "$DEMO/id_ed25519"
  IdentitiesOnly yes
  UserKnownHostsFile "$DEMO/known_hosts"
  StrictHostKeyChecking yes

$BODY
CONFIG
}

need curl curl jq jq ssh openssh-client
COMMANDS='uname -a; env; df -h /dev/shm' GPUS=0
if [ -n "${SIMULATED_GPUS:-}" ]; then
  ensure_simulated_gpus "$SIMULATED_GPUS"
  COMMANDS="$COMMANDS; nvidia-smi -L"
  GPUS=$((SIMULATED_GPUS < 2 ? SIMULATED_GPUS : 2))
fi
deploy/local/up.sh
URL=$(cat "$BERTH_HOME/url")
ensure_user
if [ $GPUS != 0 ]; then await_gpus; fi
bring_up
write_client_config
say "Logging in: ssh -F .berth/demo/ssh_config $HOST '$COMMANDS'"
ssh -F "$DEMO/ssh_config" -o BatchMode=yes -o ConnectTimeout=15 "$HOST" "$COMMANDS"
cat <<TEXT

Your workspace is running until $(jq -r .expiresAt <<<"$LEASE").
  shell        ssh -F .berth/demo/ssh_config $HOST
  VS Code      $(jq -r .ssh.vscode <<<"$LEASE" | sed "s|ssh-remote+[^/]*|ssh-remote+$HOST|")
               (once: put the line  Include "$DEMO/ssh_config"  at the top of ~/.ssh/config)
  Berth        $URL
  admin token  .berth/admin-token
  your token   .berth/demo/token
  stop Berth   make down   (make down PURGE=1 removes everything of this installation)
TEXT
