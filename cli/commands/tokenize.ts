/** `gorgon tokenize`: text on standard input to token ids. Needs the model file, not the runtime. */
import type { Command } from 'commander';
import { openGguf } from '../../engine/models/gguf.ts';
import { createGgufTokenizer } from '../../engine/models/gguf-tokenizer.ts';
import { fetchModel } from '../../engine/models/model-store.ts';
import { downloadText, progressLine } from '../progress.ts';
import { readText } from '../read-text.ts';

export function register(program: Command): void {
  program
    .command('tokenize')
    .description('token ids of the text on standard input, which may be empty; special tokens are plain text')
    .option('--special', 'recognise special tokens in the text')
    .option('--json', 'print {"ids": [...]}')
    .action(async (options: { special?: boolean; json?: boolean }) => {
      const text = await readText('-');
      const progress = progressLine();
      const model = await fetchModel({
        modelPath: program.opts<{ model?: string }>().model,
        onProgress: (p) => progress.update(downloadText(p)),
      });
      progress.end();
      const gguf = await openGguf(model.path);
      try {
        const ids = createGgufTokenizer(gguf).encode(text, { special: options.special ?? false });
        process.stdout.write(`${options.json ? JSON.stringify({ ids }) : ids.join(' ')}\n`);
      } finally {
        await gguf.close();
      }
    });
}
