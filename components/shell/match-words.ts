/** How well an entry of the palette fits what was typed. Pure. */

/**
 * 0 unless every word typed stands in `text`; 1 where each begins a word of it, less where one stands inside a word.
 * Letters that are merely there in some order are no hit.
 */
export function matchWords(text: string, typed: string): number {
  const low = text.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return words.reduce((score, word) => {
    if (!low.includes(word)) return 0;
    return beginsWord(low, word) ? score : score / 2;
  }, 1);
}

function beginsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string)) return true;
  return false;
}
