import { describe, expect, it } from 'vitest';
import {
  decoded,
  inspectPath,
  promptsPath,
  runInPath,
  sameForRun,
} from '../../components/shell/addresses.ts';
import { isPressed, isSingle, KEYS, keyCaps } from '../../components/shell/keys.ts';
import { matchWords } from '../../components/shell/match-words.ts';
import { nearestNames } from '../../components/shell/nearest.ts';
import { PAGES } from '../../components/shell/pages.ts';
import { firstRun, sourceOf } from '../../components/shell/run-source.ts';
import { tourStops } from '../../components/shell/tour-stops.ts';

const pressed = (key: string, held: object = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe('the table of keys', () => {
  it('gives no key of a page two meanings, nor takes one that works everywhere', () => {
    const everywhere = KEYS.filter(({ page }) => page === 'everywhere').map(({ key }): string => key);
    for (const page of new Set(KEYS.map(({ page }): string => page))) {
      const keys = KEYS.filter((entry) => entry.page === page).map(({ key }): string => key);
      expect(new Set(keys).size, page).toBe(keys.length);
      if (page !== 'everywhere')
        expect(
          keys.filter((key) => everywhere.includes(key)),
          page,
        ).toEqual([]);
    }
  });

  it('tells modifiers apart, and needs no Shift named for a sign', () => {
    expect(isPressed('Mod+k', pressed('k', { ctrlKey: true }))).toBe(true);
    expect(isPressed('Mod+k', pressed('k', { metaKey: true }))).toBe(true);
    expect(isPressed('Mod+k', pressed('k'))).toBe(false);
    expect(isPressed('k', pressed('k', { ctrlKey: true }))).toBe(false);
    expect(isPressed('k', pressed('k', { altKey: true }))).toBe(false);
    expect(isPressed('?', pressed('?', { shiftKey: true }))).toBe(true);
    expect(isPressed('ArrowRight', pressed('ArrowRight', { shiftKey: true }))).toBe(false);
    expect(isPressed('Shift+ArrowRight', pressed('ArrowRight', { shiftKey: true }))).toBe(true);
    expect(isSingle('k')).toBe(true);
    expect(isSingle('Mod+k')).toBe(false);
    expect(keyCaps('Shift+ArrowRight', false)).toEqual(['Shift', '→']);
    expect(keyCaps('Mod+k', true)).toEqual(['⌘', 'K']);
  });
});

describe('a run in view', () => {
  it('says where it came from', () => {
    expect(sourceOf({ sample: false, status: 'running' })).toBe('live');
    expect(sourceOf({ sample: false, status: 'partial' })).toBe('replay');
    expect(sourceOf({ sample: false, status: 'complete' })).toBe('replay');
    expect(sourceOf({ sample: true, status: 'complete' })).toBe('sample');
  });
  it('is at first the newest benchmark with figures, not a race that was saved', () => {
    const entry = (id: string, origin: 'benchmark' | 'race', hasFigures = true) => ({
      id,
      origin,
      hasFigures,
    });
    const [race, begun, done] = [
      entry('race', 'race'),
      entry('begun', 'benchmark', false),
      entry('done', 'benchmark'),
    ];
    expect(firstRun([race, begun, done, entry('older', 'benchmark')])).toBe('done');
    expect(firstRun([race, begun])).toBeNull();
  });
});

describe('addresses', () => {
  it('leave out what is the default', () => {
    expect(inspectPath('r', 41)).toBe('/runs/r/prompts/41');
    expect(inspectPath('r', 41, { method: 'medusa', turn: 1, repeat: 2, step: 12 })).toBe(
      '/runs/r/prompts/41?m=medusa&rep=2&step=12',
    );
    expect(promptsPath('r')).toBe('/runs/r/prompts');
  });

  it('carry names of any kind there and back', () => {
    for (const id of ['a b', 'ü', '50%', 'x?y#z', 'a/b']) {
      expect(runInPath(promptsPath(id)), id).toBe(id);
      const url = new URL(promptsPath(id, 'cat:"x y" m:medusa'), 'http://127.0.0.1');
      expect(url.searchParams.get('q')).toBe('cat:"x y" m:medusa');
    }
    expect(decoded('50%')).toBe('50%');
    expect(runInPath('/race')).toBeNull();
    expect(runInPath('/runs')).toBeNull();
  });

  it('lead to the same page of another run', () => {
    expect(sameForRun('/runs/a/prompts/41', 'b')).toBe('/runs/b/prompts');
    expect(sameForRun('/runs/a', 'b')).toBe('/runs/b');
    expect(sameForRun('/', 'b')).toBe('/runs/b');
  });
});

describe('pages', () => {
  it('each cover their own address, and only one of them does', () => {
    for (const { label, href } of PAGES)
      expect(
        PAGES.filter(({ covers }) => covers(href('a run').split('?')[0] ?? '')).map((p) => p.label),
      ).toEqual([label]);
  });

  it('are where the tour leads, on the sample run that it speaks of', () => {
    const stops = tourStops();
    expect(stops.length).toBeGreaterThanOrEqual(3);
    expect(stops[0]?.path).toBe('/runs/sample');
  });
});

describe('the nearest names', () => {
  it('are those that begin alike or differ by few letters', () => {
    expect(nearestNames('suite8', ['r16', 'suite80', 'sample'], 1)).toEqual(['suite80']);
    expect(nearestNames('sampel', ['suite', 'sample', 'r16'], 1)).toEqual(['sample']);
    expect(nearestNames('/rase', ['/race', '/', '/training'], 1)).toEqual(['/race']);
    expect(nearestNames('x', [], 3)).toEqual([]);
  });
});

describe('the palette', () => {
  it('finds what has every word typed, wherever it stands', () => {
    expect(matchWords('prompt 41 coding Write a program', 'code')).toBe(0);
    expect(matchWords('prompt 41 coding Write a program', 'CODING 41')).toBe(1);
    expect(matchWords('run recorded', 'cord')).toBe(0.5);
    expect(matchWords('anything', ' ')).toBe(1);
  });
  it('takes letters that are merely there in order for no hit', () => {
    // r .. a .. c .. e stand in it, one after another.
    expect(matchWords('prompt 3 writing Draft a persuasive cover letter', 'race')).toBe(0);
  });
  it('knows the beginning of a word anywhere, behind signs and other letters too', () => {
    expect(matchWords('page Trees and heads', 'he')).toBe(1);
    expect(matchWords('embrace (race)', 'race')).toBe(1);
    expect(matchWords('élan', 'lan')).toBe(0.5);
  });
});
