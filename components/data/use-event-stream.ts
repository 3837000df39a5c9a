'use client';

import { useEffect, useRef, useState } from 'react';

interface StreamKind<State, Event> {
  first: State;
  /** One new state a call, however many events there are. */
  apply: (state: State, events: readonly Event[]) => State;
  isLast: (event: Event) => boolean;
}

/**
 * What a job of the server has said, from its first event on wherever this page comes in. Events are applied once a
 * frame, however fast they come. `gone` where the server has no such job (any more), `lost` while it does not answer and
 * is asked again; null is no job. `kind` must not change.
 */
export function useEventStream<State, Event>(
  path: string | null,
  kind: StreamKind<State, Event>,
): { state: State; gone: boolean; lost: boolean } {
  const [state, setState] = useState(kind.first);
  const [gone, setGone] = useState(false);
  const [lost, setLost] = useState(false);
  const { current: fixed } = useRef(kind);
  useEffect(() => {
    setState(() => fixed.first);
    setGone(false);
    setLost(false);
    if (path === null) return;
    let waiting: Event[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const events = waiting;
      waiting = [];
      setState((before) => fixed.apply(before, events));
    };
    // The browser comes back by itself after a lost connection, naming the last event it had.
    const source = new EventSource(path);
    source.onopen = () => setLost(false);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as Event;
      waiting.push(event);
      if (fixed.isLast(event)) source.close();
      if (frame === 0) frame = requestAnimationFrame(flush);
    };
    source.onerror = () => {
      const over = source.readyState === EventSource.CLOSED;
      setGone(over);
      setLost(!over);
    };
    return () => {
      source.close();
      cancelAnimationFrame(frame);
    };
  }, [path, fixed]);
  return { state, gone, lost };
}
