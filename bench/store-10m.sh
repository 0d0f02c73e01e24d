#!/usr/bin/env bash
# A usage log into the store and out of it as cost: permil against the same by hand in DuckDB's SQL and PostgreSQL.
# The page with the result goes to bench/results/store-10m.md (--out for another place).
#   bench/store-10m.sh [--log FILE] [--events N] [--postgres-events N] [--rounds N] [--repeats N] [--permil PROGRAM] [--out FILE]
# Needs the .NET SDK, Node with npm, GNU time, PostgreSQL 15, and 10 GB in the folder for temporary files.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
events=10000000
seed=7
postgres_events=
rounds=3
repeats=7
postgres_repeats=3
log=
permil=
out=$root/bench/results/store-10m.md

while [[ $# -gt 0 ]]; do
  case $1 in
    --log) log=$(realpath "$2") ;;
    --events) events=$2 ;;
    --postgres-events) postgres_events=$2 ;;
    --rounds) rounds=$2 ;;
    --repeats) repeats=$2 ;;
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
PATH=/usr/lib/postgresql/15/bin:$PATH
for tool in initdb postgres psql pg_isready; do
  command -v "$tool" >/dev/null || { echo "PostgreSQL 15 is needed (Debian: apt install postgresql)" >&2; exit 2; }
done

# The log stays for the next run; everything else goes.
kept=${TMPDIR:-/tmp}/permil-bench
mkdir -p "$kept"
work=$(mktemp -d "$kept/run.XXXXXX")
server=
finish() {
  if [[ -n $server ]]; then
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

peers=$root/bench/load/peers
(cd "$peers" && npm ci --no-audit --no-fund --loglevel=error >&2)
dotnet publish "$root/bench/load/StoreLoad" -c Release -o "$work/storeload" -v quiet >&2
if [[ -z $permil ]]; then
  dotnet publish "$root/src/Permil.Cli" -c Release -o "$work/permil" -v quiet >&2
  permil=$work/permil/permil
fi

if [[ -z $log ]]; then
  given_log=
  log=$kept/log-$events-$seed.jsonl
  if [[ ! -f $log ]]; then
    echo "generating $events lines" >&2
    dotnet publish "$root/bench/load/UsageLogGenerator" -c Release -o "$work/generator" -v quiet >&2
    "$work/generator/generate" "$events" "$seed" jsonl >"$log.part"
    mv "$log.part" "$log"
  fi
else
  given_log='--log FILE '
  events=$(wc -l <"$log")
fi
: "${postgres_events:=2000000}"
((postgres_events < events)) || postgres_events=$events
command="bench/store-10m.sh $given_log--events $events --postgres-events $postgres_events --rounds $rounds --repeats $repeats"

# The machine before the runs: its load is then that of others.
node "$root/bench/load/machine.mjs" "$root" >"$work/machine.md"
node "$peers/prices.mjs" "$permil" "$work/prices.json" >&2

# PostgreSQL does not run as root; Debian's package brings a user.
as_server=()
chmod 711 "$work"
mkdir -m 700 "$work/postgres"
if ((EUID == 0)); then
  as_server=(setpriv --reuid=postgres --regid=postgres --init-groups)
  chown postgres: "$work/postgres"
fi
memory_mb=$(($(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) / 1024))
settings=(
  "shared_buffers=$((memory_mb / 4))MB"
  "effective_cache_size=$((memory_mb / 2))MB"
  "work_mem=$((memory_mb / 16))MB"
  maintenance_work_mem=512MB
  max_parallel_workers_per_gather=2
  max_wal_size=4GB
  checkpoint_timeout=30min
  wal_compression=on
  fsync=on
  synchronous_commit=on
)
"${as_server[@]}" initdb -D "$work/postgres" -A trust -U postgres --locale=C -E UTF8 >/dev/null
"${as_server[@]}" postgres -D "$work/postgres" -c listen_addresses= -c "unix_socket_directories=$work/postgres" \
  "${settings[@]/#/--}" >"$work/postgres.log" 2>&1 &
server=$!
for ((i = 0; ; i++)); do
  pg_isready -q -h "$work/postgres" && break
  if ((i == 100)) || ! kill -0 "$server" 2>/dev/null; then
    cat "$work/postgres.log" >&2
    exit 1
  fi
  sleep 0.2
done

questions=(model model-day tenant-model-day tenant-model-day-csv what-if-model what-if-model-day)
stores=$work/stores
answers=$work/answers
: >"$work/measured.tsv"

mkdir "$stores" "$answers"

# measure PROGRAM ROUND PHASE LINES COMMAND...: runs it and notes seconds, peak memory and what it says.
measure() {
  local program=$1 round=$2 phase=$3 lines=$4 said
  shift 4
  said=$("$gnu_time" -f '%e\t%U\t%S\t%M' -o "$work/time" "$@")
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$program" "$round" "$phase" "$lines" "$(cat "$work/time")" "$said" \
    | tee -a "$work/measured.tsv" >&2
}

# take_in PROGRAM ROUND PHASE LINES FILE: a log into the program's store; PostgreSQL takes CSV.
take_in() {
  local program=$1 file=$5
  # A system may have dropped the file from memory since the last run; every run is to find it there.
  cat "$file" >/dev/null
  case $program in
    permil) measure "${@:1:4}" "$work/storeload/storeload" import "$stores/permil" "$file" ;;
    duckdb) measure "${@:1:4}" node "$peers/store-duckdb.mjs" import "$stores/duckdb" "$work/prices.json" "$file" ;;
    postgres) measure "${@:1:4}" node "$peers/store-postgres.mjs" import "$work/postgres" "$file" ;;
  esac
}

# ask PROGRAM ROUND QUESTION LINES REPEATS ANSWER
ask() {
  local program=$1 question=$3
  case $program in
    permil) measure "${@:1:4}" "$work/storeload/storeload" ask "$stores/permil" "$question" "$5" "$6" ;;
    duckdb) measure "${@:1:4}" node "$peers/store-duckdb.mjs" ask "$stores/duckdb" "$question" "$5" "$6" ;;
    postgres) measure "${@:1:4}" node "$peers/store-postgres.mjs" ask "$work/postgres" "$question" "$5" "$6" ;;
  esac
}

# empty PROGRAM: a store with nothing in it.
empty() {
  case $1 in
    permil) rm -rf "$stores/permil" ;;
    duckdb) rm -f "$stores/duckdb" "$stores/duckdb.wal" ;;
    postgres) node "$peers/store-postgres.mjs" reset "$work/postgres" "$work/prices.json" >/dev/null ;;
  esac
}

# agree A.csv B.csv: says in how many groups they agree, or ends the script.
agree() { node "$peers/compare.mjs" "$1" "$2"; }

to_csv() { node "$peers/store-duckdb.mjs" csv "$1" "$2"; }

# Duplicates that are not the whole log: some lines known before, and each line twice.
head -n 100000 "$log" >"$work/first.jsonl"
head -n 130000 "$log" | tail -n 70000 >"$work/half.jsonl"
cat "$work/half.jsonl" "$work/half.jsonl" >"$work/again.jsonl"
for name in first again; do
  to_csv "$work/$name.jsonl" "$work/$name.csv" >&2
done
for program in permil duckdb postgres; do
  extension=jsonl
  [[ $program == postgres ]] && extension=csv
  empty "$program"
  take_in "$program" check first 0 "$work/first.$extension"
  take_in "$program" check again 0 "$work/again.$extension"
  ask "$program" check tenant-model-day 0 0 "$answers/$program-again.csv"
done
repeated=$(agree "$answers/permil-again.csv" "$answers/duckdb-again.csv")
agree "$answers/permil-again.csv" "$answers/postgres-again.csv" >&2

# What PostgreSQL takes in, and what permil answers about that.
head -n "$postgres_events" "$log" >"$work/head.jsonl"
conversion=$(to_csv "$work/head.jsonl" "$work/head.csv")
empty permil
take_in permil check head "$postgres_events" "$work/head.jsonl"
for question in "${questions[@]}"; do
  ask permil check "$question" "$postgres_events" 0 "$answers/head-$question.csv"
done
rm -f "$work"/{first,half,again,head}.jsonl "$work"/{first,again}.csv

for ((round = 1; round <= rounds; round++)); do
  for program in permil duckdb postgres; do
    file=$log
    lines=$events
    times=$repeats
    expected=permil
    if [[ $program == postgres ]]; then
      file=$work/head.csv
      lines=$postgres_events
      times=$postgres_repeats
      expected=head
    fi

    empty "$program"
    take_in "$program" "$round" import "$lines" "$file"
    take_in "$program" "$round" import-again "$lines" "$file"
    for question in "${questions[@]}"; do
      ask "$program" "$round" "$question" "$lines" "$times" "$answers/$program-$question.csv"
      # The groups of a question are the same in all rounds; the answers are looked at in each.
      [[ $program == permil ]] || agree "$answers/$expected-$question.csv" "$answers/$program-$question.csv" >&2
    done
    empty "$program"
  done
done

checked=$(agree "$answers/permil-tenant-model-day.csv" "$answers/duckdb-tenant-model-day.csv")
head_checked=$(agree "$answers/head-tenant-model-day.csv" "$answers/postgres-tenant-model-day.csv")
what_if_checked=$(agree "$answers/permil-what-if-model-day.csv" "$answers/duckdb-what-if-model-day.csv")

node - "$work/run.json" "$command" "$(stat -c %s "$log")" "$(postgres --version)" "$conversion" "$repeated" \
  "$checked" "$what_if_checked" "$head_checked" "${settings[@]}" <<'JS'
const [out, command, bytes, postgres, conversion, repeated, checked, whatIfChecked, headChecked, ...settings] = process.argv.slice(2);
const run = { command, bytes: Number(bytes), postgres, conversion: JSON.parse(conversion) };
require('fs').writeFileSync(out, JSON.stringify({ ...run, repeated, checked, whatIfChecked, headChecked, settings }));
JS
mkdir -p "$(dirname "$out")"
node "$root/bench/load/store-report.mjs" "$root" "$work/machine.md" "$work/measured.tsv" "$work/run.json" >"$work/page.md"
cp "$work/page.md" "$out"
cat "$out"
