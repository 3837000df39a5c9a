/** The body of POST /api/trainings: checked whole, every fault names the field. */
import { z } from 'zod';
import { KINDS, TRAIN_KINDS, type TrainRequest } from '../../components/training/kinds.ts';
import { invalidArgument } from '../../engine/errors.ts';
import { DEFAULT_SETTINGS, PRECISIONS, SHIPPED_SET } from '../../engine/protocol.ts';
import { readBody } from './read-body.ts';

const MAX_BODY_BYTES = 16 * 1024;

/** Safe as a folder's name on any system. */
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,40}$/)
  .refine((text) => text !== SHIPPED_SET);

export const trainingSchema = z.strictObject({
  kind: z.enum(TRAIN_KINDS),
  name,
  precision: z.enum(PRECISIONS).default(DEFAULT_SETTINGS.precision),
  answers: name.nullable().default(null),
  options: z.record(z.string(), z.number()).default({}),
});

const NAME = `small letters, digits and dashes, 41 at most, and not ${SHIPPED_SET}`;
const ALLOWED: Record<keyof TrainRequest, string> = {
  kind: TRAIN_KINDS.join(', '),
  name: NAME,
  precision: PRECISIONS.join(', '),
  answers: `null, or the name of training data: ${NAME}`,
  options: 'an object of numbers',
};

/** Throws an EngineError whose message is fit to be shown. */
export async function parseTraining(request: Request): Promise<TrainRequest> {
  const body = await readBody(request, trainingSchema, ALLOWED, MAX_BODY_BYTES);
  const offered = KINDS[body.kind].options;
  for (const [flag, value] of Object.entries(body.options)) {
    const option = offered.find((own) => own.flag === flag);
    if (!option) throw invalidArgument('option', flag, offered.map((own) => own.flag).join(', '));
    const { low, high, whole } = option;
    if (value < low || value > high || (whole && !Number.isInteger(value)))
      throw invalidArgument(flag, value, `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
  }
  if (body.kind === 'data' && body.answers !== null)
    throw invalidArgument('answers', body.answers, 'null for training data, which are answers themselves');
  return body;
}
