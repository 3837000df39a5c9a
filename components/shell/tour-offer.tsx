'use client';

import { Button, Group, Text } from '@mantine/core';
import { useLocalStorage, useMounted } from '@mantine/hooks';
import { useTour } from './use-tour.tsx';

/** The first visit's one line; gone for good once it is answered. */
export function TourOffer() {
  const tour = useTour();
  const [answered, setAnswered] = useLocalStorage({ key: 'gorgon-tour-answered', defaultValue: false });
  // What is stored is known in the browser only.
  const mounted = useMounted();
  if (!mounted || answered || tour.running) return null;
  return (
    <Group className="panel-note" gap="sm">
      <Text size="sm">First time here? Five stops show what there is, on the bundled sample run.</Text>
      <Button
        size="compact-xs"
        onClick={() => {
          setAnswered(true);
          tour.start();
        }}
      >
        Take the tour
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setAnswered(true)}>
        No, thanks
      </Button>
    </Group>
  );
}
