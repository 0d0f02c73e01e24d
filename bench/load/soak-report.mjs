// Writes the Markdown page of a bench/soak.sh run; exit code 1 when the verdict is no.
//   node soak-report.mjs MACHINE.md SAMPLES.tsv JSON.json STREAM.json > PAGE.md
// SAMPLES.tsv: seconds, resident KiB, KiB of the data folder, open files.
import { readFileSync } from 'node:fs';
import { median } from './machine.mjs';

const [machine, samples, ...loads] = process.argv.slice(2);
const rows = readFileSync(samples, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t').map(Number));
const results = loads.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const fifth = Math.max(1, Math.floor(rows.length / 5));
const middle = (part, column) => median(part.map((row) => row[column]));
const settled = middle(rows.slice(fifth, 2 * fifth), 1) / 1024;
const last = middle(rows.slice(-fifth), 1) / 1024;
const failed = results.reduce((sum, result) => sum + result.failed, 0);
const isFlat = last <= settled * 1.1 + 16;
const filesBefore = middle(rows.slice(fifth, 2 * fifth), 3);
const filesAfter = middle(rows.slice(-fifth), 3);
const isClosed = filesAfter <= filesBefore + 16;
const ok = isFlat && isClosed && failed === 0 && results.every((result) => result.requests > 0);

console.log(
  [
    '# The gateway under modest load for a long time',
    '',
    readFileSync(machine, 'utf8').trim(),
    '',
    `**${ok ? 'Passed' : 'Failed'}** after ${(rows.at(-1)[0] / 60).toFixed(0)} minutes: ${results.map((result) => result.requests).join(' answers and ')} streams, ${failed} failed.`,
    '',
    '| | after a fifth of the time | at the end | verdict |',
    '|---|---:|---:|---|',
    `| memory, MiB | ${settled.toFixed(0)} | ${last.toFixed(0)} | ${isFlat ? 'flat' : 'grows'} |`,
    `| open files | ${filesBefore} | ${filesAfter} | ${isClosed ? 'flat' : 'grows'} |`,
    '',
    '| second | memory MiB | data folder MiB | open files |',
    '|---:|---:|---:|---:|',
    ...rows
      .filter((_, i) => i % Math.max(1, Math.floor(rows.length / 20)) === 0 || i === rows.length - 1)
      .map(([second, kib, data, files]) => `| ${second} | ${(kib / 1024).toFixed(0)} | ${(data / 1024).toFixed(0)} | ${files} |`),
  ].join('\n'),
);
process.exitCode = ok ? 0 : 1;
