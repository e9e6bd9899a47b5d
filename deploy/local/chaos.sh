#!/usr/bin/env bash
# make chaos: Berth, its database and an engine with 8 simulated GPUs, one after another killed under load, for MINUTES (20); SEED repeats
# a programme. As root. An engine of its own, on a small disk of its own, which is filled too.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
minutes=${MINUTES:-20}
disk=$REPO/target/it/chaos-disk
settings=("-Dberth.storm.minutes=$minutes")
[ -z "${SEED:-}" ] || settings+=("-Dberth.storm.seed=$SEED")

leave() {
  SIMULATED_ENGINE_DIR=$disk/engine deploy/simulated-gpu/engine.sh stop >/dev/null 2>&1 || true
  if mountpoint -q "$disk"; then umount "$disk"; fi
  rm -f "$disk.img"
}

small_disk() {
  mkdir -p "$disk"
  truncate -s 1G "$disk.img"
  mkfs.ext4 -q -F "$disk.img"
  mount -o loop "$disk.img" "$disk"
}

[ "$(id -u)" = 0 ] || die "make chaos kills engines and mounts a disk: run it as root"
need_build_tools
need ip iproute2 mkfs.ext4 e2fsprogs ssh openssh-client nc netcat-openbsd
ensure_engine
ensure_base_image
ensure_postgres_image
settings+=("-Dberth.test.source-image=$BASE_IMAGE" "-Dberth.test.postgres-image=$POSTGRES_IMAGE")
leave
trap leave EXIT
if small_disk; then
  settings+=("-Dberth.storm.engine-home=$disk/engine")
else
  note "no small disk can be mounted here: the disk is not filled"
fi
say "$minutes minutes of chaos; each event is a line"
maven verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ChaosRun "${settings[@]}" ||
  die "something was not as it must be: see PROBLEM and the last lines above, and target/it/chaos.log"
say "Every lease was where it should be, and nothing is left"
