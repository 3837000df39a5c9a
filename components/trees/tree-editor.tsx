'use client';

import { Alert, Button, FileButton, Group, Select, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { PriceTag } from '../../engine/core/tree-speed.ts';
import type { Precision } from '../../engine/protocol.ts';
import { parseTree, TREE_FORMAT, type TreeFile } from '../../engine/trees/tree-format.ts';
import { saveFile } from '../chart/save-picture.ts';
import { CommandText } from '../controls/command-text.tsx';
import { percent } from '../format.ts';
import { METHOD_STYLES } from '../methods.ts';
import { columnName } from '../tree/tree-text.ts';
import { addBelow, addBeside, keyOf, type Paths, pathOf, removeSlot, storedName } from './edit-tree.ts';
import { SlotTree } from './slot-tree.tsx';
import { type AcceptanceSource, predict, searchBest } from './tree-prediction.ts';
import { predictionSentence, slotPlace, sourceSentence } from './trees-text.ts';
import { useRunTree } from './use-run-tree.ts';

const SOURCE = 'drawn in the tree editor';

interface TreeEditorProps {
  /** Where acceptance was measured; the first is used until another is chosen. */
  sources: readonly [AcceptanceSource, ...AcceptanceSource[]];
  price: PriceTag | null;
  /** The tree to begin with. */
  start: Paths;
  /** Trees that are known by name. */
  stored: readonly TreeFile[];
  /** Of the run, and of what runs the tree. */
  precision: Precision;
  /** The command that runs a tree from a file, without the file's name. */
  command: string;
}

/** Trees drawn by hand, from a file or by the search, with what measured acceptance says they come to. */
export function TreeEditor({ sources, price, start, stored, precision, command }: TreeEditorProps) {
  const [paths, setPaths] = useState<Paths>(start);
  const [name, setName] = useState('my-tree');
  const [selected, setSelected] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [sourceAt, setSourceAt] = useState(0);
  const source = sources[sourceAt] ?? sources[0];
  const { method } = source;
  const prediction = predict(source, paths, price);
  const slot = pathOf(selected);
  const fileName = `${storedName(name)}.json`;
  const { run, problem: notRun } = useRunTree(precision);

  const take = (next: Paths, key = '') => {
    setPaths(next);
    setSelected(key);
    setProblem(null);
  };
  const add = (change: typeof addBelow) => {
    const changed = change(paths, slot);
    if (changed) take(changed.paths, keyOf(changed.added));
    else setProblem('No further candidate fits there.');
  };
  const below = () => add(addBelow);
  const beside = () => add(addBeside);
  const remove = () => take(removeSlot(paths, slot), keyOf(slot.slice(0, -1)));
  const onKey = (event: KeyboardEvent) => {
    const action: Record<string, () => void> = {
      '+': below,
      Enter: beside,
      Delete: remove,
      Backspace: remove,
    };
    const act = action[event.key];
    if (!act) return false;
    event.preventDefault();
    act();
    return true;
  };
  const load = async (file: File | null) => {
    if (!file) return;
    try {
      const tree = parseTree(JSON.parse(await file.text()), file.name);
      take(tree.paths);
      setName(tree.name);
    } catch (error) {
      setProblem(`${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const save = () => {
    const tree: TreeFile = {
      format: TREE_FORMAT,
      name,
      source: SOURCE,
      paths: paths.map((p) => [...p]),
    };
    saveFile(fileName, new Blob([`${JSON.stringify(tree, null, 2)}\n`], { type: 'application/json' }));
  };
  const index = new Map(paths.map((path, i) => [keyOf(path), i]));
  return (
    <>
      <Group gap="xs" mb="xs">
        <Select
          aria-label="Begin with a tree"
          placeholder="Begin with a tree"
          size="xs"
          w={210}
          value={null}
          data={[{ value: '', label: 'the tree of this run' }, ...stored.map((tree) => tree.name)]}
          onChange={(value) => {
            const tree = stored.find((own) => own.name === value);
            take(tree?.paths ?? start);
            if (tree) setName(tree.name);
          }}
        />
        <FileButton accept=".json,application/json" onChange={load}>
          {(props) => (
            <Button {...props} size="xs" variant="default">
              Open a file
            </Button>
          )}
        </FileButton>
        <Button
          size="xs"
          variant="default"
          disabled={price === null}
          onClick={() => {
            const best = price && searchBest(source, price);
            if (best) take(best);
            else setProblem('The cost curve of this run measured no pass wide enough.');
          }}
        >
          Find the fastest
        </Button>
        {sources.length > 1 ? (
          <Select
            aria-label="Acceptance from"
            size="xs"
            w={360}
            maw="100%"
            title={sources[sourceAt]?.words}
            value={String(sourceAt)}
            allowDeselect={false}
            data={sources.map(({ words }, i) => ({ value: String(i), label: words }))}
            onChange={(value) => setSourceAt(Number(value))}
          />
        ) : null}
      </Group>
      <Group gap="xs" mb="xs">
        <Text size="sm" w={190} role="status">
          Selected: {slotPlace(method, slot)}
        </Text>
        <Button size="xs" variant="default" onClick={below}>
          Add below (+)
        </Button>
        <Button size="xs" variant="default" disabled={selected === ''} onClick={beside}>
          Add beside (Enter)
        </Button>
        <Button size="xs" variant="default" disabled={selected === ''} onClick={remove}>
          Remove (Del)
        </Button>
      </Group>
      {problem === null ? null : (
        <Alert color="red" role="alert" mb="xs">
          {problem}
        </Alert>
      )}
      <SlotTree
        paths={paths}
        look={(key) => {
          const i = index.get(key);
          if (i === undefined) return { text: 'root', tint: 0, left: false, name: 'last token, root' };
          const chance = prediction.chances[i] ?? null;
          const rank = (paths[i]?.at(-1) ?? 0) + 1;
          return {
            text: `${rank}.  ${percent(chance)}`,
            tint: chance ?? 0,
            left: chance === null,
            name: `${slotPlace(method, pathOf(key))}: ${chance === null ? 'not measured' : `accepted in ${percent(chance)} of the steps, as predicted`}`,
          };
        }}
        heading={(depth) => columnName(method, depth)}
        color={METHOD_STYLES[method].color}
        label="Tree in the editor"
        selected={selected}
        onSelect={setSelected}
        onKey={onKey}
      />
      <Text mt="sm" aria-live="polite">
        {predictionSentence(prediction, paths.length)}
      </Text>
      <Text size="xs" c="dimmed">
        {sourceSentence(source)}
      </Text>
      <Group gap="xs" mt="sm" align="flex-end">
        <TextInput
          label="Name"
          size="xs"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
        />
        <Button size="xs" disabled={paths.length === 0 || name.trim() === ''} onClick={save}>
          Save as file
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={paths.length === 0 || name.trim() === ''}
          onClick={() => run({ name: storedName(name), source: SOURCE, paths })}
        >
          Run it for real
        </Button>
      </Group>
      {notRun === null ? null : (
        <Text size="sm" c="var(--bad)" role="alert" mt="xs">
          Not run: {notRun}
        </Text>
      )}
      <Text size="sm" mt="sm">
        On the command line, from the saved file:
      </Text>
      <CommandText command={`${command} --tree ${fileName}`} />
    </>
  );
}
