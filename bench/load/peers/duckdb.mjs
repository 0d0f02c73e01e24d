// The same job in DuckDB's SQL: the log to exact cost per model, tenant and day, duplicates removed by id.
//   node duckdb.mjs LOG PRICES.json OUT.csv [FORMULATION]
// It drives DuckDB's own C API through the binding's low-level functions; nothing passes through JavaScript.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const duckdb = require('@duckdb/node-bindings-linux-x64/duckdb.node');

const [log, prices, out, formulation = 'narrow'] = process.argv.slice(2);
if (!out) {
  console.error('usage: node duckdb.mjs LOG PRICES.json OUT.csv [FORMULATION]');
  process.exit(2);
}

const text = (value) => `'${value.replaceAll("'", "''")}'`;

// With ts as TIMESTAMP or VARCHAR. A smaller limit for one object makes smaller buffers, which stay nearer to the processor.
const lines = (timeType) => `read_json(${text(log)}, format = 'newline_delimited', maximum_object_size = 4194304,
  columns = {id: 'VARCHAR', ts: '${timeType}', model: 'VARCHAR', tenant: 'VARCHAR', mode: 'VARCHAR',
    usage: 'STRUCT(prompt_tokens UINTEGER, completion_tokens UINTEGER,
                   prompt_tokens_details STRUCT(cached_tokens UINTEGER))'})`;

// Each line as one text, for the formulation that parses the JSON in an expression.
const texts = `read_csv(${text(log)}, columns = {line: 'VARCHAR'}, delim = '\\x01', quote = '', escape = '',
  header = false, auto_detect = false)`;
const parsedTexts = `(SELECT unnest(from_json(line, '{"id": "VARCHAR", "ts": "VARCHAR", "model": "VARCHAR",
  "tenant": "VARCHAR", "mode": "VARCHAR", "usage": {"prompt_tokens": "UINTEGER", "completion_tokens": "UINTEGER",
  "prompt_tokens_details": {"cached_tokens": "UINTEGER"}}}')) FROM ${texts})`;

const tokens = `usage.prompt_tokens - usage.prompt_tokens_details.cached_tokens AS input,
  usage.prompt_tokens_details.cached_tokens AS cached, usage.completion_tokens AS output`;

const priceRows = JSON.parse(readFileSync(prices, 'utf8'));
const hasPeriods = new Set(priceRows.map((row) => `${row.model}|${row.mode}`)).size < priceRows.length;
const samePrice = (day) =>
  'log.model = prices.model AND log.mode = prices.mode'
  + (hasPeriods ? ` AND ${day} >= prices.valid_from AND ${day} < prices.valid_until` : '');

// The price is found before duplicates are removed: its one-byte number takes the place of model and mode, so that the
// rows that wait in the table of ids are short.
const narrow = (source, day, key = 'log.id') => `
  SELECT DISTINCT ON (key) * FROM (
    SELECT ${key} AS key, prices.number, tenant, ${day} AS day, ${tokens}
    FROM ${source} log JOIN prices ON ${samePrice(day)})`;

// The price is found last, the plain way.
const wide = (distinct) => `
  SELECT prices.number, tenant, day, log.input, log.cached, log.output FROM (${distinct}) log JOIN prices ON ${samePrice('day')}`;

const formulations = {
  narrow: narrow(lines('TIMESTAMP'), 'log.ts::DATE'),
  'narrow-md5': narrow(lines('TIMESTAMP'), 'log.ts::DATE', 'md5_number(log.id)'),
  'narrow-text-time': narrow(lines('VARCHAR'), 'left(log.ts, 10)::DATE'),
  'narrow-from-json': narrow(parsedTexts, 'left(log.ts, 10)::DATE'),
  'distinct-on': wide(`SELECT DISTINCT ON (id) id, model, mode, tenant, ts::DATE AS day, ${tokens}
    FROM ${lines('TIMESTAMP')}`),
  'distinct-rows': wide(`SELECT DISTINCT id, model, "mode", tenant, ts::DATE AS day, ${tokens}
    FROM ${lines('TIMESTAMP')}`),
  'group-by-id': wide(`SELECT any_value(model) AS model, any_value("mode") AS "mode", any_value(tenant) AS tenant,
    any_value(day) AS day, any_value(input) AS input, any_value(cached) AS cached, any_value(output) AS output
    FROM (SELECT id, model, "mode", tenant, ts::DATE AS day, ${tokens} FROM ${lines('TIMESTAMP')}) GROUP BY id`),
};

if (!(formulation in formulations)) {
  console.error(`no formulation '${formulation}', there are ${Object.keys(formulations).join(', ')}`);
  process.exit(2);
}

const config = duckdb.create_config();
duckdb.set_config(config, 'threads', process.env.THREADS ?? '2');
duckdb.set_config(config, 'preserve_insertion_order', 'false');
const connection = await duckdb.connect(await duckdb.open(':memory:', config));
const run = (sql) => duckdb.query(connection, sql);

// Prices per token, in decimals from end to end: a price per 1M times one millionth, with 12 places.
const perToken = (column) => `(${column}::DECIMAL(12, 6) * 0.000001::DECIMAL(7, 6))::DECIMAL(18, 12) AS ${column}`;
await run(`
  CREATE TABLE prices AS
  SELECT row_number() OVER ()::UTINYINT AS number, model, "mode", valid_from::DATE AS valid_from,
    valid_until::DATE AS valid_until, ${['input', 'cached', 'output'].map(perToken).join(', ')}
  FROM (SELECT model, "mode", "from" AS valid_from, until AS valid_until, input, cached, output
    FROM read_json(${text(prices)}, format = 'array', columns = {model: 'VARCHAR', mode: 'VARCHAR', "from": 'VARCHAR',
      until: 'VARCHAR', input: 'VARCHAR', cached: 'VARCHAR', output: 'VARCHAR'}))`);

// Tokens are summed by price first: a few multiplications a group instead of three a line.
const cost = ['input', 'cached', 'output']
  .map((kind) => `sums.${kind}::DECIMAL(18, 0) * prices.${kind}`)
  .join(' + ');
await run(`
  COPY (
    SELECT prices.model, tenant, day, sum(events)::BIGINT AS events, sum(sums.input)::BIGINT AS input_tokens,
      sum(sums.cached)::BIGINT AS cached_input_tokens, sum(sums.output)::BIGINT AS output_tokens,
      sum(${cost}) AS list_cost
    FROM (
      SELECT number, tenant, day, count(*) AS events, sum(input) AS input, sum(cached) AS cached, sum(output) AS output
      FROM (${formulations[formulation]})
      GROUP BY ALL
    ) sums JOIN prices USING (number)
    GROUP BY ALL
  ) TO ${text(out)} (HEADER, DELIMITER ',')`);
