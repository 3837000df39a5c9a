/** The body of POST /api/races: checked whole before anything runs. */
import { z } from 'zod';
import { loadSuite, type Suite } from '../../bench/prompts/load-suite.ts';
import { MOST_NEW_TOKENS, type RaceRequest } from '../../components/race-events.ts';
import { checkSampling } from '../../engine/core/sampling-settings.ts';
import { invalidArgument } from '../../engine/errors.ts';
import { DEFAULT_SETTINGS, METHODS, TRACE_LEVELS } from '../../engine/protocol.ts';
import { ENGINE_ALLOWED, engineChoiceBody, resolveChoice } from './engine-choice.ts';
import { readBody } from './read-body.ts';
import { SAMPLING_ALLOWED, samplingBody } from './sampling-body.ts';

/** Bytes of a request body. */
const MAX_BODY_BYTES = 256 * 1024;

const MAX_PROMPT_CHARACTERS = 100_000;

export const raceSchema = z.strictObject({
  prompt: z.string().min(1).max(MAX_PROMPT_CHARACTERS),
  questionId: z.string().nullable().default(null),
  methods: z
    .array(z.enum(METHODS))
    .min(1)
    .refine((methods) => new Set(methods).size === methods.length),
  maxNewTokens: z.number().int().min(1).max(MOST_NEW_TOKENS),
  traceLevel: z.enum(TRACE_LEVELS).default(DEFAULT_SETTINGS.traceLevel),
  sampling: samplingBody,
  engine: engineChoiceBody,
});

const ALLOWED: Record<keyof RaceRequest, string> = {
  prompt: `text of 1 to ${MAX_PROMPT_CHARACTERS} characters`,
  questionId: 'the id of a question of the suite as text, or null',
  methods: `one or more of ${METHODS.join(', ')}, each once`,
  maxNewTokens: `a whole number from 1 to ${MOST_NEW_TOKENS}`,
  traceLevel: TRACE_LEVELS.join(', '),
  sampling: SAMPLING_ALLOWED,
  engine: ENGINE_ALLOWED,
};

/** `modelSha256` as `resolveChoice` takes it. Throws an EngineError whose message is fit to be shown. */
export async function parseRace(request: Request, modelSha256: string | null): Promise<RaceRequest> {
  const race = await readBody(request, raceSchema, ALLOWED, MAX_BODY_BYTES);
  // Typical acceptance is medusa's; the others of the race then decode losslessly.
  checkSampling(
    race.sampling,
    race.methods.find((method) => method === 'medusa') ?? race.methods[0] ?? 'vanilla',
  );
  await resolveChoice(race.engine, modelSha256);
  if (race.questionId !== null) checkQuestion(race.questionId, race.prompt, await loadSuite('builtin'));
  return { ...race, methods: METHODS.filter((method) => race.methods.includes(method)) };
}

/** A record must not call another text by a question's name. */
function checkQuestion(id: string, prompt: string, { questions }: Suite): void {
  const question = questions.find(({ questionId }) => String(questionId) === id);
  if (question?.turns[0] !== prompt)
    throw invalidArgument(
      'questionId',
      id,
      'the id of the question of the suite whose first turn is the prompt',
    );
}
