'use client';

import { SimpleGrid, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useQueryStates } from 'nuqs';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Method, MethodInfo, TokenId } from '../../engine/protocol.ts';
import { chartFile } from '../../report/charts/chart-file.ts';
import { ChartFrame } from '../chart/chart-frame.tsx';
import { useKeys } from '../shell/use-keys.tsx';
import { ADDRESS } from './address.ts';
import { ChosenStep } from './chosen-step.tsx';
import { LaneCard } from './lane-card.tsx';
import { raceSentence } from './race-sentence.ts';
import type { Race } from './race-state.ts';
import { RaceTrack } from './race-track.tsx';
import { axisEnd, laneUntil, measured, playRate, SPEEDS, stepEnds, stepsDone } from './replay.ts';
import { ReplayBar } from './replay-bar.tsx';
import { countsText, phaseText } from './status-text.ts';
import { stripScale } from './step-strip-layout.ts';
import { drawStrips, STRIPS_TITLE, stripsTable } from './strips-chart.ts';
import { useReplay } from './use-replay.ts';
import type { RecordPlace } from './use-shown-race.ts';
import { useSlowly } from './use-slowly.ts';

interface RaceViewProps {
  race: Race;
  infos: readonly MethodInfo[];
  record: RecordPlace | null;
  /** Replay all lanes together as soon as the last is in; never of a race that was over before. */
  replayAtEnd: boolean;
}

/** Milliseconds between two computations of figures while frames go by, and between two spoken counts. */
const FIGURES_MS = 250;
const SPOKEN_MS = 5000;

/** The lanes of a race on their shared axis, at the moment that is looked at. */
export function RaceView({ race, infos, record, replayAtEnd }: RaceViewProps) {
  const [{ t, align, speed, m, step }, setAddress] = useQueryStates(ADDRESS);
  const all = useMemo(() => race.lanes.map(measured), [race.lanes]);
  const scale = useMemo(() => stripScale(all, align), [all, align]);
  const ends = useMemo(() => all.map((lane) => stepEnds(lane, align)), [all, align]);
  const end = axisEnd(all, align);
  const replay = useReplay(t, end, playRate(all, align) * speed);
  const { position, playing, moving, play, pause, seek } = replay;

  // The address follows the moment where it rests.
  useEffect(() => {
    if (!moving) setAddress({ t: position });
  }, [moving, position, setAddress]);

  const still = useReducedMotion();
  const ran = useRef(false);
  useEffect(() => {
    if (race.running) ran.current = true;
    else if (ran.current) {
      ran.current = false;
      if (replayAtEnd && !still) play();
    }
  }, [race.running, replayAtEnd, still, play]);

  const lanes = race.lanes.map((lane, i) =>
    position === null ? lane : laneUntil(lane, stepsDone(ends[i] ?? [], position)),
  );
  const hurried = moving || race.running;
  const figured = useSlowly(lanes, FIGURES_MS, hurried);
  const tabled = useSlowly(race.lanes, FIGURES_MS, race.running);
  const table = useMemo(() => stripsTable(tabled), [tabled]);
  const counts = countsText(lanes);
  const spoken = useSlowly(counts, SPOKEN_MS, hurried);

  const toNext = (by: number) => SPEEDS[SPEEDS.indexOf(speed) + by] ?? speed;
  useKeys('race', {
    play: playing ? pause : play,
    end: () => seek(null),
    start: () => seek(0),
    slower: () => setAddress({ speed: toNext(-1) }),
    faster: () => setAddress({ speed: toNext(1) }),
  });

  const selected = useMemo(
    () => (m !== null && step !== null ? { method: m, step: step - 1 } : null),
    [m, step],
  );
  const select = useCallback(
    (method: Method, index: number) => setAddress({ m: method, step: index + 1 }),
    [setAddress],
  );
  const label = useCallback((id: TokenId) => race.labels.get(id)?.text ?? `token ${id}`, [race.labels]);
  const sentence = raceSentence(race);
  return (
    <Stack gap="md">
      <VisuallyHidden role="status">
        {playing ? `Replay: ${spoken}` : race.running ? `${phaseText(race)}. ${spoken}` : phaseText(race)}
      </VisuallyHidden>
      <ChartFrame
        title={STRIPS_TITLE}
        finding={`${TRACK_WORDS[align]} The lanes ran in turn, so that none took time from another; 0 is each lane's first token.`}
        table={table}
        picture={() => chartFile(drawStrips(race.lanes, scale))}
        foot={
          <>
            <ReplayBar
              replay={replay}
              end={end}
              align={align}
              onAlign={(next) => {
                // The same part of the race, told in the other unit.
                const to = axisEnd(all, next);
                const place = position === null || end === 0 ? null : (position / end) * to;
                seek(place, to);
                // Together: a place in the old unit beside the new one would name another moment.
                setAddress({ align: next, t: place });
              }}
              speed={speed}
              onSpeed={(next) => setAddress({ speed: next })}
              counts={counts}
              running={race.running}
            />
            {sentence ? (
              <Text size="sm" mt="xs" className="figures">
                {sentence}
              </Text>
            ) : null}
          </>
        }
      >
        <RaceTrack
          lanes={race.lanes}
          scale={scale}
          position={position}
          selected={selected}
          onSelect={select}
        />
      </ChartFrame>
      <SimpleGrid
        cols={{ base: 1, sm: Math.min(2, lanes.length), lg: Math.min(4, lanes.length) }}
        spacing="md"
        verticalSpacing={0}
      >
        {lanes.map((lane, i) => (
          <LaneCard
            key={lane.method}
            lane={lane}
            whole={race.lanes[i] ?? lane}
            figured={figured[i] ?? lane}
            race={race}
            info={infos.find(({ method }) => method === lane.method)}
            selected={selected?.method === lane.method ? selected.step : null}
            label={label}
          />
        ))}
      </SimpleGrid>
      <Text size="sm" c="var(--quiet)">
        Solid underline: proposed and accepted. Dotted: the target's own token.
      </Text>
      {selected ? <ChosenStep race={race} selected={selected} record={record} onStep={select} /> : null}
    </Stack>
  );
}

const TRACK_WORDS = {
  time: 'A block is a step: its width the milliseconds it took, its height the tokens it gained.',
  token: 'A block is a step: its width the tokens it gained, its height the milliseconds it took.',
  step: 'A block is a step: all of one width, its height the tokens it gained.',
} as const;
