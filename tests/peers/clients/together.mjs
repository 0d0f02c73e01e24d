// Scenarios with Together's own client library.
import Together, { toFile } from 'together-ai';
import { apiKey, baseUrl, notingFetch, play, run } from './run.mjs';

const client = new Together({ apiKey, baseURL: baseUrl, maxRetries: 0, timeout: 30_000, fetch: notingFetch });
const model = process.env.MODEL ?? 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
const messages = [{ role: 'user', content: 'How is the weather in Zürich? 🌦' }];
const chat = (body, said = '') => client.chat.completions.create({ model, messages, max_tokens: 40, ...body }, play(said));

async function collect(stream) {
  const seen = { chunks: 0, text: '', usage: null, emptyChoices: 0 };
  for await (const chunk of stream) {
    seen.chunks++;
    seen.usage = chunk.usage ?? seen.usage;
    if (chunk.choices.length === 0) {
      seen.emptyChoices++;
    }
    for (const choice of chunk.choices) {
      seen.text += choice.delta?.content ?? '';
    }
  }
  return seen;
}

await run({
  chat: async () => ({ answer: await chat({}) }),
  choices: async () => ({ answer: await chat({ n: 2 }) }),
  cached: async () => ({ answer: await chat({ model: 'moonshotai/Kimi-K3' }, 'usage=flat; reasons') }),
  stream: async () => collect(await chat({ stream: true })),
  streamOnChoice: async () => collect(await chat({ stream: true }, 'stream=choice; bytes=5')),
  completion: async () => ({ answer: await client.completions.create({ model, prompt: 'Zürich', max_tokens: 9 }) }),
  completionStream: async () => {
    let chunks = 0;
    for await (const _ of await client.completions.create({ model, prompt: 'Zürich', max_tokens: 9, stream: true })) {
      chunks++;
    }
    return { chunks };
  },
  embeddings: async () => ({
    answer: await client.embeddings.create({ model: 'intfloat/multilingual-e5-large-instruct', input: 'Zürich' }, play('usage=none')),
  }),
  rerank: async () => ({
    answer: await client.rerank.create({
      model: 'Salesforce/Llama-Rank-V1',
      query: 'Zürich',
      documents: ['a', 'b', 'c'],
      top_n: 2,
    }),
  }),
  images: async () => ({
    answer: await client.images.generate({
      model: 'black-forest-labs/FLUX.1-schnell',
      prompt: 'a fox',
      n: 2,
      width: 1024,
      height: 768,
      steps: 8,
    }),
  }),
  speech: async () => {
    const response = await client.audio.speech.create(
      { model: 'hexgrad/Kokoro-82M', voice: 'af', input: 'Grüße 👋' },
      play('size=50000'),
    );
    return { length: (await response.arrayBuffer()).byteLength };
  },
  transcription: async () => ({
    answer: await client.audio.transcriptions.create({
      model: 'openai/whisper-large-v3',
      file: await toFile(Buffer.alloc(1000, 7), 'call.mp3'),
      response_format: 'verbose_json',
    }),
  }),
  video: async () => {
    let job = await client.videos.create({ model: 'minimax/hailuo-02', prompt: 'a fox', seconds: '10' });
    const statuses = [job.status];
    while (job.status !== 'completed' && statuses.length < 10) {
      job = await client.videos.retrieve(job.id);
      statuses.push(job.status);
    }
    await client.videos.retrieve(job.id);
    return { statuses, cost: job.outputs?.cost };
  },
  fineTunes: async () => ({ answer: await client.fineTuning.retrieve('ft-1') }),
  models: async () => ({ ids: (await client.models.list()).map((one) => one.id) }),
  batch: async () => {
    const lines = ['a', 'b'].map((name) =>
      JSON.stringify({ custom_id: name, body: { model, messages: [{ role: 'user', content: name }], max_tokens: 20 } }),
    );
    // The library uploads by an address that the provider hands out, so the form is sent as other clients send it.
    const form = new FormData();
    form.append('purpose', 'batch-api');
    form.append('file_name', 'in.jsonl');
    form.append('file', new Blob([`${lines.join('\n')}\n`]), 'in.jsonl');
    const sent = await notingFetch(`${baseUrl}/files`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const file = await sent.json();
    const begun = await client.batches.create({ endpoint: '/v1/chat/completions', input_file_id: file.id });
    const statuses = [begun.job.status];
    let batch = begun.job;
    while (batch.status !== 'COMPLETED' && statuses.length < 10) {
      batch = await client.batches.retrieve(batch.id);
      statuses.push(batch.status);
    }
    const output = await (await client.files.content(batch.output_file_id)).text();
    return { statuses, lines: output.trim().split('\n').length };
  },
});
