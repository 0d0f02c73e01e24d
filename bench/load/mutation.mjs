// Puts the reports of mutation testing together, the newest for each file, and writes the Markdown page of bench/mutation.sh.
// Ends with 1 when an area is below the score it must have.
//   node mutation.mjs ROOT REPORTS PERCENT > PAGE.md
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from './machine.mjs';

const [root, reports, percent] = process.argv.slice(2);
const leastScore = 85;
const core = 'src/Permil.Core/';
const areaNames = ['Rating', 'Rating/Bulk', 'Billing'];
const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];
const titles = ['killed', 'timed out', 'survived', 'not covered', 'not tried', 'score'];

const newest = readdirSync(reports)
  .map((run) => join(reports, run, 'reports/mutation-report.json'))
  .filter((path) => existsSync(path))
  .map((path) => ({ path, time: statSync(path).mtimeMs }))
  .sort((a, b) => a.time - b.time);
const files = new Map();
for (const { path } of newest) {
  for (const [name, file] of Object.entries(JSON.parse(readFileSync(path, 'utf8')).files)) {
    const mutants = file.mutants.filter((mutant) => statuses.includes(mutant.status));
    const place = name.slice(name.indexOf(core) + core.length);
    // A file that is gone since has no say.
    if (mutants.length > 0 && existsSync(join(root, core, place))) {
      const isChanged = readFileSync(join(root, core, place), 'utf8').trim() !== file.source.trim();
      files.set(place, { source: file.source.split('\n'), mutants, isChanged });
    }
  }
}

const areaOf = (place) => areaNames.findLast((area) => place.startsWith(`${area}/`));

// What a static field holds is there before a mutant can be switched on: such mutants say nothing.
const isTried = (mutant) => !mutant.static;
function count(mutants) {
  const tried = mutants.filter(isTried);
  return [...statuses.map((status) => tried.filter((mutant) => mutant.status === status).length), mutants.length - tried.length];
}
function scoreOf(mutants) {
  const [killed, timeout, survived, noCoverage] = count(mutants);
  return (100 * (killed + timeout)) / (killed + timeout + survived + noCoverage);
}
function row(name, mutants) {
  const score = scoreOf(mutants);
  return `| ${[name, ...count(mutants), Number.isNaN(score) ? '' : `${score.toFixed(1)} %`].join(' | ')} |`;
}

const head = [`| | ${titles.join(' | ')} |`, `|---|${'---:|'.repeat(titles.length)}`];
const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
const areas = areaNames
  .map((area) => ({ area, mutants: sorted.filter(([place]) => areaOf(place) === area).flatMap(([, file]) => file.mutants) }))
  .filter(({ mutants }) => mutants.length > 0);

function survivor(place, source, mutant) {
  const { start, end } = mutant.location;
  const to = end.line === start.line ? end.column - 1 : undefined;
  const line = source[start.line - 1].slice(start.column - 1, to);
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  const [was, became] = [plain(line), plain(mutant.replacement ?? '')];

  // From a little before where the two begin to differ.
  const differ = [...was].findIndex((letter, i) => letter !== became[i]);
  const from = Math.max(0, (differ < 0 ? was.length : differ) - 30);
  const short = (text) => text.slice(from, from + 70).replaceAll('|', '\\|').replaceAll('`', "'") || ' ';
  return `| ${place}:${start.line} | ${mutant.mutatorName} | \`${short(was)}\` | \`${short(became)}\` |`;
}

const left = sorted.flatMap(([place, { source, mutants }]) =>
  mutants
    .filter((mutant) => isTried(mutant) && (mutant.status === 'Survived' || mutant.status === 'NoCoverage'))
    .map((mutant) => survivor(place, source, mutant)),
);
const page = [
  '# Changes of the code that the tests notice',
  '',
  `dotnet-stryker changes one place of the code at a time and runs the tests that reach it, with ${percent} of a hundred cases of each property. The score is what was killed or timed out, of all that compiles and is no field set once at the start. Written by \`bench/mutation.sh\`; \`docs/benchmarks.md\` says more.`,
  '',
  ...machine(root),
  '',
  ...head,
  ...areas.map(({ area, mutants }) => row(`**${area}**`, mutants)),
  row('**together**', areas.flatMap(({ mutants }) => mutants)),
  '',
  '## By file',
  '',
  ...head,
  ...sorted.map(([place, { mutants, isChanged }]) => row(`${place}${isChanged ? ' (changed since)' : ''}`, mutants)),
  '',
  '## What was not noticed',
  '',
  '| place | kind | was | became |',
  '|---|---|---|---|',
  ...left,
];
console.log(page.join('\n'));
process.exitCode = areas.every(({ mutants }) => scoreOf(mutants) >= leastScore) ? 0 : 1;
