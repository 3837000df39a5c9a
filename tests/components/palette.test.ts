import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from '../../report/palette.ts';
import { ciede2000, contrast, difference, VISIONS } from './colour-difference.ts';

/** Grounds that names and marks of methods stand on; the last of the dark ones is that of buttons and stripes. */
const THEMES = [
  { name: 'light', palette: LIGHT, grounds: [LIGHT.surface, LIGHT.page] },
  { name: 'dark', palette: DARK, grounds: [DARK.surface, DARK.page, '#232c3a'] },
];

/** Least CIEDE2000 between two methods: well above what is told apart side by side (about 2), for every kind of sight. */
const APART = 14;

for (const { name, palette, grounds } of THEMES) {
  const methods = Object.entries(palette.methods);
  describe(`the ${name} hues of the methods`, () => {
    it('are seven', () => expect(methods).toHaveLength(7));

    it('read as text on every ground', () => {
      for (const [method, colour] of [
        ...methods,
        ['text', palette.text],
        ['quiet', palette.quiet],
        ['bad', palette.bad],
        ['good', palette.good],
      ] as const)
        for (const ground of grounds)
          expect(contrast(colour, ground), `${method} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    });

    for (const [vision, matrix] of Object.entries(VISIONS)) {
      it(`keep apart under ${vision} vision`, () => {
        for (const [i, [a, one]] of methods.entries())
          for (const [b, other] of methods.slice(0, i))
            expect(difference(one, other, matrix), `${a} and ${b}`).toBeGreaterThanOrEqual(APART);
      });
    }
  });
}

it('the difference is CIEDE2000, by published pairs', () => {
  // Sharma, Wu and Dalal 2005, table 1: pairs 1, 17 and 34.
  const pairs: [Parameters<typeof ciede2000>, number][] = [
    [
      [
        [50, 2.6772, -79.7751],
        [50, 0, -82.7485],
      ],
      2.0425,
    ],
    [
      [
        [50, 2.5, 0],
        [73, 25, -18],
      ],
      27.1492,
    ],
    [
      [
        [2.0776, 0.0795, -1.135],
        [0.9033, -0.0636, -0.5514],
      ],
      0.9082,
    ],
  ];
  for (const [pair, expected] of pairs) expect(ciede2000(...pair)).toBeCloseTo(expected, 4);
});

it('contrast runs from 1 to 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#777777', '#777777')).toBe(1);
});
