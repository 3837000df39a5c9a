/**
 * Tokenizer out of a GGUF file: vocabulary and merges go to @huggingface/tokenizers; going back to text is a table of
 * bytes.
 */
import { Tokenizer as BpeTokenizer } from '@huggingface/tokenizers';
import { EngineError, invalidArgument } from '../errors.ts';
import type { ChatTurn, TokenId } from '../protocol.ts';
import type { Tokenizer } from '../runtime/tokenizer.ts';
import { bytesOfToken } from './byte-level.ts';
import { ChatTemplate } from './chat-template.ts';
import type { Gguf } from './gguf.ts';
import { CONTROL, readTokenizerMetadata, USER_DEFINED } from './tokenizer-metadata.ts';

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

/** Throws `unsupported-model` for a tokenizer it does not know, by name, and `file-corrupt` for broken entries. */
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
  readonly #specialIds: ReadonlyMap<string, TokenId>;
  readonly #template: ChatTemplate | null;

  constructor(gguf: Gguf) {
    const { model, pre, tokens, types, merges, bosId, eosId, eotId, chatTemplate } =
      readTokenizerMetadata(gguf);
    if (model !== 'gpt2') {
      throw new EngineError(
        'unsupported-model',
        `${gguf.path} has tokenizer model ${JSON.stringify(model)} (supported: "gpt2")`,
      );
    }
    const preTokenizer = PRE_TOKENIZERS[pre];
    if (!preTokenizer) {
      throw new EngineError(
        'unsupported-model',
        `${gguf.path} splits text by ${JSON.stringify(pre)} (supported: ${Object.keys(PRE_TOKENIZERS).join(', ')})`,
      );
    }
    this.#tokens = tokens;
    this.vocabSize = tokens.length;
    this.endTokenIds = eotId === null || eotId === eosId ? [eosId] : [eosId, eotId];
    this.#special = new Set(types.flatMap((type, id) => (type === CONTROL ? [id] : [])));
    this.#specialIds = new Map([...this.#special].map((id) => [tokens[id] as string, id]));
    this.#bytes = tokens.map((token, id) => {
      if (types[id] === CONTROL) return new Uint8Array();
      if (types[id] === USER_DEFINED) return new TextEncoder().encode(token);
      const bytes = bytesOfToken(token);
      if (bytes) return bytes;
      throw new EngineError(
        'file-corrupt',
        `${gguf.path}: token ${id} ${JSON.stringify(token)} is not byte-level text`,
      );
    });
    const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
    const build = (added: readonly TokenId[]) => {
      const entries = added.map((id) => ({ id, content: tokens[id] as string }));
      return new BpeTokenizer(tokenizerJson(vocab, merges, preTokenizer, entries), {});
    };
    const userDefined = types.flatMap((type, id) => (type === USER_DEFINED ? [id] : []));
    this.#plain = build(userDefined);
    this.#withSpecial = build([...userDefined, ...this.#special]);
    const variables = {
      bos_token: bosId === null ? '' : (tokens[bosId] as string),
      eos_token: tokens[eosId] as string,
    };
    this.#template =
      chatTemplate === null
        ? null
        : new ChatTemplate(chatTemplate, gguf.path, variables, [...this.#specialIds.keys()]);
  }

  encode(text: string, options: { special?: boolean } = {}): TokenId[] {
    if (text === '') return [];
    const tokenizer = options.special ? this.#withSpecial : this.#plain;
    return [...tokenizer.encode(text, { add_special_tokens: false }).ids];
  }

  encodeChat(turns: readonly ChatTurn[]): TokenId[] {
    if (!this.#template)
      throw new EngineError('unsupported-model', 'this model has no chat template: use raw text');
    // Text between two special tokens is encoded as one, so that merges cross the border of template and content.
    return this.#template
      .render(turns)
      .flatMap((piece) =>
        'special' in piece ? [this.#specialIds.get(piece.special) as TokenId] : this.encode(piece.text),
      );
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
