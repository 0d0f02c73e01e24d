// The same job with genai-prices: a stream of lines, a set of ids, a price for each call, a map of sums.
//   node genai-prices.mjs LOG [MAX_LINES]
// Its sums are binary floating point and some models of the log are not in its data: it is here for its speed.
import { createReadStream } from 'node:fs';
import { calcPrice } from '@pydantic/genai-prices';

const [log, maxLines = Infinity] = process.argv.slice(2);
if (!log) {
  console.error('usage: node genai-prices.mjs LOG [MAX_LINES]');
  process.exit(2);
}

// It finds a price faster, and most of them only, when it is told the provider.
function providerOf(model) {
  if (model.startsWith('gpt-')) {
    return 'openai';
  }
  return model.startsWith('claude-') ? 'anthropic' : 'together';
}

const ids = new Set();
const sums = new Map();
let lines = 0;
let duplicates = 0;
let unpriced = 0;

function add(line) {
  const { id, ts, model, tenant, usage } = JSON.parse(line);
  if (ids.has(id)) {
    duplicates++;
    return;
  }
  ids.add(id);
  const price = calcPrice(
    {
      input_tokens: usage.prompt_tokens,
      cache_read_tokens: usage.prompt_tokens_details.cached_tokens,
      output_tokens: usage.completion_tokens,
    },
    model,
    { providerId: providerOf(model), timestamp: new Date(ts) },
  );
  if (price === null) {
    unpriced++;
    return;
  }
  const group = `${model}|${tenant}|${ts.slice(0, 10)}`;
  sums.set(group, (sums.get(group) ?? 0) + price.total_price);
}

// Splitting large chunks of text takes half the time of readline. The log is ASCII: decoding it as Latin-1 is faster still.
let rest = '';
reading: for await (const chunk of createReadStream(log, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
  let start = 0;
  const text = rest + chunk;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    add(text.slice(start, end));
    start = end + 1;
    if (++lines >= maxLines) {
      break reading;
    }
  }
  rest = text.slice(start);
}

let total = 0;
for (const sum of sums.values()) {
  total += sum;
}
console.log(JSON.stringify({ lines, duplicates, unpriced, groups: sums.size, total }));
