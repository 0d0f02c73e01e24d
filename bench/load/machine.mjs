// What a result was measured on, as lines of a Markdown list. Run as a program, it writes them.
//   node machine.mjs ROOT
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @param {string} root the repository */
export function machine(root) {
  const cpu = Object.fromEntries(
    execFileSync('lscpu', { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
      .split('\n')
      .map((line) => line.split(/:\s+/, 2)),
  );
  const memory = Number(/MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / (1 << 20);
  const caches = ['L1d', 'L2', 'L3'].map((level) => `${level} ${cpu[`${level} cache`] ?? 'unknown'}`).join(', ');
  const git = (...args) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'pricebooks') !== '';
  return [
    `- date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- commit: ${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`,
    `- processor: ${cpu['Model name']} (family ${cpu['CPU family']}, model ${cpu.Model}), ${cpu['CPU(s)']} processors, ${caches}`,
    `- memory: ${memory.toFixed(0)} GiB; load before the run: ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]}`,
    `- system: ${cpu.Architecture}, Linux ${execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()}`,
    `- .NET SDK ${execFileSync('dotnet', ['--version'], { encoding: 'utf8', cwd: root }).trim()}, Node ${process.versions.node}`,
  ];
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

if (import.meta.filename === process.argv[1]) {
  console.log(machine(process.argv[2]).join('\n'));
}
