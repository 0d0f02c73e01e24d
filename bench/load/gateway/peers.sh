# Starts what a gateway is measured beside, and measures it. Sourced by bench/gateway.sh and bench/soak.sh, which set
# root, work, build and permil.

gateway=$root/bench/load/gateway
declare -A url=() process=() headers=() key=()
started=()

stop_peers() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  started=()
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# start NAME COMMAND...: in the background, its output in a file.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  process[$name]=$!
  started+=("$!")
}

# answers NAME: waits until a call is answered as it should be.
answers() {
  local name=$1 i
  for ((i = 0; i < 100; i++)); do
    if curl -sf -o /dev/null -H 'content-type: application/json' -H "authorization: Bearer ${key[$name]:-canned}" \
      "${header_arguments[@]}" -d '{"model":"gpt-4o-mini","max_tokens":64,"messages":[{"role":"user","content":"Hi"}]}' \
      "${url[$name]}/v1/chat/completions"; then
      return
    fi
    kill -0 "${process[$name]}" 2>/dev/null || break
    sleep 0.2
  done
  echo "$name does not answer:" >&2
  tail -n 20 "$work/$name.out" "$work/$name.err" >&2
  exit 1
}

build_canned() {
  gcc -O2 -Wall -o "$build/canned" "$gateway/canned.c"
}

start_direct() {
  local port
  port=$(free_port)
  start direct "$build/canned" "$port" 20
  url[direct]=http://127.0.0.1:$port
}

start_forwarder() {
  local port
  port=$(free_port)
  start forwarder "$build/forwarder/forwarder" "http://127.0.0.1:$port" "${url[direct]}"
  url[forwarder]=http://127.0.0.1:$port
}

start_nginx() {
  local port folder=$work/nginx
  port=$(free_port)
  mkdir -p "$folder"
  sed "s|LISTEN|127.0.0.1:$port|; s|UPSTREAM|${url[direct]#http://}|; s|FOLDER|$folder|" "$gateway/nginx.conf" >"$folder/nginx.conf"
  start nginx nginx -e "$folder/start.log" -c "$folder/nginx.conf"
  url[nginx]=http://127.0.0.1:$port
}

start_portkey() {
  local port
  port=$(free_port)
  start portkey node --import "$gateway/loopback.mjs" \
    "$gateway/node_modules/@portkey-ai/gateway/build/start-server.js" --headless "--port=$port"
  url[portkey]=http://127.0.0.1:$port
  headers[portkey]=$'x-portkey-provider: openai\nx-portkey-custom-host: '${url[direct]}/v1
}

# One key, two budgets: one of the account, one of the feature.
start_permil() {
  local data=$work/data i
  "$permil" accounts create bench --data "$data" >/dev/null
  key[permil]=$("$permil" keys create --data "$data" --account bench --tenant bench --feature load --format json |
    node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8")).secret)')
  "$permil" budgets set --data "$data" --scope account=bench --amount 1000000 --period month --action block >/dev/null
  "$permil" budgets set --data "$data" --scope account=bench,feature=load --amount 1000000 --period day \
    --action block >/dev/null
  CANNED_KEY=canned start permil "$permil" serve --data "$data" --listen 127.0.0.1:0 \
    --upstream "openai=${url[direct]}/v1" --upstream-key openai=CANNED_KEY
  for ((i = 0; i < 100; i++)); do
    url[permil]=$(grep -o -m 1 'http://127\.0\.0\.1:[0-9]*' "$work/permil.out" || true)
    [[ -z ${url[permil]} ]] || return 0
    sleep 0.1
  done
  echo "permil did not say where it listens" >&2
  cat "$work/permil.out" "$work/permil.err" >&2
  exit 1
}

start_peer() {
  header_arguments=()
  "start_$1"
  if [[ -n ${headers[$1]:-} ]]; then
    while IFS= read -r line; do header_arguments+=(-H "$line"); done <<<"${headers[$1]}"
  fi
  answers "$1"
}

# processor_ticks NAME: of the process and its children so far, in hundredths of a second.
processor_ticks() {
  local pid pids
  pids="${process[$1]} $(pgrep -P "${process[$1]}" || true)"
  for pid in $pids; do
    # What stands before the last bracket is the program's name.
    sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null || true
  done | awk '{ ticks += $12 + $13 } END { print ticks + 0 }'
}

# resident_kib NAME: memory of the process and its children.
resident_kib() {
  local pid
  for pid in ${process[$1]} $(pgrep -P "${process[$1]}" || true); do
    awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null || true
  done | awk '{ kib += $1 } END { print kib + 0 }'
}

# drive NAME CONNECTIONS STREAM DELAY SECONDS: what wrk measured, one line of JSON.
drive() {
  KEY=${key[$1]:-canned} HEADERS=${headers[$1]:-} STREAM=$3 DELAY=$4 \
    wrk -t1 "-c$2" "-d$5" --timeout 10 -s "$gateway/chat.lua" "${url[$1]}/v1/chat/completions" | tail -n 1
}
