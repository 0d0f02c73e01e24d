#!/usr/bin/env bash
# `permil focus validate` over a million rows of CSV: seconds and peak memory under Permil's own rules, and under a
# requirements model if PERMIL_FOCUS_MODEL names one. The page goes to bench/results/focus-validate.md (--out otherwise).
#   bench/focus-validate.sh [--rows N] [--runs N] [--permil PROGRAM] [--out FILE]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
rows=1000000
runs=3
permil=
out=$root/bench/results/focus-validate.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --rows) rows=$2 ;;
    --runs) runs=$2 ;;
    --permil) permil=$(realpath "$2") ;;
    --out) out=$(realpath -m "$2") ;;
    *)
      sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$work/permil" -v quiet >&2
  permil=$work/permil/permil
fi

file=$work/focus.csv
python3 "$root/bench/load/focus-rows.py" "$root/src/Permil.Core/Focus/Columns/focus-1.3.tsv" "$rows" "$file"

# Seconds, peak MiB and the verdict of each run.
measure() {
  local run
  for ((run = 0; run < runs; run++)); do
    # A SHOULD that fails is no fault of the run; anything but a verdict is.
    python3 - "$permil" focus validate "$file" "$@" <<'PYTHON'
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
  echo "- date: $(date -u +'%Y-%m-%d %H:%M UTC')"
  echo "- commit: $(git -C "$root" rev-parse --short HEAD)"
  echo "- processor: $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1), $(nproc) processors; load before: $(cut -d' ' -f1 /proc/loadavg)"
  echo "- memory: $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)"
  echo
  echo "| seconds | peak MiB | verdict |"
  echo "|---:|---:|---|"
  measure
  if [[ -n ${PERMIL_FOCUS_MODEL:-} ]]; then
    measure --model "$PERMIL_FOCUS_MODEL"
  fi
} >"$work/page.md"
mkdir -p "$(dirname "$out")"
cp "$work/page.md" "$out"
cat "$out"
