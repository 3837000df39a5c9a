import { Suspense } from 'react';
import { RacePage } from '../../../components/race/race-page.tsx';

export default function Page() {
  // The page reads its state from the address, which is known in the browser only.
  return (
    <Suspense>
      <RacePage />
    </Suspense>
  );
}
