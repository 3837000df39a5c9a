/** How a race came out, in one sentence; a single race has no interval, and says so. Pure. */
import { formatFigure } from '../../engine/core/figure-catalog.ts';
import { METHOD_STYLES } from '../methods.ts';
import { noisySpeedup } from './race-load.ts';
import { laneSpeedup, laneVerdict, type Race } from './race-state.ts';

/** Where tokens are drawn, whole rows of logits leave a pass anyway. */
function slowedByTrace({ request }: Race): boolean {
  return request?.traceLevel === 'full' && request.sampling.kind === 'greedy';
}

/** Null while it runs, and where nothing can be compared. */
export function raceSentence(race: Race): string | null {
  const { lanes, running } = race;
  const vanilla = lanes.find(({ method }) => method === 'vanilla');
  if (running || !vanilla?.result) return null;
  const parts = lanes.flatMap((lane) => {
    const speedup = laneSpeedup(lane, vanilla);
    if (!lane.result || speedup === null) return [];
    const suspect = laneVerdict(lane, race).kind === 'suspect';
    const wrong = suspect ? ', with another text than its own' : '';
    const doubt = noisySpeedup(lane, race) ? ' (noisy)' : '';
    const words = `${METHOD_STYLES[lane.method].label} ${formatFigure('speedup', speedup)}${doubt}${wrong}`;
    return [{ speedup, words }];
  });
  if (parts.length === 0) return null;
  parts.sort((a, b) => b.speedup - a.speedup);
  return [
    `Times vanilla's speed on this prompt: ${parts.map(({ words }) => words).join(', ')}.`,
    'One answer each, so no interval.',
    ...(slowedByTrace(race) ? ['The full trace cost the wide passes time.'] : []),
  ].join(' ');
}
