'use client';

import { useLocalStorage } from '@mantine/hooks';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { isPressed, isSingle, KEYS, type KeyAction, type KeyEntry, type KeyPage } from './keys.ts';

type Actions = Readonly<Record<string, (() => void) | undefined>>;

interface Registered {
  page: string;
  /** Read at the time of the key: actions close over what is shown then. */
  actions: { readonly current: Actions };
}

interface KeyBoard {
  add: (entry: Registered) => () => void;
  /** Entries of the table that would do something now, and what. */
  active: () => { entry: KeyEntry; run: () => void }[];
  /** Whether single letters act. */
  singles: boolean;
  setSingles: (on: boolean) => void;
}

const Context = createContext<KeyBoard | null>(null);

export function KeysProvider({ children }: { children: ReactNode }) {
  const registered = useRef(new Set<Registered>());
  const [singles, setSingles] = useLocalStorage({ key: 'gorgon-single-keys', defaultValue: true });
  const board = useMemo((): KeyBoard => {
    const active = () =>
      KEYS.flatMap((entry) =>
        [...registered.current].flatMap(({ page, actions }) => {
          const run = page === entry.page ? actions.current[entry.action] : undefined;
          return run ? [{ entry, run }] : [];
        }),
      );
    const add = (entry: Registered) => {
      registered.current.add(entry);
      return () => {
        registered.current.delete(entry);
      };
    };
    return { add, active, singles, setSingles };
  }, [singles, setSingles]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !(event.target instanceof Element)) return;
      const found = board.active().find(({ entry }) => isPressed(entry.key, event));
      if (!found || belongsToFocus(found.entry.key, event.target)) return;
      if (isSingle(found.entry.key) && !board.singles) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [board]);
  return <Context.Provider value={board}>{children}</Context.Provider>;
}

/** Makes a page's keys act while the caller is mounted; the table in keys.ts says which keys those are. */
export function useKeys<P extends KeyPage>(
  page: P,
  actions: Partial<Record<KeyAction<P>, () => void>>,
): void {
  const { add } = useKeyBoard();
  const current = useRef<Actions>(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => add({ page, actions: current }), [add, page]);
}

export function useKeyBoard(): KeyBoard {
  const board = useContext(Context);
  if (!board) throw new Error('keys are used outside of KeysProvider');
  return board;
}

const TYPING =
  'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true]';
/** Roles whose own arrow keys go first. */
const MOVES =
  '[role=slider], [role=tree], [role=treeitem], [role=tab], [role=grid], [role=row], [role=radio], [role=radiogroup], [role=listbox], [role=option], [role=menu], [role=menuitem], [role=combobox], [role=dialog], [role=region][tabindex], input';
const PRESSES = 'button, a, summary, input, [role=button], [role=checkbox], [role=menuitem]';

/** Keys without Ctrl or Cmd belong to what has the focus, where it knows them. */
function belongsToFocus(key: string, target: Element): boolean {
  if (key.startsWith('Mod+')) return false;
  if (target.closest(TYPING)) return true;
  if (isSingle(key) && key !== ' ') return target.closest('[role=dialog]') !== null;
  if (key === ' ' || key === 'Enter') return target.closest(`${PRESSES}, [role=dialog]`) !== null;
  return target.closest(MOVES) !== null;
}
