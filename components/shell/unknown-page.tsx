'use client';

import { SAMPLE_RUN } from '../data/api-schema.ts';
import { nearestNames } from './nearest.ts';
import { NoSuch } from './no-such.tsx';
import { PAGES } from './pages.ts';
import { useCurrentRun } from './use-current-run.ts';
import { UNKNOWN_PATH, usePath } from './use-path.tsx';

/** For an address that is no page's: the pages whose names or addresses are most like it. */
export function UnknownPage() {
  const path = usePath();
  const run = useCurrentRun().id ?? SAMPLE_RUN;
  const byHref = new Map(PAGES.map(({ label, href }) => [href(run), label]));
  const title = 'There is no such page';
  if (path === UNKNOWN_PATH) return <NoSuch title={title} choices={[]} />;
  const choices = nearestNames(path, [...byHref.keys()]).map((href) => ({
    href,
    label: `${byHref.get(href)} (${href})`,
  }));
  return <NoSuch title={title} words={`Nothing is at ${path}.`} choices={choices} />;
}
