'use client';

import { ActionIcon, AppShell, Burger, Button, Group, Kbd, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Keyboard, Search, Signpost } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { lazy, type ReactNode, Suspense } from 'react';
import { ThemeSwitch } from '../controls/theme-switch.tsx';
import { SAMPLE_RUN } from '../data/api-schema.ts';
import { EngineStatus } from './engine-status.tsx';
import { KnownRun } from './known-run.tsx';
import { PAGES } from './pages.ts';
import { RunBar } from './run-bar.tsx';
import { useCurrentRun } from './use-current-run.ts';
import { useKeys } from './use-keys.tsx';
import { usePath } from './use-path.tsx';
import { useTour } from './use-tour.tsx';

const Palette = lazy(() => import('./palette.tsx'));
const KeySheet = lazy(() => import('./key-sheet.tsx'));

/** What stands around every page: navigation, the run in view, palette and keys. */
export function AppFrame({ children }: { children: ReactNode }) {
  const path = usePath();
  const router = useRouter();
  const run = useCurrentRun();
  const tour = useTour();
  const [menu, { toggle, close }] = useDisclosure(false);
  const [palette, paletteSwitch] = useDisclosure(false);
  const [sheet, sheetSwitch] = useDisclosure(false);
  useKeys('everywhere', { palette: paletteSwitch.open, sheet: sheetSwitch.open });
  const aboutRun = PAGES.some((page) => page.ofRun && page.covers(path)) || run.named;
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      padding={{ base: 'sm', sm: 'lg' }}
      transitionDuration={0}
    >
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="sm" justify="space-between">
          <Burger opened={menu} onClick={toggle} size="sm" aria-label="Navigation" />
          <Text fw={700}>Gorgon</Text>
          <ActionIcon variant="subtle" color="gray" aria-label="Search" onClick={paletteSwitch.open}>
            <Search size={18} aria-hidden="true" />
          </ActionIcon>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        p="sm"
        component="aside"
        aria-label="Gorgon"
        className="sidebar"
        data-open={menu || undefined}
      >
        <Group justify="space-between" mb="sm">
          <Text fw={700} size="lg" component={Link} href="/" prefetch={false} className="brand">
            Gorgon
          </Text>
          <Burger opened={menu} onClick={toggle} size="sm" hiddenFrom="sm" aria-label="Close navigation" />
        </Group>
        <Button
          variant="default"
          size="xs"
          justify="space-between"
          visibleFrom="sm"
          leftSection={<Search size={14} aria-hidden="true" />}
          rightSection={<Kbd size="xs">Ctrl K</Kbd>}
          onClick={paletteSwitch.open}
          mb="sm"
        >
          Search
        </Button>
        <nav aria-label="Pages" className="pages">
          {PAGES.map(({ label, icon: Icon, href, covers }) => (
            <NavLink
              key={label}
              component={Link}
              href={href(run.id ?? SAMPLE_RUN)}
              label={label}
              // All pages ahead of time would stand in the way of the first one.
              prefetch={false}
              onMouseEnter={() => router.prefetch(href(run.id ?? SAMPLE_RUN))}
              onClick={close}
              active={covers(path)}
              aria-current={covers(path) ? 'page' : undefined}
              leftSection={<Icon size={16} aria-hidden="true" />}
            />
          ))}
        </nav>
        <Group gap="xs" mt="md">
          <ThemeSwitch />
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<Keyboard size={14} aria-hidden="true" />}
            onClick={sheetSwitch.open}
          >
            Keys
          </Button>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<Signpost size={14} aria-hidden="true" />}
            onClick={() => {
              close();
              tour.start();
            }}
          >
            Tour
          </Button>
          <EngineStatus />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {aboutRun && run.id !== null ? <RunBar runId={run.id} /> : null}
        <KnownRun>{children}</KnownRun>
      </AppShell.Main>
      <Suspense>
        {palette ? <Palette runId={run.id ?? SAMPLE_RUN} onClose={paletteSwitch.close} /> : null}
        {sheet ? <KeySheet onClose={sheetSwitch.close} /> : null}
      </Suspense>
    </AppShell>
  );
}
