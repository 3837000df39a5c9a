import { Anchor, Group } from '@mantine/core';
import Link from 'next/link';
import type { DraftKind, Precision } from '../../engine/protocol.ts';
import { pathWithEngine } from '../controls/engine-address.ts';
import { choiceOf } from '../engine-choice.ts';

interface UseLinksProps {
  kind: DraftKind;
  /** Name of the trained set. */
  set: string;
  precision: Precision | null;
}

/** Opens the pages that decode with the set chosen. */
export function UseLinks({ kind, set, precision }: UseLinksProps) {
  const choice = choiceOf(kind, set, precision);
  return (
    <Group gap="sm" component="span" display="inline-flex">
      <Anchor component={Link} href={pathWithEngine('/race', choice)} size="sm">
        Use in Race
      </Anchor>
      <Anchor component={Link} href={pathWithEngine('/bench', choice)} size="sm">
        Use in Bench
      </Anchor>
    </Group>
  );
}
