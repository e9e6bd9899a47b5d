#!/usr/bin/env bash
# make images: berth/berth:local and berth/postgres:local, for docker-compose.yml.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
need_build_tools
ensure_engine
ensure_base_image
build_postgres_image
step "Packaging Berth" maven -Dmaven.test.skip=true package
step "Building berth/berth:local (a Java runtime of its own, and Berth)" deploy/images/berth/build.sh berth/berth:local
docker image ls --filter reference='berth/*:local'
