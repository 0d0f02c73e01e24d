#!/usr/bin/env bash
# A 10-million-line usage log to exact cost per model, tenant and day: permil against DuckDB's SQL and genai-prices.
# The page with the result goes to bench/results/rate-10m.md (--out for another place).
#   bench/rate-10m.sh [--log FILE] [--events N] [--pairs N] [--prefix N] [--permil PROGRAM] [--out FILE]
# Needs the .NET SDK, Node with npm, GNU time, and 3 GB in the folder for temporary files.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
events=10000000
seed=7
pairs=5
prefix=500000
log=
permil=
out=$root/bench/results/rate-10m.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --log) log=$(realpath "$2") ;;
    --events) events=$2 ;;
    --pairs) pairs=$2 ;;
    --prefix) prefix=$2 ;;
    --permil) permil=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

for tool in dotnet node npm lscpu; do
  command -v "$tool" >/dev/null || { echo "$tool is needed" >&2; exit 2; }
done
gnu_time=$(type -P time) || { echo "GNU time is needed (Debian: apt install time)" >&2; exit 2; }

# The log stays for the next run; everything else goes.
kept=${TMPDIR:-/tmp}/permil-bench
mkdir -p "$kept"
work=$(mktemp -d "$kept/run.XXXXXX")
trap 'rm -rf "$work"' EXIT

peers=$root/bench/load/peers
(cd "$peers" && npm ci --no-audit --no-fund --loglevel=error >&2)

if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$work/permil" -v quiet >&2
  permil=$work/permil/permil
fi

if [[ -z $log ]]; then
  log=$kept/log-$events-$seed.jsonl
  if [[ ! -f $log ]]; then
    echo "generating $events lines" >&2
    dotnet publish "$root/bench/load/UsageLogGenerator" -c Release -o "$work/generator" -v quiet >&2
    "$work/generator/generate" "$events" "$seed" jsonl >"$log.part"
    mv "$log.part" "$log"
  fi
else
  events=$(wc -l <"$log")
fi
((prefix < events)) || prefix=$events

# measure PROGRAM RUN LINES COMMAND...: runs it and notes wall, user and system seconds and peak memory.
measure() {
  local program=$1 run=$2 lines=$3
  shift 3
  # A system may have dropped the file from memory since the last run; every run is to find it there.
  cat "$log" >/dev/null
  "$gnu_time" -f "$program\t$run\t$lines\t%e\t%U\t%S\t%M" -a -o "$work/measured.tsv" "$@"
  tail -n 1 "$work/measured.tsv" >&2
}

run_permil() { # RUN LOG OUT
  measure permil "$1" "$events" "$permil" rate "$2" --group-by model,tenant,day --format csv >"$3"
}

run_duckdb() { # RUN LOG OUT
  measure duckdb "$1" "$events" node "$peers/duckdb.mjs" "$2" "$work/prices.json" "$3"
}

# The machine before the runs: its load is then that of others.
node "$root/bench/load/machine.mjs" "$root" >"$work/machine.md"
node "$peers/prices.mjs" "$permil" "$work/prices.json" >&2

# The long log has no duplicates, so that removing them is all cost; that both do remove them is seen on a short one.
{
  head -n 100000 "$log"
  head -n 130000 "$log" | tail -n 70000
} >"$work/repeated.jsonl"
run_permil 0 "$work/repeated.jsonl" "$work/permil-repeated.csv"
run_duckdb 0 "$work/repeated.jsonl" "$work/duckdb-repeated.csv"
repeated=$(node "$peers/compare.mjs" "$work/permil-repeated.csv" "$work/duckdb-repeated.csv")

echo "warming up" >&2
run_permil 0 "$log" "$work/permil.csv"
run_duckdb 0 "$log" "$work/duckdb.csv"
: >"$work/measured.tsv"

for ((pair = 1; pair <= pairs; pair++)); do
  run_permil "$pair" "$log" "$work/permil.csv"
  run_duckdb "$pair" "$log" "$work/duckdb.csv"
done
whole=$(node "$peers/compare.mjs" "$work/permil.csv" "$work/duckdb.csv")

if ((prefix > 1)); then
  measure genai-prices-start 1 1 node "$peers/genai-prices.mjs" "$log" 1 >/dev/null
  for run in 1 2 3; do
    measure genai-prices "$run" "$prefix" node "$peers/genai-prices.mjs" "$log" "$prefix" >/dev/null
  done
fi

mkdir -p "$(dirname "$out")"
node "$root/bench/load/rate-report.mjs" "$root" "$work/machine.md" "$work/measured.tsv" "$events" "$(stat -c %s "$log")" \
  "all $whole; with every fourth line of a short log repeated, $repeated" >"$work/page.md"
cp "$work/page.md" "$out"
cat "$out"
