'use client';

import { usePathname, useSelectedLayoutSegment } from 'next/navigation';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';

/** Where Next builds the one page that answers every address that is no page's. */
export const UNKNOWN_PATH = '/_not-found';

const Path = createContext(UNKNOWN_PATH);

/**
 * The path of the address for all below it, which stands in the root layout. The page for unknown addresses is built once,
 * for a path of its own: the browser must begin with that one, or what it draws first is not what was built (React's
 * error 418). Every other page is built with its own path and begins with it.
 */
export function PathProvider({ children }: { children: ReactNode }) {
  const path = usePathname();
  const unknown = useSelectedLayoutSegment() === UNKNOWN_PATH;
  const shown = useSyncExternalStore(
    neverChanges,
    () => path,
    () => (unknown ? UNKNOWN_PATH : path),
  );
  return <Path value={shown}>{children}</Path>;
}

/** The path of the address; `UNKNOWN_PATH` until the browser draws an address that is no page's. */
export function usePath(): string {
  return useContext(Path);
}

/** A new path draws the provider anew by itself. */
function neverChanges(): () => void {
  return () => {};
}
