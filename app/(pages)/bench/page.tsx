import { Suspense } from 'react';
import { BenchPage } from '../../../components/bench/bench-page.tsx';

export default function Page() {
  // The page reads its state from the address, which is known in the browser only.
  return (
    <Suspense>
      <BenchPage />
    </Suspense>
  );
}
