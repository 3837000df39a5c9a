/** `gorgon decode`: one answer, as text while it grows or as one JSON object with every step. */
import { type Command, Option } from 'commander';
import { figuresOf } from '../../engine/core/metrics.ts';
import { precisionSentence } from '../../engine/core/precision-words.ts';
import { checkSampling, isLossy, SAMPLING_RANGES } from '../../engine/core/sampling-settings.ts';
import { EngineError } from '../../engine/errors.ts';
import {
  DEFAULT_SAMPLE,
  DEFAULT_SETTINGS,
  type DecodeEvent,
  type DecodeRequest,
  type DecodeResult,
  type DecodeSettings,
  METHODS,
  type Method,
  PRECISIONS,
  type Precision,
  TRACE_LEVELS,
  type TraceLevel,
} from '../../engine/protocol.ts';
import { addDraftOptions, chosenDrafts, type DraftOptions } from '../draft-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { wholeOption } from '../options.ts';
import { downloadText, progressLine } from '../progress.ts';
import { readText } from '../read-text.ts';
import { addSamplingOptions, inRange, type SamplingOptions, samplingOf } from '../sampling-options.ts';
import { chosenTree, TREE_HELP } from '../tree-option.ts';
import { writeOut } from '../write-out.ts';

interface DecodeOptions extends SamplingOptions, DraftOptions {
  method: Method;
  promptFile: string;
  raw: boolean;
  maxNewTokens: number;
  stop: string[];
  precision: Precision;
  trace: TraceLevel;
  tree?: string;
  json: boolean;
}

export function register(program: Command): void {
  addDraftOptions(addSamplingOptions(program.command('decode')))
    .description('answer one prompt by one method; text to standard output, figures to standard error')
    .addOption(new Option('--method <method>', 'way of decoding').choices(METHODS).makeOptionMandatory())
    .requiredOption('--prompt-file <file>', 'the prompt, taken verbatim as UTF-8; - reads standard input')
    .option('--raw', 'no chat template: the model continues the text', false)
    .option('--max-new-tokens <n>', 'most tokens to emit', wholeOption(1), DEFAULT_SETTINGS.maxNewTokens)
    .option(
      '--stop <text>',
      'end the answer before this text; may be given several times',
      (text: string, before: string[]) => [...before, text],
      DEFAULT_SETTINGS.stopStrings,
    )
    .addOption(
      new Option('--precision <name>', 'arithmetic').choices(PRECISIONS).default(DEFAULT_SETTINGS.precision),
    )
    .addOption(
      new Option('--trace <level>', "full also records the target's probability of every proposed token")
        .choices(TRACE_LEVELS)
        .default(DEFAULT_SETTINGS.traceLevel),
    )
    .option('--seed <n>', 'of drawn tokens', inRange(SAMPLING_RANGES.seed), DEFAULT_SAMPLE.seed)
    .option('--tree <tree>', TREE_HELP)
    .option('--json', 'one JSON object with token ids, metrics and every step', false)
    .action(async (options: DecodeOptions) => {
      const text = await readText(options.promptFile);
      if (text === '') {
        throw new EngineError(
          'invalid-input',
          `the prompt ${JSON.stringify(options.promptFile)} is empty (needed: at least one character)`,
        );
      }
      const request = requestOf(text, options);
      checkSampling(request.settings.sampling, request.method);
      const tree = await chosenTree(options.tree, [options.method]);
      const { openEngine } = await import('../../engine/index.ts');
      const signal = interruptSignal();
      const progress = progressLine();
      const engine = await openEngine({
        precision: options.precision,
        ...(await chosenDrafts(options)),
        methods: [options.method],
        tree,
        onProgress: (p) => progress.update(downloadText(p)),
      });
      progress.end();
      const precision = precisionSentence(engine.info);
      if (precision !== null) process.stderr.write(`${precision}\n`);
      try {
        const result = await stream(engine.decode(request, signal), !options.json);
        if (options.json) await writeOut(`${JSON.stringify(toJson(result, request.settings))}\n`);
        else process.stderr.write(`${figuresLine(result, request.settings)}\n`);
        if (result.stopReason === 'cancelled') {
          throw new EngineError('cancelled', `cancelled after ${result.tokenIds.length} tokens`);
        }
      } finally {
        await engine.close();
      }
    });
}

function requestOf(text: string, options: DecodeOptions): DecodeRequest {
  const settings: DecodeSettings = {
    maxNewTokens: options.maxNewTokens,
    stopStrings: options.stop,
    precision: options.precision,
    sampling: samplingOf(options),
    traceLevel: options.trace,
  };
  return {
    method: options.method,
    prompt: options.raw ? { kind: 'raw', text } : { kind: 'chat', turns: [{ role: 'user', content: text }] },
    settings,
  };
}

async function stream(events: AsyncGenerator<DecodeEvent, void>, show: boolean): Promise<DecodeResult> {
  let result: DecodeResult | null = null;
  for await (const event of events) {
    if (event.type === 'text-delta' && show) await writeOut(event.text);
    if (event.type === 'run-end') result = event.result;
  }
  if (!result) throw new Error('the engine ended without a result');
  if (show) await writeOut('\n');
  return result;
}

/** What `--json` prints; other people's scripts rely on these names. */
export function toJson(result: DecodeResult, settings: DecodeSettings): object {
  const { promptTokenIds, tokenIds, text, stopReason, method, traceLevel, prefill, steps } = result;
  return {
    method,
    traceLevel,
    sampling: settings.sampling,
    lossy: isLossy(settings, method),
    promptTokenIds,
    tokenIds,
    text,
    stopReason,
    metrics: figuresOf(result),
    prefill,
    steps,
  };
}

/** "medusa: 96 tokens, budget; 61.2 tokens/s, 1.52 tokens a step, first token after 80 ms". */
export function figuresLine(result: DecodeResult, settings: DecodeSettings): string {
  const figures = figuresOf(result);
  const fixed = (value: number | null, digits: number) => (value === null ? 'n/a' : value.toFixed(digits));
  const lossy = isLossy(settings, result.method) ? ' (lossy: typical acceptance)' : '';
  return `${result.method}${lossy}: ${figures.tokens} tokens, ended by ${result.stopReason}; ${fixed(figures.decodeTokensPerSecond, 1)} tokens/s, ${fixed(figures.tokensPerStep, 2)} tokens a step, first token after ${fixed(figures.ttftMs, 0)} ms`;
}
