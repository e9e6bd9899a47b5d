#!/usr/bin/env bash
# Makes a slim base image of Debian from the distribution's packages, for machines that reach no registry.
# usage (as root): build.sh IMAGE [SUITE]
set -euo pipefail
image=$1
suite=${2:-bookworm}

# address RELEASE-PATTERN: where this host itself gets the packages of such a release from
# shellcheck disable=SC2016 # apt-get itself expands these
address() {
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' | grep -E "$1 https?:" | sort -u | sed -n '1s/.* //p'
}
mirror=$(address '^[a-z]+' || true)
security=$(address '^[a-z]+-security' || true)
[ -n "$mirror" ] || { echo "no Debian mirror in this host's package sources" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror"

{
  echo "deb $mirror $suite main"
  echo "deb $mirror $suite-updates main"
  [ -z "$security" ] || echo "deb $security $suite-security main"
} >"$root/etc/apt/sources.list"
# What makes the official image slim: no manuals and translations, and no package caches.
printf 'path-exclude /usr/share/%s/*\n' doc man info locale groff lintian linda >"$root/etc/dpkg/dpkg.cfg.d/docker"
printf 'path-include /usr/share/doc/*/copyright\n' >>"$root/etc/dpkg/dpkg.cfg.d/docker"
find "$root/usr/share/doc" -mindepth 2 ! -name copyright ! -type d -delete
rm -rf "$root"/usr/share/{man,info,locale,groff,lintian,linda}/* \
  "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/{*.log,apt/*} "$root"/tmp/*
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # services don't start in builds
chmod 755 "$root/usr/sbin/policy-rc.d"
printf 'APT::Install-Recommends "true";\nAcquire::Languages "none";\n' >"$root/etc/apt/apt.conf.d/docker"
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"

tar -C "$root" --numeric-owner -c . | docker import --change 'CMD ["bash"]' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$image"
