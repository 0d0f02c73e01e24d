// Asks permil for the prices it rates the log with, so that its peers compute with the same ones.
//   node prices.mjs PERMIL OUT.json
// It rates calls of one token each: one for every model, mode, day and kind of token. The answer is the price of a token.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { days, firstDay, models, modes } from './log.mjs';

const [permil, out] = process.argv.slice(2);
if (!out) {
  console.error('usage: node prices.mjs PERMIL OUT.json');
  process.exit(2);
}

const oneToken = {
  input: { prompt_tokens: 1, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } },
  cached: { prompt_tokens: 1, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 1 } },
  output: { prompt_tokens: 0, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 0 } },
};

const allDays = Array.from({ length: days + 1 }, (_, day) =>
  new Date(Date.parse(firstDay) + day * 86_400_000).toISOString().slice(0, 10),
);

const rated = rate(probeLines());
if (rated.unpriced !== 0 || rated.rejected !== 0 || rated.duplicates !== 0) {
  throw new Error(`a token of the log has no price: ${JSON.stringify(rated.unpricedGroups ?? rated.rejectedLines)}`);
}

const perToken = new Map(rated.groups.map((group) => [`${group.model}|${group.tenant}|${group.day}`, group.listCost]));
const rows = models.flatMap((model) => modes.flatMap((mode) => periodsOf(model, mode)));
writeFileSync(out, JSON.stringify(rows, null, 1) + '\n');
console.error(`${rows.length} prices of ${models.length} models in ${modes.length} modes`);

function* probeLines() {
  for (const model of models) {
    for (const mode of modes) {
      for (const day of allDays) {
        for (const [kind, usage] of Object.entries(oneToken)) {
          const id = [model, mode, day, kind].join('|');
          yield JSON.stringify({ id, ts: `${day}T00:00:00.000Z`, model, tenant: `${mode}.${kind}`, usage, mode });
        }
      }
    }
  }
}

function rate(lines) {
  const folder = mkdtempSync(join(tmpdir(), 'permil-prices-'));
  try {
    const log = join(folder, 'one-token-calls.jsonl');
    writeFileSync(log, [...lines].join('\n') + '\n');
    const run = spawnSync(permil, ['rate', log, '--group-by', 'model,tenant,day', '--format', 'json'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (run.status !== 0) {
      throw new Error(`${permil} ended with ${run.status ?? run.error}: ${run.stderr}`);
    }
    return JSON.parse(run.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The prices of one model and mode, a row for each stretch of days in which none of them changes; until is exclusive. */
function periodsOf(model, mode) {
  const periods = [];
  for (const day of allDays) {
    const [input, cached, output] = Object.keys(oneToken).map((kind) =>
      perMillion(perToken.get(`${model}|${mode}.${kind}|${day}`)),
    );
    const last = periods.at(-1);
    if (last && last.input === input && last.cached === cached && last.output === output) {
      last.until = dayAfter(day);
    } else {
      periods.push({ model, mode, from: day, until: dayAfter(day), input, cached, output });
    }
  }
  return periods;
}

function dayAfter(day) {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

/** Moves the decimal point by six places; no arithmetic, so nothing is lost. */
function perMillion(amount) {
  if (amount === undefined) {
    throw new Error('permil left out a group of one-token calls');
  }
  const [whole, fraction = ''] = amount.split('.');
  const digits = whole + fraction.padEnd(6, '0').slice(0, 6);
  const rest = fraction.slice(6);
  return digits.replace(/^0+(?=\d)/, '') + (rest === '' ? '' : `.${rest}`);
}
