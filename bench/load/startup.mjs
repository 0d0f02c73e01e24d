// Times short programs from start to end and writes the Markdown page of a bench/startup.sh run.
//   node startup.mjs ROOT PERMIL HELLO RUNS > PAGE.md
import { spawnSync } from 'node:child_process';
import { machine, median } from './machine.mjs';

const [root, permil, hello, runs] = process.argv.slice(2);
const warmUps = 3;
const estimate = [
  ...['estimate', '--model', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
  ...['--input-tokens', '3000', '--output-tokens', '1000', '--requests', '2000000'],
];
const programs = [
  { name: '`permil estimate`', command: permil, args: estimate, milliseconds: [] },
  { name: 'a .NET program that says hello', command: hello, args: [], milliseconds: [] },
  { name: '`node -e 0`', command: process.execPath, args: ['-e', '0'], milliseconds: [] },
];

function time({ command, args }) {
  const start = process.hrtime.bigint();
  const run = spawnSync(command, args, { encoding: 'utf8' });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (run.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${run.status ?? run.error}: ${run.stderr}`);
  }
  return { milliseconds, answer: run.stdout };
}

// In turns, so that what the machine does meanwhile meets all of them.
const lines = machine(root);
let answer = '';
for (let run = -warmUps; run < Number(runs); run++) {
  for (const program of programs) {
    const timed = time(program);
    if (program === programs[0]) {
      answer = timed.answer;
    }
    if (run >= 0) {
      program.milliseconds.push(timed.milliseconds);
    }
  }
}

const page = [
  '# From start to answer',
  '',
  `${runs} runs of each in turns, after ${warmUps} that are not counted: the whole process, in milliseconds. Written by \`bench/startup.sh\`; \`docs/benchmarks.md\` says more.`,
  '',
  ...lines,
  '',
  '| program | median | least | most | median to permil |',
  '|---|---:|---:|---:|---:|',
  ...programs.map(({ name, milliseconds }) => {
    const ratios = milliseconds.map((value, i) => value / programs[0].milliseconds[i]);
    const numbers = [median(milliseconds), Math.min(...milliseconds), Math.max(...milliseconds)];
    return `| ${[name, ...numbers.map((value) => value.toFixed(0)), median(ratios).toFixed(2)].join(' | ')} |`;
  }),
  '',
  `The command: \`permil ${estimate.join(' ')}\`. Its answer:`,
  '',
  '```',
  answer.trimEnd(),
  '```',
];
console.log(page.join('\n'));
