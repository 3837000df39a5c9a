/** What every panel says while its content is on its way, where there is none, and where it cannot be had. */
import { expect, type Page, test } from '@playwright/test';
import { RUN_FILE, STEPS_FILE } from '../../engine/records/schema.ts';
import { cutRun, damagedRun, removeRun } from './cut-run.ts';
import { expectAccessible, expectNoOverflow } from './page-checks.ts';

/** Of the bundled run, which has 16 questions of two turns each: three turns of two questions. */
const CUT = 'cut-short';
const BEGUN = 'begun';
const BROKEN = 'broken-steps';
const TORN = 'torn-manifest';
const HEADS_ONLY = 'medusa-only';
const RUNS = [CUT, BEGUN, BROKEN, TORN, HEADS_ONLY];

test.beforeAll(() => {
  cutRun(CUT, 'partial', 3);
  cutRun(BEGUN, 'running', 0);
  cutRun(HEADS_ONLY, 'partial', 3, ['vanilla', 'medusa']);
  damagedRun(BROKEN, STEPS_FILE);
  damagedRun(TORN, RUN_FILE);
});
test.afterAll(() => {
  for (const run of RUNS) removeRun(run);
});

const alert = (page: Page, title: string) => page.getByRole('alert').filter({ hasText: title });
const note = (page: Page, words: string) => page.getByRole('note').filter({ hasText: words });
const loading = (page: Page, what: string) =>
  page.getByRole('status').filter({ hasText: `${what} is loading` });

interface Slow {
  /** Breaks every request that waits or comes, as a network does that fails. */
  fail: () => void;
  /** Lets every request that waits or comes through. */
  mend: () => void;
}

/** Holds what the page asks of a path, until it is told how that ends. Nothing is answered in the server's place. */
async function slow(page: Page, path: RegExp): Promise<Slow> {
  let decide: (end: 'fail' | 'mend') => void = () => {};
  let end = new Promise<'fail' | 'mend'>((resolve) => {
    decide = resolve;
  });
  await page.route(path, async (route) => {
    if ((await end) === 'fail') await route.abort('connectionfailed');
    else await route.continue();
  });
  return {
    fail: () => decide('fail'),
    mend: () => {
      decide('mend');
      end = Promise.resolve('mend');
    },
  };
}

/** Every panel that asks the server: where, for what, by which name, and what it shows when it has it. */
const PANELS: {
  page: string;
  asks: RegExp;
  what: string;
  shows: (page: Page) => ReturnType<Page['locator']>;
}[] = [
  {
    page: '/runs/sample',
    asks: /\/api\/runs\/sample$/,
    what: 'The run',
    shows: (page) => page.getByRole('list', { name: 'Verdicts of the run' }),
  },
  {
    page: '/runs/sample/prompts',
    asks: /\/api\/runs\/sample\/answers$/,
    what: 'The list of answers',
    shows: (page) => page.getByRole('table', { name: 'Questions of the run' }),
  },
  {
    page: '/runs/sample/prompts/41',
    asks: /\/api\/runs\/sample\/answers\/41$/,
    what: 'Prompt 41',
    shows: (page) => page.getByTestId('narration'),
  },
  {
    page: '/runs/sample/trees',
    asks: /\/api\/runs\/sample\/trees\?/,
    what: 'The count of the trees',
    shows: (page) => page.getByRole('region', { name: 'Acceptance by depth and choice' }),
  },
  {
    page: '/runs/sample/trees',
    asks: /\/api\/trees$/,
    what: 'The library of trees',
    shows: (page) => page.getByRole('tree', { name: 'Tree in the editor' }),
  },
  {
    page: '/runs/sample/method',
    asks: /\/api\/runs\/sample$/,
    what: 'The run',
    shows: (page) => page.getByRole('region', { name: 'Protocol' }),
  },
  {
    page: `/compare?base=sample&runs=${CUT}`,
    asks: /\/api\/compare\?/,
    what: 'The comparison',
    shows: (page) => page.getByRole('region', { name: 'What differs' }),
  },
  {
    page: '/compare?base=sample&runs=',
    asks: /\/api\/runs\/sample\/answers\//,
    what: 'The answer on the left',
    shows: (page) => page.getByTestId('difference'),
  },
  {
    page: '/reports?run=sample',
    asks: /\/api\/runs$/,
    what: 'The list of runs',
    shows: (page) => page.getByRole('region', { name: 'Downloads' }),
  },
  {
    page: '/training',
    asks: /\/api\/trainings$/,
    what: 'The list of trainings',
    shows: (page) => page.getByRole('region', { name: 'What there is' }),
  },
];

for (const { page: path, asks, what, shows } of PANELS) {
  test(`${path}: ${what} is loading, fails, and is there at the next try`, async ({ page }) => {
    const { fail, mend } = await slow(page, asks);
    await page.goto(path);
    await expect(loading(page, what)).toBeVisible();
    await expect(shows(page)).toHaveCount(0);
    fail();
    const failed = alert(page, `${what} cannot be read`);
    await expect(failed).toBeVisible();
    await expect(failed).toContainText('Everything else works.');
    mend();
    await failed.getByRole('button', { name: 'Try again' }).click();
    await expect(shows(page)).toBeVisible();
    await expect(failed).toBeHidden();
  });
}

test('what does not hang on the run is shown without it', async ({ page }) => {
  (await slow(page, /\/api\/runs\/sample$/)).fail();
  await page.goto('/runs/sample/method');
  await expect(alert(page, 'The run cannot be read')).toBeVisible();
  for (const name of ['Glossary', 'Data schema'])
    await expect(page.getByRole('region', { name })).toBeVisible();
  await expectAccessible(page);
});

test('sizes of files that cannot be counted are told apart from those that are being counted', async ({
  page,
}) => {
  const { fail, mend } = await slow(page, /\/download\/sizes/);
  await page.goto('/reports?run=sample');
  const list = page.getByRole('region', { name: 'Downloads' });
  await expect(list.getByText('counting', { exact: true })).toHaveCount(10);
  fail();
  await expect(list.getByText('n/a', { exact: true }).first()).toBeVisible();
  mend();
  await alert(page, 'No file can be made of this choice').getByRole('button', { name: 'Try again' }).click();
  await expect(list.getByText(/^[\d.]+ [kM]B$/).first()).toBeVisible();
});

test('a file whose making fails says so, and the others can be made', async ({ page }) => {
  const { fail, mend } = await slow(page, /\/download\?/);
  await page.goto('/reports?run=sample');
  const button = page.getByRole('button', { name: /^Download Summary/ });
  await button.click();
  await expect(page.getByRole('status').filter({ hasText: 'Making Summary' })).toBeVisible();
  fail();
  await expect(alert(page, 'The file could not be made')).toContainText(
    'The other formats are not affected.',
  );
  mend();
  const coming = page.waitForEvent('download');
  await button.click();
  await coming;
  await expect(alert(page, 'The file could not be made')).toBeHidden();
});

test("without the built-in prompts one's own run, and the form does not blame a file for it", async ({
  page,
}) => {
  const { fail, mend } = await slow(page, /\/api\/suite$/);
  await page.goto('/race');
  await expect(page.getByText("The suite's prompts are loading.")).toBeVisible();
  fail();
  await expect(alert(page, 'The built-in prompts cannot be read')).toBeVisible();
  await page.goto('/bench');
  const failed = alert(page, 'The built-in prompts cannot be read');
  await expect(failed).toContainText('of your own works');
  await expect(page.getByText('The file was not taken')).toHaveCount(0);
  mend();
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('built-in, 80 prompts')).toBeVisible();
});

test('what was loaded stays, marked stale, when it cannot be read again', async ({ page }) => {
  // A run that goes on is read again every three seconds.
  await page.goto(`/runs/${BEGUN}`);
  await expect(page.getByText('This run has no answers yet')).toBeVisible();
  const { fail, mend } = await slow(page, new RegExp(`/api/runs/${BEGUN}$`));
  fail();
  const stale = note(page, 'Stale. The run could not be read again');
  await expect(stale).toBeVisible();
  await expect(page.getByText('This run has no answers yet')).toBeVisible();
  await expectAccessible(page);
  mend();
  await stale.getByRole('button', { name: 'Refresh' }).click();
  await expect(stale).toBeHidden();
});

test('trees of another choice are marked as those of the choice before', async ({ page }) => {
  await page.goto('/runs/sample/trees?m=medusa');
  const chart = page.getByRole('region', { name: 'Acceptance by depth and choice' });
  await expect(chart).toBeVisible();
  const { mend } = await slow(page, /\/api\/runs\/sample\/trees\?/);
  await page
    .getByRole('radiogroup', { name: 'Method' })
    .getByText(/^\S+ lookup$/)
    .click();
  const before = note(page, 'Stale. The count of the trees of this choice: loading.');
  await expect(before).toBeVisible();
  await expect(chart).toBeVisible();
  mend();
  await expect(before).toBeHidden();
  await expect(page.getByText('lookup gives no probabilities')).toBeVisible();
});

test('a browser that thinks itself offline still asks the server of its own machine', async ({ page }) => {
  await page.goto('/runs/sample/method');
  await expect(page.getByRole('region', { name: 'Protocol' })).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Prompts' }).click();
  await expect(page.getByRole('table', { name: 'Questions of the run' })).toBeVisible();
});

test('a run that has begun has nothing to show yet, and every page of it says so', async ({ page }) => {
  const pages: [path: string, words: string][] = [
    ['', 'This run has no answers yet'],
    ['/prompts', 'No question is answered yet'],
    ['/inspect', 'No prompt of this run is done yet'],
    ['/trees', 'No trees in this run'],
  ];
  for (const [path, words] of pages) {
    await page.goto(`/runs/${BEGUN}${path}`);
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: 'cannot be read' })).toHaveCount(0);
  }
  await expectNoOverflow(page);
});

test('a run cut short says on every page how much of it there is', async ({ page }) => {
  const pages: [path: string, words: string | RegExp][] = [
    [`/runs/${CUT}`, 'Partial run: 3 of 32 groups are done'],
    [`/runs/${CUT}/prompts`, 'Partial. 2 of 16 questions have answers; the run is partial.'],
    [
      `/runs/${CUT}/prompts/11`,
      'Partial. 1 of 2 turns and repeats of this prompt are there; the run is partial.',
    ],
    [`/runs/${CUT}/trees`, 'Partial. The run is partial; counted are the 3 groups'],
    [`/reports?run=${CUT}`, 'Partial. The run is partial: a file holds the 3 groups'],
  ];
  for (const [path, words] of pages) {
    await page.goto(path);
    await expect(page.getByRole('note').filter({ hasText: words })).toBeVisible();
  }
  await page.goto(`/compare?base=sample&runs=${CUT}`);
  await expect(page.getByText(`run B (${CUT}) is partial: questions may be missing`)).toBeVisible();
  await page.goto(`/runs/${CUT}/method`);
  await expect(page.getByRole('region', { name: 'Known limits' })).toContainText('The run is partial');
  // What is whole of it is not marked.
  await page.goto(`/runs/${CUT}/prompts/1`);
  await expect(page.getByTestId('narration')).toBeVisible();
  await expect(page.getByRole('note').filter({ hasText: 'Partial.' })).toHaveCount(0);
});

test('a damaged record is named with what is wrong, and other runs are not affected', async ({ page }) => {
  await page.goto(`/runs/${BROKEN}`);
  await expect(alert(page, 'The run cannot be read')).toContainText(STEPS_FILE);
  await page.goto(`/runs/${BROKEN}/prompts/41`);
  await expect(alert(page, 'The run cannot be read')).toContainText(STEPS_FILE);
  await page.goto(`/compare?base=sample&runs=${BROKEN},${CUT}`);
  await expect(alert(page, `${BROKEN} cannot be read`)).toContainText(STEPS_FILE);
  await expect(page.getByRole('region', { name: 'Run C against the baseline' })).toBeVisible();
  await page.goto(`/compare?base=${BROKEN}&runs=${CUT}`);
  await expect(alert(page, 'The comparison cannot be read')).toContainText(STEPS_FILE);
  await page.goto(`/race?rec=${BROKEN}`);
  await expect(alert(page, 'This race cannot be shown')).toContainText(STEPS_FILE);
  await page.goto(`/runs/${TORN}`);
  await expect(alert(page, `Run ${TORN} cannot be read`)).toContainText(RUN_FILE);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Another run');
  await expectAccessible(page);
  await page.getByRole('button', { name: `Run ${TORN}: choose another` }).click();
  await expect(page.getByRole('menuitem', { name: `${TORN}: cannot be read` })).toBeVisible();
  await page.getByRole('menuitem', { name: /^sample/ }).click();
  await expect(page.getByRole('list', { name: 'Verdicts of the run' })).toBeVisible();
});

test('lists that cannot be had say so where they are looked for', async ({ page }) => {
  (await slow(page, /\/api\/runs$/)).fail();
  await page.goto('/runs/sample');
  await page.getByRole('button', { name: 'Run sample: choose another' }).click();
  await expect(page.getByRole('menuitem', { name: /^The list of runs cannot be read/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('status').filter({ hasText: 'Runs cannot be listed' })).toBeVisible();
});

test('what the address asks for and is not there is told beside what is shown', async ({ page }) => {
  await page.goto(`/runs/${HEADS_ONLY}/trees?m=hydra&cat=nowhere`);
  await expect(page.getByText('This run has no Hydra; shown is Medusa.')).toBeVisible();
  await expect(page.getByText('This run has no category "nowhere"; shown are all.')).toBeVisible();
  await page.goto(`/compare?base=sample&runs=${CUT}&with=nowhere&q=987`);
  await expect(
    note(page, `Run nowhere is not held against the baseline; ${CUT} is shown instead.`),
  ).toBeVisible();
  await expect(note(page, 'Question 987 is not in both runs')).toBeVisible();
});
