/** The one table of keys: what pages listen to, what the sheet shows and what the palette offers. */

export interface KeyEntry {
  /** The page that it works on. */
  page: string;
  /** As in KeyboardEvent.key, `Shift+` and `Mod+` (Ctrl, or Cmd on a Mac) before it. */
  key: string;
  /** Its name for `useKeys`. */
  action: string;
  /** What it does, for the sheet and the palette. */
  words: string;
}

export const KEYS = [
  { page: 'everywhere', key: 'Mod+k', action: 'palette', words: 'search pages, runs, prompts and keys' },
  { page: 'everywhere', key: '?', action: 'sheet', words: 'show every key' },
  { page: 'prompts', key: '/', action: 'search', words: 'go to the search' },
  { page: 'prompts', key: 'j', action: 'next', words: 'next question, as ↓ in the table' },
  { page: 'prompts', key: 'k', action: 'previous', words: 'question before, as ↑ in the table' },
  { page: 'prompts', key: 'o', action: 'open', words: 'inspect the question, as Enter in the table' },
  { page: 'inspect', key: 'ArrowRight', action: 'next', words: 'next step' },
  { page: 'inspect', key: 'ArrowLeft', action: 'previous', words: 'previous step' },
  { page: 'inspect', key: 'Shift+ArrowRight', action: 'next10', words: 'ten steps on' },
  { page: 'inspect', key: 'Shift+ArrowLeft', action: 'previous10', words: 'ten steps back' },
  { page: 'inspect', key: 'Home', action: 'first', words: 'first step' },
  { page: 'inspect', key: 'End', action: 'last', words: 'last step' },
  { page: 'inspect', key: ' ', action: 'play', words: 'play, or one step on where motion is reduced' },
  { page: 'inspect', key: '.', action: 'nextMark', words: 'next bookmark' },
  { page: 'inspect', key: ',', action: 'previousMark', words: 'previous bookmark' },
  { page: 'inspect', key: ']', action: 'nextQuestion', words: 'next prompt' },
  { page: 'inspect', key: '[', action: 'previousQuestion', words: 'previous prompt' },
  { page: 'inspect', key: '1', action: 'method1', words: 'first method, at the same place of the text' },
  { page: 'inspect', key: '2', action: 'method2', words: 'second method, at the same place of the text' },
  { page: 'inspect', key: '3', action: 'method3', words: 'third method, at the same place of the text' },
  { page: 'inspect', key: '4', action: 'method4', words: 'fourth method, at the same place of the text' },
  { page: 'inspect', key: '5', action: 'method5', words: 'fifth method, at the same place of the text' },
  { page: 'inspect', key: '6', action: 'method6', words: 'sixth method, at the same place of the text' },
  { page: 'inspect', key: '7', action: 'method7', words: 'seventh method, at the same place of the text' },
  { page: 'inspect', key: 't', action: 'tree', words: 'as a tree' },
  { page: 'inspect', key: 'l', action: 'ladder', words: 'as a ladder' },
  { page: 'inspect', key: 'b', action: 'table', words: 'as a table' },
  { page: 'inspect', key: 'f', action: 'fit', words: 'tree at its own size, or fitted' },
  { page: 'inspect', key: 'c', action: 'copy', words: 'copy a link to what is shown' },
  { page: 'race', key: ' ', action: 'play', words: 'replay all lanes together, or pause' },
  { page: 'race', key: '0', action: 'start', words: 'go to the first tokens' },
  { page: 'race', key: 'e', action: 'end', words: 'go to the end, or back to what is live' },
  { page: 'race', key: '<', action: 'slower', words: 'replay slower' },
  { page: 'race', key: '>', action: 'faster', words: 'replay faster' },
] as const satisfies readonly KeyEntry[];

export type KeyPage = (typeof KEYS)[number]['page'];
export type KeyAction<P extends KeyPage> = Extract<(typeof KEYS)[number], { page: P }>['action'];

/** What is pressed, as far as keys are told apart. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Whether a key of the table was pressed. Shift counts only with keys that have a name: `?` needs it by itself. */
export function isPressed(wanted: string, pressed: Pressed): boolean {
  const parts = wanted.split('+');
  const key = parts.pop() ?? '';
  const mod = pressed.ctrlKey || pressed.metaKey;
  if (pressed.altKey || mod !== parts.includes('Mod')) return false;
  if (key.length > 1 && pressed.shiftKey !== parts.includes('Shift')) return false;
  return pressed.key === key;
}

/** A single letter or sign without a modifier: never while typing, and it can be switched off (WCAG 2.1.4). */
export function isSingle(wanted: string): boolean {
  return wanted.length === 1;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
  Escape: 'Esc',
};

/** The caps to be shown: "Shift", "→". */
export function keyCaps(key: string, mac: boolean): string[] {
  return key.split('+').map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}
