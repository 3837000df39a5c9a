import { Code, Text } from '@mantine/core';

/** What works without an engine, and how to get one. */
export function EngineAdvice() {
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
