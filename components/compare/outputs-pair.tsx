'use client';

import { Select, Text } from '@mantine/core';
import { tokenDiff } from '../../engine/core/token-diff.ts';
import type { Method } from '../../engine/protocol.ts';
import { type QuestionRecord, useQuestion } from '../data/use-answers.ts';
import { PanelState, QueryPanel } from '../shell/panel-state.tsx';
import { AnswerDiff, type Side } from './answer-diff.tsx';
import { OUTPUTS_HEIGHT } from './outputs-height.ts';
import { TreeDiff } from './tree-diff.tsx';
import type { CompareView, SetCompareView } from './view-state.ts';

interface OutputsPairProps {
  left: Side;
  right: Side;
  question: string;
  view: CompareView;
  setView: SetCompareView;
}

/** One question's two answers, turn by turn: their texts and trees. */
export function OutputsPair({ left, right, question, view, setView }: OutputsPairProps) {
  const own = useQuestion(left.runId, question);
  const other = useQuestion(right.runId, question);
  return (
    <QueryPanel query={own} height={OUTPUTS_HEIGHT} what="The answer on the left">
      {(a) => (
        <QueryPanel query={other} height={OUTPUTS_HEIGHT} what="The answer on the right">
          {(b) => <Turns left={left} right={right} a={a} b={b} view={view} setView={setView} />}
        </QueryPanel>
      )}
    </QueryPanel>
  );
}

type TurnsProps = Pick<OutputsPairProps, 'left' | 'right' | 'view' | 'setView'> & {
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
