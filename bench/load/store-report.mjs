// Writes the Markdown page of a bench/store-10m.sh run.
//   node store-report.mjs ROOT MACHINE.md MEASURED.tsv RUN.json > PAGE.md
// MACHINE.md: what machine.mjs wrote before the runs.
// MEASURED.tsv: program, round, phase, lines, seconds, user seconds, system seconds, peak KiB, what the program said as JSON.
// RUN.json: the command, the log's bytes, versions and what was found to agree.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './machine.mjs';

const [root, machine, measured, runFile] = process.argv.slice(2);
const run = JSON.parse(readFileSync(runFile, 'utf8'));
const phases = readFileSync(measured, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [program, round, phase, lines, wall, user, system, peak, said] = line.split('\t');
    const { seconds = Number(wall), cpu = Number(user) + Number(system), peakKiB = Number(peak), ...rest } = JSON.parse(said);
    // PostgreSQL works in its server: its own seconds count, not those of the program that asks it.
    const isServer = program === 'postgres';
    return { program, round, phase, lines: Number(lines), wall: isServer ? seconds : Number(wall), cpu, peak: peakKiB / 1024, ...rest };
  })
  .filter((phase) => phase.round !== 'check');

const duckdbVersion = JSON.parse(
  readFileSync(join(root, 'bench/load/peers/node_modules/@duckdb/node-bindings-linux-x64/package.json'), 'utf8'),
).version;
const postgresVersion = /\d+\.\d+/.exec(run.postgres)[0];
const of = (program, phase) => phases.filter((other) => other.program === program && other.phase === phase);
const events = of('permil', 'import')[0].lines;
const postgresEvents = of('postgres', 'import')[0].lines;
const count = (number) => Number(number).toLocaleString('en');
const programs = [
  { key: 'permil', name: 'permil' },
  { key: 'duckdb', name: `DuckDB ${duckdbVersion}` },
  { key: 'postgres', name: `PostgreSQL ${postgresVersion}${postgresEvents < events ? `, ${count(postgresEvents)} events` : ''}` },
];
const scale = (program) => (program === 'postgres' ? events / postgresEvents : 1);

// Every import must have stored each event once, or nothing here means anything.
for (const phase of phases.filter((phase) => phase.phase.startsWith('import'))) {
  const expected = phase.phase === 'import' ? phase.lines : 0;
  if (phase.added !== expected || (phase.conflicts ?? 0) !== 0) {
    throw new Error(`${phase.program}: ${phase.phase} stored ${phase.added} events, ${expected} were expected`);
  }
}

const value = (program, phase, name) => median(of(program, phase).map((other) => other[name]));
const warm = (program, question) => median(of(program, question).map((other) => median(other.warm)));
/** Peer over permil, round by round: what a round shares of the machine's mood falls out. */
const ratio = (program, phase, seconds) =>
  program === 'permil'
    ? 1
    : median(of(program, phase).map((other, i) => (seconds(other) * scale(program)) / seconds(of('permil', phase)[i])));

// Times over a second need no thousandths.
const time = (seconds) => `${seconds.toFixed(seconds < 1 ? 3 : 2)} s`;
const size = (mebibytes) => `${mebibytes.toFixed(0)} MiB`;
const row = (...cells) => `| ${cells.join(' | ')} |`;

const importRow = ({ key, name }, phase) => {
  const wall = value(key, phase, 'wall');
  return row(
    name,
    time(wall),
    count(Math.round(of(key, phase)[0].lines / wall)),
    time(value(key, phase, 'cpu')),
    size(value(key, phase, 'peak')),
    ratio(key, phase, (other) => other.wall).toFixed(2),
    ratio(key, phase, (other) => other.cpu).toFixed(2),
  );
};
const importTable = (phase) => [
  '| program | wall | events/s | CPU | peak memory | wall to permil | CPU to permil |',
  '|---|---:|---:|---:|---:|---:|---:|',
  ...programs.map((program) => importRow(program, phase)),
];

const perEvent = (program, name) => value(program, 'import-again', name) / of(program, 'import')[0].lines;
const diskRow = ({ key, name }) =>
  row(name, perEvent(key, 'bytes').toFixed(1), key === 'duckdb' ? '–' : perEvent(key, 'idBytes').toFixed(1));

const questions = {
  model: 'by model',
  'model-day': 'by model and day',
  'tenant-model-day': 'by tenant, model and day',
  'tenant-model-day-csv': 'the same, written to a CSV file',
  'what-if-model': 'what if all were batch, by model',
  'what-if-model-day': 'what if all were batch, by model and day',
};
const questionRow = (question, label) =>
  row(
    label,
    ...programs.flatMap(({ key }) => [
      ...(key === 'duckdb' ? [] : [count(value(key, question, 'rows'))]),
      time(value(key, question, 'first')),
      time(warm(key, question)),
      size(value(key, question, 'peak')),
      ...(key === 'permil' ? [] : [ratio(key, question, (other) => median(other.warm)).toFixed(2)]),
    ]),
  );

const importRate = events / value('permil', 'import', 'wall');
const againRatio = median(of('permil', 'import-again').map((other, i) => other.wall / of('permil', 'import')[i].wall));
const whatIf = Math.max(warm('permil', 'what-if-model'), warm('permil', 'what-if-model-day'));
const bars = [
  ['import', 'at least 300,000 events/s', `${count(Math.round(importRate))} events/s`, importRate >= 300_000],
  ['import again, all duplicates', 'no slower than the import', `${againRatio.toFixed(2)} of its time`, againRatio <= 1],
  ...[
    ['report by model and day, warm', warm('permil', 'model-day'), 0.1],
    ['report by tenant, model and day, warm', warm('permil', 'tenant-model-day'), 1.2],
    ['what-if, warm, the slower of the two', whatIf, 1],
  ].map(([what, seconds, bar]) => [what, `under ${bar} s`, time(seconds), seconds < bar]),
];

const walls = of('permil', 'import').map((phase) => phase.wall);
const isQuiet = Math.max(...walls) < 1.25 * Math.min(...walls);
const roundPhases = ['import', 'import-again', 'model-day', 'tenant-model-day', 'what-if-model-day'];
const rounds = of('permil', 'import').map((phase) => phase.round);
const seconds = (phase) => (phase.warm ? median(phase.warm) : phase.wall);

const page = [
  '# A usage log into the store, and out of it as cost',
  '',
  `${count(events)} events, ${(run.bytes / 1e9).toFixed(2)} GB of JSON lines. Written by \`bench/store-10m.sh\`; what is measured and why: \`docs/benchmarks.md\`.`,
  '',
  readFileSync(machine, 'utf8').trim(),
  `- DuckDB ${duckdbVersion} (permil's own and the peer's), PostgreSQL ${postgresVersion}`,
  `- command: \`${run.command}\``,
  '',
  '## What was asked',
  '',
  '| what | bar | permil | reached |',
  '|---|---|---:|---|',
  ...bars.map(([what, bar, found, isReached]) => row(what, bar, found, isReached ? 'yes' : '**no**')),
  '',
  ...(events === 10_000_000 ? [] : ['The bars are meant for 10,000,000 events; this run had fewer.', '']),
  ...(isQuiet
    ? []
    : ['The machine was not quiet: wall times of permil differ by more than a quarter. Trust CPU before wall here.', '']),
  '## Into an empty store',
  '',
  ...importTable('import'),
  '',
  '## The same log again: every event is a duplicate',
  '',
  ...importTable('import-again'),
  '',
  'permil and DuckDB: whole processes, from start to the store closed. PostgreSQL: what psql measures of its statements; CPU and',
  `memory are those of the server's processes, memory sampled, shared memory included. Its COPY takes ${time(value('postgres', 'import', 'copy'))} of an import and its`,
  `INSERT ${time(value('postgres', 'import', 'insert'))}; not counted: turning the JSON lines into CSV (${time(run.conversion.seconds)}, by DuckDB) and VACUUM ANALYZE after an import (${time(value('postgres', 'import', 'vacuum'))}).`,
  'Only permil also tells a duplicate from the same id with another content.',
  '',
  '| program | disk bytes an event | of them for finding ids |',
  '|---|---:|---:|',
  ...programs.map(diskRow),
  '',
  '## Questions',
  '',
  '| question | groups | permil first | warm | peak | DuckDB first | warm | peak | to permil | PostgreSQL groups | first | warm | peak | to permil |',
  `|---|${'---:|'.repeat(13)}`,
  ...Object.entries(questions).map(([question, label]) => questionRow(question, label)),
  '',
  'Each question has its own process or session: *first* is its first answer, *warm* the median of the next ones, *peak* the',
  "memory of the whole process (of PostgreSQL: of all the server's). *To permil*: a peer's warm answer over permil's. A what-if is two",
  `ratings and their difference. Opening the store comes before: ${time(value('permil', 'model-day', 'open'))} with permil, its price books included, ${time(value('duckdb', 'model-day', 'open'))} with DuckDB.`,
  'An answer is in memory, except that of PostgreSQL, which is sent as text and thrown away, and the CSV file.',
  ...(postgresEvents < events
    ? [
        '',
        `PostgreSQL has the first ${count(postgresEvents)} events. Its seconds are as seen; in its ratios they are scaled to ${count(events)}.`,
      ]
    : []),
  '',
  '## Checked',
  '',
  `- permil and DuckDB: all ${run.checked}; what-if: ${run.whatIfChecked}.`,
  `- permil and PostgreSQL over its events: all ${run.headChecked}.`,
  `- all three, after a log of which lines are known already and every line is there twice: ${run.repeated}.`,
  '- every import stored each event once, and the second import of the log none.',
  '',
  `PostgreSQL's settings: ${run.settings.map((setting) => `\`${setting}\``).join(', ')}; all others as they come.`,
  '',
  '## Rounds',
  '',
  'Seconds: of an import the whole, of a question the median of its warm answers.',
  '',
  row('round', 'program', 'import', 'import again', ...roundPhases.slice(2).map((question) => questions[question])),
  `|---|---|${'---:|'.repeat(roundPhases.length)}`,
  ...rounds.flatMap((round) =>
    programs.map(({ key, name }) =>
      row(
        round,
        name,
        ...roundPhases.map((phase) => seconds(of(key, phase).find((other) => other.round === round)).toFixed(3)),
      ),
    ),
  ),
];
console.log(page.join('\n'));
