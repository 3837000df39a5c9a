import type { RunRecord } from '../read-run.ts';
import { runName } from './place.ts';
import { defineTable } from './table.ts';

export const RUNS = defineTable<RunRecord>(
  'runs',
  'One run: settings, model and machine.',
  [
    ['run', 'VARCHAR', 'Name of the run folder; joins the tables', runName],
    ['id', 'VARCHAR', 'Name of the folder when the run was made', (r) => r.manifest.id],
    [
      'status',
      'VARCHAR',
      'complete, partial (stopped) or running (killed, or still going on)',
      (r) => r.manifest.status,
    ],
    ['started_at', 'VARCHAR', 'UTC, ISO 8601', (r) => r.manifest.startedAt],
    [
      'ended_at',
      'VARCHAR',
      'UTC, ISO 8601; null for a run that did not end itself',
      (r) => r.manifest.endedAt,
    ],
    [
      'groups',
      'INTEGER',
      'All methods on one turn of one question in one repeat: how many',
      (r) => r.groups.length,
    ],
    ['questions', 'INTEGER', 'Questions planned', (r) => r.manifest.settings.questionIds.length],
    ['repeats', 'INTEGER', 'Repeats planned', (r) => r.manifest.settings.repeats],
    ['turns', 'INTEGER', 'Most turns of a question that are run', (r) => r.manifest.settings.turns],
    ['max_new_tokens', 'INTEGER', 'Most tokens of an answer', (r) => r.manifest.settings.maxNewTokens],
    [
      'sampling',
      'VARCHAR',
      'How tokens were chosen, as JSON',
      (r) => JSON.stringify(r.manifest.settings.sampling),
    ],
    ['trace_level', 'VARCHAR', 'standard or full', (r) => r.manifest.settings.traceLevel],
    ['seed', 'INTEGER', 'Of the order in which methods took turns', (r) => r.manifest.settings.seed],
    ['suite', 'VARCHAR', 'Name of the prompt suite', (r) => r.manifest.suite.name],
    ['suite_sha256', 'VARCHAR', 'Of the suite', (r) => r.manifest.suite.sha256],
    ['model', 'VARCHAR', 'Name of the target model', (r) => r.manifest.engine.model.name],
    ['model_sha256', 'VARCHAR', 'Of the model file', (r) => r.manifest.engine.model.sha256],
    ['precision', 'VARCHAR', 'Arithmetic', (r) => r.manifest.engine.precision],
    ['threads', 'INTEGER', 'Of the runtime', (r) => r.manifest.engine.threads],
    ['processor', 'VARCHAR', 'Of the machine', (r) => r.manifest.environment.processor],
    ['cores', 'INTEGER', 'Logical processors of the machine', (r) => r.manifest.environment.cores],
    ['memory_bytes', 'BIGINT', 'Of the machine', (r) => r.manifest.environment.memoryBytes],
    ['os', 'VARCHAR', 'Operating system', (r) => r.manifest.environment.os],
    ['node', 'VARCHAR', 'Version of Node.js', (r) => r.manifest.environment.node],
    ['onnxruntime', 'VARCHAR', 'Version of the runtime', (r) => r.manifest.environment.onnxruntime],
    ['gorgon', 'VARCHAR', 'Version of this program', (r) => r.manifest.environment.gorgon],
    [
      'commit',
      'VARCHAR',
      'Of the checkout, -dirty behind it when files were changed',
      (r) => r.manifest.environment.commit,
    ],
    [
      'peak_memory_bytes',
      'BIGINT',
      'Largest resident memory of the process',
      (r) => r.manifest.peakMemoryBytes,
    ],
  ],
  (run) => [run],
);
