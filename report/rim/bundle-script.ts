/** The script of a report, bundled from report/browser and the engine's own core: one file, no imports left. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('../browser/main.ts', import.meta.url));

export async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    write: false,
    // A classic script, since a module is not loaded from file://; its top-level await needs a function around it.
    format: 'esm',
    banner: { js: '(async()=>{' },
    footer: { js: '})();' },
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  // A string that ends the element may stand in any library; inside a string the backslash changes nothing.
  return text.replaceAll('</script', '<\\/script');
}
