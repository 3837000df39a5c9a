/** The engine's choice as the address of Race and Bench holds it; defaults are left out. */
import { createSerializer, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { PRECISIONS } from '../../engine/protocol.ts';
import { choosesUnder, DEFAULT_CHOICE, type EngineChoice } from '../engine-choice.ts';

const { precision, drafts } = DEFAULT_CHOICE;

const ENGINE_ADDRESS = {
  precision: parseAsStringLiteral(PRECISIONS).withDefault(precision),
  /** Trained sets, by whose drafts they are. */
  medusa: parseAsString.withDefault(drafts.medusa),
  hydra: parseAsString.withDefault(drafts.hydra),
  speculative: parseAsString.withDefault(drafts.speculative),
  tree: parseAsString,
  /** Absent: as the page would choose. */
  dynamic: parseAsBoolean,
};

const flat = ({ drafts: sets, ...rest }: Omit<EngineChoice, 'dynamic'>) => ({ ...rest, ...sets });

interface AddressedChoice {
  choice: EngineChoice;
  setChoice: (choice: EngineChoice) => void;
  /** Whether the address names any of it. */
  said: boolean;
}

/** `cost`: whether the page measures the cost of a pass anyway; where nobody said so, steps may then choose by it. */
export function useEngineChoice(cost: boolean): AddressedChoice {
  const [address, setAddress] = useQueryStates(ENGINE_ADDRESS);
  const { medusa, hydra, speculative, dynamic: asked, ...rest } = address;
  const chosen = { ...rest, drafts: { medusa, hydra, speculative } };
  const dynamic = asked ?? choosesUnder(chosen, cost);
  return {
    choice: { ...chosen, dynamic },
    setChoice: (choice) => {
      // What nobody said stays open when something else is changed.
      setAddress({ ...flat(choice), dynamic: choice.dynamic === dynamic ? asked : choice.dynamic });
    },
    said: serialize(address) !== '',
  };
}

const serialize = createSerializer(ENGINE_ADDRESS);

/** Whether a page measures the cost of a pass as it opens. */
const MEASURES_COST = { '/race': false, '/bench': true };

/** A page that opens with the choice. */
export function pathWithEngine(page: keyof typeof MEASURES_COST, choice: EngineChoice): string {
  const usual = choosesUnder(choice, MEASURES_COST[page]);
  return serialize(page, { ...flat(choice), dynamic: choice.dynamic === usual ? null : choice.dynamic });
}
