/** A cost curve from a file: what `gorgon cost --json` printed, or the `run.json` of a run that measured it. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CostCurve } from '../engine/core/cost-curve.ts';
import { EngineError } from '../engine/errors.ts';
import { costCurve } from '../engine/records/schema.ts';

const costFile = z.union([z.object({ curve: costCurve }), z.object({ cost: costCurve })]);

export async function readCost(file: string): Promise<CostCurve> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new EngineError('file-not-found', `cannot read costs ${JSON.stringify(file)}: ${cause.code}`, {
      cause,
    });
  });
  const parsed = costFile.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new EngineError(
      'file-corrupt',
      `${file} holds no cost curve (needed: what gorgon cost --json printed, or the run.json of a run that measured it)`,
    );
  }
  return 'curve' in parsed.data ? parsed.data.curve : parsed.data.cost;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
