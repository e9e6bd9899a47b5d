#!/usr/bin/env bash
# make test: all tests and checks. Integration tests use the container engine; a skipped test counts as a failure.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"

# Counts an element in all test reports of this run. The numbers in a report's head leave nested classes out.
count() {
  { find target/surefire-reports target/failsafe-reports -name 'TEST-*.xml' -exec cat {} + 2>/dev/null || true; } |
    { grep -o "<$1[ />]" || true; } | wc -l
}

need_build_tools
need ssh openssh-client git git nc netcat-openbsd rsync rsync dash dash busybox busybox shellcheck shellcheck
ensure_engine
ensure_base_image
ensure_trixie_image
ensure_postgres_image
say "Starting a second container engine, with 8 simulated GPUs, for the tests"
ensure_simulated_engine 8
rm -rf target/surefire-reports target/failsafe-reports
# Testcontainers takes a machine with a /.dockerenv for a container, and its Ryuk comes from a registry.
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 TESTCONTAINERS_RYUK_DISABLED=true
say "mvn verify with PostgreSQL from $POSTGRES_IMAGE"
maven verify -Dberth.test.postgres-image="$POSTGRES_IMAGE" -Dberth.test.source-image="$BASE_IMAGE" \
  -Dberth.test.trixie-image="$TRIXIE_IMAGE" \
  -Dberth.test.gpu-engine="$GPU_ENGINE" -Dberth.test.gpu-state="$GPU_STATE" -Dberth.test.gpu-address="$GPU_ADDRESS"
tests=$(count testcase) skipped=$(count skipped)
[ "$tests" != 0 ] || die "no test ran"
[ "$skipped" = 0 ] || die "$skipped of $tests tests were skipped:" \
  "$(grep -l '<skipped' target/*-reports/TEST-*.xml | sed 's/.*TEST-\(.*\)\.xml/\1/')"
say "All $tests tests passed, none skipped ($((SECONDS / 60)) min $((SECONDS % 60)) s)"
