/** `gorgon models list | fetch | verify | path`. */
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { EngineError, invalidArgument } from '../../engine/errors.ts';
import { EMBEDDED_MODEL, MANIFEST, type ModelManifestEntry } from '../../engine/models/manifest.ts';
import { cachedModelPath, fetchModel, userModelPath, verifyFile } from '../../engine/models/model-store.ts';
import { downloadText, progressLine } from '../progress.ts';

export function register(program: Command): void {
  const models = program
    .command('models')
    .description('the model files: where they are, fetch them, check them');
  const own = () => userModelPath(program.opts<{ model?: string }>().model);

  models
    .command('list')
    .description('every model known by name, its size, hash and whether it is in the cache')
    .option('--json', 'print a JSON array')
    .action(async (options: { json?: boolean }) => {
      const rows = await Promise.all(
        MANIFEST.map(async (model) => {
          const path = cachedModelPath(model);
          const cached = (await stat(path).catch(() => null))?.size === model.sizeBytes;
          return {
            name: model.name,
            sizeBytes: model.sizeBytes,
            sha256: model.sha256,
            license: model.license,
            cached,
            path,
          };
        }),
      );
      if (options.json) {
        process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
        return;
      }
      for (const row of rows) {
        const where = row.cached ? `in the cache: ${row.path}` : 'not in the cache';
        process.stdout.write(
          `${row.name}  ${(row.sizeBytes / 1e6).toFixed(1)} MB  ${row.license}  sha256 ${row.sha256}\n  ${where}\n`,
        );
      }
    });

  models
    .command('fetch')
    .description('bring a model into the cache and print its path')
    .argument('[name]', 'model', EMBEDDED_MODEL.name)
    .action(async (name: string) => {
      const progress = progressLine();
      const fetched = await fetchModel({
        model: modelByName(name),
        modelPath: own(),
        onProgress: (p) => progress.update(downloadText(p)),
      });
      progress.end();
      process.stdout.write(`${fetched.path}\n`);
    });

  models
    .command('verify')
    .description('read a model file whole and compare its size and hash with the manifest')
    .argument('[name]', 'model', EMBEDDED_MODEL.name)
    .action(async (name: string) => {
      const model = modelByName(name);
      const path = own() ?? cachedModelPath(model);
      await verifyFile(path, model);
      process.stdout.write(`${path}: ${model.name}, sha256 ${model.sha256}\n`);
    });

  models
    .command('path')
    .description('print where a model is; an error when it is not there')
    .argument('[name]', 'model', EMBEDDED_MODEL.name)
    .action(async (name: string) => {
      const path = own() ?? cachedModelPath(modelByName(name));
      if (!(await stat(path).catch(() => null))) {
        throw new EngineError(
          'file-not-found',
          `there is no file ${path}: bring it with "gorgon models fetch"`,
        );
      }
      process.stdout.write(`${path}\n`);
    });
}

function modelByName(name: string): ModelManifestEntry {
  const model = MANIFEST.find((entry) => entry.name === name);
  if (!model) throw invalidArgument('model', name, MANIFEST.map((entry) => entry.name).join(', '));
  return model;
}
