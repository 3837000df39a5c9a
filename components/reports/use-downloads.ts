'use client';

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { DownloadFormat, DownloadSizes } from '../../report/downloads.ts';
import type { TreeChoice } from '../../report/trees/bookmarks.ts';
import { saveFile } from '../chart/save-picture.ts';
import { fetchJson } from '../data/fetch-json.ts';
import { downloadPath, type Scope, sizesPath } from './scope.ts';

export function useSizes(runId: string, scope: Scope): UseQueryResult<DownloadSizes> {
  return useQuery({
    queryKey: ['download-sizes', runId, scope],
    staleTime: 60_000,
    queryFn: ({ signal }) => fetchJson<DownloadSizes>(sizesPath(runId, scope), signal),
  });
}

export interface Downloads {
  /** In work. */
  making: DownloadFormat | null;
  /** What became of the last one. */
  said: { failed: boolean; text: string } | null;
  start: (format: DownloadFormat) => void;
  stop: () => void;
}

/** Makes one file at a time and hands it to the browser. */
export function useDownloads(runId: string, scope: Scope, trees: TreeChoice): Downloads {
  const [making, setMaking] = useState<DownloadFormat | null>(null);
  const [said, setSaid] = useState<Downloads['said']>(null);
  const controller = useRef<AbortController | null>(null);
  const start = async (format: DownloadFormat) => {
    const own = new AbortController();
    controller.current = own;
    setMaking(format);
    setSaid(null);
    try {
      const response = await fetch(downloadPath(runId, scope, format, trees), { signal: own.signal });
      if (!response.ok) throw new Error(await problemOf(response));
      const name =
        /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? format;
      const content = await response.blob();
      saveFile(name, content);
      setSaid({ failed: false, text: `Saved ${name}, ${sizeText(content.size)}` });
    } catch (error) {
      const text = own.signal.aborted ? 'Stopped' : error instanceof Error ? error.message : String(error);
      setSaid({ failed: !own.signal.aborted, text });
    } finally {
      setMaking(null);
    }
  };
  return { making, said, start, stop: () => controller.current?.abort() };
}

/** What the server said, or its status. */
export async function problemOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { error?: string } | null;
  return body?.error ?? `the server answered ${response.status}`;
}

export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
