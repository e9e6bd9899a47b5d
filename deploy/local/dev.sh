#!/usr/bin/env bash
# make dev: Berth with live reload, on the data of this local installation.
# shellcheck source=deploy/local/common.sh
. "$(dirname "$0")/common.sh"
MAVEN_VERSION=3.9.11

# quarkus:dev wants Maven 3.9; Debian 12 has 3.8, which can fetch the other one as an artifact.
find_maven() {
  local tools=$BERTH_HOME/tools
  MVN=mvn
  if mvn -v | sed 's/\x1b\[[0-9;]*m//g' | grep -qE '^Apache Maven (3\.(9|[1-9][0-9])|[4-9])\.'; then return; fi
  MVN=$tools/apache-maven-$MAVEN_VERSION/bin/mvn
  if [ -x "$MVN" ]; then return; fi
  mkdir -p "$tools"
  step "Fetching Maven $MAVEN_VERSION" env -C "$tools" mvn -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="org.apache.maven:apache-maven:$MAVEN_VERSION:tar.gz:bin" -DoutputDirectory="$tools"
  tar -xzf "$tools/apache-maven-$MAVEN_VERSION-bin.tar.gz" -C "$tools"
}

need_build_tools
ensure_engine
ensure_base_image
lock_home
find_maven
stop_service
QUARKUS_HTTP_PORT=$(choose_port)
export QUARKUS_HTTP_PORT
say "Berth in dev mode at http://127.0.0.1:$QUARKUS_HTTP_PORT (Swagger UI: /q/swagger-ui, admin token: .berth/admin-token)"
exec "$MVN" quarkus:dev -Djvm.args=--enable-native-access=ALL-UNNAMED
