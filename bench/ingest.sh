#!/usr/bin/env bash
# What POST /api/v1/usage acknowledges a second, durably: batches of 500 events over 4 connections on the loopback, the
# store taking them in meanwhile; and what a call's beginning and end in the journal cost. The page with the result goes
# to bench/results/ingest.md (--out for another place).
#   bench/ingest.sh [--seconds N] [--folder DIR] [--out FILE]
# Needs the .NET SDK, Node, and 10 GB on the disk that is measured, which is the one of DIR (the folder for temporary files).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
seconds=10
folder=${TMPDIR:-/tmp}
out=$root/bench/results/ingest.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds) seconds=$2 ;;
    --folder) folder=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

work=$(mktemp -d "$folder/permil-ingest.XXXXXX")
trap 'rm -rf "$work"' EXIT

dotnet publish "$root/bench/load/IngestLoad" -c Release -o "$work/program" -v quiet >&2
load=$work/program/ingest-load

coproc server { "$load" serve "$work/store"; }
server_pid=$server_PID
read -r url <&"${server[0]}"
"$load" send "$url" "$seconds" "lines, 500 a request, 4 connections" >"$work/table.md"
echo >&"${server[1]}"
wait "$server_pid"

"$load" calls "$work/calls" "$seconds" >"$work/calls.txt"
{
  echo '# What the doors for usage acknowledge a second'
  echo
  echo "Written by \`bench/ingest.sh\`: $seconds seconds a line, on $(stat -f -c %T "$folder"). Client and server share the machine."
  echo
  node "$root/bench/load/machine.mjs" "$root"
  echo
  echo '| form | events/s durable | answer median | answer 99% | CPU µs an event (server) | stored by the end |'
  echo '|---|---:|---:|---:|---:|---:|'
  cat "$work/table.md"
  echo
  echo "Calls begun and ended by 8 callers that are up to 128 calls ahead of the disk: $(cat "$work/calls.txt")."
} >"$work/page.md"
mkdir -p "$(dirname "$out")"
cp "$work/page.md" "$out"
cat "$out"
