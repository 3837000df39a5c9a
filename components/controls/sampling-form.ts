/** How tokens are chosen, as fields of a form that may be empty or out of range, and what becomes of them. Pure. */
import {
  checkSampling,
  faithfulnessOf,
  SAMPLING_RANGES,
  samplingFor,
} from '../../engine/core/sampling-settings.ts';
import { EngineError } from '../../engine/errors.ts';
import {
  DEFAULT_GREEDY,
  DEFAULT_SAMPLE,
  DEFAULT_TYPICAL,
  type Method,
  type Sampling,
} from '../../engine/protocol.ts';

/** Null where a field is empty. */
export interface SamplingForm {
  kind: Sampling['kind'];
  temperature: number | null;
  topK: number | null;
  topP: number | null;
  repetitionPenalty: number | null;
  seed: number | null;
  typical: boolean;
  epsilon: number | null;
  delta: number | null;
}

export const DEFAULT_SAMPLING_FORM: SamplingForm = {
  ...DEFAULT_SAMPLE,
  kind: DEFAULT_GREEDY.kind,
  typical: false,
  epsilon: DEFAULT_TYPICAL.epsilon,
  delta: DEFAULT_TYPICAL.delta,
};

/** A form that stands for the settings; fields that they do not have keep their defaults. */
export function samplingFormOf(sampling: Sampling): SamplingForm {
  if (sampling.kind === 'greedy') return { ...DEFAULT_SAMPLING_FORM, ...sampling };
  const { acceptance, ...fields } = sampling;
  if (acceptance.kind === 'lossless') return { ...DEFAULT_SAMPLING_FORM, ...fields };
  const { epsilon, delta } = acceptance;
  return { ...DEFAULT_SAMPLING_FORM, ...fields, typical: true, epsilon, delta };
}

/** The settings, or why they cannot be. */
export function samplingOf(
  form: SamplingForm,
  methods: readonly Method[],
): { sampling: Sampling } | { problem: string } {
  const empty = fieldsInUse(form).find((name) => form[name] === null);
  if (empty)
    return { problem: `${FIELD_LABELS[empty]} is empty (allowed: ${SAMPLING_RANGES[empty].allowed}).` };
  const sampling = settingsOf(form);
  try {
    for (const method of methods) checkSampling(samplingFor(sampling, method), method);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { problem: `${error.message}.` };
  }
  const changesNothing =
    form.typical && methods.every((method) => faithfulnessOf(sampling, method) !== 'lossy');
  if (sampling.kind === 'sample' && changesNothing)
    return { problem: 'Typical acceptance changes nothing here: no chosen method has it.' };
  return { sampling };
}

export type SamplingField = keyof typeof SAMPLING_RANGES;

export const FIELD_LABELS: Readonly<Record<SamplingField, string>> = {
  temperature: 'Temperature',
  topK: 'Top-k',
  topP: 'Top-p',
  repetitionPenalty: 'Repetition penalty',
  seed: 'Seed',
  epsilon: 'Typical epsilon',
  delta: 'Typical delta',
};

/** Fields that the chosen way of sampling reads, in the order they are shown. */
export function fieldsInUse({ kind, typical }: Pick<SamplingForm, 'kind' | 'typical'>): SamplingField[] {
  if (kind === 'greedy') return ['repetitionPenalty'];
  const drawn: SamplingField[] = ['temperature', 'topK', 'topP', 'repetitionPenalty', 'seed'];
  return typical ? [...drawn, 'epsilon', 'delta'] : drawn;
}

/** No field in use is empty. */
function settingsOf(form: SamplingForm): Sampling {
  const { temperature, topK, topP, repetitionPenalty, seed, epsilon, delta } = form as Record<
    SamplingField,
    number
  >;
  if (form.kind === 'greedy') return { kind: 'greedy', repetitionPenalty };
  return {
    kind: 'sample',
    temperature,
    topK,
    topP,
    repetitionPenalty,
    seed,
    acceptance: form.typical ? { kind: 'typical', epsilon, delta } : { kind: 'lossless' },
  };
}

/** In a line: "greedy", "temperature 0.7, top-p 0.9, seed 3". */
export function samplingWords(sampling: Sampling): string {
  const penalty =
    sampling.repetitionPenalty === 1 ? [] : [`repetition penalty ${sampling.repetitionPenalty}`];
  if (sampling.kind === 'greedy') return ['greedy', ...penalty].join(', ');
  const { temperature, topK, topP, seed, acceptance } = sampling;
  return [
    `temperature ${temperature}`,
    ...(topK === 0 ? [] : [`top-k ${topK}`]),
    ...(topP === 1 ? [] : [`top-p ${topP}`]),
    ...penalty,
    `seed ${seed}`,
    ...(acceptance.kind === 'typical'
      ? [`typical acceptance (${acceptance.epsilon}, ${acceptance.delta}), lossy`]
      : []),
  ].join(', ');
}
