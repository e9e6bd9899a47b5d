#!/usr/bin/env bash
# make bench: times leases on the running Berth beside bare docker create/start, then decisions with JMH.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
deploy/local/up.sh
need_build_tools
need ssh openssh-client
"$JAVA_HOME/bin/java" deploy/bench/Bench.java "$BERTH_HOME"
say "Timing decisions (two minutes)"
maven -q -f deploy/bench/pom.xml compile exec:exec
