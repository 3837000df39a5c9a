/** Records in the states that a run can be left in, made of the bundled one: begun, cut short, damaged. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { METHODS, type Method } from '../../engine/protocol.ts';
import { type PROMPTS_FILE, RUN_FILE, type RunManifest, STEPS_FILE } from '../../engine/records/schema.ts';

const BUNDLED = 'data/sample-run';

export const folderOf = (run: string): string => `test-results/runs/${run}`;

/** The bundled run as it was when `groups` (a question, turn and repeat each) of its groups were done; `methods` of all. */
export function cutRun(
  run: string,
  status: RunManifest['status'],
  groups: number,
  methods: readonly Method[] = METHODS,
): void {
  const dir = folderOf(run);
  cpSync(BUNDLED, dir, { recursive: true });
  const whole = JSON.parse(readFileSync(`${BUNDLED}/${RUN_FILE}`, 'utf8')) as RunManifest;
  const has = ({ method }: { method: Method }) => methods.includes(method);
  const manifest: RunManifest = {
    ...whole,
    id: run,
    status,
    groups,
    settings: { ...whole.settings, methods: whole.settings.methods.filter((method) => has({ method })) },
    engine: { ...whole.engine, methods: whole.engine.methods.filter(has) },
    summary: null,
    differences: [],
  };
  writeFileSync(`${dir}/${RUN_FILE}`, JSON.stringify(manifest));
  const lines = gunzipSync(readFileSync(`${BUNDLED}/${STEPS_FILE}`))
    .toString('utf8')
    .split('\n')
    .slice(0, groups)
    .map((line) => {
      const group = JSON.parse(line) as { answers: { method: Method }[] };
      return JSON.stringify({ ...group, answers: group.answers.filter(has) });
    });
  const steps = lines.map((line) => `${line}\n`).join('');
  writeFileSync(`${dir}/${STEPS_FILE}`, steps === '' ? '' : gzipSync(steps));
}

/** The bundled run, one of its files cut off in the middle. */
export function damagedRun(
  run: string,
  file: typeof RUN_FILE | typeof STEPS_FILE | typeof PROMPTS_FILE,
): void {
  const dir = folderOf(run);
  cpSync(BUNDLED, dir, { recursive: true });
  const bytes = readFileSync(`${dir}/${file}`);
  writeFileSync(`${dir}/${file}`, bytes.subarray(0, bytes.length / 2));
}

export function removeRun(run: string): void {
  rmSync(folderOf(run), { recursive: true, force: true });
}
