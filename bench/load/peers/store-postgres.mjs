// The store by hand in PostgreSQL: a table with one row an event and a unique index on (source, id).
//   node store-postgres.mjs reset CLUSTER PRICES.json
//   node store-postgres.mjs import CLUSTER LOG.csv
//   node store-postgres.mjs ask CLUSTER QUESTION REPEATS ANSWER.csv
// CLUSTER: the data folder of a running server whose socket is in it and that trusts its local users. All statements go
// through psql, and the seconds are psql's; processor time and memory are those of the server's processes.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createPrices, question } from './store-sql.mjs';

const columns = `source SMALLINT NOT NULL, id TEXT NOT NULL, time TIMESTAMP NOT NULL, day DATE NOT NULL,
  model TEXT NOT NULL, tenant TEXT NOT NULL, feature TEXT NOT NULL, environment TEXT NOT NULL,
  mode TEXT NOT NULL, prompt INTEGER NOT NULL, cached INTEGER NOT NULL, completion INTEGER NOT NULL`;
const text = (value) => `'${value.replaceAll("'", "''")}'`;

const [command, cluster, ...rest] = process.argv.slice(2);
const commands = { reset, import: importCsv, ask };
if (!(command in commands) || rest.length < commands[command].length) {
  console.error('usage: node store-postgres.mjs reset|import|ask CLUSTER ..., see the first lines of the file');
  process.exit(2);
}
const server = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
console.log(JSON.stringify(await commands[command](...rest)));

async function reset(prices) {
  await psql(['DROP TABLE IF EXISTS usage, prices, staging', ...createPrices(prices), 'ANALYZE prices']);
  return {};
}

/** A staging table without a log takes the lines; the table of events takes those it does not have. */
async function importCsv(file) {
  const before = await count();
  const run = await psql([
    `CREATE TABLE IF NOT EXISTS usage (${columns}, PRIMARY KEY (source, id))`,
    `CREATE UNLOGGED TABLE staging (${columns})`,
    `COPY staging FROM ${text(file)} (FORMAT csv, HEADER)`,
    'INSERT INTO usage SELECT * FROM staging ON CONFLICT DO NOTHING',
    'DROP TABLE staging',
  ]);
  const [, , copy, insert] = run.times;
  // What autovacuum would do a little later is not part of the import.
  const vacuum = await psql(['VACUUM (ANALYZE) usage']);
  const [bytes, idBytes] = (await psql([`SELECT pg_total_relation_size('usage'), pg_relation_size('usage_pkey')`])).lines
    .at(-1)
    .split('|')
    .map(Number);
  const seconds = run.times.reduce((sum, time) => sum + time, 0);
  return {
    ...{ seconds, copy, insert, vacuum: vacuum.times[0], added: (await count()) - before, bytes, idBytes },
    ...{ cpu: run.cpu, peakKiB: run.peakKiB },
  };
}

async function count() {
  const { lines } = await psql([`SELECT to_regclass('usage') IS NOT NULL`]);
  return lines.at(-1) === 't' ? Number((await psql(['SELECT count(*) FROM usage'])).lines.at(-1)) : 0;
}

async function ask(name, repeats, out) {
  const { sql, isText } = question(name);
  // An answer has to come as text; where the text is not asked for, nobody keeps it.
  const statement = `COPY (${sql}) TO STDOUT (FORMAT csv, HEADER)`;
  const times = Array.from({ length: Number(repeats) + 1 }, () => ({ statement, to: isText ? out : '/dev/null' }));
  const run = await psql(times);
  const { lines } = await psql([`SELECT count(*) FROM (${sql}) answer`]);
  if (!isText) {
    await psql([{ statement, to: out }]);
  }
  return {
    ...{ first: run.times[0], warm: run.times.slice(1), rows: Number(lines.at(-1)) },
    ...{ cpu: run.cpu, peakKiB: run.peakKiB },
  };
}

/** Runs statements in one session. */
async function psql(statements) {
  const usage = serverUsage();
  let peakKiB = usage.memoryKiB;
  const child = spawn('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', cluster, '-U', 'postgres', '-d', 'postgres'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C', PGOPTIONS: '-c client_min_messages=warning' },
  });
  const script = statements.map((item) =>
    typeof item === 'string' ? `${item};` : `${item.statement.replaceAll(/\s+/g, ' ')} \\g ${item.to}`,
  );
  child.stdin.end(['\\timing on', ...script, ''].join('\n'));
  const sampling = setInterval(() => (peakKiB = Math.max(peakKiB, serverUsage().memoryKiB)), 200);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => (output += piece));
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(sampling);
  if (status !== 0) {
    throw new Error(`psql ended with ${status}`);
  }
  const lines = output.trim().split('\n');
  // A session's process ends after psql does. Its time is to be found in its own books or in its parent's, not between.
  for (let i = 0; i < 100 && serverUsage().processes > usage.processes; i++) {
    await setTimeout(50);
  }
  const isTime = (line) => line.startsWith('Time: ');
  return {
    times: lines.filter(isTime).map((line) => Number(/Time: ([0-9.]+) ms/.exec(line)[1]) / 1000),
    lines: lines.filter((line) => !isTime(line)),
    cpu: serverUsage().cpu - usage.cpu,
    peakKiB,
  };
}

/** What the server's processes have used: seconds of processor time, those of ended ones included, and memory now. */
function serverUsage() {
  const TicksPerSecond = 100;
  let ticks = 0;
  let memoryKiB = 0;
  let processes = 0;
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // After the program's name: state, parent, ... user, system, and those of ended children.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      const isServer = Number(name) === server;
      if (isServer || Number(stat[1]) === server) {
        processes++;
        ticks += Number(stat[11]) + Number(stat[12]) + (isServer ? Number(stat[13]) + Number(stat[14]) : 0);
        // Each process's share of what they share, so that nothing counts twice.
        memoryKiB += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/smaps_rollup`, 'utf8'))[1]);
      }
    } catch {
      // It ended between the list and the look.
    }
  }
  return { cpu: ticks / TicksPerSecond, memoryKiB, processes };
}
