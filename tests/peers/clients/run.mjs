// Runs scenarios of a client library and writes what it saw as one JSON object: {"scenario": {...}}.
//   BASE_URL=... API_KEY=... node openai.mjs SCENARIO...
import { writeSync } from 'node:fs';

export const baseUrl = process.env.BASE_URL;
export const apiKey = process.env.API_KEY;

/** The last answer as it came over the wire, for clients that hide it. */
const wire = { headers: {}, status: 0 };
let scenario = '';

/** A fetch that notes what came, and by which every call says the scenario it belongs to. */
export async function notingFetch(url, init) {
  const headers = new Headers(init?.headers);
  headers.set('x-upstream-play', `${headers.get('x-upstream-play') ?? ''}; name=${scenario}`);
  headers.set('x-permil-tags', `call=${scenario}`);
  const response = await fetch(url, { ...init, headers });
  wire.status = response.status;
  wire.headers = Object.fromEntries(response.headers);
  return response;
}

/** Headers that say what the played provider does with a call. */
export const play = (text) => ({ headers: { 'x-upstream-play': text } });

/** What a library throws, as tests look at it. */
function fault(error) {
  return {
    type: error.constructor.name,
    status: error.status ?? null,
    code: error.code ?? error.error?.error?.code ?? null,
    message: error.message,
    headers: error.headers ? Object.fromEntries(error.headers) : {},
  };
}

export async function run(scenarios) {
  const results = {};
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
  for (const name of names) {
    if (!scenarios[name]) {
      throw new Error(`found scenario ${name}, allowed: ${Object.keys(scenarios).join(', ')}`);
    }
    scenario = name;
    Object.assign(wire, { headers: {}, status: 0 });
    try {
      const seen = await scenarios[name]();
      results[name] = { ...seen, headers: wire.headers, status: wire.status };
    } catch (error) {
      results[name] = { fault: fault(error) };
    }
  }
  writeSync(1, JSON.stringify(results));
  process.exit(0);
}
