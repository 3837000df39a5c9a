'use client';

import { Anchor, Card, Group, Select, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { tokenDiff } from '../../engine/core/token-diff.ts';
import { METHODS, type Method } from '../../engine/protocol.ts';
import type { RunView } from '../data/api-schema.ts';
import { type QuestionRecord, useQuestion } from '../data/use-answers.ts';
import { useRun } from '../data/use-runs.ts';
import { METHOD_STYLES } from '../methods.ts';
import { promptsPath } from '../shell/addresses.ts';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { AnswerDiff, type Side } from './answer-diff.tsx';
import { questionChoices } from './question-choices.ts';
import type { LetteredRun } from './run-letters.ts';
import { TreeDiff } from './tree-diff.tsx';
import type { CompareView, SetCompareView } from './view-state.ts';

interface OutputsPanelProps {
  base: string;
  /** Null: two methods of the baseline itself. */
  run: LetteredRun | null;
  view: CompareView;
  setView: SetCompareView;
}

const HEIGHT = 320;

/** One question's outputs side by side: the baseline on the left, the run, or another method, on the right. */
export function OutputsPanel({ base, run, view, setView }: OutputsPanelProps) {
  const own = useRun(base);
  return (
    <Card withBorder padding="md" component="section" aria-label="Outputs side by side" id="outputs">
      <Title order={2} size="h4">
        Outputs side by side
      </Title>
      <QueryPanel query={own} height={HEIGHT} what="The baseline">
        {(data) => <Chosen base={data} run={run} view={view} setView={setView} />}
      </QueryPanel>
    </Card>
  );
}

function Chosen({ base, run, view, setView }: Omit<OutputsPanelProps, 'base'> & { base: RunView }) {
  const methods = METHODS.filter((method) => base.summary.methods[method]);
  const left =
    methods.find((method) => method === view.m) ??
    methods.find((method) => method !== 'vanilla') ??
    'vanilla';
  const right = view.m2 ?? (run ? left : 'vanilla');
  const choices = questionChoices(base, run, left);
  const question = choices.find(({ value }) => value === view.q)?.value ?? choices[0]?.value;
  const rightRun = run?.run ?? base.id;
  if (question === undefined)
    return (
      <PanelState kind="empty" title="No question in common">
        The two runs were asked nothing that is the same.
      </PanelState>
    );
  const methodChoices = methods.map((value) => ({ value, label: METHOD_STYLES[value].label }));
  return (
    <>
      <Group align="flex-end" gap="sm" my="sm">
        <Select
          label="Question"
          data={choices}
          value={question}
          searchable
          allowDeselect={false}
          flex="1 1 16rem"
          onChange={(q) => setView({ q, turn: null, rep: null, at: null })}
        />
        <Select
          label={`Left, ${base.id}`}
          data={methodChoices}
          value={left}
          allowDeselect={false}
          onChange={(method) =>
            setView({ m: method as Method, m2: run && right === left ? null : right, at: null })
          }
        />
        <Select
          label={`Right, ${rightRun}`}
          data={methodChoices}
          value={right}
          allowDeselect={false}
          onChange={(method) => setView({ m2: method as Method, at: null })}
        />
      </Group>
      {view.q !== null && view.q !== question ? (
        <PanelState
          kind="stale"
          text={`Question ${view.q} is not in both runs; question ${question} is shown instead.`}
        />
      ) : null}
      <Pair
        left={{ runId: base.id, method: left }}
        right={{ runId: rightRun, method: right }}
        question={question}
        view={view}
        setView={setView}
      />
      <Text size="sm" mt="xs">
        <Anchor component={Link} href={promptsPath(base.id, `id:${question}`)}>
          The question in the table of prompts
        </Anchor>
      </Text>
    </>
  );
}

interface PairProps {
  left: Side;
  right: Side;
  question: string;
  view: CompareView;
  setView: SetCompareView;
}

function Pair({ left, right, question, view, setView }: PairProps) {
  const own = useQuestion(left.runId, question);
  const other = useQuestion(right.runId, question);
  return (
    <QueryPanel query={own} height={HEIGHT} what="The answer on the left">
      {(a) => (
        <QueryPanel query={other} height={HEIGHT} what="The answer on the right">
          {(b) => <Turns left={left} right={right} a={a} b={b} view={view} setView={setView} />}
        </QueryPanel>
      )}
    </QueryPanel>
  );
}

type TurnsProps = Pick<PairProps, 'left' | 'right' | 'view' | 'setView'> & {
  a: QuestionRecord;
  b: QuestionRecord;
};

function Turns({ left, right, a, b, view, setView }: TurnsProps) {
  const places = a.groups.filter((group) =>
    b.groups.some(({ turn, repeat }) => turn === group.turn && repeat === group.repeat),
  );
  const place =
    places.find(({ turn, repeat }) => turn + 1 === view.turn && repeat + 1 === view.rep) ?? places[0];
  if (!place) return <PanelState kind="empty" title="No turn and repeat in common" />;
  const { turn, repeat } = place;
  const find = (record: QuestionRecord, method: Method) =>
    record.groups
      .find((group) => group.turn === turn && group.repeat === repeat)
      ?.results.find((result) => result.method === method);
  const [own, other] = [find(a, left.method), find(b, right.method)];
  const pair = own &&
    other && {
      question: a.questionId,
      turn,
      repeat,
      diff: tokenDiff(own.tokenIds, other.tokenIds),
      left: { ...left, result: own, tokenBytes: a.tokenBytes },
      right: { ...right, result: other, tokenBytes: b.tokenBytes },
    };
  const value = (of: { turn: number; repeat: number }) => `${of.turn + 1}.${of.repeat + 1}`;
  return (
    <>
      {places.length > 1 ? (
        <Select
          label="Turn and repeat"
          mb="sm"
          w={220}
          data={places.map((of) => ({
            value: value(of),
            label: `turn ${of.turn + 1}, repeat ${of.repeat + 1}`,
          }))}
          value={value(place)}
          allowDeselect={false}
          onChange={(text) => {
            const [nextTurn, nextRepeat] = (text ?? '1.1').split('.').map(Number);
            setView({ turn: nextTurn ?? 1, rep: nextRepeat ?? 1, at: null });
          }}
        />
      ) : null}
      {a.turns[turn] === undefined ? null : (
        <Text size="sm" c="var(--quiet)" mb="xs" style={{ whiteSpace: 'pre-wrap' }}>
          {a.turns[turn]}
        </Text>
      )}
      {pair ? (
        <>
          <AnswerDiff {...pair} />
          <TreeDiff {...pair} at={view.at} onAt={(at) => setView({ at })} />
        </>
      ) : (
        <PanelState kind="empty" title="One of the methods has no answer here">
          Choose another method above.
        </PanelState>
      )}
    </>
  );
}
