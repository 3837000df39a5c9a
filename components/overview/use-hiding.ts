'use client';

import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { METHODS, type Method } from '../../engine/protocol.ts';

const HIDE = parseAsArrayOf(parseAsStringLiteral(METHODS)).withDefault([]);

/** Methods that the charts of a page leave out, as the address says: `hide=lookup,hydra`. */
export function useHiding(): { hidden: ReadonlySet<Method>; onToggle: (method: Method) => void } {
  const [hide, setHide] = useQueryState('hide', HIDE);
  const hidden = useMemo(() => new Set(hide), [hide]);
  const onToggle = useCallback(
    (method: Method) =>
      setHide((before) =>
        before.includes(method) ? before.filter((one) => one !== method) : [...before, method],
      ),
    [setHide],
  );
  return { hidden, onToggle };
}
