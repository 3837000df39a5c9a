/** HTML and SVG as text. Whatever comes from a record passes through here and is escaped. */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | readonly Content[];
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** HTML elements that have no end tag. */
const VOID = new Set(['meta', 'br', 'hr', 'input']);

/** An element. An attribute that is null or false is left out, one that is true has no value. */
export function el(tag: string, attributes: Attributes, ...content: readonly Content[]): Markup {
  const list = Object.entries(attributes).map(([name, value]) => {
    if (value === null || value === false) return '';
    return value === true ? ` ${name}=""` : ` ${name}="${escapeText(String(value))}"`;
  });
  const open = `<${tag}${list.join('')}>`;
  return new Markup(VOID.has(tag) ? open : `${open}${render(content)}</${tag}>`);
}

export function render(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeText(String(content));
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(UNPRINTABLE, '\ufffd');
}

/** What no XML document may hold, escaped or not: controls but tab and line feed, halves of pairs, non-characters. */
const UNPRINTABLE = /(?![\t\n])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
