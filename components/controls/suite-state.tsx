'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { PanelState } from '../shell/panel-state.tsx';
import type { SuiteQuestion } from './use-suite.ts';

/** Told where the built-in prompts cannot be had: all else of the form works without them. */
export function SuiteState({ suite }: { suite: UseQueryResult<SuiteQuestion[]> }) {
  if (!suite.error || suite.data) return null;
  return (
    <PanelState
      kind="error"
      title="The built-in prompts cannot be read"
      message={suite.error.message}
      kept="A prompt or a suite of your own works without them."
      onRetry={() => suite.refetch()}
    />
  );
}
