// The questions of bench/store-10m.sh as SQL that DuckDB and PostgreSQL both take.
// Tokens are summed by what decides the price before they are priced: a few multiplications a group instead of three an
// event. Decimals from end to end; a price of a token has 12 places.
import { readFileSync } from 'node:fs';

const kinds = ['input', 'cached', 'output'];

const questions = {
  model: { keys: ['model'] },
  'model-day': { keys: ['model', 'day'] },
  'tenant-model-day': { keys: ['tenant', 'model', 'day'] },
  'tenant-model-day-csv': { keys: ['tenant', 'model', 'day'], isText: true },
  'what-if-model': { keys: ['model'], isWhatIf: true },
  'what-if-model-day': { keys: ['model', 'day'], isWhatIf: true },
};

/** @param {string} name as the caller names the question */
export function question(name) {
  if (!(name in questions)) {
    throw new Error(`no question '${name}', there are ${Object.keys(questions).join(', ')}`);
  }
  const { keys, isText = false, isWhatIf = false } = questions[name];
  const summed = [...new Set([...keys, 'model', 'mode', 'day'])].join(', ');
  const groups = keys.map((key) => `sums.${key}`).join(', ');
  const cost = (prices) => kinds.map((kind) => `sums.${kind} * ${prices}.${kind}`).join(' + ');
  const join = (prices, mode) =>
    `JOIN prices ${prices} ON ${prices}.model = sums.model AND ${prices}.mode = ${mode}
      AND sums.day >= ${prices}.valid_from AND sums.day < ${prices}.valid_until`;
  // As if every call had gone through the batch mode: one pass over the events prices them twice.
  const sql = `
    SELECT ${groups}, CAST(sum(events) AS BIGINT) AS events, CAST(sum(sums.input) AS BIGINT) AS input_tokens,
      CAST(sum(sums.cached) AS BIGINT) AS cached_tokens, CAST(sum(sums.output) AS BIGINT) AS output_tokens,
      sum(${cost('prices')}) AS list_cost${
        isWhatIf
          ? `, sum(${cost('others')}) AS as_if, sum(${cost('others')}) - sum(${cost('prices')}) AS difference`
          : ''
      }
    FROM (
      SELECT ${summed}, count(*) AS events, CAST(sum(prompt) - sum(cached) AS DECIMAL(18, 0)) AS input,
        CAST(sum(cached) AS DECIMAL(18, 0)) AS cached, CAST(sum(completion) AS DECIMAL(18, 0)) AS output
      FROM usage GROUP BY ${summed}
    ) sums ${join('prices', 'sums.mode')}${isWhatIf ? ` ${join('others', "'batch'")}` : ''}
    GROUP BY ${groups}`;
  return { sql, isText };
}

/** Makes the table of prices from what prices.mjs wrote: a price per 1M tokens times one millionth. */
export function createPrices(file) {
  const text = (value) => `'${value.replaceAll("'", "''")}'`;
  const perToken = (price) => `${price}::DECIMAL(12, 6) * 0.000001::DECIMAL(7, 6)`;
  const rows = JSON.parse(readFileSync(file, 'utf8')).map(
    (row) =>
      `(${[text(row.model), text(row.mode), text(row.from), text(row.until), ...kinds.map((kind) => perToken(text(row[kind])))].join(', ')})`,
  );
  return [
    `CREATE TABLE prices (model VARCHAR, mode VARCHAR, valid_from DATE, valid_until DATE,
      input DECIMAL(18, 12), cached DECIMAL(18, 12), output DECIMAL(18, 12))`,
    `INSERT INTO prices VALUES ${rows.join(', ')}`,
  ];
}
