'use client';

import { useDisclosure } from '@mantine/hooks';
import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo } from 'react';

const Tour = lazy(() => import('./tour.tsx'));

interface TourSwitch {
  running: boolean;
  start: () => void;
}

const Context = createContext<TourSwitch>({ running: false, start: () => {} });

/** Shows the tour while it runs; whoever is inside can start it. */
export function TourProvider({ children }: { children: ReactNode }) {
  const [running, { open, close }] = useDisclosure(false);
  const value = useMemo(() => ({ running, start: open }), [running, open]);
  return (
    <Context.Provider value={value}>
      {children}
      <Suspense>{running ? <Tour onEnd={close} /> : null}</Suspense>
    </Context.Provider>
  );
}

export function useTour(): TourSwitch {
  return useContext(Context);
}
