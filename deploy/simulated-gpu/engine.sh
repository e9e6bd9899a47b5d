#!/usr/bin/env bash
# A container engine of its own with simulated GPUs, beside the machine's engine, which it does not touch. As root.
#   engine.sh start N   starts it, or sees to N GPUs where it runs; prints its settings as NAME=VALUE
#   engine.sh crash     kills the engine as a crash does; its containers run on
#   engine.sh outage    kills it with all of its containers, as a loss of power does
#   engine.sh stop      stops it and removes all that it has
# Everything is in SIMULATED_ENGINE_DIR (default: .berth/simulated-engine), which tells one such engine from another.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
repo=$(cd "$here/../.." && pwd -P)
home=$(readlink -m "${SIMULATED_ENGINE_DIR:-$repo/.berth/simulated-engine}")
name=berthgpu$(printf %s "$home" | sha256sum | cut -c 1-6)
# Sockets have short paths only.
run=/run/$name
socket=$run/docker.sock
gpus=$home/gpus
netns=/run/netns/$name
image=${SIMULATED_ENGINE_IMAGE:-debian:bookworm-slim}

die() {
  printf 'error: %s\n' "$@" >&2
  exit 1
}
engine() { env -u DOCKER_CONTEXT -u DOCKER_TLS_VERIFY timeout "${limit:-20}" docker -H "unix://$socket" "$@"; }
answers() { engine version >/dev/null 2>&1; }
pid() {
  local it
  it=$(cat "$run/docker.pid" 2>/dev/null) || return 1
  grep -qsF -- "$socket" "/proc/$it/cmdline" || return 1
  echo "$it"
}

# Another network namespace, so that two engines never meet in one table of packet filters. The host reaches it by a link of two
# addresses, out of 10.213.0.0/16; what is in it reaches the host and, where the host forwards, no further.
make_network() {
  local block
  if [ -e "$netns" ]; then return; fi
  ip netns add "$name"
  ip -n "$name" link set lo up
  block=$((0x${name#berthgpu} % 16384 * 4))
  near=10.213.$((block / 256)).$((block % 256 + 1)) far=10.213.$((block / 256)).$((block % 256 + 2))
  ip link add "${name}h" type veth peer name host netns "$name"
  ip addr add "$near/30" dev "${name}h"
  ip link set "${name}h" up
  ip -n "$name" addr add "$far/30" dev host
  ip -n "$name" link set host up
  ip -n "$name" route add default via "$near"
}

start() {
  local start=$SECONDS left
  command -v dockerd >/dev/null || die "there is no dockerd here: run deploy/local/test.sh or make up once, which install it"
  mkdir -p "$home" "$run"
  "$here/gpus.sh" "$1" "$gpus"
  make_network
  if ! answers; then
    # One that was killed leaves its own files behind, and perhaps its containerd, which a new one takes over.
    pid >/dev/null || rm -f "$run/docker.pid"
    [ -f "$home/daemon.json" ] || echo '{"live-restore": true, "userland-proxy": true}' >"$home/daemon.json"
    # nsenter and not ip netns exec, which would hide the control groups. The environment is what the hook gets.
    # Standard input and outputs of its own, so that whoever waits for the end of this script's output does not wait for the engine.
    PATH=$here/bin:$PATH SIMULATED_GPU_DIR=$gpus setsid nohup nsenter --net="$netns" dockerd \
      --host "unix://$socket" --data-root "$home/data" --exec-root "$run/exec" --pidfile "$run/docker.pid" \
      --config-file "$home/daemon.json" --cgroup-parent "/$name" --bip 10.214.0.1/24 \
      --default-address-pool base=10.215.0.0/16,size=24 >>"$home/dockerd.log" 2>&1 </dev/null 9>&- &
    until answers; do
      [ $((SECONDS - start)) -lt 60 ] || die "the engine did not start within 60 seconds; the end of $home/dockerd.log:" "$(tail -n 15 "$home/dockerd.log")"
      sleep 0.3
    done
  fi
  if ! engine image inspect "$image" >/dev/null 2>&1; then
    docker image inspect "$image" >/dev/null 2>&1 || die "the machine's engine has no $image to copy"
    docker save "$image" | limit=300 engine load >/dev/null
  fi
  left=$(ip -n "$name" -4 -o addr show dev host | awk '{ sub("/.*", "", $4); print $4 }')
  cat <<TEXT
DOCKER_HOST=unix://$socket
SIMULATED_GPU_DIR=$gpus
SIMULATED_ENGINE_ADDRESS=$left
TEXT
}

crash() {
  local it
  it=$(pid) || die "it does not run"
  kill -KILL "$it"
  while [ -d "/proc/$it" ]; do sleep 0.1; done
}

# Mounts that a killed engine left: deepest first, and only below our own directories.
unmount() {
  awk -v a="$home/" -v b="$run/" 'index($2, a) == 1 || index($2, b) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r -n 1 umount -l
}

# Whether a process is a container's, which is in the engine's control group, or one of the engine's own programs.
is_ours() {
  local exe
  if grep -qs "/$name/" "$1/cgroup"; then return; fi
  exe=$(readlink "$1/exe") || return
  case ${exe##*/} in
    dockerd | containerd | containerd-shim* | runc) grep -qs "$run/" "$1/cmdline" ;;
    *) return 1 ;;
  esac
}

outage() {
  local it alive=yes
  pid >/dev/null || die "it does not run"
  # Again until none is left: one that was being started may have started another.
  while [ -n "$alive" ]; do
    alive=''
    for it in /proc/[0-9]*; do
      if is_ours "$it" && ! grep -qs '^State:.Z' "$it/status"; then
        alive=yes
        kill -KILL "${it#/proc/}" 2>/dev/null || true
      fi
    done
  done
  # After a loss of power nothing is mounted, and nothing is in /run.
  unmount
  rm -rf "$run"
}

stop() {
  local it ids
  if answers; then
    ids=$(engine ps -aq)
    # shellcheck disable=SC2086 # several are meant
    [ -z "$ids" ] || limit=120 engine rm -f $ids >/dev/null
  fi
  if it=$(pid); then
    kill -TERM "$it"
    for _ in $(seq 150); do
      [ -d "/proc/$it" ] || break
      sleep 0.2
    done
    [ ! -d "/proc/$it" ] || kill -KILL "$it"
  fi
  # The containerd of an engine that was killed.
  if it=$(cat "$run/exec/containerd/containerd.pid" 2>/dev/null) && grep -qsF "$run" "/proc/$it/cmdline"; then
    kill -TERM "$it"
    for _ in $(seq 50); do
      [ -d "/proc/$it" ] || break
      sleep 0.2
    done
  fi
  ip link del "${name}h" 2>/dev/null || true
  ip netns del "$name" 2>/dev/null || true
  unmount
  rm -rf "$home" "$run"
  find /sys/fs/cgroup -depth -type d -path "*/$name*" -exec rmdir {} + 2>/dev/null || true
}

case ${1:-} in
  start) start "${2:?engine.sh start N}" ;;
  crash) crash ;;
  outage) outage ;;
  stop) stop ;;
  *) die "engine.sh start N | crash | outage | stop" ;;
esac
