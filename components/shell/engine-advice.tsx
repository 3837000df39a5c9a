import { Code, Text } from '@mantine/core';
import type { EngineSeen } from '../engine-choice.ts';

/** A state in which nothing decodes, and whose is the fault. */
export type NoEngine = Extract<EngineSeen, { kind: 'failed' | 'unreachable' }>;

export function hasNoEngine(state: EngineSeen | null): state is NoEngine {
  return state?.kind === 'failed' || state?.kind === 'unreachable';
}

/** What failed, in a title and the server's own line. */
export function failureOf(state: NoEngine): { title: string; message: string } {
  return state.kind === 'failed'
    ? { title: 'The engine is not running', message: state.message }
    : { title: 'The server does not answer', message: 'GET /api/status: no answer' };
}

/** What works meanwhile, and what to do. */
export function EngineAdvice({ state }: { state: NoEngine }) {
  if (state.kind === 'unreachable')
    return (
      <Text size="sm">
        What this page shows was loaded before. Start the server again where it ran before, with{' '}
        <Code>npm start</Code>: this page looks for it every few seconds.
      </Text>
    );
  return (
    <>
      <Text size="sm">
        Everything recorded can be read without it: overview, prompts, steps, comparisons. Racing, benching
        and training need it.
      </Text>
      <Text size="sm" mt="xs">
        If the model could not be fetched or found: bring the file named above onto this machine, start the
        server with <Code>GORGON_MODEL=path/to/file</Code> or <Code>--model path/to/file</Code>, or connect
        and try again.
      </Text>
    </>
  );
}
