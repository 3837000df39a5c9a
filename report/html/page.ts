/** The whole file: policy, style, parts, raw steps, script. Nothing in it asks for anything outside of it. */
import type { ReportInput } from '../input.ts';
import { el, Markup, render } from '../markup.ts';
import { bodyParts, type Part, uncheckedWords } from './body.ts';

export interface PageAssets {
  style: string;
  /** sha256 of `style`, base64. */
  styleHash: string;
  /** Null leaves script and steps out: for paper. */
  check: {
    script: string;
    /** sha256 of `script`, base64. */
    scriptHash: string;
    /** The record as gzip in base64 (embedded-record.ts). */
    record: string;
  } | null;
}

/** `more` are parts behind the questions that are drawn once and not compared. */
export function pageHtml(input: ReportInput, assets: PageAssets, more: readonly Part[] = []): string {
  const { style, styleHash, check } = assets;
  const [head, ...sections] = bodyParts(input);
  const at = sections.findIndex(({ id }) => id === 'questions') + 1;
  sections.splice(at, 0, ...more);
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `script-src ${check ? `'sha256-${check.scriptHash}'` : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = el(
    'html',
    { lang: 'en' },
    el(
      'head',
      {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      el('title', {}, head?.title ?? ''),
      raw('style', style),
    ),
    el(
      'body',
      {},
      el(
        'main',
        {},
        head?.markup ?? null,
        check ? el('div', { id: 'check', role: 'status' }, uncheckedWords(input)) : null,
        contents(sections),
        sections.map(({ markup }) => markup),
        el(
          'footer',
          {},
          `Made by gorgon ${input.manifest.environment.gorgon} from run ${input.manifest.id}.`,
        ),
      ),
      check ? el('template', { id: 'record' }, check.record) : null,
      check ? raw('script', check.script) : null,
    ),
  );
  return `<!doctype html>\n${render(page)}\n`;
}

/** Bytes that a part behind the questions adds to a page: itself, and its line of the contents. */
export function addedBytes(part: Part): number {
  return Buffer.byteLength(render([part.markup, contentsLine(part)]));
}

function contents(sections: readonly Part[]): Markup {
  return el('nav', { 'aria-label': 'Contents' }, el('ul', {}, sections.map(contentsLine)));
}

function contentsLine({ id, title }: Part): Markup {
  return el('li', {}, el('a', { href: `#${id}` }, title));
}

/** Style and script are no text to be escaped; neither may end its own element. */
function raw(tag: 'style' | 'script', text: string): Markup {
  if (new RegExp(`</${tag}`, 'i').test(text)) throw new Error(`the ${tag} of a report ends its own element`);
  return new Markup(`<${tag}>${text}</${tag}>`);
}
