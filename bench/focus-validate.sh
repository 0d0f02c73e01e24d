#!/usr/bin/env bash
# `permil focus validate` over a million rows of CSV: seconds and peak memory under Permil's own rules, and under a
# requirements model if PERMIL_FOCUS_MODEL names one. The page goes to bench/results/focus-validate.md (--out otherwise).
#   bench/focus-validate.sh [--rows N] [--runs N] [--ahead] [--permil PROGRAM] [--out FILE]
# --ahead runs the program at real-time priority: on a machine that others use at the same time.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
rows=1000000
runs=3
permil=
ahead=()
command="bench/focus-validate.sh $*"
out=$root/bench/results/focus-validate.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --ahead)
      ahead=(chrt --rr 10)
      shift
      continue
      ;;
    --rows) rows=$2 ;;
    --runs) runs=$2 ;;
    --permil) permil=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

work=$(mktemp -d "${TMPDIR:-/tmp}/permil-focus.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$work/permil" -v quiet >&2
  permil=$work/permil/permil
fi
node "$root/bench/load/machine.mjs" "$root" >"$work/machine.md"

file=$work/focus.csv
python3 "$root/bench/load/focus-rows.py" "$root/src/Permil.Core/Focus/Columns/focus-1.3.tsv" "$rows" "$file"

# Seconds, peak MiB and the verdict of each run, by rules with a name.
measure() {
  local run rules=$1
  shift
  for ((run = 0; run < runs; run++)); do
    # A SHOULD that fails is no fault of the run; anything but a verdict is.
    printf '| %s ' "$rules"
    python3 - "${ahead[@]}" "$permil" focus validate "$file" "$@" <<'PYTHON'
import resource, subprocess, sys, time
start = time.monotonic()
run = subprocess.run(sys.argv[1:], capture_output=True, text=True)
seconds = time.monotonic() - start
if run.returncode not in (0, 1) or not run.stdout.strip():
    sys.exit(run.stderr)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"| {seconds:.1f} | {peak:.0f} | {run.stdout.strip().splitlines()[-1]} |")
PYTHON
  done
}

{
  echo "# A FOCUS file against the rules"
  echo
  echo "$(printf "%'d" "$rows") rows of usage as CSV, $(($(stat -c %s "$file") / 1048576)) MiB; each run is a whole process. Written by \`bench/focus-validate.sh\`."
  echo
  cat "$work/machine.md"
  printf '\nThe command: `%s`.' "$command"
  if [[ ${#ahead[@]} -gt 0 ]]; then
    printf ' Others used the machine at the same time; the program ran ahead of them (`%s`).' "${ahead[*]}"
  fi
  printf '\n\n'
  echo "| rules | seconds | peak MiB | verdict |"
  echo "|---|---:|---:|---|"
  measure "Permil's own"
  if [[ -n ${PERMIL_FOCUS_MODEL:-} ]]; then
    measure "$(basename "$PERMIL_FOCUS_MODEL")" --model "$PERMIL_FOCUS_MODEL"
  fi
} >"$work/page.md"
mkdir -p "$(dirname "$out")"
cp "$work/page.md" "$out"
cat "$out"
