/** The pictures of candidate trees, folded by question. */
import { groupBy } from '../../engine/core/group-by.ts';
import { runBookmarks } from '../../engine/core/run-bookmarks.ts';
import { labelOf } from '../charts/chart.ts';
import type { Part } from '../html/body.ts';
import { countSteps, type ReportInput } from '../input.ts';
import { el, type Markup } from '../markup.ts';
import { isStepOf, type ShownStep, shownSteps, type TreeChoice } from './bookmarks.ts';
import { stepSentence, treePicture } from './tree-picture.ts';

/** A step with the id of its picture. */
interface AnchoredStep extends ShownStep {
  anchor: string;
}

export interface TreesPart extends Part {
  /** Steps that have a picture. */
  shown: number;
}

/** Null where nothing is shown. */
export function treesPart(input: ReportInput, choice: TreeChoice): TreesPart | null {
  const shown = shownSteps(input.groups, input.differences, choice);
  if (shown.length === 0) return null;
  const title = 'Candidate trees';
  const anchored = shown.map((step, i): AnchoredStep => ({ ...step, anchor: `tree-${i + 1}` }));
  const byQuestion = groupBy(anchored, ({ group }) => String(group.questionId));
  const markup = el(
    'section',
    { id: 'trees', 'aria-labelledby': 'trees-title' },
    el('h2', { id: 'trees-title' }, title),
    el('p', {}, words(input, shown.length, choice)),
    firstSteps(anchored, input),
    [...byQuestion.values()].map((steps) => questionTrees(steps, input)),
  );
  return { id: 'trees', title, markup, shown: shown.length };
}

function words({ groups }: ReportInput, shown: number, choice: TreeChoice): string {
  const which =
    choice === 'all'
      ? 'Every step of the first repeat that proposed something'
      : 'Steps of the first repeat that tell most: of every method on every question the longest run, the first with nothing accepted, the first that took another candidate than the first, the slowest, and the first difference to vanilla';
  return `${which}; ${shown} of the ${countSteps(groups)} steps of the run. Filled nodes with a tick are accepted, hollow ones on dashed lines refused, the diamond is the target's own token. Numbers are the draft's probabilities.`;
}

/** Ways to the pictures of the steps to look at first. */
function firstSteps(steps: readonly AnchoredStep[], { groups, differences }: ReportInput): Markup[] {
  const links = runBookmarks(groups, differences).flatMap((bookmark) => {
    const step = steps.find((one) => isStepOf(one, bookmark));
    if (!step) return [];
    const { questionId, category, words } = bookmark;
    return [
      el(
        'li',
        {},
        el('a', { href: `#${step.anchor}` }, words),
        ` (question ${questionId}, ${category}, step ${bookmark.step + 1})`,
      ),
    ];
  });
  return links.length === 0 ? [] : [el('p', {}, 'Steps to look at first:'), el('ul', {}, links)];
}

function questionTrees(steps: readonly AnchoredStep[], { tokenBytes }: ReportInput): Markup {
  const [first] = steps;
  const name = `Question ${first?.group.questionId}, ${first?.group.category}: ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  return el(
    'details',
    { class: 'question' },
    el('summary', {}, name),
    steps.map(({ group, result, step, reasons, anchor }) => {
      const where = `${labelOf(result.method)}, turn ${group.turn + 1}, step ${step.index + 1}`;
      return el(
        'figure',
        { id: anchor },
        el(
          'figcaption',
          {},
          el('strong', {}, reasons.length > 0 ? `${where}: ${reasons.join('; ')}` : where),
          el('br', {}),
          stepSentence(step, tokenBytes),
        ),
        el(
          'div',
          { class: 'tree', tabindex: 0, role: 'region', 'aria-label': where },
          treePicture(result.method, step, tokenBytes),
        ),
      );
    }),
  );
}
