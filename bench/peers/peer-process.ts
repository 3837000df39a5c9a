/** node-llama-cpp in a process of its own (node-llama-cpp-child.mjs), asked one thing at a time. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface Speed {
  /** After the first. */
  tokens: number;
  /** Of these. */
  ms: number;
  /** Of all, with the reading of the prompt; null where no prompt is read. */
  totalMs: number | null;
}

export class PeerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** `folder` holds child.mjs and the installed package. Resolves when the model is loaded. */
  static async start(folder: string, modelPath: string, threads: number): Promise<PeerProcess> {
    const child = spawn(process.execPath, ['child.mjs', modelPath, String(threads)], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const peer = new PeerProcess(child);
    await peer.#answer();
    return peer;
  }

  async decode(promptTokenIds: readonly number[], maxNewTokens: number): Promise<Speed> {
    return (await this.#ask({ promptTokenIds, maxNewTokens })) as Speed;
  }

  /** Milliseconds of one pass of `rows` rows behind the prompt, the best token read at each. */
  async passMs(promptTokenIds: readonly number[], rows: number): Promise<number> {
    return ((await this.#ask({ promptTokenIds, rows })) as { ms: number }).ms;
  }

  #ask(request: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer();
  }

  async #answer(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error('the process of node-llama-cpp ended before it answered');
    return JSON.parse(value);
  }

  end(): void {
    this.#child.stdin.end();
  }
}
