#!/usr/bin/env bash
# make mutation: changes the decisions (every package ..model..) one by one, and counts the changes that no test notices. Fails where
# they are too many (mutationThreshold in pom.xml).
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
need_build_tools
maven test-compile org.pitest:pitest-maven:mutationCoverage || die "too many survived: target/pit-reports/index.html shows them line by line"
say "What survived, line by line: target/pit-reports/index.html"
