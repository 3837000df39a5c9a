'use client';

import { Anchor, Button, Group, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Link2, Save } from 'lucide-react';
import Link from 'next/link';
import { watchSentences } from '../../engine/core/run-notes.ts';
import { samplingWords } from '../controls/sampling-form.ts';
import { overviewPath } from '../shell/addresses.ts';
import { noiseSentence, raceWatch } from './race-load.ts';
import { raceSentence } from './race-sentence.ts';
import type { Race } from './race-state.ts';
import type { RecordPlace } from './use-shown-race.ts';

interface RaceFactsProps {
  race: Race;
  record: RecordPlace | null;
  /** What the arithmetic costs in quality; null where it costs nothing, or it is not known. */
  precision: string | null;
  /** Null where there is nothing to save. */
  onSave: (() => void) | null;
  saving: boolean;
  saveProblem: string | null;
}

/** What was asked, and what can be done with the race. */
export function RaceFacts({ race, record, precision, onSave, saving, saveProblem }: RaceFactsProps) {
  const { request } = race;
  if (!request) return null;
  const vanilla = race.lanes.find(({ method }) => method === 'vanilla');
  const unsaved = !vanilla
    ? "A recording pairs every method with vanilla: it needs vanilla's answer."
    : race.running
      ? 'A recording can be saved when the race is over.'
      : vanilla.result
        ? null
        : "A recording needs vanilla's whole answer.";
  return (
    <section aria-label="This race">
      <Text size="sm" lineClamp={3} title={request.prompt}>
        <b>{request.questionId === null ? 'Own prompt' : `Prompt ${request.questionId}`}:</b>{' '}
        {request.prompt || 'not in the record'}
      </Text>
      <Group gap="sm" mt={4}>
        <Text size="sm" c="var(--quiet)">
          at most {request.maxNewTokens} tokens, {samplingWords(request.sampling)}, {race.engine}
          {request.traceLevel === 'full' ? ', full trace' : ''}
          {record ? (
            <>
              , from{' '}
              <Anchor component={Link} href={overviewPath(record.run)} inherit>
                {record.run}
              </Anchor>
            </>
          ) : null}
        </Text>
        {onSave ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Save size={14} aria-hidden="true" />}
            disabled={unsaved !== null}
            title={unsaved ?? 'As a run record: Inspect, Prompts and Compare open it'}
            loading={saving}
            onClick={onSave}
          >
            Save as a recording
          </Button>
        ) : null}
        <CopyLink race={race} />
      </Group>
      {precision ? (
        <Text size="xs" c="var(--quiet)" mt={4}>
          {precision}
        </Text>
      ) : null}
      {/* A noisy one stands among the notices. */}
      {race.running || noiseSentence(race) !== null ? null : (
        <Text size="xs" c="var(--quiet)">
          {watchSentences(raceWatch(race)).join(' ')}
        </Text>
      )}
      {saveProblem ? (
        <Text size="sm" c="var(--bad)" role="alert">
          Not saved: {saveProblem}
        </Text>
      ) : null}
    </section>
  );
}

/** Copies the address of this moment with the race in a sentence. */
function CopyLink({ race }: { race: Race }) {
  const { copy, copied } = useClipboard({ timeout: 2000 });
  const sentence = raceSentence(race);
  const told = [sentence, sentence && noiseSentence(race)].filter((part) => part !== null);
  const text = () => [...(told.length > 0 ? [told.join(' ')] : []), window.location.href].join('\n');
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Link2 size={14} aria-hidden="true" />}
      onClick={() => copy(text())}
    >
      {copied ? 'Copied' : 'Copy link to this moment'}
    </Button>
  );
}
