#!/usr/bin/env bash
# Modest load on permil's gateway for a stated time: answers and streams, some calls before an upstream that takes 20 ms.
# Its memory is read every 10 seconds. The verdict: no call failed, and memory at the end (the median of the last fifth)
# is at most a tenth and 16 MiB above what it was after a fifth of the time.
# The page with the result goes to bench/results/soak.md (--out for another place).
#   bench/soak.sh [--minutes N] [--permil PROGRAM] [--out FILE]
# Needs the .NET SDK, Node, gcc, wrk and curl. Exit code 1: the verdict is no.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
minutes=60
permil=
out=$root/bench/results/soak.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --minutes) minutes=$2 ;;
    --permil) permil=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done
for tool in dotnet node gcc wrk curl lscpu pgrep; do
  command -v "$tool" >/dev/null || { echo "$tool is needed" >&2; exit 2; }
done

work=$(mktemp -d)
build=$work/build
mkdir "$build"
# shellcheck source=bench/load/gateway/peers.sh
source "$root/bench/load/gateway/peers.sh"
trap 'stop_peers; rm -rf "$work"' EXIT

build_canned
if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$build/permil" -v quiet >&2
  permil=$build/permil/permil
fi
node "$root/bench/load/machine.mjs" "$root" >"$work/machine.md"
start_peer direct
start_peer permil

# Sixteen connections whose upstream takes 20 ms: some hundred calls a second, half of them streams.
seconds=$((minutes * 60))
drive permil 8 0 1 "$seconds" >"$work/json.json" &
loads=("$!")
started+=("$!")
drive permil 8 1 1 "$seconds" >"$work/stream.json" &
loads+=("$!")
started+=("$!")

begun=$SECONDS
while ((SECONDS - begun < seconds)); do
  sleep 10
  kill -0 "${process[permil]}" 2>/dev/null || break
  printf '%d\t%d\t%d\t%s\n' "$((SECONDS - begun))" "$(resident_kib permil)" "$(du -sk "$work/data" | cut -f 1)" \
    "$(ls "/proc/${process[permil]}/fd" | wc -l)" | tee -a "$work/samples.tsv" >&2
done
wait "${loads[@]}"

mkdir -p "$(dirname "$out")"
status=0
node "$root/bench/load/soak-report.mjs" "$work/machine.md" "$work/samples.tsv" "$work/json.json" "$work/stream.json" \
  >"$work/page.md" || status=$?
cp "$work/page.md" "$out"
cat "$out"
exit "$status"
