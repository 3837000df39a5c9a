import type { MethodOnQuestion, QuestionRow } from '../../engine/core/question-rows.ts';
import type { Method } from '../../engine/protocol.ts';

/** A method's figures on a question about which little is known; a test names what it is about. */
export function methodOnQuestion(method: Method, change: Partial<MethodOnQuestion> = {}): MethodOnQuestion {
  return {
    method,
    questionId: 1,
    category: 'coding',
    answers: 1,
    tokens: 100,
    speedup: null,
    speedupRange: null,
    speedupInterval: null,
    tokensPerSecond: null,
    tokensPerStep: null,
    meanAcceptedLength: null,
    stepOverhead: null,
    emptyStepShare: null,
    repeated4grams: null,
    outcome: 'identical',
    gains: [],
    ...change,
  };
}

interface RowSketch {
  id?: number | string;
  category?: string;
  turns?: string[];
  prompt?: Partial<QuestionRow['prompt']>;
  methods?: Partial<Record<Method, Partial<MethodOnQuestion>>>;
}

export function questionRow({
  id = 1,
  category = 'coding',
  turns = [`question ${id}`],
  prompt,
  methods = {},
}: RowSketch): QuestionRow {
  const place = { questionId: id, category };
  return {
    ...place,
    turns,
    prompt: {
      ...place,
      promptTokens: 20,
      top1Probability: null,
      entropy: null,
      promptOverlap: null,
      repeated4grams: null,
      ...prompt,
    },
    methods: Object.fromEntries(
      Object.entries(methods).map(([method, change]) => [
        method,
        methodOnQuestion(method as Method, { ...place, ...change }),
      ]),
    ),
  };
}
