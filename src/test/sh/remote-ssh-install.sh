# What an editor's installer does at the far end of "ssh -T -D PORT HOST bash", with the download replaced by a
# file that was copied there before. Answers between two marks, for noise of any kind may come first.
commit=4fe60c8b1cdac1c4c174f2fb180d0d758272d713
base=$HOME/.test-server
bin=$base/bin/$commit
tmp=${XDG_RUNTIME_DIR:-/tmp}
echo "$commit: running"

fail() {
  echo "$commit: start"
  echo "exitCode==$1=="
  echo "$commit: end"
  exit "$1"
}

command -v wget > /dev/null || command -v curl > /dev/null || fail 194
mkdir -p "$base/bin"
exec 9> "$tmp/test-remote-lock.$commit"
flock 9 || fail 24

installed=0
if [ ! -x "$bin/server" ]; then
  work=$(mktemp -d "$base/install.XXXXXX")
  cp /tmp/test-server.tgz "$work/server.tgz" || fail 193
  tar -xzf "$work/server.tgz" -C "$work" --no-same-owner || fail 205
  rm "$work/server.tgz"
  mv "$work" "$bin"
  installed=1
fi

log=$base/.$commit.log
pidfile=$base/.$commit.pid
started=0
pid=$(cat "$pidfile" 2> /dev/null)
if [ -z "$pid" ] || ! ps -o pid,args -p "$pid" | grep -q "$bin/server"; then
  "$bin/server" > "$log" 2>&1 < /dev/null 9>&- &
  echo $! > "$pidfile"
  started=1
fi
port=
tries=0
while [ -z "$port" ] && [ $tries -lt 50 ]; do
  port=$(sed -n 's/.*listening on \([0-9]*\)$/\1/p' "$log")
  tries=$((tries + 1))
  [ -n "$port" ] || sleep 0.1
done
[ -n "$port" ] || fail 32
flock -u 9

echo "$commit: start"
echo "exitCode==0=="
echo "listeningOn==$port=="
echo "installed==$installed=="
echo "started==$started=="
echo "osReleaseId==$(sed -n 's/^ID=//p' /etc/os-release)=="
echo "arch==$(uname -m)=="
echo "tmpDir==$tmp=="
echo "$commit: end"
