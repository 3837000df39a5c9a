import { describe, expect, it } from 'vitest';
import { draftOf, draftSets, precisionNotes } from '../../components/controls/draft-sets.ts';
import { pathWithEngine } from '../../components/controls/engine-address.ts';
import {
  choiceArguments,
  choiceOf,
  choiceWords,
  DEFAULT_CHOICE,
  type EngineChoice,
  type EngineStatus,
  methodsUnder,
  offeredMethods,
  recordedWords,
  sameChoice,
} from '../../components/engine-choice.ts';
import { FIRST_FORM, requestOf } from '../../components/race/race-form.ts';
import type { TrainedCard } from '../../components/training/events.ts';
import { METHODS, type MethodInfo } from '../../engine/protocol.ts';

const full: EngineChoice = {
  precision: 'fp32',
  drafts: { medusa: 'mine', hydra: 'shipped', speculative: 'small' },
  tree: 'zephyr_stage2',
  dynamic: true,
};
const info = (method: MethodInfo['method'], available: boolean): MethodInfo => ({
  method,
  available,
  description: '',
  artifactSha256: null,
  artifactBytes: null,
});
const ready = {
  kind: 'ready',
  choice: DEFAULT_CHOICE,
  info: { methods: [info('vanilla', true), info('medusa', true), info('hydra', false)] },
} as unknown as EngineStatus;
const failed: EngineStatus = { kind: 'failed', message: 'no', choice: full };

describe('the words of a choice', () => {
  it('are short where nothing is out of the ordinary', () => {
    expect(choiceWords(DEFAULT_CHOICE)).toBe('int8 · shipped drafts · built-in tree');
    expect(choiceWords(full)).toBe(
      'fp32 · Medusa from mine, speculative from small · tree zephyr_stage2 · each step chooses',
    );
    expect(choiceWords({ ...DEFAULT_CHOICE, dynamic: true })).toBe(
      'int8 · shipped drafts · each step chooses',
    );
    const tree = { name: 'wide', paths: [[0]] };
    expect(recordedWords({ precision: 'fp32', methods: [{ ...info('medusa', true), tree, worth: 1 }] })).toBe(
      'fp32 · tree wide · each step chooses',
    );
  });
  it('are arguments of the command line, a tree only where a method fills it', () => {
    expect(choiceArguments(full, ['vanilla', 'hydra-lookup'], true).join(' ')).toBe(
      '--precision fp32 --medusa mine --draft small --tree zephyr_stage2 --dynamic',
    );
    expect(choiceArguments(full, ['vanilla', 'lookup'], true)).not.toContain('--tree');
  });
  it('say whether steps choose only where the command would do otherwise', () => {
    const chooses = { ...DEFAULT_CHOICE, dynamic: true };
    expect(choiceArguments(chooses, null, true)).toEqual([]);
    expect(choiceArguments(DEFAULT_CHOICE, null, true)).toEqual(['--no-dynamic']);
    expect(choiceArguments(DEFAULT_CHOICE, null, false)).toEqual([]);
    expect(choiceArguments({ ...chooses, precision: 'fp32' }, null, true)).toContain('--dynamic');
    const shaped = { ...DEFAULT_CHOICE, tree: 'wide' };
    expect(choiceArguments(shaped, ['medusa'], true)).toEqual(['--tree', 'wide']);
    // Its tree is not asked for where nothing would fill it, and the command then lets steps choose.
    expect(choiceArguments(shaped, ['lookup'], true)).toEqual(['--no-dynamic']);
  });
  it('are of a trained set, at the arithmetic that it learnt from', () => {
    expect(pathWithEngine('/race', choiceOf('medusa', 'mine', 'fp32'))).toBe(
      '/race?precision=fp32&medusa=mine',
    );
    expect(pathWithEngine('/race', choiceOf('speculative', 'mine', null))).toBe('/race?speculative=mine');
  });
  it('are an address, defaults left out', () => {
    expect(pathWithEngine('/race', DEFAULT_CHOICE)).toBe('/race');
    expect(pathWithEngine('/bench', DEFAULT_CHOICE)).toBe('/bench?dynamic=false');
    expect(pathWithEngine('/bench', { ...DEFAULT_CHOICE, dynamic: true })).toBe('/bench');
    expect(pathWithEngine('/bench', { ...DEFAULT_CHOICE, tree: 'wide' })).toBe('/bench?tree=wide');
    expect(pathWithEngine('/bench', full)).toBe(
      '/bench?precision=fp32&medusa=mine&speculative=small&tree=zephyr_stage2&dynamic=true',
    );
  });
});

describe('what a choice offers', () => {
  it('tells two choices apart by every part', () => {
    expect(sameChoice(full, structuredClone(full))).toBe(true);
    const others: EngineChoice[] = [
      { ...full, precision: 'int8' },
      { ...full, drafts: { ...full.drafts, hydra: 'mine' } },
      { ...full, tree: null },
      { ...full, dynamic: false },
    ];
    for (const other of others) expect(sameChoice(full, other)).toBe(false);
  });
  it("is the open engine's methods, and all while nothing is known of them", () => {
    expect(offeredMethods(methodsUnder(ready, DEFAULT_CHOICE))).toEqual(['vanilla', 'medusa']);
    expect(methodsUnder(ready, full)).toEqual([]);
    expect(methodsUnder(ready, { ...DEFAULT_CHOICE, dynamic: true })).toHaveLength(3);
    expect(methodsUnder(failed, full)).toEqual([]);
    expect(offeredMethods([])).toEqual(METHODS);
  });
  it('lets a race run under another choice than that which failed', () => {
    expect(requestOf(FIRST_FORM, DEFAULT_CHOICE, ready)).toMatchObject({
      request: { methods: ['vanilla', 'medusa'], engine: DEFAULT_CHOICE },
    });
    expect(requestOf(FIRST_FORM, full, ready)).toMatchObject({ request: { methods: METHODS, engine: full } });
    expect(requestOf(FIRST_FORM, full, failed)).toEqual({ blocked: 'Run waits for the engine.' });
    expect(requestOf(FIRST_FORM, DEFAULT_CHOICE, failed)).toHaveProperty('request');
  });
});

describe('trained sets', () => {
  const card = (name: string, kind: string): TrainedCard => ({
    name,
    kind,
    file: '',
    sha256: null,
    precision: name === 'mine' ? 'fp32' : null,
    steps: null,
    seconds: null,
    machine: null,
    accuracy: null,
  });
  const sets = draftSets([
    card('shipped', 'medusa'),
    card('mine', 'medusa'),
    card('mine', 'draft'),
    card('data', 'answers'),
  ]);
  it('are told by whose they are, without the shipped ones and training data', () => {
    expect(sets).toEqual({
      medusa: [{ name: 'mine', precision: 'fp32' }],
      hydra: [],
      speculative: [{ name: 'mine', precision: 'fp32' }],
    });
    expect(draftOf('answers')).toBeNull();
  });
  it('say where they learnt from another arithmetic', () => {
    const choice = { ...DEFAULT_CHOICE, drafts: { ...DEFAULT_CHOICE.drafts, medusa: 'mine' } };
    expect(precisionNotes(choice, sets)).toEqual([
      'Medusa from mine learnt from the target at fp32: at int8 it may guess worse.',
    ]);
    expect(precisionNotes({ ...choice, precision: 'fp32' }, sets)).toEqual([]);
  });
});
