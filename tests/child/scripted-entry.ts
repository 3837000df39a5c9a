/** A child that speaks the engine's messages without an engine: what the client does around it is under test. */
import type { EngineSetup, FromChild, ToChild } from '../../engine/child/messages.ts';
import type { DecodeEvent, EngineInfo } from '../../engine/protocol.ts';

const send = (message: FromChild) => process.send?.(message);
const info: EngineInfo = {
  model: {
    name: 'scripted',
    sha256: '',
    bytes: null,
    architecture: 'llama',
    layers: 1,
    hiddenSize: 1,
    vocabSize: 1,
    contextLength: 1,
  },
  precision: (JSON.parse(process.argv[2] as string) as EngineSetup).precision,
  threads: 1,
  runtime: { name: 'onnxruntime-node', version: '0' },
  methods: [],
};
const cancelled = new Set<number>();
const start = (id: number): DecodeEvent => ({ type: 'run-start', method: 'vanilla', promptTokenIds: [id] });

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToChild) => {
  if (message.type === 'cancel') cancelled.add(message.id);
  if (message.type !== 'decode') return;
  const { id, request } = message;
  const text = request.prompt.kind === 'raw' ? request.prompt.text : '';
  send({ type: 'event', id, event: start(id) });
  if (text === 'die') process.kill(process.pid, 'SIGKILL');
  else if (text === 'refuse')
    send({ type: 'error', id, code: 'invalid-argument', message: 'invalid thing: 1 (allowed: 2)' });
  else if (text === 'hang') return;
  else if (text === 'endless') {
    const timer = setInterval(() => {
      send({ type: 'event', id, event: start(id) });
      if (!cancelled.has(id)) return;
      clearInterval(timer);
      send({ type: 'end', id });
    }, 5);
  } else send({ type: 'end', id });
});
send({ type: 'progress', phase: 'loading' });
setTimeout(() => send({ type: 'ready', info }), 20);
