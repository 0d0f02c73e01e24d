// Writes the Markdown page of a bench/gateway.sh run.
//   node gateway-report.mjs ROOT MACHINE.md MEASURED.jsonl ROUNDS SECONDS NGINX-VERSION WRK-VERSION > PAGE.md
// MACHINE.md: what machine.mjs wrote before the runs.
// MEASURED.jsonl: one line a run: round, peer, connections, stream, delay, cpu (seconds), kib, wrk (what chat.lua wrote).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './machine.mjs';

const [root, machine, measured, rounds, seconds, nginx, wrk] = process.argv.slice(2);
const runs = readFileSync(measured, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .map((run) => ({
    ...run,
    case: `${run.stream},${run.delay},${run.connections}`,
    rate: run.wrk.requests / (run.wrk.microseconds / 1e6),
    cpuMicroseconds: (run.cpu * 1e6) / Math.max(1, run.wrk.requests),
    p50: run.wrk.p50,
    p99: run.wrk.p99,
    failed: run.wrk.failed,
  }));
const cases = [...new Set(runs.map((run) => run.case))];
const peers = ['direct', 'nginx', 'forwarder', 'permil', 'portkey'].filter((peer) => runs.some((run) => run.peer === peer));
const portkey = peers.includes('portkey')
  ? JSON.parse(readFileSync(join(root, 'bench/load/gateway/node_modules/@portkey-ai/gateway/package.json'), 'utf8')).version
  : '';
const names = {
  direct: 'no gateway',
  nginx: `nginx ${nginx}`,
  forwarder: 'bare Kestrel + HttpClient',
  permil: 'permil',
  portkey: `Portkey ${portkey}`,
};
const of = (peer, name) => runs.filter((run) => run.peer === peer && run.case === name);
const at = (peer, name, round) => of(peer, name).find((run) => run.round === round);

/** Round by round against another peer: what a round shares of the machine's mood falls out. */
function against(peer, other, name, combine, value) {
  const both = of(peer, name).filter((run) => at(other, name, run.round));
  return both.length === 0 ? null : median(both.map((run) => combine(run[value], at(other, name, run.round)[value])));
}

const ratio = (value) => (value === null ? '' : value.toFixed(2));
const milliseconds = (value) => (value === null ? '' : (value / 1000).toFixed(2));
const titles = {
  '0,0': 'JSON answers, no delay',
  '0,1': 'JSON answers after 20 ms',
  '1,0': 'Streams, no delay',
  '1,1': 'Streams after 20 ms',
};

function table(kind) {
  const rows = cases
    .filter((name) => name.startsWith(`${kind},`))
    .flatMap((name) =>
      peers.map((peer) => {
        const middle = (value) => median(of(peer, name).map((run) => run[value]));
        const cells = [
          name.split(',')[2],
          names[peer],
          middle('rate').toFixed(0),
          peer === 'forwarder' ? '1' : ratio(against(peer, 'forwarder', name, (a, b) => a / b, 'rate')),
          peer === 'direct' ? '' : middle('cpuMicroseconds').toFixed(0),
          peer === 'direct' ? '' : ratio(against(peer, 'forwarder', name, (a, b) => a / b, 'cpuMicroseconds')),
          milliseconds(middle('p50')),
          peer === 'direct' ? '' : milliseconds(against(peer, 'direct', name, (a, b) => a - b, 'p50')),
          peer === 'direct' ? '' : milliseconds(against(peer, 'direct', name, (a, b) => a - b, 'p99')),
          `${of(peer, name).reduce((sum, run) => sum + run.failed, 0)}`,
        ];
        return `| ${cells.join(' | ')} |`;
      }),
    );
  return [
    `## ${titles[kind]}`,
    '',
    '| connections | gateway | requests/s | to forwarder | CPU µs a request | to forwarder | p50 ms | added p50 ms | added p99 ms | failed |',
    '|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
  ];
}

/** The bars that permil is held to, where it ran. */
function bars() {
  const without = (other) => !peers.includes('permil') || !peers.includes(other);
  const loaded = (stream) => cases.filter((name) => name.startsWith(`${stream},0,`) && Number(name.split(',')[2]) >= 16);
  const bar = (text, values, isMet) =>
    values.length === 0 ? [] : [`| ${text} | ${values.map((value) => value.toFixed(2)).join(', ')} | ${values.every(isMet) ? 'yes' : 'no'} |`];
  const to = (other, stream, value, combine) =>
    without(other) ? [] : loaded(stream).map((name) => against('permil', other, name, combine, value));
  const over = (a, b) => a / b;
  const rows = [
    ...bar('requests/s, JSON: at least 0.6 of the forwarder', to('forwarder', 0, 'rate', over), (value) => value >= 0.6),
    ...bar('requests/s, streams: at least 0.85 of the forwarder', to('forwarder', 1, 'rate', over), (value) => value >= 0.85),
    ...bar('CPU a request, JSON: at most 2 forwarders', to('forwarder', 0, 'cpuMicroseconds', over), (value) => value <= 2),
    ...bar('requests/s, JSON: at least 12 Portkeys', to('portkey', 0, 'rate', over), (value) => value >= 12),
  ];
  return rows.length === 0
    ? []
    : ['## Against the bar, at 16 and more connections', '', '| bar | seen | met |', '|---|---:|---|', ...rows, ''];
}

const page = [
  '# A gateway before an inference provider',
  '',
  `Chat completions of 350 bytes through each gateway to one canned upstream on the same machine. ${rounds} rounds of ${seconds} s a case; in each round every gateway runs every case, one at a time, in a turning order. Permil meters, prices and journals every call under one key and two blocking budgets; the others only forward. Written by \`bench/gateway.sh\`; what is measured and why: \`docs/benchmarks.md\`.`,
  '',
  readFileSync(machine, 'utf8').trim(),
  `- wrk ${wrk}, one thread, keep-alive; everything shares the machine's processors`,
  '',
  ...bars(),
  ...[...new Set(cases.map((name) => name.slice(0, 3)))].flatMap(table),
  'Medians over the rounds. Ratios and added latency are medians of what each round says, against the same round\'s run of the forwarder or of no gateway. CPU is that of the gateway\'s processes alone, from /proc.',
  '',
  '| gateway | memory MiB after the last case |',
  '|---|---:|',
  ...peers
    .filter((peer) => peer !== 'direct')
    .map((peer) => `| ${names[peer]} | ${(runs.filter((run) => run.peer === peer).at(-1).kib / 1024).toFixed(0)} |`),
];
console.log(page.join('\n'));
