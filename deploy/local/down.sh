#!/usr/bin/env bash
# make down: stops Berth. With PURGE=1 it then removes what carries this installation's label, and .berth.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"

# remove KIND LIST-COMMAND... -- REMOVE-COMMAND...
remove() {
  local kind=$1 list=() ids
  shift
  while [ "$1" != -- ]; do list+=("$1"); shift; done
  shift
  ids=$("${list[@]}" --filter "label=dev.berth.installation=$installation" | sort -u)
  [ -n "$ids" ] || return 0
  say "Removing $(wc -l <<<"$ids") $kind(s)"
  xargs "$@" <<<"$ids" >/dev/null
}

# Snapshots of workspaces have a label of their own.
own_images() {
  local label
  for label in dev.berth.installation dev.berth.snapshot; do
    docker image ls -q --no-trunc --filter "label=$label=$installation"
  done | sort -u
}

# An image goes only after the ones made from it: several rounds, as long as each one removes something.
remove_images() {
  local ids left
  ids=$(own_images)
  while [ -n "$ids" ]; do
    say "Removing $(wc -l <<<"$ids") image(s)"
    xargs docker image rm -f <<<"$ids" >/dev/null 2>&1 || true
    left=$(own_images)
    [ "$left" != "$ids" ] || die "these images can't be removed:" "$(xargs docker image rm <<<"$ids" 2>&1)"
    ids=$left
  done
}

purge() {
  local installation=''
  if [ -f "$BERTH_HOME/installation" ]; then
    installation=$(cat "$BERTH_HOME/installation")
    # An empty or odd id must never become a filter that matches other people's containers.
    [[ $installation =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die "$BERTH_HOME/installation holds no installation id; nothing was removed"
    engine_answers || die "the container engine does not answer, so nothing was removed:" "$(engine_error)" "Start it and run this again."
    remove container docker ps -aq --no-trunc -- docker rm -f -v
    remove volume docker volume ls -q -- docker volume rm
    remove network docker network ls -q --no-trunc -- docker network rm
    remove_images
  fi
  if [ -d "$BERTH_HOME/simulated-engine" ]; then as_root deploy/simulated-gpu/engine.sh stop; fi
  say "Removing $BERTH_HOME"
  rm -rf "$BERTH_HOME"
}

if [ ! -d "$BERTH_HOME" ]; then
  say "There is no local installation here: nothing to stop"
  exit 0
fi
lock_home
stop_service
say "Berth is stopped"
[ "${PURGE:-}" != 1 ] || purge
