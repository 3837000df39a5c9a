/**
 * Tokenizer and chat template out of a GGUF file: vocabulary and merges go to @huggingface/tokenizers, the template to
 * @huggingface/jinja; going back to text is a table of bytes.
 */
import { Template } from '@huggingface/jinja';
import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import { EngineError, invalidArgument } from '../errors.ts';
import type { ChatTurn, TokenId } from '../protocol.ts';
import type { Tokenizer } from '../runtime/tokenizer.ts';
import { bytesOfToken } from './byte-level.ts';
import type { Gguf, MetadataValue } from './gguf.ts';

/** Types of vocabulary entries in `tokenizer.ggml.token_type`. */
const CONTROL = 3;
const USER_DEFINED = 4;

/** How text is split before merging, by `tokenizer.ggml.pre` (ggml-org/llama.cpp, src/llama-vocab.cpp). */
const PRE_TOKENIZERS: Readonly<Record<string, object>> = {
  smollm: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Digits', individual_digits: true },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    ],
  },
};

/** Stands for the content of turn i while the template is rendered; private-use characters that no template holds. */
const placeholder = (turn: number) => `\uE000${turn}\uE001`;
const PLACEHOLDER = /\uE000(\d+)\uE001/;

export function createGgufTokenizer(gguf: Gguf): Tokenizer {
  return new GgufTokenizer(gguf);
}

class GgufTokenizer implements Tokenizer {
  readonly endTokenIds: readonly TokenId[];
  readonly vocabSize: number;
  readonly #tokens: string[];
  readonly #bytes: Uint8Array[];
  readonly #special: ReadonlySet<TokenId>;
  readonly #plain: BpeTokenizer;
  readonly #withSpecial: BpeTokenizer;
  readonly #specialPattern: RegExp | null;
  readonly #specialIds: ReadonlyMap<string, TokenId>;
  readonly #template: Template | null;
  readonly #templateNames: Record<string, string>;

  constructor(gguf: Gguf) {
    const metadata = new TokenizerMetadata(gguf);
    const model = metadata.text('tokenizer.ggml.model');
    if (model !== 'gpt2') {
      throw new EngineError(
        'unsupported-model',
        `${gguf.path} has tokenizer model ${JSON.stringify(model)} (supported: "gpt2")`,
      );
    }
    const pre = metadata.text('tokenizer.ggml.pre');
    const preTokenizer = PRE_TOKENIZERS[pre];
    if (!preTokenizer) {
      throw new EngineError(
        'unsupported-model',
        `${gguf.path} splits text by ${JSON.stringify(pre)} (supported: ${Object.keys(PRE_TOKENIZERS).join(', ')})`,
      );
    }
    this.#tokens = metadata.list('tokenizer.ggml.tokens').map(String);
    const types = metadata.list('tokenizer.ggml.token_type').map(Number);
    const merges = metadata.list('tokenizer.ggml.merges').map(String);
    this.vocabSize = this.#tokens.length;
    this.endTokenIds = [metadata.id('tokenizer.ggml.eos_token_id')];
    this.#special = new Set(types.flatMap((type, id) => (type === CONTROL ? [id] : [])));
    this.#specialIds = new Map([...this.#special].map((id) => [this.#tokens[id] as string, id]));
    this.#bytes = this.#tokens.map((token, id) => {
      if (types[id] === CONTROL) return new Uint8Array();
      if (types[id] === USER_DEFINED) return new TextEncoder().encode(token);
      const bytes = bytesOfToken(token);
      if (!bytes)
        throw new EngineError(
          'file-corrupt',
          `${gguf.path}: token ${id} ${JSON.stringify(token)} is not byte-level text`,
        );
      return bytes;
    });
    const names = [...this.#specialIds.keys()]
      .filter((name) => name !== '')
      .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    this.#specialPattern = names.length > 0 ? new RegExp(`(${names.join('|')})`) : null;

    const vocab = Object.fromEntries(this.#tokens.map((token, id) => [token, id]));
    const build = (added: readonly TokenId[]) =>
      new BpeTokenizer(
        tokenizerJson(
          vocab,
          merges,
          preTokenizer,
          added.map((id) => ({ id, content: this.#tokens[id] as string })),
        ),
        {},
      );
    const userDefined = types.flatMap((type, id) => (type === USER_DEFINED ? [id] : []));
    this.#plain = build(userDefined);
    this.#withSpecial = build([...userDefined, ...this.#special]);

    const template = gguf.metadata.get('tokenizer.chat_template');
    this.#template = typeof template === 'string' ? new Template(template) : null;
    this.#templateNames = {
      bos_token: this.#tokens[metadata.id('tokenizer.ggml.bos_token_id')] ?? '',
      eos_token: this.#tokens[metadata.id('tokenizer.ggml.eos_token_id')] ?? '',
    };
  }

  encode(text: string, options: { special?: boolean } = {}): TokenId[] {
    if (text === '') return [];
    const tokenizer = options.special ? this.#withSpecial : this.#plain;
    return [...tokenizer.encode(text, { add_special_tokens: false }).ids];
  }

  encodeChat(turns: readonly ChatTurn[]): TokenId[] {
    if (turns.length === 0) throw invalidArgument('turns', turns, 'at least one turn');
    if (!this.#template)
      throw new EngineError('unsupported-model', 'this model has no chat template: use raw text');
    const rendered = this.#template.render({
      messages: turns.map(({ role }, turn) => ({ role, content: placeholder(turn) })),
      add_generation_prompt: true,
      ...this.#templateNames,
    });
    // Special tokens are looked for in the template alone; then each stretch between two of them, contents put back,
    // is encoded as one plain text, so that merges cross the border of template and content as they should.
    const pieces = this.#specialPattern ? rendered.split(this.#specialPattern) : [rendered];
    return pieces.flatMap((piece) => {
      const special = this.#specialIds.get(piece);
      return special !== undefined ? [special] : this.encode(withContents(piece, turns));
    });
  }

  decode(tokenIds: readonly TokenId[], options: { special?: boolean } = {}): string {
    const parts = tokenIds.map((id) =>
      options.special && this.#special.has(id)
        ? new TextEncoder().encode(this.#tokens[id])
        : this.tokenBytes(id),
    );
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts));
  }

  tokenBytes(tokenId: TokenId): Uint8Array {
    const bytes = this.#bytes[tokenId];
    if (!bytes) throw invalidArgument('token id', tokenId, `0 to ${this.vocabSize - 1}`);
    return bytes;
  }

  tokenText(tokenId: TokenId): string {
    if (this.#special.has(tokenId)) return this.#tokens[tokenId] as string;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.tokenBytes(tokenId));
  }
}

/** Puts the turns' contents in place of their marks; contents are not searched for marks again. */
function withContents(piece: string, turns: readonly ChatTurn[]): string {
  return piece
    .split(PLACEHOLDER)
    .map((part, i) => (i % 2 === 1 ? (turns[Number(part)]?.content ?? '') : part))
    .join('');
}

/** The parts of a tokenizer.json that matter to byte-level BPE. */
function tokenizerJson(
  vocab: Record<string, TokenId>,
  merges: string[],
  preTokenizer: object,
  added: { id: TokenId; content: string }[],
): object {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map(({ id, content }) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges,
    },
  };
}

/** Typed access to the tokenizer's metadata. */
class TokenizerMetadata {
  constructor(private readonly gguf: Gguf) {}

  text(key: string): string {
    const value = this.gguf.metadata.get(key);
    if (typeof value !== 'string')
      throw new EngineError('file-corrupt', `${this.gguf.path} has no text ${key}`);
    return value;
  }

  list(key: string): MetadataValue[] {
    const value = this.gguf.metadata.get(key);
    if (!Array.isArray(value)) throw new EngineError('file-corrupt', `${this.gguf.path} has no list ${key}`);
    return value;
  }

  id(key: string): TokenId {
    const value = this.gguf.metadata.get(key);
    if (typeof value !== 'number' && typeof value !== 'bigint') {
      throw new EngineError('file-corrupt', `${this.gguf.path} has no number ${key}`);
    }
    return Number(value);
  }
}
