/** The engine's choice as the address of Race and Bench holds it; defaults are left out. */
import { createSerializer, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { PRECISIONS } from '../../engine/protocol.ts';
import { DEFAULT_CHOICE, type EngineChoice } from '../engine-choice.ts';

const { precision, drafts, dynamic } = DEFAULT_CHOICE;

const ENGINE_ADDRESS = {
  precision: parseAsStringLiteral(PRECISIONS).withDefault(precision),
  /** Trained sets, by whose drafts they are. */
  medusa: parseAsString.withDefault(drafts.medusa),
  hydra: parseAsString.withDefault(drafts.hydra),
  speculative: parseAsString.withDefault(drafts.speculative),
  tree: parseAsString,
  dynamic: parseAsBoolean.withDefault(dynamic),
};

const flat = ({ drafts: sets, ...rest }: EngineChoice) => ({ ...rest, ...sets });

export function useEngineChoice(): [EngineChoice, (choice: EngineChoice) => void] {
  const [address, setAddress] = useQueryStates(ENGINE_ADDRESS);
  const { medusa, hydra, speculative, ...rest } = address;
  return [
    { ...rest, drafts: { medusa, hydra, speculative } },
    (choice) => {
      setAddress(flat(choice));
    },
  ];
}

const serialize = createSerializer(ENGINE_ADDRESS);

/** A page that opens with the choice. */
export function pathWithEngine(page: '/race' | '/bench', choice: EngineChoice): string {
  return serialize(page, flat(choice));
}
