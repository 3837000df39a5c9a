'use client';

import { Button, Card, Code, Loader, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { DOWNLOAD_FORMATS, DOWNLOADS, type DownloadSizes, downloadCommand } from '../../report/downloads.ts';
import type { TreeChoice } from '../../report/trees/bookmarks.ts';
import { CommandText } from '../controls/command-text.tsx';
import { UNKNOWN } from '../format.ts';
import { PanelState } from '../shell/panel-state.tsx';
import { formSize, sizeText, sizeWarning } from './form-size.ts';
import styles from './reports.module.css';
import type { Scope } from './scope.ts';
import { useDownloads } from './use-downloads.ts';

interface DownloadListProps {
  runId: string;
  scope: Scope;
  trees: TreeChoice;
  sizes: DownloadSizes;
  /** More of them are on their way. */
  counting: boolean;
}

/** Every format with its size, the button that makes it and the command that does the same. */
export function DownloadList({ runId, scope, trees, sizes, counting }: DownloadListProps) {
  const { making, said, start, count, countedBytes, stop } = useDownloads(runId, scope, trees);
  const [commands, setCommands] = useState(false);
  const choice = { trees, methods: scope.m, categories: scope.cat, questionIds: scope.q };
  return (
    <Card withBorder padding="md" component="section" aria-label="Downloads">
      <Title order={2} size="h4">
        Take it away
      </Title>
      <Switch
        my="xs"
        size="xs"
        label="Show the commands that make the same"
        checked={commands}
        onChange={(event) => setCommands(event.currentTarget.checked)}
      />
      <Text size="sm" role="status" mih="1.5em">
        {making === null ? (said && !said.failed ? said.text : '') : `Making ${DOWNLOADS[making].name}`}
      </Text>
      {said?.failed ? (
        <PanelState
          kind="error"
          title="The file could not be made"
          message={said.text}
          kept="The other formats are not affected."
        />
      ) : null}
      {DOWNLOAD_FORMATS.map((format) => {
        const { name, words, ext } = DOWNLOADS[format];
        const size = formSize(format, trees, sizes, counting, countedBytes(format));
        const warning = size.kind === 'known' ? sizeWarning(format, size.bytes) : null;
        const command = downloadCommand(`runs/${runId}`, { format, ...choice });
        return (
          <div key={format} className={styles.format}>
            <div>
              <Text size="sm" fw={600}>
                {name} <Code>.{ext}</Code>
              </Text>
              <Text size="xs" c="dimmed">
                {words}
              </Text>
            </div>
            <Text size="sm" component="div" className={`figures ${styles.size}`}>
              {size.kind === 'known' ? (
                sizeText(size.bytes)
              ) : size.kind === 'counting' ? (
                <Counting />
              ) : size.kind === 'unknown' ? (
                UNKNOWN
              ) : (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={making !== null}
                  onClick={() => count(format)}
                  aria-label={`Count the size of ${name}, ${words}`}
                >
                  Count the size
                </Button>
              )}
            </Text>
            {making === format ? (
              <Button size="xs" variant="default" onClick={stop} aria-label={`Stop making ${name}, ${words}`}>
                Stop
              </Button>
            ) : (
              <Button
                size="xs"
                variant={format === 'html' ? 'filled' : 'default'}
                disabled={making !== null}
                onClick={() => start(format)}
                aria-label={`Download ${name}, ${words}`}
              >
                Download
              </Button>
            )}
            {warning === null ? null : (
              <Text size="xs" role="note" className={styles.command}>
                <b>Large.</b> {warning}
              </Text>
            )}
            {commands && command ? (
              <div className={styles.command}>
                <CommandText command={command} />
              </div>
            ) : null}
          </div>
        );
      })}
    </Card>
  );
}

/** As high as the size that will stand in its place. */
function Counting() {
  return (
    <span aria-busy="true">
      <Loader size={10} mr={6} aria-hidden="true" />
      counting
    </span>
  );
}
