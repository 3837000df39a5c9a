/** Where and how a run was made, and the commands that make it again. */
import { FIGURE_IDS, figureEntry } from '../engine/core/figure-catalog.ts';
import { askedTree, stepsChose } from '../engine/core/own-trees.ts';
import { precisionSentence } from '../engine/core/precision-words.ts';
import { watchSentences } from '../engine/core/run-notes.ts';
import type { Sampling } from '../engine/protocol.ts';
import type { RunManifest } from '../engine/records/schema.ts';
import type { ReportInput } from './input.ts';
import type { Table } from './table.ts';

const pairs = (id: string, caption: string, rows: [string, string][]): Table => ({
  id,
  caption,
  columns: [{ name: 'what' }, { name: 'value' }],
  rows,
});

/** What a run says of itself, its figures apart. */
type RunFacts = Omit<RunManifest, 'summary' | 'differences'>;

export function settingsTable({ manifest }: { manifest: RunFacts }): Table {
  const { settings, suite } = manifest;
  return pairs('settings-table', 'Settings', [
    ['prompts', `${settings.questionIds.length} of the ${suite.questions} of suite ${suite.name}`],
    ['sha256 of the suite', suite.sha256],
    ['question ids', settings.questionIds.join(', ')],
    ['methods', settings.methods.join(', ')],
    ['most turns of a question', String(settings.turns)],
    ['repeats', String(settings.repeats)],
    ['groups done (question, turn, repeat)', String(manifest.groups)],
    ['most new tokens', String(settings.maxNewTokens)],
    ['stop strings', settings.stopStrings.map((text) => JSON.stringify(text)).join(', ') || 'none'],
    ['choice of tokens', samplingWords(settings.sampling)],
    ['precision', precisionSentence(manifest.engine) ?? manifest.engine.precision],
    ['trace level', settings.traceLevel],
    ['seed of the order of methods', String(settings.seed)],
  ]);
}

export function samplingWords(sampling: Sampling): string {
  const { repetitionPenalty } = sampling;
  const penalty = repetitionPenalty === 1 ? '' : `, repetition penalty ${repetitionPenalty}`;
  if (sampling.kind === 'greedy') return `greedy${penalty}`;
  const { temperature, topK, topP, seed, acceptance } = sampling;
  const rule =
    acceptance.kind === 'typical'
      ? `typical acceptance for Medusa (lossy; epsilon ${acceptance.epsilon}, delta ${acceptance.delta})`
      : 'lossless acceptance';
  const words = [
    `drawn at temperature ${temperature}`,
    topK === 0 ? 'no top-k' : `top-k ${topK}`,
    topP === 1 ? 'no top-p' : `top-p ${topP}`,
    `seed ${seed}`,
    rule,
  ];
  return words.join(', ') + penalty;
}

export function environmentTable({
  manifest,
  watch,
}: {
  manifest: RunFacts;
  watch: ReportInput['watch'];
}): Table {
  const { environment, engine, peakMemoryBytes } = manifest;
  return pairs('environment-table', 'Environment', [
    ['processor', `${environment.processor}, ${environment.cores} logical processors`],
    ['memory', `${gigabytes(environment.memoryBytes)} GB${pageWords(environment.largePages)}`],
    ['largest resident memory', peakMemoryBytes === null ? 'n/a' : `${gigabytes(peakMemoryBytes)} GB`],
    ['system', environment.os],
    ['Node.js', environment.node],
    ['ONNX Runtime', `${environment.onnxruntime}, ${engine.threads} threads`],
    ['gorgon', environment.gorgon],
    ['commit', environment.commit ?? 'n/a'],
    ['begun', manifest.startedAt],
    ['ended', manifest.endedAt ?? 'n/a'],
    ...manifest.resumedAt.map((at): [string, string] => ['taken up again', at]),
    ['machine during the run', watchSentences(watch).join(' ')],
  ]);
}

function pageWords(large: boolean | null | undefined): string {
  if (large === null || large === undefined) return '';
  return large ? ', in large pages' : ', in small pages';
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

export function modelTable({ manifest }: { manifest: RunFacts }): Table {
  const { model, methods } = manifest.engine;
  return {
    id: 'model-table',
    caption: 'Model and artifacts',
    columns: [
      { name: 'what' },
      { name: 'settings' },
      { name: 'MB on disk', numeric: true },
      { name: 'sha256' },
    ],
    rows: [
      [
        `target model ${model.name}`,
        `${model.architecture}, ${model.layers} layers, hidden size ${model.hiddenSize}, vocabulary ${model.vocabSize}, context ${model.contextLength}`,
        megabytes(model.bytes),
        model.sha256,
      ],
      ...methods.map(({ method, available, reason, description, artifactSha256, artifactBytes }) => [
        method,
        available ? description : `not available: ${reason ?? 'n/a'}`,
        megabytes(artifactBytes),
        artifactSha256 ?? 'n/a',
      ]),
    ],
  };
}

function megabytes(bytes: number | null): string {
  return bytes === null ? 'n/a' : (bytes / 1e6).toFixed(1);
}

export function formulasTable(): Table {
  return {
    id: 'formulas-table',
    caption: 'What every figure means',
    columns: [
      { name: 'figure' },
      { name: 'formula' },
      { name: 'unit' },
      { name: 'over' },
      { name: 'source, and who defines it otherwise' },
    ],
    rows: FIGURE_IDS.map((id) => {
      const { name, formula, unit, over, source } = figureEntry(id);
      return [name, formula, unit, over, source];
    }),
  };
}

/** Machine, model and version in one line. */
export function environmentLine({ manifest }: ReportInput): string {
  const { environment: e, engine } = manifest;
  const { model, precision, threads } = engine;
  return [
    `${model.name} (sha256 ${model.sha256.slice(0, 12)})`,
    `${precision}, ${threads} threads`,
    `${e.processor}, ${e.cores} logical processors`,
    `${e.os}, Node.js ${e.node}, ONNX Runtime ${e.onnxruntime}`,
    `gorgon ${e.gorgon}, commit ${e.commit?.slice(0, 12) ?? 'n/a'}`,
  ].join('; ');
}

/** The run again, by the command line; null where it is a part, or had settings that `gorgon bench` has no option for. */
export function benchCommand({ settings, suite, engine, part }: RunFacts): string | null {
  const { sampling } = settings;
  if (part) return null;
  // The command has one seed for the order of methods and the tokens drawn.
  if (settings.stopStrings.length > 0 || (sampling.kind === 'sample' && sampling.seed !== settings.seed))
    return null;
  return [
    'gorgon bench',
    `--suite ${shellWord(suite.name)}`,
    `--methods ${settings.methods.join(',')}`,
    ...(settings.questionIds.length === suite.questions
      ? []
      : [`--questions ${settings.questionIds.map(String).map(shellWord).join(',')}`]),
    `--max-new-tokens ${settings.maxNewTokens}`,
    `--turns ${settings.turns}`,
    `--repeats ${settings.repeats}`,
    `--precision ${settings.precision}`,
    `--trace ${settings.traceLevel}`,
    `--seed ${settings.seed}`,
    ...shapeArguments(engine),
    ...samplingArguments(sampling),
  ].join(' ');
}

/** What the candidates fill, and whether each step chooses among them. */
function shapeArguments({ methods }: RunFacts['engine']): string[] {
  const asked = askedTree(methods);
  return [
    stepsChose(methods) ? '--dynamic' : '--no-dynamic',
    ...(asked ? [`--tree ${shellWord(asked.name)}`] : []),
  ];
}

function samplingArguments(sampling: Sampling): string[] {
  const penalty =
    sampling.repetitionPenalty === 1 ? [] : [`--repetition-penalty ${sampling.repetitionPenalty}`];
  if (sampling.kind === 'greedy') return penalty;
  const { temperature, topK, topP, acceptance } = sampling;
  return [
    `--temperature ${temperature}`,
    `--top-k ${topK}`,
    `--top-p ${topP}`,
    ...penalty,
    ...(acceptance.kind === 'typical'
      ? [`--typical --typical-epsilon ${acceptance.epsilon} --typical-delta ${acceptance.delta}`]
      : []),
  ];
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
