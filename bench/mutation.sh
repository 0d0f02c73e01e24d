#!/usr/bin/env bash
# Changes the code of rating and billing in a thousand small ways, one at a time, and counts how many the tests notice.
# The page with the result goes to bench/results/mutation.md (--out for another place); it takes in what earlier runs left
# in artifacts/mutation, the newest for each file. Hours on a busy machine: --files goes piece by piece, --percent says how
# many of a hundred cases each property runs, --page only writes the page. Ends with 1 below 85 percent.
#   bench/mutation.sh [rating|bulk|billing|documents]... [--files PATTERN,...] [--percent N] [--out FILE] [--page]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
areas=()
files='**/*.cs'
percent=1
out=$root/bench/results/mutation.md
run=true

while [[ $# -gt 0 ]]; do
  case $1 in
    rating | bulk | billing | documents) areas+=("$1") ;;
    --files) files=$2 && shift ;;
    --percent) percent=$2 && shift ;;
    --out) out=$(realpath -m "$2") && shift ;;
    --page) run=false ;;
    *)
      sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift
done
[[ ${#areas[@]} -gt 0 ]] || areas=(rating bulk billing documents)

reports=$root/artifacts/mutation
mutate() {
  local area=$1 folder
  case $area in
    rating) folder=Rating ;;
    bulk) folder=Rating/Bulk ;;
    billing) folder=Billing ;;
    documents) folder=Billing/Invoices/Documents ;;
  esac
  local patterns=() pattern
  for pattern in ${files//,/ }; do
    # Without its folders, rating is the files of the folder itself.
    [[ $area == rating ]] && pattern=${pattern#\*\*/}
    patterns+=(--mutate "**/$folder/$pattern")
  done
  # Documents are told by tests of their own, which read PDF files.
  [[ $area == billing ]] && patterns+=(--mutate '!**/Billing/Invoices/Documents/**')
  # Its advice to the system shows in nothing but the time.
  patterns+=(--mutate '!**/Rating/HugePages.cs')
  mkdir -p "$reports"
  (
    cd "$root/tests/Permil.Core.Tests"
    PERMIL_MUTATION=$area PERMIL_PROPERTY_PERCENT=$percent nice -n 15 dotnet dotnet-stryker \
      --config-file ../../eng/mutation.json --skip-version-check --output "$(mktemp -d "$reports/$area-XXXXXX")" \
      "${patterns[@]}" >&2
  )
}

if $run; then
  (cd "$root" && dotnet tool restore >&2)
  set -f
  for area in "${areas[@]}"; do
    mutate "$area"
  done
  set +f
fi

mkdir -p "$(dirname "$out")"
status=0
node "$root/bench/load/mutation.mjs" "$root" "$reports" "$percent" >"$reports/page.md" || status=$?
cp "$reports/page.md" "$out"
cat "$out"
exit "$status"
