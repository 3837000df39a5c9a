/**
 * A model's chat template (Jinja, rendered by @huggingface/jinja). What it renders comes back in pieces, so that the
 * special tokens of the template itself can be told from the same characters typed in a turn, which stay plain text.
 */
import { Template } from '@huggingface/jinja';
import { EngineError, invalidArgument } from '../errors.ts';
import type { ChatTurn } from '../protocol.ts';

const ROLES: readonly ChatTurn['role'][] = ['system', 'user', 'assistant'];

/** A special token of the template, or text in which nothing is special. */
export type ChatPiece = { special: string } | { text: string };

/** Private-use characters of the basic plane: one that neither turns nor template hold marks what is masked. */
const [FIRST_MARK, LAST_MARK] = [0xe000, 0xf8ff];

export class ChatTemplate {
  readonly #template: Template;
  readonly #source: string;
  readonly #path: string;
  readonly #variables: Readonly<Record<string, string>>;
  /** Longest first: a token may begin like a shorter one. */
  readonly #specialNames: readonly string[];
  readonly #specialPattern: RegExp | null;

  /** `path` is for messages; `variables` such as bos_token; throws `unsupported-model` where `source` is no template. */
  constructor(
    source: string,
    path: string,
    variables: Readonly<Record<string, string>>,
    specialNames: readonly string[],
  ) {
    try {
      this.#template = new Template(source);
    } catch (cause) {
      throw new EngineError(
        'unsupported-model',
        `${path} has a chat template that cannot be read: ${oneLine(cause)}`,
        { cause },
      );
    }
    this.#source = source;
    this.#path = path;
    this.#variables = variables;
    this.#specialNames = specialNames.filter((name) => name !== '').sort((a, b) => b.length - a.length);
    const alternatives = this.#specialNames.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    this.#specialPattern = alternatives.length > 0 ? new RegExp(`(${alternatives.join('|')})`, 'g') : null;
  }

  /** The chat with the generation prompt. Throws `invalid-argument` for chats that cannot be or are not allowed. */
  render(turns: readonly ChatTurn[]): ChatPiece[] {
    if (turns.length === 0) throw invalidArgument('turns', turns, 'at least one turn');
    for (const { role } of turns) {
      if (!ROLES.includes(role)) throw invalidArgument('role', role, ROLES.join(', '));
    }
    if (!this.#specialPattern) return [{ text: this.#renderText(turns) }];
    // The template sees the contents as they are, but for the special tokens in them: it may trim or test them.
    const mark = unusedCharacter([this.#source, ...turns.map(({ content }) => content)]);
    const masked = turns.map(({ role, content }) => ({ role, content: this.#mask(content, mark) }));
    return this.#renderText(masked)
      .split(this.#specialPattern)
      .map((piece, i) => (i % 2 === 1 ? { special: piece } : { text: this.#unmask(piece, mark) }));
  }

  #renderText(turns: readonly ChatTurn[]): string {
    try {
      return this.#template.render({
        messages: turns.map(({ role, content }) => ({ role, content })),
        add_generation_prompt: true,
        ...this.#variables,
      });
    } catch (cause) {
      // Templates refuse chats themselves too, for example two user turns in a row.
      throw new EngineError(
        'invalid-argument',
        `the chat template of ${this.#path} does not take this chat: ${oneLine(cause)}`,
        { cause },
      );
    }
  }

  #mask(content: string, mark: string): string {
    if (!this.#specialPattern) return content;
    return content.replace(
      this.#specialPattern,
      (name) => `${mark}${this.#specialNames.indexOf(name)}${mark}`,
    );
  }

  #unmask(text: string, mark: string): string {
    return text
      .split(mark)
      .map((part, i) => (i % 2 === 1 ? this.#specialNames[Number(part)] : part))
      .join('');
  }
}

function unusedCharacter(texts: readonly string[]): string {
  for (let code = FIRST_MARK; code <= LAST_MARK; code++) {
    const character = String.fromCharCode(code);
    if (!texts.some((text) => text.includes(character))) return character;
  }
  throw new EngineError(
    'invalid-argument',
    'invalid turns: their contents use every private-use character (allowed: one of U+E000 to U+F8FF left over)',
  );
}

function oneLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replaceAll('\n', ' ');
}
