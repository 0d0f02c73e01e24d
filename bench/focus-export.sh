#!/usr/bin/env bash
# A month of 10 million events to a FOCUS Parquet by the hour: seconds and peak memory of `permil focus export`, with half
# the events beside it to see whether memory follows them. The page goes to bench/results/focus-export.md (--out for another
# place).
#   bench/focus-export.sh [--events N] [--rounds N] [--ahead] [--permil PROGRAM] [--out FILE]
# --ahead runs the program at real-time priority: on a machine that others use at the same time.
# Needs the .NET SDK, Node, GNU time, and 10 GB in the folder for temporary files.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
events=10000000
rounds=3
seed=7
permil=
ahead=()
out=$root/bench/results/focus-export.md
command="bench/focus-export.sh $*"

while [[ $# -gt 0 ]]; do
  case $1 in
    --ahead)
      ahead=(chrt --rr 10)
      shift
      continue
      ;;
    --events) events=$2 ;;
    --rounds) rounds=$2 ;;
    --permil) permil=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

gnu_time=$(type -P time) || { echo "GNU time is needed (Debian: apt install time)" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/permil-focus.XXXXXX")
trap 'rm -rf "$work"' EXIT
node "$root/bench/load/machine.mjs" "$root" >"$work/machine.md"

if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$work/permil" -v quiet >&2
  permil=$work/permil/permil
fi
dotnet publish "$root/bench/load/UsageLogGenerator" -c Release -o "$work/generator" -v quiet >&2

# The generated quarter becomes one month, and its 999 tenants 10 without features: rows are cells, and a FOCUS file with
# about as many rows as events is no summary that anybody loads.
log() {
  "$work/generator/generate" "$1" "$seed" jsonl | sed -E \
    -e 's/"ts":"2026-0[123]/"ts":"2026-03/' \
    -e 's/"tenant":"t-[0-9]*([0-9])"/"tenant":"t-\1"/' \
    -e 's/"feature":"[^"]*",//'
}

: >"$work/measured.tsv"
for count in $((events / 2)) "$events"; do
  log "$count" >"$work/log.jsonl"
  "$permil" import "$work/log.jsonl" --data "$work/data" >&2
  rm "$work/log.jsonl"
  for ((round = 1; round <= rounds; round++)); do
    rm -rf "$work/lake"
    "$gnu_time" -f '%e\t%U\t%S\t%M' -o "$work/time" \
      "${ahead[@]}" "$permil" focus export --month 2026-03 --granularity hour --data "$work/data" --output "$work/lake" \
      >"$work/said"
    rows=$(sed -nE 's/.*: ([0-9]+) rows.*/\1/p' "$work/said" | head -1)
    bytes=$(stat -c %s "$work"/lake/CostAndUsage/*/data.parquet)
    sha256sum <"$work"/lake/CostAndUsage/*/data.parquet >"$work/hash"
    if [[ $round -gt 1 ]] && ! cmp -s "$work/hash" "$work/hash.before"; then
      echo "round $round of $count events has other bytes than the one before" >&2
      exit 1
    fi
    mv "$work/hash" "$work/hash.before"
    printf '%s\t%s\t%s\t%s\t%s\n' "$count" "$round" "$rows" "$bytes" "$(cat "$work/time")" \
      | tee -a "$work/measured.tsv" >&2
  done
  rm -rf "$work/data"
done

{
  cat <<'PAGE'
# A month to FOCUS

A month of events in the store to one FOCUS 1.3 Parquet file by the hour, with every column, written by
`permil focus export`: the whole process, the store in the system's file cache. All rounds of a row's events must give the
same bytes. Written by `bench/focus-export.sh`.

PAGE
  cat "$work/machine.md"
  printf '\nThe command: `%s`.' "$command"
  if [[ ${#ahead[@]} -gt 0 ]]; then
    printf ' Others used the machine at the same time; the program ran ahead of them (`%s`).' "${ahead[*]}"
  fi
  printf '\n\n'
  echo '| events | round | rows | file, MB | seconds | CPU seconds | peak memory, MB |'
  echo '|---:|---:|---:|---:|---:|---:|---:|'
  awk -F'\t' '{ printf "| %d | %d | %d | %.1f | %.2f | %.2f | %d |\n", $1, $2, $3, $4 / 1e6, $5, $6 + $7, $8 / 1024 }' \
    "$work/measured.tsv"
} >"$work/page.md"
mkdir -p "$(dirname "$out")"
cp "$work/page.md" "$out"
cat "$out"
