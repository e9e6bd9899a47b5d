#!/usr/bin/env bash
# make mutation: changes the decisions (every package ..model..) one by one, and counts the changes that no test notices.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
need_build_tools
maven test-compile org.pitest:pitest-maven:mutationCoverage
say "What survived, line by line: target/pit-reports/index.html"
