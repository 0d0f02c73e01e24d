// Runs scenarios of a client library and writes what it saw as one JSON object: {"scenario": {...}}.
//   BASE_URL=... API_KEY=... node openai.mjs SCENARIO...
import { writeSync } from 'node:fs';

export const baseUrl = process.env.BASE_URL;
export const apiKey = process.env.API_KEY;

/** The last answer as it came over the wire, for clients that hide it. */
export const wire = { headers: {}, status: 0 };

/** A fetch that notes what came. */
export async function notingFetch(url, init) {
  const response = await fetch(url, init);
  wire.status = response.status;
  wire.headers = Object.fromEntries(response.headers);
  return response;
}

/** Headers that say what the played provider does with a call. */
export const play = (text) => ({ headers: { 'x-upstream-play': text } });

/** What a library throws, as tests look at it. */
export function fault(error) {
  return {
    type: error.constructor.name,
    status: error.status ?? null,
    code: error.code ?? error.error?.error?.code ?? null,
    message: error.message,
    body: error.error ?? null,
    headers: error.headers ? Object.fromEntries(error.headers) : {},
  };
}

export async function run(scenarios) {
  const results = {};
  for (const name of process.argv.slice(2)) {
    if (!scenarios[name]) {
      throw new Error(`found scenario ${name}, allowed: ${Object.keys(scenarios).join(', ')}`);
    }
    try {
      results[name] = { ...(await scenarios[name]()), headers: wire.headers, status: wire.status };
    } catch (error) {
      results[name] = { fault: fault(error) };
    }
  }
  writeSync(1, JSON.stringify(results));
  process.exit(0);
}
