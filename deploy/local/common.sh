# shellcheck shell=bash
# What the scripts beside this file share. Source it first: it sets strict mode and goes to the repository's root.
set -euo pipefail
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$REPO"
export BERTH_HOME=$REPO/.berth
export DEBIAN_FRONTEND=noninteractive DOCKER_BUILDKIT=0 DOCKER_CLI_HINTS=false
BASE_IMAGE=debian:bookworm-slim
TRIXIE_IMAGE=debian:trixie-slim
LOG=$BERTH_HOME/log
APP=$BERTH_HOME/app
DOCKERD_LOG=/var/log/berth-dockerd.log
SIMULATED_GPU_BIN=$REPO/deploy/simulated-gpu/bin
export SIMULATED_GPU_DIR=${SIMULATED_GPU_DIR:-$BERTH_HOME/simulated-gpu}

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() {
  printf '\nerror: %s\n' "$1" >&2
  shift
  [ $# = 0 ] || printf '       %s\n' "$@" >&2
  exit 1
}

make_home() {
  [ -d "$BERTH_HOME" ] || mkdir -m 700 "$BERTH_HOME"
  mkdir -p "$LOG"
}

# One make target at a time may change this installation. Children that outlive the script close fd 9.
lock_home() {
  make_home
  exec 9>"$BERTH_HOME/lock"
  flock -n 9 && return
  say "Waiting for another make target that is at work in $BERTH_HOME"
  flock 9
}

# step [--try] TITLE COMMAND...: runs it with its output in setup.log and a sign of life every 5 seconds.
step() {
  local try='' title log=$LOG/setup.log start=$SECONDS from shown=0 pid rc=0
  if [ "$1" = --try ]; then try=1; shift; fi
  title=$1
  shift
  make_home
  say "$title"
  printf '\n== %s ==\n' "$title" >>"$log"
  from=$(($(wc -l <"$log") + 1))
  "$@" >>"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  # shellcheck disable=SC2064 # the pid of now is meant
  trap "kill $pid 2>/dev/null; exit 130" INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ $((SECONDS - start - shown)) -ge 5 ]; then
      shown=$((SECONDS - start))
      note "${shown}s  $(tail -n +"$from" "$log" | tr '\r' '\n' | grep -v '^ *$' | tail -n 1 | cut -c 1-100)"
    fi
  done
  wait "$pid" || rc=$?
  trap - INT TERM
  if [ $rc != 0 ] && [ -z "$try" ]; then
    tail -n +"$from" "$log" | tail -n 30 >&2
    printf '\nerror: «%s» failed (exit %s); all of its output is in %s\n' "$title" "$rc" "$log" >&2
  fi
  return $rc
}

# ---- packages ------------------------------------------------------------------------------------
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# install_packages NAME...: those of them that this release of the distribution has.
install_packages() {
  local name found=()
  command -v apt-get >/dev/null || die "please install: $*" "(no apt-get here, so this script can't)"
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die "please install: $*" "(needs root)"
  if [ -z "${lists_updated:-}" ]; then
    step "Updating the package lists" as_root apt-get -o DPkg::Lock::Timeout=300 update
    lists_updated=1
  fi
  for name in "$@"; do
    if apt-cache show "$name" >/dev/null 2>&1; then found+=("$name"); fi
  done
  [ ${#found[@]} != 0 ] || die "the distribution has none of these packages: $*"
  step "Installing ${found[*]}" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${found[@]}"
}

# need COMMAND PACKAGE [COMMAND PACKAGE ...]
need() {
  local missing=()
  while [ $# != 0 ]; do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
}

# ---- Java and Maven ------------------------------------------------------------------------------
java_major() { "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p;T;q'; }

find_jdk() {
  local home major
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ ! -x "$home/bin/javac" ]; then continue; fi
    major=$(java_major "$home")
    if [ "${major:-0}" -ge 25 ]; then
      export JAVA_HOME=$home
      return
    fi
  done
  die "Berth needs a JDK 25 or newer, and there is none in \$JAVA_HOME or /usr/lib/jvm." \
    "Install one (Eclipse Temurin: temurin-25-jdk, or openjdk-25-jdk where the distribution has it)" \
    "and run this again; a JDK elsewhere is found by JAVA_HOME=/path/to/jdk."
}

maven() { mvn -B -ntp "$@"; }

need_build_tools() {
  find_jdk
  need mvn maven
}

# Berth runs from its own copy of the build, so that tests and rebuilds never change a running service's files.
build_if_needed() {
  if [ -f "$APP/quarkus-run.jar" ] &&
    [ -z "$(find pom.xml .mvn src/main db-migrations -newer "$APP/.built" -print -quit)" ]; then
    return
  fi
  make_home
  touch "$BERTH_HOME/.build-started"
  step "Building Berth with $JAVA_HOME (the first time Maven fetches the dependencies)" \
    maven -Dmaven.test.skip=true package
  rm -rf "$APP.new"
  cp -R target/quarkus-app "$APP.new"
  mv "$BERTH_HOME/.build-started" "$APP.new/.built"
}

# ---- container engine ----------------------------------------------------------------------------
engine_answers() { timeout 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
engine_error() { timeout 20 docker version 2>&1 >/dev/null | tail -n 1; }

# A dockerd that was killed leaves its pid files. Where the number belongs to another process by now, or to a zombie that
# nobody has reaped, the next dockerd takes that for itself and does not start.
remove_stale_pid_files() {
  local file pid
  for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid /var/run/docker/containerd/docker-containerd.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    case $(ps -o stat=,comm= -p "${pid:-0}" 2>/dev/null) in
      Z*) ;;
      *dockerd* | *containerd*) continue ;;
    esac
    note "removing $file, which a killed engine left behind"
    as_root rm -f "$file"
  done
}

# Uses the engine that is there, as it is; installs and starts the distribution's one only where there is none.
ensure_engine() {
  local socket=/var/run/docker.sock packages=(docker.io docker-cli iptables)
  if engine_answers; then return; fi
  if ! command -v docker >/dev/null && { [ -n "${DOCKER_HOST:-}" ] || [ -S $socket ]; }; then
    die "there is a container engine at ${DOCKER_HOST:-$socket}, but no docker command." "Install the client that belongs to it (for example docker-cli)."
  fi
  if [ -n "${DOCKER_HOST:-}" ]; then die "the container engine at DOCKER_HOST=$DOCKER_HOST does not answer:" "$(engine_error)"; fi
  if [ -S $socket ] && [ ! -w $socket ]; then
    die "no permission to use the container engine at $socket." "Join its group ($(stat -c %G $socket)) or run this as root."
  fi
  if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
    if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then packages+=(apparmor); fi
    if ! grep -q ' cgroup2\? ' /proc/self/mounts; then packages+=(cgroupfs-mount); fi
    install_packages "${packages[@]}"
  fi
  if engine_answers; then return; fi
  if [ -d /run/systemd/system ]; then
    DOCKERD_LOG="journalctl -u docker"
    step "Starting the container engine" as_root systemctl start docker
  else
    say "Starting the container engine in the background (log: $DOCKERD_LOG)"
    remove_stale_pid_files
    as_root env PATH="$(engine_path)" SIMULATED_GPU_DIR="$SIMULATED_GPU_DIR" \
      sh -c "exec setsid nohup dockerd >>$DOCKERD_LOG 2>&1 </dev/null 9>&-" &
  fi
  wait_for_engine
}

# An engine looks for the GPU hook when it starts, and never again. The simulated one does nothing for containers that ask for no GPU.
engine_path() {
  if command -v nvidia-container-runtime-hook >/dev/null; then echo "$PATH"; else echo "$SIMULATED_GPU_BIN:$PATH"; fi
}

wait_for_engine() {
  local start=$SECONDS
  until engine_answers; do
    [ $((SECONDS - start)) -lt 60 ] || die "the container engine did not start within 60 seconds; its log: $DOCKERD_LOG" \
      "$(tail -n 10 "$DOCKERD_LOG" 2>/dev/null)" "$(engine_error)"
    sleep 1
    [ $(((SECONDS - start) % 5)) != 0 ] || note "$((SECONDS - start))s  waiting for the engine"
  done
}

# ensure_simulated_gpus N [DIR]: the machine's engine, with N simulated GPUs that DIR describes.
ensure_simulated_gpus() {
  local seen dir=${2:-$SIMULATED_GPU_DIR}
  export SIMULATED_GPU_DIR=$dir
  make_home
  deploy/simulated-gpu/gpus.sh "$1" "$dir"
  ensure_engine
  ensure_base_image
  seen=$(docker run --rm --network none --gpus all "$BASE_IMAGE" nvidia-smi -L 2>&1) || true
  if [ "$(grep -o 'GPU-[0-9a-f-]*' <<<"$seen")" = "$(cut -d, -f2 "$dir/gpus.csv")" ]; then
    say "$1 simulated GPUs, described in $dir"
    return
  fi
  die "the container engine that runs here was started without these simulated GPUs, and looks for them only when it starts. It says:" \
    "$(head -c 400 <<<"$seen")" \
    "Stop it and run this again; it is then started with them. (Its containers stop with it, unless it has live-restore.)" \
    "Where it is not to be started by this script, start it so: SIMULATED_GPU_DIR=$dir PATH=$SIMULATED_GPU_BIN:\$PATH dockerd" \
    "An engine of its own beside it, for trials and tests: deploy/simulated-gpu/README.md."
}

# ensure_simulated_engine N: a second engine with simulated GPUs, which touches nothing of the first; the script's end stops it.
# Sets GPU_ENGINE, GPU_STATE and GPU_ADDRESS.
# shellcheck disable=SC2034 # for the script that calls it
ensure_simulated_engine() {
  local settings
  need ip iproute2
  make_home
  settings=$(as_root deploy/simulated-gpu/engine.sh start "$1") || die "the engine with simulated GPUs did not start"
  GPU_ENGINE=$(sed -n 's/^DOCKER_HOST=//p' <<<"$settings")
  GPU_STATE=$(sed -n 's/^SIMULATED_GPU_DIR=//p' <<<"$settings")
  GPU_ADDRESS=$(sed -n 's/^SIMULATED_ENGINE_ADDRESS=//p' <<<"$settings")
  trap 'as_root deploy/simulated-gpu/engine.sh stop' EXIT
}

# ---- images --------------------------------------------------------------------------------------
has_image() { docker image inspect "$1" >/dev/null 2>&1; }
pull() { step --try "Pulling $1" timeout 300 docker pull "$1"; }

ensure_base_image() { ensure_debian "$BASE_IMAGE" bookworm; }
ensure_trixie_image() { ensure_debian "$TRIXIE_IMAGE" trixie; }

# ensure_debian IMAGE SUITE
ensure_debian() {
  if has_image "$1"; then return; fi
  if pull "$1"; then return; fi
  note "no registry answers: building the same image from the distribution's packages"
  need debootstrap debootstrap
  step "Building $1 with debootstrap (about a minute)" as_root deploy/images/base/build.sh "$1" "$2"
}

postgres_recipe() { cat deploy/images/postgres/* | sha256sum | cut -c 1-12; }

build_postgres_image() {
  ensure_base_image
  step "Building berth/postgres:local from the distribution's packages" docker build \
    --label "dev.berth.recipe=$(postgres_recipe)" -t berth/postgres:local deploy/images/postgres
}

# Sets POSTGRES_IMAGE: the official one where it can be had, else one built here.
ensure_postgres_image() {
  POSTGRES_IMAGE=postgres:17
  if has_image "$POSTGRES_IMAGE"; then return; fi
  POSTGRES_IMAGE=berth/postgres:local
  if [ "$(docker image inspect -f '{{index .Config.Labels "dev.berth.recipe"}}' $POSTGRES_IMAGE 2>/dev/null)" = "$(postgres_recipe)" ]; then
    return
  fi
  if pull postgres:17; then POSTGRES_IMAGE=postgres:17; else build_postgres_image; fi
}

# ---- the service ---------------------------------------------------------------------------------
# Prints the service's process id when it runs.
service_pid() {
  local pid
  pid=$(cat "$BERTH_HOME/pid" 2>/dev/null) || return 1
  grep -qsF "$APP/quarkus-run.jar" "/proc/$pid/cmdline" || return 1
  echo "$pid"
}

service_ready() { curl -fsS -m 5 -o /dev/null "$1/q/health/ready" 2>/dev/null; }

# wait_gone PID SECONDS
wait_gone() {
  local start=$SECONDS
  while [ -d "/proc/$1" ]; do
    [ $((SECONDS - start)) -lt "$2" ] || return 1
    sleep 0.2
  done
}

stop_service() {
  local pid
  if pid=$(service_pid); then
    say "Stopping Berth (process $pid)"
    kill -TERM "$pid"
    if ! wait_gone "$pid" 5; then
      note "it finishes what it is at; waiting up to a minute"
      wait_gone "$pid" 60 || { note "it did not stop: killing it"; kill -KILL "$pid"; wait_gone "$pid" 10; }
    fi
  fi
  rm -f "$BERTH_HOME/pid"
  stop_embedded_postgres
}

# A killed service leaves its PostgreSQL behind. Only a server that works in our own directory is ever signalled.
stop_embedded_postgres() {
  local file pid
  while read -r file; do
    pid=$(head -n 1 "$file")
    [ "$(readlink "/proc/$pid/cwd")" = "$(dirname "$file")" ] || continue
    say "Stopping the embedded PostgreSQL (process $pid)"
    kill -INT "$pid"
    wait_gone "$pid" 30 || { kill -QUIT "$pid"; wait_gone "$pid" 10; } || die "PostgreSQL (process $pid) does not stop"
  done < <(find "$BERTH_HOME/postgres" -name postmaster.pid 2>/dev/null)
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints the port to use: the one asked for, the last one, or the next free one from 8080.
choose_port() {
  local port
  if [ -n "${QUARKUS_HTTP_PORT:-}" ]; then
    port_is_free "$QUARKUS_HTTP_PORT" || die "port $QUARKUS_HTTP_PORT (QUARKUS_HTTP_PORT) is taken by another process"
    echo "$QUARKUS_HTTP_PORT"
    return
  fi
  for port in $(sed -n 's/.*:\([0-9]*\)$/\1/p' "$BERTH_HOME/url" 2>/dev/null) $(seq 8080 8179); do
    if port_is_free "$port"; then echo "$port"; return; fi
  done
  die "no free port between 8080 and 8179"
}

advise_limits() {
  local instances watches
  instances=$(cat /proc/sys/fs/inotify/max_user_instances 2>/dev/null || echo 1024)
  watches=$(cat /proc/sys/fs/inotify/max_user_watches 2>/dev/null || echo 524288)
  if [ "$instances" -ge 1024 ] && [ "$watches" -ge 524288 ]; then return; fi
  note "Advice: this host's inotify limits (instances $instances, watches $watches) are low for editors in workspaces. Raise them as root:"
  [ "$instances" -ge 1024 ] || note "  sysctl -w fs.inotify.max_user_instances=1024"
  [ "$watches" -ge 524288 ] || note "  sysctl -w fs.inotify.max_user_watches=524288"
  note "  (to keep them: the same settings in /etc/sysctl.d/90-berth.conf)"
}
