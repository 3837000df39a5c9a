'use client';

import { PanelState } from '../components/shell/panel-state.tsx';

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <PanelState
      kind="error"
      title="This page failed"
      message={error.message}
      kept="Recorded runs are not affected, and the other pages work."
      onRetry={reset}
    />
  );
}
