/** The `tokenizer.ggml.` entries of a GGUF file, checked against each other. */
import { EngineError } from '../errors.ts';
import type { TokenId } from '../protocol.ts';
import type { Gguf } from './gguf.ts';
import type { MetadataValue } from './gguf-header.ts';

/** Types of vocabulary entries. */
export const CONTROL = 3;
export const USER_DEFINED = 4;

export interface TokenizerMetadata {
  /** Kind of tokenizer, for example gpt2. */
  model: string;
  /** How text is split before merging. */
  pre: string;
  /** Text of each token, by id. */
  tokens: string[];
  /** Type of each token, by id. */
  types: number[];
  /** Two tokens with a space between them, in order of rank. */
  merges: string[];
  /** Null where the model has none. */
  bosId: TokenId | null;
  eosId: TokenId;
  /** Ends a turn where that is another token than the end of text; null where the file does not say. */
  eotId: TokenId | null;
  chatTemplate: string | null;
}

/** Throws `file-corrupt` naming the entry that is missing, of another kind, or out of range. */
export function readTokenizerMetadata({ metadata, path }: Gguf): TokenizerMetadata {
  const corrupt = (why: string) => new EngineError('file-corrupt', `${path} ${why}`);
  const text = (key: string): string => {
    const value = metadata.get(key);
    if (typeof value !== 'string') throw corrupt(`has no text ${key}`);
    return value;
  };
  const list = <T extends MetadataValue>(key: string, is: (item: MetadataValue) => item is T): T[] => {
    const value = metadata.get(key);
    if (!Array.isArray(value)) throw corrupt(`has no list ${key}`);
    if (!value.every(is)) throw corrupt(`has items of another kind in the list ${key}`);
    return value;
  };
  const tokens = list('tokenizer.ggml.tokens', (item) => typeof item === 'string');
  const types = list('tokenizer.ggml.token_type', (item) => typeof item === 'number');
  if (types.length !== tokens.length) {
    throw corrupt(`has ${tokens.length} tokens and ${types.length} token types`);
  }
  const id = (key: string): TokenId | null => {
    const value = metadata.get(key);
    if (value === undefined) return null;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= tokens.length) {
      throw corrupt(`has ${key} ${value} (allowed: 0 to ${tokens.length - 1})`);
    }
    return value;
  };
  const eosId = id('tokenizer.ggml.eos_token_id');
  if (eosId === null) throw corrupt('has no number tokenizer.ggml.eos_token_id');
  return {
    model: text('tokenizer.ggml.model'),
    pre: text('tokenizer.ggml.pre'),
    tokens,
    types,
    merges: list('tokenizer.ggml.merges', (item) => typeof item === 'string'),
    bosId: id('tokenizer.ggml.bos_token_id'),
    eosId,
    eotId: id('tokenizer.ggml.eot_token_id'),
    chatTemplate: metadata.has('tokenizer.chat_template') ? text('tokenizer.chat_template') : null,
  };
}
