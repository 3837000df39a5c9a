'use client';

import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, Suspense, useState } from 'react';
import { ApiError } from '../data/fetch-json.ts';
import { KeysProvider } from './use-keys.tsx';
import { PathProvider } from './use-path.tsx';
import { TourProvider } from './use-tour.tsx';

const theme = createTheme({
  fontFamily: 'var(--font-geist-sans), system-ui, sans-serif',
  fontFamilyMonospace: 'var(--font-geist-mono), ui-monospace, monospace',
  primaryColor: 'indigo',
  // White on it has a contrast of 5 at least, red included.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  respectReducedMotion: true,
});

/** What the server refused it will refuse again; a server that does not answer is asked twice more. */
const MOST_RETRIES = 2;

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 5000,
            // The server is this machine's own: it answers where there is no network too.
            networkMode: 'always',
            retry: (count, error) => !(error instanceof ApiError) && count < MOST_RETRIES,
          },
        },
      }),
  );
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        {/* The address is known in the browser only. */}
        <Suspense>
          <NuqsAdapter>
            <PathProvider>
              <KeysProvider>
                <TourProvider>{children}</TourProvider>
              </KeysProvider>
            </PathProvider>
          </NuqsAdapter>
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}
