#!/usr/bin/env bash
# Builds Berth's image from target/quarkus-app with the JDK in JAVA_HOME (25 or newer).
# usage: build.sh IMAGE
set -euo pipefail
image=$1
here=$(cd "$(dirname "$0")" && pwd -P)
app=$here/../../../target/quarkus-app
context=$here/../../../target/image

# What jdeps finds in the application and its libraries, and what is only reached by name at run time:
# TLS and Kerberos providers, names, profiling, remote diagnosis, zip file systems, locale data.
found=$("$JAVA_HOME/bin/jdeps" --ignore-missing-deps --multi-release 25 --print-module-deps --class-path "$app/lib/main/*:$app/lib/boot/*" "$app"/app/*.jar "$app/quarkus-run.jar" || true)
always=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml
always+=,java.instrument,java.desktop,jdk.crypto.cryptoki,jdk.unsupported,jdk.net,jdk.zipfs,jdk.jfr,jdk.management,jdk.management.agent,jdk.jcmd,jdk.localedata,jdk.naming.dns
echo "modules found: $found"

rm -rf "$context"
mkdir -p "$context"
"$JAVA_HOME/bin/jlink" --add-modules "$always${found:+,$found}" --include-locales=en --strip-debug --no-header-files --no-man-pages \
  --compress zip-6 --output "$context/runtime"
cp -R "$app" "$context/app"
install -m 755 "$here/healthcheck.sh" "$context/healthcheck.sh"
docker build -t "$image" -f "$here/Dockerfile" "$context"
