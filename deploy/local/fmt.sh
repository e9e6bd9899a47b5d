#!/usr/bin/env bash
# make fmt: formats the sources as the build demands it.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
need_build_tools
maven -q spotless:apply
