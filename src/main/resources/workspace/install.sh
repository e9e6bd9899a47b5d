#!/bin/sh
# Runs once, while an image is baked: sshd, and the tools that editors expect at the far end of SSH.
# Installs only what is missing: minimal images have variants of curl and coreutils that conflict with
# the usual ones, and an image that has everything is baked without a network.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 022
lib=/usr/lib/berth

fail() {
  printf 'berth: %s\n' "$*" >&2
  exit 1
}

have() {
  command -v "$1" > /dev/null 2>&1
}

have_ca() {
  [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -s /etc/pki/tls/certs/ca-bundle.crt ] ||
    [ -s /etc/ssl/ca-bundle.pem ] || [ -s /var/lib/ca-certificates/ca-bundle.pem ]
}

have_libstdcxx() {
  for file in /usr/lib*/libstdc++.so.6 /usr/lib/*/libstdc++.so.6; do
    if [ -e "$file" ]; then return 0; fi
  done
  return 1
}

tools='sshd ssh ssh-keygen scp sudo rsync git ps flock which bash tar gzip gunzip uname mktemp base64
  sed grep awk cat mkdir chmod chown rm mv cp id env stat install find'

missing() {
  for tool in $tools; do
    have "$tool" || printf '%s ' "$tool"
  done
  have curl || have wget || printf 'curl '
  have_ca || printf 'ca-certificates '
  have_libstdcxx || printf 'libstdc++ '
}

# package_of TOOL: the tool's package in the family at hand.
package_of() {
  case $family:$1 in
    debian:sshd) echo openssh-server openssh-sftp-server ;;
    debian:ssh | debian:ssh-keygen | debian:scp) echo openssh-client ;;
    debian:ps) echo procps ;;
    debian:which) echo debianutils ;;
    debian:flock) echo util-linux ;;
    debian:awk) echo mawk ;;
    debian:libstdc++) echo libstdc++6 ;;

    redhat:sshd) echo openssh-server ;;
    redhat:ssh | redhat:scp) echo openssh-clients ;;
    redhat:ssh-keygen) echo openssh ;;
    redhat:ps) echo procps-ng ;;
    redhat:flock) echo util-linux ;;
    redhat:awk) echo gawk ;;

    suse:sshd) echo openssh-server ;;
    suse:ssh | suse:scp) echo openssh-clients ;;
    suse:ssh-keygen) echo openssh-common ;;
    suse:ps) echo procps ;;
    suse:flock) echo util-linux ;;
    suse:awk) echo gawk ;;
    suse:libstdc++) echo libstdc++6 ;;
    suse:ca-certificates) echo ca-certificates ca-certificates-mozilla ;;

    alpine:sshd) echo openssh-server ;;
    alpine:ssh) echo openssh-client-default ;;
    alpine:scp) echo openssh-client-common ;;
    alpine:ssh-keygen) echo openssh-keygen ;;
    alpine:ps) echo procps ;;
    alpine:awk) echo gawk ;;

    *:gunzip) echo gzip ;;
    *:find) echo findutils ;;
    *:uname | *:mktemp | *:base64 | *:cat | *:mkdir | *:chmod | *:chown | *:rm | *:mv | *:cp | *:id | *:env | *:stat | *:install)
      echo coreutils ;;
    *) echo "$1" ;;
  esac
}

if have apt-get; then
  family=debian
elif have dnf || have microdnf || have yum; then
  family=redhat
elif have zypper; then
  family=suse
elif have apk; then
  family=alpine
else
  family=none
fi

# Packages must not start services in a build; the source's own rule for that is put back afterwards.
policy=/usr/sbin/policy-rc.d
install_debian() {
  if [ -e $policy ]; then mv $policy $policy.berth; fi
  printf '#!/bin/sh\nexit 101\n' > $policy
  chmod 0755 $policy
  DEBIAN_FRONTEND=noninteractive
  export DEBIAN_FRONTEND
  apt-get -q update
  apt-get -q install -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
  apt-get clean
  rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old
  rm -f $policy
  if [ -e $policy.berth ]; then mv $policy.berth $policy; fi
}

install_redhat() {
  for manager in dnf microdnf yum; do
    if have $manager; then break; fi
  done
  case $manager in
    yum) yum install -y "$@" ;;
    *) $manager install -y --setopt=install_weak_deps=0 --setopt=tsflags=nodocs "$@" ;;
  esac
  $manager clean all
  rm -rf /var/cache/dnf /var/cache/yum
}

install_suse() {
  zypper --non-interactive refresh
  zypper --non-interactive install --no-recommends "$@"
  zypper clean --all
}

install_alpine() {
  apk add --no-cache "$@"
}

lacking=$(missing)
if [ -n "$lacking" ]; then
  [ $family != none ] ||
    fail "this image lacks: $lacking- and has no package manager Berth knows (apt-get, dnf, microdnf, yum, zypper, apk)"
  packages=
  for tool in $lacking; do
    packages="$packages $(package_of "$tool")"
  done
  # shellcheck disable=SC2086 # a list of words
  install_$family $packages
  lacking=$(missing)
  [ -z "$lacking" ] || fail "the packages were installed, yet this image still lacks: $lacking"
fi

# A key in an image is the same key for everybody who has the image.
rm -f /etc/ssh/ssh_host_*
# When the source is a snapshot of a workspace, it brings the former lease along.
rm -rf /etc/berth /run/berth /etc/sudoers.d/zz-berth /etc/profile.d/zz-berth.sh /etc/security/limits.d/zz-berth.conf
mkdir -p /etc/berth/authorized_keys.d /etc/profile.d /etc/sudoers.d /etc/security/limits.d
chmod 0755 /etc/berth /etc/berth/authorized_keys.d /etc/profile.d

# PAM prints it even into sessions without a terminal, where programs read what comes.
if [ -e /etc/motd ]; then : > /etc/motd; fi
rm -rf /run/motd.dynamic /etc/motd.d
if [ -d /etc/update-motd.d ]; then find /etc/update-motd.d -type f -exec chmod a-x {} +; fi

# Debian's zsh does not read /etc/profile.d.
zlogin=/etc/zsh/zlogin
if [ -e $zlogin ] && ! grep -q "$lib/motd.sh" $zlogin; then
  printf 'if [ -r %s ]; then . %s; fi\n' $lib/motd.sh $lib/motd.sh >> $zlogin
fi

# Berth's rule for the lease's user is a file in there.
if [ -e /etc/sudoers ] && ! grep -Eq '^[#@]includedir[[:space:]]+/etc/sudoers\.d' /etc/sudoers; then
  printf '#includedir /etc/sudoers.d\n' >> /etc/sudoers
fi

chown -R 0:0 $lib
chmod 0755 $lib $lib/entrypoint $lib/install-keys $lib/lock-out $lib/restart-sshd $lib/probe-sshd $lib/install.sh
chmod 0644 $lib/prepare.awk $lib/sshd_config $lib/motd.sh
ln -sf "$(command -v sshd)" $lib/sshd
$lib/probe-sshd
