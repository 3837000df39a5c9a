/** The server's one engine and what it is opened with: another choice opens it anew. */
import { watchMachine } from '../../bench/machine-load.ts';
import { DEFAULT_CHOICE, type EngineChoice, type EngineStatus } from '../../components/engine-choice.ts';
import { EngineClient, type EngineStarting } from '../../engine/child/client.ts';
import { type MachineLoad, UNKNOWN_LOAD } from '../../engine/core/run-notes.ts';
import { type ResolvedChoice, resolveChoice } from './engine-choice.ts';

const FIRST: ResolvedChoice = {
  setup: { precision: DEFAULT_CHOICE.precision, tree: undefined, dynamic: DEFAULT_CHOICE.dynamic },
  artifacts: [],
};

export class ChosenEngine {
  readonly client: EngineClient;
  #choice = DEFAULT_CHOICE;
  /** The resolved choice that is open, as JSON. */
  #open = JSON.stringify(FIRST);

  /** `entry` is the path of the engine's process (bench/child/engine.ts). */
  constructor(entry: string) {
    this.client = new EngineClient(entry, FIRST.setup);
  }

  get status(): EngineStatus {
    return { ...this.client.state, choice: this.#choice };
  }

  /** Of the target; null while no engine is ready. */
  get modelSha256(): string | null {
    const { state } = this.client;
    return state.kind === 'ready' ? state.info.model.sha256 : null;
  }

  /** Watches what others do beside the server and its engine, until the function it gives is called. */
  async watch(): Promise<() => Promise<MachineLoad>> {
    const { pid } = this.client;
    return pid === null ? async () => UNKNOWN_LOAD : watchMachine(pid);
  }

  /**
   * Resolves when the engine is ready under the choice; what another one was asked is lost, so only the job whose turn
   * it is may call it. `tell` hears how far it is. Throws where the choice is refused or the engine does not start.
   */
  async prepare(choice: EngineChoice, tell?: (starting: EngineStarting) => void): Promise<void> {
    const resolved = await resolveChoice(choice, this.modelSha256);
    const wanted = JSON.stringify(resolved);
    if (wanted !== this.#open) {
      this.#open = wanted;
      this.#choice = choice;
      this.client.reopen(resolved.setup);
    }
    await this.client.ready(tell);
  }
}
