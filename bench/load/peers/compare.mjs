// Compares two CSV files of groups: every group of one must be in the other with the same numbers, to the last digit.
//   node compare.mjs A.csv B.csv
// Columns go by name (listCost, list_cost and "list cost" are one); those that only one file has are left out.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const keys = ['model', 'tenant', 'day'];
const required = ['events', 'listcost'];
const [first, second] = process.argv.slice(2);
if (!second) {
  console.error('usage: node compare.mjs A.csv B.csv');
  process.exit(2);
}

const [expected, found] = [await read(first), await read(second)];
const columns = [...expected.columns].filter((column) => found.columns.has(column) && !keys.includes(column));
const missing = required.filter((column) => !columns.includes(column));
if (missing.length > 0) {
  console.error(`no column ${missing.join(' and no ')} in one of the files`);
  process.exit(1);
}

let differences = 0;
for (const [group, row] of expected.rows) {
  const other = found.rows.get(group);
  found.rows.delete(group);
  if (other === undefined) {
    report(`${group}: only in ${first}`);
  } else {
    for (const column of columns) {
      if (row[column] !== other[column]) {
        report(`${group}: ${column} is ${row[column]} in ${first}, ${other[column]} in ${second}`);
      }
    }
  }
}
for (const group of found.rows.keys()) {
  report(`${group}: only in ${second}`);
}

if (differences > 0) {
  console.error(`${differences} differences in ${expected.rows.size} groups`);
  process.exit(1);
}
console.log(`${expected.rows.size} groups agree in ${columns.join(', ')}`);

function report(difference) {
  if (++differences <= 10) {
    console.error(difference);
  }
}

async function read(file) {
  let names;
  const rows = new Map();
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const cells = line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1'));
    if (names === undefined) {
      names = cells.map((cell) => cell.toLowerCase().replaceAll(/[^a-z]/g, ''));
      continue;
    }
    if (cells.length !== names.length) {
      throw new Error(`${file}: ${cells.length} cells instead of ${names.length} in: ${line}`);
    }
    const row = Object.fromEntries(names.map((name, i) => [name, keys.includes(name) ? cells[i] : plain(cells[i])]));
    const group = keys.map((key) => row[key]).join(',');
    if (rows.has(group)) {
      throw new Error(`${file}: group ${group} twice`);
    }
    rows.set(group, row);
  }
  return { columns: new Set(names), rows };
}

/** A decimal number without the zeros that say nothing; no number is ever computed with. */
function plain(number) {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number === '' ? '0' : number;
}
