/** Run as a process of its own: fetches a model from a local server. Arguments: cache folder, host, manifest entry. */
import type { ModelManifestEntry } from '../../engine/models/manifest.ts';
import { fromHub } from '../../engine/models/model-sources.ts';
import { fetchModel } from '../../engine/models/model-store.ts';

const [, , home, host, entry] = process.argv as [string, string, string, string, string];
const model: ModelManifestEntry = JSON.parse(entry);
const { source, sha256 } = await fetchModel({ home, model, sources: [fromHub(host)] });
process.stdout.write(`${source} ${sha256}`);
