#!/usr/bin/env bash
# Compares what the generator writes, byte by byte, with what a reference program writes for the same arguments.
#   bench/load/check-generator.sh REFERENCE [GENERATOR]
set -euo pipefail

if [[ $# -lt 1 || ! -x $1 ]]; then
  echo "usage: $0 REFERENCE [GENERATOR]   (both take: N SEED jsonl|csv, or N SEED claude FOLDER)" >&2
  exit 2
fi

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
reference=$(realpath "$1")
if [[ $# -ge 2 ]]; then
  generator=$(realpath "$2")
else
  dotnet publish "$root/bench/load/UsageLogGenerator" -c Release -o "$work/generator" -v quiet >&2
  generator=$work/generator/generate
fi

compare() {
  if cmp "$1" "$2"; then
    echo "same: $3"
  else
    echo "differs: $3" >&2
    exit 1
  fi
}

for arguments in "1 1" "1000 7" "200000 42" "999983 18446744073709551615"; do
  for form in jsonl csv; do
    # shellcheck disable=SC2086 # two arguments
    compare <("$reference" $arguments $form) <("$generator" $arguments $form) "$arguments $form"
  done
done

for arguments in "1 1" "20001 7"; do
  # shellcheck disable=SC2086
  "$reference" $arguments claude "$work/expected"
  # shellcheck disable=SC2086
  "$generator" $arguments claude "$work/found"
  diff -r "$work/expected" "$work/found"
  echo "same: $arguments claude"
  rm -rf "$work/expected" "$work/found"
done
