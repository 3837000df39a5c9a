'use client';

import { Group, Kbd, Modal, Stack, Switch, Table, Text } from '@mantine/core';
import { KEYS, keyCaps } from './keys.ts';
import { useKeyBoard } from './use-keys.tsx';

/** Every key there is, by page; those that act now stand out. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const board = useKeyBoard();
  const active = new Set(board.active().map(({ entry }) => `${entry.page} ${entry.key}`));
  const pages = [...new Set(KEYS.map(({ page }): string => page))];
  return (
    <Modal opened onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Switch
          label="Single letters and signs act as keys"
          checked={board.singles}
          onChange={(event) => board.setSingles(event.currentTarget.checked)}
        />
        {pages.map((page) => (
          <Table key={page} verticalSpacing={4} captionSide="top">
            <Table.Caption ta="left">{page}</Table.Caption>
            <Table.Tbody>
              {KEYS.filter((entry) => entry.page === page).map(({ key, words }) => (
                <Table.Tr key={key}>
                  <Table.Td w={130}>
                    <Keys of={key} />
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" fw={active.has(`${page} ${key}`) ? 600 : 400}>
                      {words}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        ))}
      </Stack>
    </Modal>
  );
}

export function Keys({ of }: { of: string }) {
  const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  return (
    <Group gap={4} wrap="nowrap" component="span">
      {keyCaps(of, mac).map((cap) => (
        <Kbd key={cap} size="xs">
          {cap}
        </Kbd>
      ))}
    </Group>
  );
}
