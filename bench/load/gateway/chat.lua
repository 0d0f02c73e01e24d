-- A chat completion over and over; says what it measured as one line of JSON.
-- The environment says: STREAM=1, DELAY=1, KEY, HEADERS ("name: value" lines).
local fields = { '"model":"gpt-4o-mini"', '"max_tokens":64' }
if os.getenv("STREAM") == "1" then fields[#fields + 1] = '"stream":true' end
if os.getenv("DELAY") == "1" then fields[#fields + 1] = '"metadata":{"delay":"1"}' end
fields[#fields + 1] = '"messages":[{"role":"system","content":"You are a helpful assistant who answers in one short sentence."},'
  .. '{"role":"user","content":"What does the quick brown fox do, and does the lazy dog mind it very much?"}]'

wrk.method = "POST"
wrk.body = "{" .. table.concat(fields, ",") .. "}"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. (os.getenv("KEY") or "canned")
for name, value in (os.getenv("HEADERS") or ""):gmatch("([^:\n]+): *([^\n]+)") do
  wrk.headers[name] = value
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"bytes":%d,"failed":%d,"p50":%d,"p99":%d,"max":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
