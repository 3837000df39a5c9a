/** The stops of the tour through the sample run: where to go, what to look at, what to say. Pure. */
import { SAMPLE_RUN } from '../data/api-schema.ts';
import { inspectPath, overviewPath, promptsPath } from './addresses.ts';
import { PAGES } from './pages.ts';

export interface TourStop {
  path: string;
  /** What is pointed at: the value of its `data-tour`, or null for the page. */
  target: string | null;
  title: string;
  text: string;
}

/** A coding prompt of the sample run. */
const QUESTION = 41;

const STOPS: readonly TourStop[] = [
  {
    path: overviewPath(SAMPLE_RUN),
    target: 'sentences',
    title: 'A run in sentences',
    text: "Each method against vanilla's own answers to the same prompts, with a 95 % interval. Where the figures do not support a verdict, none is given.",
  },
  {
    path: overviewPath(SAMPLE_RUN),
    target: 'speedup',
    title: 'Where a method gains',
    text: 'A row for each category and method. Large marks are means with intervals, small ones single prompts; the rule at 1.0 is vanilla. Every mark opens the prompts behind it.',
  },
  {
    path: promptsPath(SAMPLE_RUN, 'cat:coding'),
    target: null,
    title: 'Prompt by prompt',
    text: 'Search by category, method, outcome or any figure: cat:coding, speedup<1, !identical. A row opens its answers.',
  },
  {
    path: inspectPath(SAMPLE_RUN, QUESTION, { method: 'medusa' }),
    target: null,
    title: 'Step by step',
    text: 'What was proposed, what the target chose, and why: the tree of each step, with its probabilities and times. The arrow keys walk.',
  },
  {
    path: '/race',
    target: null,
    title: 'Try it yourself',
    text: 'Type a prompt and let the methods race on this machine. Press ? for every key, Ctrl K to find anything.',
  },
];

/** Those whose page there is. */
export function tourStops(): TourStop[] {
  return STOPS.filter(({ path }) => PAGES.some(({ covers }) => covers(path.split('?')[0] ?? '')));
}
