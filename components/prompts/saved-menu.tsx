'use client';

import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Bookmark, Trash2 } from 'lucide-react';
import { useState } from 'react';
import classes from './prompts.module.css';
import { LONGEST_NAME, readSaved, SAVED_KEY, type SavedSearch, withSearch } from './saved-searches.ts';

interface SavedMenuProps {
  query: string;
  sort: string;
  onApply: (search: SavedSearch) => void;
}

/** Searches kept by name in this browser. */
export function SavedMenu({ query, sort, onApply }: SavedMenuProps) {
  const [saved, setSaved] = useLocalStorage<SavedSearch[]>({
    key: SAVED_KEY,
    defaultValue: [],
    deserialize: readSaved,
  });
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const wanted = name.trim();
  const save = () => {
    setSaved((list) => withSearch(list, { name: wanted, query, sort }));
    setName('');
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width="min(22rem, 94vw)"
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<Bookmark size={14} aria-hidden="true" />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Saved
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved searches">
        <Stack gap="xs">
          {saved.length === 0 ? <Text size="sm">No search is saved in this browser.</Text> : null}
          {saved.map((search) => (
            <Group key={search.name} justify="space-between" wrap="nowrap" gap="xs">
              <UnstyledButton
                className={classes.saved}
                onClick={() => {
                  onApply(search);
                  setOpen(false);
                }}
              >
                <Text size="sm" fw={500}>
                  {search.name}
                </Text>
                <Text size="xs" c="var(--quiet)" className={classes.query}>
                  {search.query || 'every question'}
                  {search.sort ? `, sorted by ${search.sort}` : ''}
                </Text>
              </UnstyledButton>
              <ActionIcon
                variant="subtle"
                aria-label={`Forget ${search.name}`}
                onClick={() => setSaved((list) => list.filter((other) => other.name !== search.name))}
              >
                <Trash2 size={16} aria-hidden="true" />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (wanted !== '') save();
            }}
          >
            <Group align="flex-end" gap="xs" wrap="nowrap">
              <TextInput
                label="Save this search as"
                size="xs"
                flex={1}
                maxLength={LONGEST_NAME}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" size="xs" disabled={wanted === ''}>
                Save
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
