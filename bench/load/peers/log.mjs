// What the generated logs hold (bench/load/UsageLogGenerator/Names.cs).
export const models = [
  'meta-llama/Llama-3.3-70B-Instruct-Turbo',
  'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
  'openai/gpt-oss-120b',
  'moonshotai/Kimi-K2-Instruct',
  'gpt-4o-mini',
  'gpt-4o',
  'gpt-5',
  'claude-sonnet-4-20250514',
];

export const modes = ['sync', 'stream', 'batch'];

export const firstDay = '2026-01-01';
export const days = 90;
