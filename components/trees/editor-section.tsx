'use client';

import { Card, Text, Title } from '@mantine/core';
import { walkedTokens } from '../../engine/core/asked-places.ts';
import type { TreeFindings } from '../../engine/core/tree-findings.ts';
import { acceptanceCounts } from '../../engine/core/what-if.ts';
import { HEADS } from '../../engine/protocol.ts';
import { type AcceptanceFile, askedAnswers, countsOf } from '../../engine/trees/acceptance-format.ts';
import type { RunView } from '../data/api-schema.ts';
import { useTreeLibrary } from '../data/tree-library.ts';
import { METHOD_STYLES } from '../methods.ts';
import { QueryPanel } from '../shell/panel-state.tsx';
import type { Paths } from './edit-tree.ts';
import { EDITOR_ID } from './editor-id.ts';
import { TreeEditor } from './tree-editor.tsx';
import type { AcceptanceSource } from './tree-prediction.ts';
import { verifiedSentence } from './trees-text.ts';

interface EditorSectionProps {
  run: RunView;
  findings: TreeFindings;
  /** The tree to begin with instead of the run's own. */
  drawn: Paths | null;
}

/** Held-out answers, walked step by step. */
function sourceOf(file: AcceptanceFile): AcceptanceSource {
  const answers = askedAnswers(file);
  return {
    method: file.method,
    counts: countsOf(file),
    tokensOf: (paths) => walkedTokens(answers, paths),
    words: `${file.positions} places of held-out answers, ${file.width} choices a head`,
  };
}

/** The tree editor for methods whose candidates fill a tree; the others draft chains. */
export function EditorSection({ run, findings, drawn }: EditorSectionProps) {
  const library = useTreeLibrary();
  const { method, paths, steps, meanCachedTokens } = findings;
  const { cost, engine, settings } = run.manifest;
  if (!HEADS.some((own) => own === method)) return null;
  const name = METHOD_STYLES[method].label;
  const own: AcceptanceSource = {
    method,
    counts: acceptanceCounts(findings),
    words: `the ${steps} steps shown on this page`,
  };
  const price = cost && meanCachedTokens !== null ? { curve: cost, cachedTokens: meanCachedTokens } : null;
  return (
    <Card withBorder padding="md" component="section" aria-label="Tree editor" id={EDITOR_ID}>
      <Title order={2} size="h4">
        Tree editor
      </Title>
      <Text size="sm" c="var(--quiet)" mb="sm">
        Draw the tree that {name} should fill: select a place, then add or remove candidates. The number of a
        candidate is the chance that a step accepts it. {verifiedSentence(findings)}
      </Text>
      <QueryPanel query={library} height={300} what="The library of trees">
        {({ trees, acceptance }) => {
          const measured = acceptance
            .filter((file) => file.method === method && file.precision === engine.precision)
            .map(sourceOf);
          const [first = own, ...rest] = [...measured, own];
          return (
            <TreeEditor
              key={`${method} ${findings.category} ${drawn?.join(' ')}`}
              sources={[first, ...rest]}
              price={price}
              start={drawn ?? paths}
              stored={trees}
              precision={engine.precision}
              command={`gorgon bench --methods vanilla,${method} --prompts ${settings.questionIds.length} --precision ${engine.precision}`}
            />
          );
        }}
      </QueryPanel>
    </Card>
  );
}
