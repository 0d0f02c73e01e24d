// Scenarios with OpenAI's own client library.
import { createHash } from 'node:crypto';
import OpenAI, { toFile } from 'openai';
import { apiKey, baseUrl, notingFetch, play, run } from './run.mjs';

const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0, timeout: 30_000, fetch: notingFetch });
const retrying = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 2, timeout: 30_000, fetch: notingFetch });
const model = process.env.MODEL ?? 'gpt-4o-mini';
const messages = [{ role: 'user', content: 'How is the weather in Zürich? 🌦' }];
const tools = [
  {
    type: 'function',
    function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
];

async function collect(stream) {
  const seen = { chunks: 0, text: '', usage: null, emptyChoices: 0, arguments: '', finish: [], choices: [] };
  for await (const chunk of stream) {
    seen.chunks++;
    seen.usage = chunk.usage ?? seen.usage;
    if (chunk.choices.length === 0) {
      seen.emptyChoices++;
    }
    for (const choice of chunk.choices) {
      seen.text += choice.delta?.content ?? '';
      seen.choices[choice.index] = (seen.choices[choice.index] ?? '') + (choice.delta?.content ?? '');
      seen.arguments += choice.delta?.tool_calls?.[0]?.function?.arguments ?? '';
      if (choice.finish_reason) {
        seen.finish.push(choice.finish_reason);
      }
    }
  }
  return seen;
}

const stream = (body, said) =>
  client.chat.completions.create({ model, messages, max_tokens: 40, stream: true, ...body }, play(said));
const chat = (body, said = '') => client.chat.completions.create({ model, messages, max_tokens: 40, ...body }, play(said));

async function pollBatch() {
  const lines = ['a', 'b', 'c'].map((name) =>
    JSON.stringify({
      custom_id: name,
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model, messages: [{ role: 'user', content: `call ${name}` }], max_tokens: 20 },
    }),
  );
  const file = await client.files.create({ file: await toFile(Buffer.from(`${lines.join('\n')}\n`), 'in.jsonl'), purpose: 'batch' });
  let batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  const statuses = [batch.status];
  while (batch.status !== 'completed' && statuses.length < 10) {
    batch = await client.batches.retrieve(batch.id);
    statuses.push(batch.status);
  }
  const outputs = [];
  for (let i = 0; i < 3; i++) {
    outputs.push(await (await client.files.content(batch.output_file_id)).text());
  }
  return {
    statuses,
    lines: outputs[0].trim().split('\n').length,
    same: outputs.every((output) => output === outputs[0]),
  };
}

await run({
  chat: async () => ({ answer: await chat({}) }),
  choices: async () => ({ answer: await chat({ n: 3 }) }),
  tools: async () => ({ answer: await chat({ tools }) }),
  reasoning: async () => ({ answer: await chat({}, 'reasons') }),
  flat: async () => ({ answer: await chat({}, 'usage=flat') }),
  both: async () => ({ answer: await chat({}, 'usage=both') }),
  minimal: async () => ({ answer: await chat({}, 'usage=minimal') }),
  packed: async () => ({ answer: await chat({}, 'gzip') }),
  odd: async () => ({ answer: await chat({}, 'bytes=7; gap=1') }),
  noUsage: async () => ({ answer: await chat({}, 'usage=none') }),
  stream: async () => collect(await stream({}, 'gap=5')),
  streamAsked: async () => collect(await stream({ stream_options: { include_usage: true } }, '')),
  streamOnChoice: async () => collect(await stream({}, 'stream=choice')),
  streamNone: async () => collect(await stream({}, 'stream=none')),
  streamOdd: async () => collect(await stream({}, 'bytes=3')),
  streamByte: async () => collect(await stream({ stream_options: { include_usage: true } }, 'bytes=1')),
  streamTools: async () => collect(await stream({ tools }, '')),
  streamChoices: async () => collect(await stream({ n: 3 }, '')),
  completion: async () => ({ answer: await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Zürich', max_tokens: 9 }) }),
  response: async () => ({ answer: await client.responses.create({ model, input: 'Zürich', max_output_tokens: 30 }) }),
  responseStream: async () => {
    const events = [];
    let text = '';
    for await (const event of await client.responses.create({ model, input: 'Zürich', max_output_tokens: 30, stream: true })) {
      events.push(event.type);
      text += event.type === 'response.output_text.delta' ? event.delta : '';
    }
    return { events, text };
  },
  embeddings: async () => ({
    answer: await client.embeddings.create({ model: 'text-embedding-3-small', input: ['Zürich', 'Genève'] }),
  }),
  embeddingsNoUsage: async () => ({
    answer: await client.embeddings.create({ model: 'intfloat/multilingual-e5-large-instruct', input: 'Zürich', encoding_format: 'float' }, play('usage=none')),
  }),
  images: async () => ({
    answer: await client.images.generate({ model: 'black-forest-labs/FLUX.1-schnell', prompt: 'a fox', n: 2, width: 1024, height: 768, steps: 4 }),
  }),
  imageLarge: async () => {
    const answer = await client.images.generate(
      { model: 'black-forest-labs/FLUX.1-schnell', prompt: 'a fox', n: 1, width: 1024, height: 1024, response_format: 'b64_json' },
      play('size=6000000'),
    );
    return { length: answer.data[0].b64_json.length, hash: createHash('sha256').update(answer.data[0].b64_json).digest('hex') };
  },
  speech: async () => {
    const response = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Grüße 👋' }, play('size=100000'));
    return { length: (await response.arrayBuffer()).byteLength, contentType: response.headers.get('content-type') };
  },
  transcription: async () => ({
    answer: await client.audio.transcriptions.create({
      model: 'openai/whisper-large-v3',
      file: await toFile(Buffer.alloc(200_000, 7), 'call.mp3'),
      response_format: 'verbose_json',
    }),
  }),
  models: async () => {
    const ids = [];
    for await (const one of await client.models.list()) {
      ids.push(one.id);
    }
    return { ids };
  },
  batch: pollBatch,
  abort: async () => {
    const opened = await stream({}, 'fault=hang:3');
    let chunks = 0;
    for await (const chunk of opened) {
      chunks += chunk.choices.length;
      if (chunks === 2) {
        opened.controller.abort();
        break;
      }
    }
    return { chunks };
  },
  cut: async () => {
    let chunks = 0;
    try {
      for await (const chunk of await stream({}, 'fault=reset:3')) {
        chunks += chunk.choices.length;
      }
      return { chunks, threw: null };
    } catch (error) {
      return { chunks, threw: error.constructor.name };
    }
  },
  upstream500: async () => ({ answer: await chat({}, 'fault=status:500') }),
  upstream429: async () => ({ answer: await chat({}, 'fault=status:429:7') }),
  retries: async () => {
    const started = performance.now();
    try {
      await retrying.chat.completions.create({ model, messages, max_tokens: 5 }, play('fault=status:503:1'));
    } catch (error) {
      return { milliseconds: performance.now() - started, threw: error.constructor.name };
    }
    return { threw: null };
  },
});
