/** What is painted on the pages of a PDF. */
import { inflateSync } from 'node:zlib';

export interface PdfMarks {
  pages: number;
  /** Shapes that are filled or stroked, and runs of letters, on all pages. */
  shapes: number;
  words: number;
}

/** Counts the operators of a PDF's content (ISO 32000-1, annex A): paths painted, text shown. */
export function pdfMarks(pdf: Uint8Array): PdfMarks {
  const file = Buffer.from(pdf);
  const text = file.toString('latin1');
  const marks = { pages: text.match(/\/Type \/Page\b/g)?.length ?? 0, shapes: 0, words: 0 };
  for (const { 0: head, index } of text.matchAll(/\/Filter \/FlateDecode[^>]*>>\s*stream\r?\n/g)) {
    const from = index + head.length;
    const content = inflateSync(file.subarray(from, text.indexOf('endstream', from))).toString('latin1');
    marks.shapes += content.match(/(?<=\s)(?:f\*?|S|B\*?)(?=\s)/g)?.length ?? 0;
    marks.words += content.match(/(?<=[\s>)])T[jJ](?=\s)/g)?.length ?? 0;
  }
  return marks;
}
