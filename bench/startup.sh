#!/usr/bin/env bash
# The time from start to answer of a published `permil estimate`, beside a .NET program that only says hello and beside
# Node doing nothing. The page with the result goes to bench/results/startup.md (--out for another place).
#   bench/startup.sh [--runs N] [--permil PROGRAM] [--out FILE]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
runs=20
permil=
out=$root/bench/results/startup.md

while [[ $# -gt 0 ]]; do
  case $1 in
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

# Both are published in the same way.
if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$work/permil" -v quiet >&2
  permil=$work/permil/permil
fi
dotnet publish "$root/bench/load/Hello" -c Release -o "$work/hello" -v quiet >&2

mkdir -p "$(dirname "$out")"
node "$root/bench/load/startup.mjs" "$root" "$permil" "$work/hello/hello" "$runs" >"$work/page.md"
cp "$work/page.md" "$out"
cat "$out"
