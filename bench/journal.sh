#!/usr/bin/env bash
# What a journal acknowledges a second: single records from 1, 64 and 1,000 callers, and batches of 500, beside what the
# disk alone does. The page with the result goes to bench/results/journal.md (--out for another place).
#   bench/journal.sh [--seconds N] [--folder DIR] [--out FILE]
# Needs the .NET SDK, Node, and 1 GB on the disk that is measured, which is the one of DIR (the folder for temporary files).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
seconds=5
folder=${TMPDIR:-/tmp}
out=$root/bench/results/journal.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds) seconds=$2 ;;
    --folder) folder=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

work=$(mktemp -d "$folder/permil-journal.XXXXXX")
trap 'rm -rf "$work"' EXIT

dotnet publish "$root/bench/load/JournalLoad" -c Release -o "$work/program" -v quiet >&2
"$work/program/journal-load" "$work/data" "$seconds" >"$work/table.md"
{
  echo '# What a journal acknowledges a second'
  echo
  echo "Written by \`bench/journal.sh\`: records of 200 bytes, $seconds seconds a line, on $(stat -f -c %T "$folder")."
  echo
  node "$root/bench/load/machine.mjs" "$root"
  echo
  cat "$work/table.md"
} >"$work/page.md"
mkdir -p "$(dirname "$out")"
cp "$work/page.md" "$out"
cat "$out"
