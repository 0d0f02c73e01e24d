// Writes the Markdown page of a bench/rate-10m.sh run.
//   node rate-report.mjs ROOT MACHINE.md MEASURED.tsv EVENTS BYTES AGREEMENT > PAGE.md
// MACHINE.md: what machine.mjs wrote before the runs.
// MEASURED.tsv: program, run, lines, seconds, user seconds, system seconds, peak KiB.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './machine.mjs';

const [root, machine, measured, events, bytes, agreement] = process.argv.slice(2);
const runs = readFileSync(measured, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [program, run, lines, seconds, user, system, peak] = line.split('\t');
    return { program, run, lines: Number(lines), wall: Number(seconds), cpu: Number(user) + Number(system), peak: peak / 1024 };
  });
const of = (program) => runs.filter((run) => run.program === program);
const versionOf = (name) =>
  JSON.parse(readFileSync(join(root, 'bench/load/peers/node_modules', name, 'package.json'), 'utf8')).version;

const permil = of('permil');
const peers = [
  { name: `DuckDB ${versionOf('@duckdb/node-bindings-linux-x64')}`, runs: of('duckdb') },
  { name: `genai-prices ${versionOf('@pydantic/genai-prices')}`, runs: of('genai-prices').map(wholeLog), isScaled: true },
];

/** A run over the first lines only, scaled to all of them; what the start costs is not. */
function wholeLog(run) {
  const start = of('genai-prices-start')[0];
  const factor = (events - start.lines) / (run.lines - start.lines);
  const scale = (value) => (run[value] - start[value]) * factor + start[value];
  return { ...run, wall: scale('wall'), cpu: scale('cpu') };
}

/** Peer over permil, pair by pair: what a pair shares of the machine's mood falls out. Scaled runs have no pair. */
function ratio(peer, value) {
  const ratios = peer.runs.map(
    (run, i) => run[value] / (peer.isScaled ? median(permil.map((own) => own[value])) : permil[i][value]),
  );
  const range = ratios.length > 1 ? ` (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})` : '';
  return `${median(ratios).toFixed(2)}${range}`;
}

const medians = (of) => ['wall', 'cpu', 'peak'].map((value) => median(of.map((run) => run[value])));
const row = (name, of, ...ratios) => {
  const [wall, cpu, peak] = medians(of);
  return `| ${[name, `${wall.toFixed(2)} s`, `${cpu.toFixed(2)} s`, `${peak.toFixed(0)} MiB`, ...ratios].join(' | ')} |`;
};

// CPU seconds are nearly the same in every run; wall times are not when others use the machine.
const walls = permil.map((run) => run.wall);
const isQuiet = Math.max(...walls) < 1.25 * Math.min(...walls);

const note = (peer) => (peer.isScaled ? ', scaled' : '');
const page = [
  '# A usage log to exact cost per model, tenant and day',
  '',
  `${Number(events).toLocaleString('en')} lines, ${(bytes / 1e9).toFixed(2)} GB, duplicates removed. Written by \`bench/rate-10m.sh\`; what is measured and why: \`docs/benchmarks.md\`.`,
  '',
  readFileSync(machine, 'utf8').trim(),
  '',
  '| program | wall | CPU | peak memory | wall to permil | CPU to permil |',
  '|---|---:|---:|---:|---:|---:|',
  row('permil', permil, '1', '1'),
  ...peers
    .filter((peer) => peer.runs.length > 0)
    .map((peer) => row(peer.name + note(peer), peer.runs, ratio(peer, 'wall'), ratio(peer, 'cpu'))),
  '',
  'Medians of whole processes, from start to the last byte of the CSV file. Ratios to DuckDB are medians over pairs of neighbouring runs, with their range in brackets.',
  ...(of('genai-prices').length > 0
    ? [
        `genai-prices read the first ${of('genai-prices')[0].lines.toLocaleString('en')} lines; its times are scaled to the whole log (the start is not) and its ratios are to permil's median; its memory is as seen.`,
      ]
    : []),
  '',
  ...(isQuiet ? [] : ['The machine was not quiet: wall times of permil differ by more than a quarter. Trust CPU before wall here.', '']),
  `Checked: ${agreement}.`,
  '',
  '| run | permil wall | permil CPU | DuckDB wall | DuckDB CPU | wall ratio |',
  '|---|---:|---:|---:|---:|---:|',
  ...permil.map((run, i) => {
    const peer = of('duckdb')[i];
    const cells = [run.wall, run.cpu, peer.wall, peer.cpu].map((seconds) => seconds.toFixed(2));
    return `| ${[run.run, ...cells, (peer.wall / run.wall).toFixed(2)].join(' | ')} |`;
  }),
];
console.log(page.join('\n'));
