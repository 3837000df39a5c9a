/** The address of the page of prompts: the search and the order; what is left out is everything, in the run's order. */
import { parseAsString } from 'nuqs/server';

export const SEARCH_KEY = 'q';
export const SORT_KEY = 's';

/** Milliseconds of rest in typing until the address follows. */
export const ADDRESS_REST_MS = 300;

export const searchParser = parseAsString.withDefault('');
export const sortParser = parseAsString.withDefault('').withOptions({ history: 'push' });
