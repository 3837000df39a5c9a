import { describe, expect, it } from 'vitest';
import { formSize, sizeText, sizeWarning } from '../../components/reports/form-size.ts';
import { NO_SIZES, withSizes } from '../../report/downloads.ts';

describe('the size of a form', () => {
  const some = [
    { questions: 3, pictures: { none: 0 } },
    { formats: { md: 10 } },
    { html: { none: 20 } },
    { html: { all: 900 } },
  ].reduce(withSizes, NO_SIZES);

  it('is known as soon as it was told, each beside the others', () => {
    expect(some).toEqual({
      questions: 3,
      pictures: { none: 0 },
      formats: { md: 10 },
      html: { none: 20, all: 900 },
    });
    expect(formSize('md', 'none', some, true, undefined)).toEqual({ kind: 'known', bytes: 10 });
    expect(formSize('html', 'all', some, true, undefined)).toEqual({ kind: 'known', bytes: 900 });
  });

  it('is counted, or could not be, and is never taken for nothing', () => {
    expect(formSize('html', 'bookmarks', some, true, undefined)).toEqual({ kind: 'counting' });
    expect(formSize('csv', 'none', some, true, undefined)).toEqual({ kind: 'counting' });
    expect(formSize('csv', 'none', some, false, undefined)).toEqual({ kind: 'unknown' });
  });

  it('of a PDF is known only when it was made', () => {
    for (const counting of [true, false])
      expect(formSize('pdf', 'none', some, counting, undefined)).toEqual({ kind: 'when-made' });
    expect(formSize('pdf', 'none', some, true, 7)).toEqual({ kind: 'known', bytes: 7 });
  });
});

describe('a large form', () => {
  it('is told with the trouble that it brings, a report sooner than what no browser opens', () => {
    expect(sizeWarning('html', 25e6)).toBeNull();
    expect(sizeWarning('html', 89e6)).toMatch(/^Over 25\.0 MB: .* about 1\.8 GB of memory/);
    expect(sizeWarning('parquet', 89e6)).toBeNull();
    expect(sizeWarning('parquet', 200e6)).toBeNull();
    expect(sizeWarning('parquet', 201e6)).toMatch(/^Over 200\.0 MB: this page holds/);
  });

  it('has a size in the unit that fits', () => {
    expect([999, 1e6, 89.04e6].map(sizeText)).toEqual(['1.0 kB', '1.0 MB', '89.0 MB']);
  });
});
