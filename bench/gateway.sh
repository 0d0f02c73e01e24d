#!/usr/bin/env bash
# Requests a second, processor time a request and added latency of permil's gateway (metering, one key, two budgets)
# beside a bare Kestrel + HttpClient forwarder, nginx, Portkey's gateway and no gateway at all, before one canned upstream
# on the same machine. In each round every peer runs every case once, one at a time, in an order that turns by one.
# The page with the result goes to bench/results/gateway.md (--out for another place).
#   bench/gateway.sh [--rounds N] [--seconds N] [--connections "1 16 64"] [--peers "direct forwarder nginx portkey permil"]
#                    [--permil PROGRAM] [--out FILE]
# Needs the .NET SDK, Node with npm, gcc, nginx, wrk and curl.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
rounds=5
seconds=8
connections="1 16 64"
peers="direct forwarder nginx portkey permil"
permil=
out=$root/bench/results/gateway.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --seconds) seconds=$2 ;;
    --connections) connections=$2 ;;
    --peers) peers=$2 ;;
    --permil) permil=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done
[[ " $peers " == *" direct "* ]] || { echo "--peers: found '$peers', must name direct, which the others are compared to" >&2; exit 2; }

for tool in dotnet node npm gcc nginx wrk curl lscpu pgrep; do
  command -v "$tool" >/dev/null || { echo "$tool is needed" >&2; exit 2; }
done

work=$(mktemp -d)
build=$work/build
mkdir "$build"
# shellcheck source=bench/load/gateway/peers.sh
source "$root/bench/load/gateway/peers.sh"
trap 'stop_peers; rm -rf "$work"' EXIT

build_canned
if [[ " $peers " == *" portkey "* ]]; then
  (cd "$gateway" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
fi
if [[ " $peers " == *" forwarder "* ]]; then
  dotnet publish "$root/bench/load/Forwarder" -c Release -o "$build/forwarder" -v quiet >&2
fi
if [[ " $peers " == *" permil "* && -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$build/permil" -v quiet >&2
  permil=$build/permil/permil
fi

node "$root/bench/load/machine.mjs" "$root" >"$work/machine.md"
read -r -a order <<<"direct ${peers//direct/}"
for peer in "${order[@]}"; do
  start_peer "$peer"
done

echo "warming up" >&2
for peer in "${order[@]}"; do
  for stream in 0 1; do
    drive "$peer" 16 "$stream" 0 4 >/dev/null
  done
done

ticks_a_second=$(getconf CLK_TCK)
for ((round = 1; round <= rounds; round++)); do
  for stream in 0 1; do
    for delay in 0 1; do
      for connection in $connections; do
        for peer in "${order[@]}"; do
          before=$(processor_ticks "$peer")
          measured=$(drive "$peer" "$connection" "$stream" "$delay" "$seconds")
          after=$(processor_ticks "$peer")
          printf '{"round":%d,"peer":"%s","connections":%d,"stream":%d,"delay":%d,"cpu":%s,"kib":%d,"wrk":%s}\n' \
            "$round" "$peer" "$connection" "$stream" "$delay" \
            "$(awk "BEGIN { print ($after - $before) / $ticks_a_second }")" "$(resident_kib "$peer")" "$measured" |
            tee -a "$work/measured.jsonl" >&2
        done
      done
    done
  done
  order=("${order[@]:1}" "${order[0]}")
done

mkdir -p "$(dirname "$out")"
node "$root/bench/load/gateway-report.mjs" "$root" "$work/machine.md" "$work/measured.jsonl" "$rounds" "$seconds" \
  "$(nginx -v 2>&1 | sed 's/.*nginx\///')" "$(wrk -v 2>&1 | sed -n '1s/^wrk \([^ ]*\).*/\1/p')" >"$work/page.md"
cp "$work/page.md" "$out"
cat "$out"
