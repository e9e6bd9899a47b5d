#!/bin/sh
# gpus.sh N DIR: makes DIR describe N simulated GPUs. Those that are described already keep their UUIDs and their switches.
set -eu
count=$1 dir=$2
case $count in '' | *[!0-9]*) echo "gpus.sh N DIR: N is a number of GPUs" >&2; exit 2 ;; esac
[ "$count" -le 64 ] || { echo "gpus.sh: 64 simulated GPUs at most" >&2; exit 2; }
mkdir -p "$dir/gpus"
# A workspace's users read it, so that nvidia-smi works for them.
chmod 755 "$dir" "$dir/gpus"
touch "$dir/gpus.csv" "$dir/mig.csv"
i=$(wc -l <"$dir/gpus.csv")
while [ "$i" -lt "$count" ]; do
  printf '%s,GPU-%s,Simulated A100-SXM4-80GB,81920,%08X:%02X:00.0\n' "$i" "$(cat /proc/sys/kernel/random/uuid)" 0 $((i + 1)) >>"$dir/gpus.csv"
  i=$((i + 1))
done
if [ "$i" -gt "$count" ]; then
  # In place: running workspaces have the directory, but this way the file too stays the one that they see.
  kept=$(head -n "$count" "$dir/gpus.csv")
  printf '%s' "$kept${kept:+
}" >"$dir/gpus.csv"
fi
cut -d, -f2 "$dir/gpus.csv" | while read -r uuid; do mkdir -p "$dir/gpus/$uuid"; done
chmod -R a+rX "$dir"
