// The store by hand in DuckDB's SQL: a table with one row an event, each (source, id) once.
//   node store-duckdb.mjs import DATABASE PRICES.json LOG [FORMULATION]
//   node store-duckdb.mjs ask DATABASE QUESTION REPEATS ANSWER.csv
//   node store-duckdb.mjs csv LOG OUT.csv        the log for PostgreSQL's COPY
// It drives DuckDB's own C API through the binding's low-level functions; nothing passes through JavaScript.
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createPrices, question } from './store-sql.mjs';

const require = createRequire(import.meta.url);
const duckdb = require('@duckdb/node-bindings-linux-x64/duckdb.node');

const text = (value) => `'${value.replaceAll("'", "''")}'`;
const seconds = (since) => (performance.now() - since) / 1000;

const columns = `source UTINYINT NOT NULL, id VARCHAR NOT NULL, time TIMESTAMP NOT NULL, day DATE NOT NULL,
  model VARCHAR NOT NULL, tenant VARCHAR NOT NULL, feature VARCHAR NOT NULL, environment VARCHAR NOT NULL,
  mode VARCHAR NOT NULL, prompt UINTEGER NOT NULL, cached UINTEGER NOT NULL, completion UINTEGER NOT NULL`;

const lines = (log) => `
  SELECT 1::UTINYINT AS source, id, ts AS time, ts::DATE AS day, model, tenant, feature, env AS environment, mode,
    usage.prompt_tokens AS prompt, usage.prompt_tokens_details.cached_tokens AS cached,
    usage.completion_tokens AS completion
  FROM read_json(${text(log)}, format = 'newline_delimited', maximum_object_size = 4194304,
    columns = {id: 'VARCHAR', ts: 'TIMESTAMP', model: 'VARCHAR', tenant: 'VARCHAR', feature: 'VARCHAR', env: 'VARCHAR',
      mode: 'VARCHAR', usage: 'STRUCT(prompt_tokens UINTEGER, completion_tokens UINTEGER,
        prompt_tokens_details STRUCT(cached_tokens UINTEGER))'})`;

const formulations = {
  // Among the new lines by a table of ids, against the stored ones by a join.
  'anti-join': {
    constraint: '',
    insert: (log) => `
      INSERT INTO usage SELECT DISTINCT ON (source, id) * FROM (${lines(log)}) new
      WHERE NOT EXISTS (FROM usage WHERE usage.source = new.source AND usage.id = new.id)`,
  },
  // The index tells.
  'primary-key': {
    constraint: ', PRIMARY KEY (source, id)',
    insert: (log) => `INSERT INTO usage ${lines(log)} ON CONFLICT DO NOTHING`,
  },
};

const [command, ...rest] = process.argv.slice(2);
const commands = { import: importLog, ask, csv };
if (!(command in commands) || rest.length < commands[command].length) {
  console.error('usage: node store-duckdb.mjs import|ask|csv ..., see the first lines of the file');
  process.exit(2);
}
console.log(JSON.stringify(await commands[command](...rest)));

async function importLog(file, prices, log, name = 'anti-join') {
  const { constraint, insert } = formulations[name];
  const start = performance.now();
  const isNew = !existsSync(file);
  const { run, close } = await open(file);
  if (isNew) {
    await run(`CREATE TABLE usage (${columns}${constraint})`);
    for (const sql of createPrices(prices)) {
      await run(sql);
    }
  }
  const added = duckdb.rows_changed(await run(insert(log)));
  await run('CHECKPOINT');
  close();
  return { seconds: seconds(start), added: Number(added), bytes: statSync(file).size };
}

async function ask(file, name, repeats, out) {
  const { sql, isText } = question(name);
  const toFile = `COPY (${sql}) TO ${text(out)} (HEADER, DELIMITER ',')`;
  let start = performance.now();
  const { run, close } = await open(file, 'READ_ONLY');
  const opened = seconds(start);
  const times = [];
  let rows;
  for (let i = 0; i <= Number(repeats); i++) {
    start = performance.now();
    const result = await run(isText ? toFile : sql);
    times.push(seconds(start));
    rows = Number(isText ? duckdb.rows_changed(result) : duckdb.row_count(result));
  }
  if (!isText) {
    await run(toFile);
  }
  close();
  return { open: opened, first: times[0], warm: times.slice(1), rows };
}

async function csv(log, out) {
  const { run, close } = await open(':memory:');
  const start = performance.now();
  await run(`COPY (${lines(log)}) TO ${text(out)} (HEADER, DELIMITER ',')`);
  close();
  return { seconds: seconds(start), bytes: statSync(out).size };
}

async function open(file, access = 'READ_WRITE') {
  const config = duckdb.create_config();
  duckdb.set_config(config, 'threads', '2');
  duckdb.set_config(config, 'preserve_insertion_order', 'false');
  if (file !== ':memory:') {
    duckdb.set_config(config, 'access_mode', access);
  }
  const database = await duckdb.open(file, config);
  const connection = await duckdb.connect(database);
  return {
    run: (sql) => duckdb.query(connection, sql),
    close: () => {
      duckdb.disconnect_sync(connection);
      duckdb.close_sync(database);
    },
  };
}
