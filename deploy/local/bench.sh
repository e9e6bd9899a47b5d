#!/usr/bin/env bash
# make bench: times leases on the running Berth beside bare docker create/start, then decisions with JMH.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
deploy/local/up.sh
need_build_tools
need ssh openssh-client
"$JAVA_HOME/bin/java" deploy/bench/Bench.java "$BERTH_HOME"
say "Timing passes and sweeps beside 100, 1,000 and 10,000 leases, then an idle Berth beside 10,000 (twenty minutes)"
ensure_postgres_image
maven -q verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ScaleRun,IdleRun \
  "-Dberth.test.postgres-image=$POSTGRES_IMAGE" | grep -E 'last to first|median \(|heap in use|of a core|ERROR'
say "Timing decisions (two minutes)"
maven -q -f deploy/bench/pom.xml compile exec:exec
