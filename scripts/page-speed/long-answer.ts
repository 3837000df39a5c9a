/** One answer of 500 steps, each with the published tree of 64 nodes: text of the sample, candidates out of a hat. */
import { readFile } from 'node:fs/promises';
import { SeededRandom } from '../../engine/core/random.ts';
import type { DecodeResult, NodeIndex, StepRecord, TokenId, TreeRecord } from '../../engine/protocol.ts';
import type { RunRecord } from '../../engine/records/read-run.ts';
import type { SyntheticRun } from './write-synthetic.ts';

const STEPS = 500;
const TREE = new URL('../../data/trees/mc_sim_7b_63.json', import.meta.url);
/** Share of steps that accept 0, 1, 2 and so on. */
const ACCEPTED = [0.3, 0.3, 0.2, 0.15, 0.05];

const PREFILL_MS = 40;
const VANILLA_MS = 10;
const STEP_MS = 21;

export async function longAnswer(sample: RunRecord): Promise<SyntheticRun> {
  const shape = treeShape(JSON.parse(await readFile(TREE, 'utf8')).paths);
  const vanillas = sample.groups.flatMap(({ results }) =>
    results.filter(({ method }) => method === 'vanilla'),
  );
  const promptTokenIds = vanillas[0]?.promptTokenIds ?? [];
  const text = vanillas.flatMap(({ tokenIds, stopReason }) =>
    stopReason === 'end-token' ? tokenIds.slice(0, -1) : tokenIds,
  );
  const random = new SeededRandom(1);
  const hat = [...sample.tokenBytes.keys()];
  const steps: StepRecord[] = [];
  let position = 1;
  for (let index = 0; index < STEPS; index++) {
    const step = drawStep(shape, index, text.slice(position - 1), random, hat);
    steps.push(step);
    position += step.emitted.length;
  }
  const tokenIds = text.slice(0, position);
  if (tokenIds.length < position) throw new Error(`the sample has ${text.length} tokens, not ${position}`);
  const answer = (method: 'vanilla' | 'medusa', { steps, stepMs }: { steps: StepRecord[]; stepMs: number }) =>
    ({
      method,
      traceLevel: 'standard',
      promptTokenIds,
      tokenIds,
      text: textOf(tokenIds, sample),
      stopReason: 'budget',
      totalMs: PREFILL_MS + steps.length * stepMs,
      prefill: {
        prefillMs: PREFILL_MS,
        ttftMs: PREFILL_MS,
        tokenId: tokenIds[0] as TokenId,
        targetTop: topTwo([tokenIds[0] as TokenId], hat[0] as TokenId),
      },
      steps,
    }) satisfies DecodeResult;
  const question = { questionId: 1, category: 'writing' };
  return {
    name: 'synthetic-500x64',
    startedAt: '2026-01-01T00:00:00.000Z',
    prompts: [{ ...question, turns: ['Text of several recorded answers, one behind the other.'] }],
    settings: {
      methods: ['vanilla', 'medusa'],
      questionIds: [1],
      turns: 1,
      repeats: 1,
      maxNewTokens: tokenIds.length,
    },
    groups: [
      {
        ...question,
        turn: 0,
        repeat: 0,
        results: [
          answer('vanilla', { steps: vanillaSteps(tokenIds, hat), stepMs: VANILLA_MS }),
          answer('medusa', { steps, stepMs: STEP_MS }),
        ],
        predictability: null,
        probes: {},
        load: { others: null, steal: null },
      },
    ],
  };
}

type Shape = Pick<TreeRecord, 'parents' | 'depths' | 'ranks'>;

/** Of rank paths; the root is implied in them, and node 0 here. */
function treeShape(paths: number[][]): Shape {
  const nodes = [[], ...paths.toSorted((a, b) => a.length - b.length)];
  const names = nodes.map((path) => path.join('.'));
  return {
    parents: nodes.map((path, node) => (node === 0 ? -1 : names.indexOf(path.slice(0, -1).join('.')))),
    depths: nodes.map((path) => path.length),
    ranks: nodes.map((path) => path.at(-1) ?? 0),
  };
}

/** `text` begins with the root's token. */
function drawStep(
  shape: Shape,
  index: number,
  text: readonly TokenId[],
  random: SeededRandom,
  hat: readonly TokenId[],
): StepRecord {
  const { parents, depths, ranks } = shape;
  const acceptedPath = pathTo(drawEnd(shape, random), parents);
  const last = acceptedPath.at(-1) ?? 0;
  const emitted = text.slice(1, acceptedPath.length + 2);
  // A refused candidate is none of the text's next tokens.
  const refused = () => {
    for (;;) {
      const tokenId = hat[random.below(hat.length)] as TokenId;
      if (!emitted.includes(tokenId)) return tokenId;
    }
  };
  const tokenIds = parents.map((_, node) =>
    node === 0
      ? (text[0] as TokenId)
      : acceptedPath.includes(node)
        ? (text[depths[node] as number] as TokenId)
        : refused(),
  );
  const onPath = new Set([0, ...acceptedPath]);
  const best = parents.map((_, node) =>
    onPath.has(node) ? (text[(depths[node] as number) + 1] as TokenId) : refused(),
  );
  return {
    index,
    startMs: PREFILL_MS + index * STEP_MS,
    draftMs: 2,
    verifyMs: 18,
    acceptMs: 0.1,
    commitMs: 0.4,
    stepMs: STEP_MS,
    tree: {
      tokenIds,
      ...shape,
      draftProbs: ranks.map((rank, node) =>
        node === 0 ? null : (0.4 + 0.3 * random.uniform()) * 0.6 ** rank,
      ),
    },
    targetTop: topTwo(best, refused()),
    acceptedPath,
    emitted,
    ownToken: parents.includes(last) ? 'correction' : 'bonus',
  };
}

/** The last node of an accepted path. */
function drawEnd({ depths }: Shape, random: SeededRandom): NodeIndex {
  let left = random.uniform();
  const depth = ACCEPTED.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  const there = depths.flatMap((at, node) => (at === Math.max(0, depth) ? [node] : []));
  return there[random.below(there.length)] as NodeIndex;
}

function pathTo(node: NodeIndex, parents: readonly NodeIndex[]): NodeIndex[] {
  return node === 0 ? [] : [...pathTo(parents[node] as NodeIndex, parents), node];
}

function topTwo(best: readonly TokenId[], second: TokenId): StepRecord['targetTop'] {
  return { ids: best.map((tokenId) => [tokenId, second]), logits: best.map(() => [21.5, 18.25]) };
}

function vanillaSteps(tokenIds: readonly TokenId[], hat: readonly TokenId[]): StepRecord[] {
  return tokenIds.slice(1).map((tokenId, index) => ({
    index,
    startMs: PREFILL_MS + index * VANILLA_MS,
    draftMs: 0,
    verifyMs: 9,
    acceptMs: 0.1,
    commitMs: 0.1,
    stepMs: VANILLA_MS,
    tree: {
      tokenIds: [tokenIds[index] as TokenId],
      parents: [-1],
      depths: [0],
      ranks: [0],
      draftProbs: [null],
    },
    targetTop: topTwo([tokenId], hat[0] as TokenId),
    acceptedPath: [],
    emitted: [tokenId],
    ownToken: 'bonus',
  }));
}

function textOf(tokenIds: readonly TokenId[], { tokenBytes }: RunRecord): string {
  const bytes = tokenIds.map((tokenId) => tokenBytes.get(tokenId) as Uint8Array);
  return new TextDecoder().decode(Buffer.concat(bytes));
}
