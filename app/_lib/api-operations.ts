/**
 * Every operation of the API, one entry a method of a route: docs/openapi.json is written from it (`npm run docs`), and a
 * test holds it against the routes there are.
 */
import type { z } from 'zod';
import { answerRows, questionAnswers, runList, runView } from '../../components/data/api-schema.ts';
import { comparisonView, MOST_COMPARED } from '../../components/data/compare-schema.ts';
import { treeFindingsSchema } from '../../components/data/trees-schema.ts';
import { DOWNLOAD_FORMATS } from '../../report/downloads.ts';
import { TREE_CHOICES } from '../../report/trees/bookmarks.ts';
import { benchSchema } from './parse-bench.ts';
import { raceSchema } from './parse-race.ts';
import { trainingSchema } from './parse-training.ts';
import { treeBody } from './parse-tree.ts';

export interface ApiOperation {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Parameters of the path in braces: `/api/runs/{run}`. */
  path: string;
  summary: string;
  /** What each parameter is. */
  parameters?: Readonly<Record<string, string>>;
  /** What each part of the query is; all may be left out but those of which it is said. */
  query?: Readonly<Record<string, string>>;
  /** The body, as JSON. */
  body?: z.ZodType;
  /** The body, as a file: what it is. */
  upload?: string;
  /** What comes back: JSON of a schema that the document gives this name, JSON that is not described (201 where something was made, 202 where it has begun), nothing, a stream of server-sent events, lines of JSON that come one by one, or a file. */
  answer:
    | { kind: 'described'; schema: z.ZodType; name: string; words: string }
    | { kind: 'json'; words: string }
    | { kind: 'accepted' | 'created'; words: string }
    | { kind: 'nothing'; words: string }
    | { kind: 'events'; words: string }
    | { kind: 'lines'; words: string }
    | { kind: 'file'; words: string };
  /** Statuses beyond 200 and the 403 of every route, with the reason. */
  errors?: Readonly<Record<number, string>>;
}

const RUN = "the run's folder name, or `sample`";
const BAD_BODY = 'the body is not as described; the message names field, value and what is allowed';
const JOB = 'what starting it answered';
const OF_BENCH = { 404: 'no benchmark that the server still holds has the id' };
const OF_RACE = { 404: 'no race that the server still holds has the id' };
const OF_RUN = {
  404: 'no run, or no question of it, has the id',
  422: 'the record cannot be read; the message says what is wrong with it',
};

const SCOPE = {
  m: 'methods with commas; vanilla is always there',
  cat: 'categories with commas',
  q: 'question ids with commas',
};

export const OPERATIONS: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/api/status',
    summary:
      'How far the engine is: starting, ready with what it says of itself, or failed and why; and what it is opened with.',
    answer: { kind: 'json', words: 'EngineStatus (components/engine-choice.ts)' },
  },
  {
    method: 'post',
    path: '/api/status',
    summary: 'Starts a failed engine again and answers when it is ready or has failed anew.',
    answer: { kind: 'json', words: 'EngineStatus (components/engine-choice.ts)' },
  },
  {
    method: 'get',
    path: '/api/suite',
    summary: 'The built-in prompts.',
    answer: { kind: 'json', words: 'name, sha256 and questions of the suite' },
  },
  {
    method: 'post',
    path: '/api/suite',
    summary: 'Reads the body, a JSONL file of MT-bench form, as a suite.',
    answer: { kind: 'json', words: 'name, sha256 and questions of the suite' },
    errors: { 400: 'the file is at fault; the message names line and fault' },
  },
  {
    method: 'get',
    path: '/api/benches',
    summary: 'Benchmarks that run or wait and the last few that are over, newest first.',
    answer: { kind: 'json', words: 'BenchHead[] (components/bench-events.ts)' },
  },
  {
    method: 'post',
    path: '/api/benches',
    summary: 'Starts a benchmark: methods times prompts, with a run record that grows as it goes.',
    body: benchSchema,
    answer: { kind: 'accepted', words: 'its id; what it does is told by its events' },
    errors: { 400: BAD_BODY, 429: 'too many benchmarks run or wait' },
  },
  {
    method: 'delete',
    path: '/api/benches/{id}',
    summary: 'Cancels a benchmark; its record is closed as partial.',
    parameters: { id: JOB },
    answer: { kind: 'nothing', words: 'it ends, or was over' },
    errors: OF_BENCH,
  },
  {
    method: 'get',
    path: '/api/benches/{id}/events',
    summary:
      'Everything that a benchmark has said and will say, from the first event or from behind Last-Event-ID on.',
    parameters: { id: JOB },
    answer: { kind: 'events', words: 'BenchEvent (components/bench-events.ts), numbered from 0' },
    errors: OF_BENCH,
  },
  {
    method: 'get',
    path: '/api/races',
    summary: 'Races that run or wait and the last few that are over, newest first.',
    answer: { kind: 'json', words: 'RaceHead[] (components/race-events.ts)' },
  },
  {
    method: 'post',
    path: '/api/races',
    summary: 'Starts a race: one prompt decoded by several methods in turn.',
    body: raceSchema,
    answer: { kind: 'accepted', words: 'its id; what it does is told by its events' },
    errors: { 400: BAD_BODY, 429: 'too many races run or wait' },
  },
  {
    method: 'delete',
    path: '/api/races/{id}',
    summary: 'Stops a race; what it has done is kept.',
    parameters: { id: JOB },
    answer: { kind: 'nothing', words: 'it stops, or was over' },
    errors: OF_RACE,
  },
  {
    method: 'get',
    path: '/api/races/{id}/events',
    summary:
      'Everything that a race has said and will say, from the first event or from behind Last-Event-ID on.',
    parameters: { id: JOB },
    answer: { kind: 'events', words: 'RaceEvent (components/race-events.ts), numbered from 0' },
    errors: OF_RACE,
  },
  {
    method: 'post',
    path: '/api/races/{id}/recording',
    summary: 'Saves a race that is over as a run record.',
    parameters: { id: JOB },
    answer: { kind: 'created', words: 'the run and the id of its question' },
    errors: { ...OF_RACE, 409: 'it still runs, or vanilla has no whole answer in it' },
  },
  {
    method: 'get',
    path: '/api/runs',
    summary: 'Every recorded run, newest first, the bundled sample last.',
    answer: { kind: 'described', schema: runList, name: 'RunList', words: 'the list' },
  },
  {
    method: 'get',
    path: '/api/runs/{run}',
    summary: 'A run with its figures, computed from its steps as they are now.',
    parameters: { run: RUN },
    answer: { kind: 'described', schema: runView, name: 'RunView', words: 'the run' },
    errors: OF_RUN,
  },
  {
    method: 'get',
    path: '/api/runs/{run}/answers',
    summary: 'A row a question, turn, repeat and method: figures, outcome, gains per step.',
    parameters: { run: RUN },
    answer: { kind: 'described', schema: answerRows, name: 'AnswerRows', words: 'the rows' },
    errors: OF_RUN,
  },
  {
    method: 'get',
    path: '/api/runs/{run}/answers/{question}',
    summary: 'Every answer to one question with all its steps.',
    parameters: { run: RUN, question: 'id of a question of the run' },
    answer: {
      kind: 'described',
      schema: questionAnswers,
      name: 'QuestionAnswers',
      words: 'the answers, in the form of the record',
    },
    errors: OF_RUN,
  },
  {
    method: 'get',
    path: '/api/runs/{run}/trees',
    summary:
      'What became of the candidate trees of one method: acceptance by slot, rank and draft probability.',
    parameters: { run: RUN },
    query: { m: 'the method; needed', cat: 'one category' },
    answer: { kind: 'described', schema: treeFindingsSchema, name: 'TreeFindings', words: 'the findings' },
    errors: { ...OF_RUN, 400: 'the query is not as described' },
  },
  {
    method: 'get',
    path: '/api/runs/{run}/download',
    summary: 'A run, or a part of it, as one file; made by a process of its own.',
    parameters: { run: RUN },
    query: {
      format: `one of ${DOWNLOAD_FORMATS.join(', ')}; html unless given`,
      trees: `pictures in html and pdf: ${TREE_CHOICES.join(', ')}; none unless given`,
      ...SCOPE,
    },
    answer: { kind: 'file', words: 'the file, its name in content-disposition' },
    errors: { ...OF_RUN, 400: 'the query is not as described, or nothing of the run lies in it' },
  },
  {
    method: 'get',
    path: '/api/runs/{run}/download/sizes',
    summary:
      'How large the downloads of a part of a run will be, but the PDF: a line for each as soon as it is counted.',
    parameters: { run: RUN },
    query: SCOPE,
    answer: {
      kind: 'lines',
      words:
        'lines of JSON, each a part of DownloadSizes (report/downloads.ts); {error} where counting failed',
    },
    errors: { ...OF_RUN, 400: 'the query is not as described, or nothing of the run lies in it' },
  },
  {
    method: 'post',
    path: '/api/runs/import',
    summary: 'Takes a run from elsewhere: it is verified, and then a run like any other.',
    upload: 'a ZIP archive of run folders, or an HTML report of gorgon; 512 MB at most',
    answer: { kind: 'json', words: '{runs: [{id, notes}]}' },
    errors: { 400: 'it is neither, too large, or there already', 422: 'it does not hold together' },
  },
  {
    method: 'get',
    path: '/api/trees',
    summary: "Trees that can be chosen by name, and the measured acceptance of the product's drafts.",
    answer: { kind: 'json', words: 'TreeLibrary (components/data/tree-library.ts)' },
  },
  {
    method: 'post',
    path: '/api/trees',
    summary: 'Keeps a tree under a name, by which races, benchmarks and the command line can choose it.',
    body: treeBody,
    answer: { kind: 'created', words: '{name}' },
    errors: { 400: BAD_BODY },
  },
  {
    method: 'get',
    path: '/api/compare',
    summary: 'Runs held against a baseline, question by question.',
    query: {
      base: 'id of the baseline; needed',
      runs: `1 to ${MOST_COMPARED} ids of other runs, with commas; needed`,
    },
    answer: { kind: 'described', schema: comparisonView, name: 'Comparison', words: 'the comparison' },
    errors: { ...OF_RUN, 400: 'the query is not as described' },
  },
  {
    method: 'get',
    path: '/api/trainings',
    summary: 'Running, waiting and the last few trainings with all they told, and the artifacts there are.',
    answer: { kind: 'json', words: 'TrainingList (components/training/events.ts)' },
  },
  {
    method: 'post',
    path: '/api/trainings',
    summary: 'Starts making training data or a training; the same settings again take up a stopped one.',
    body: trainingSchema,
    answer: { kind: 'accepted', words: '{id}' },
    errors: { 400: BAD_BODY, 429: 'too many trainings run or wait' },
  },
  {
    method: 'delete',
    path: '/api/trainings/{id}',
    summary: 'Stops a training; its checkpoint stays.',
    parameters: { id: 'of the training' },
    answer: { kind: 'nothing', words: 'it is being stopped' },
    errors: { 404: 'no training that the server still holds has the id' },
  },
];
