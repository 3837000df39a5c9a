'use client';

import { experimental_streamedQuery, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type DownloadFormat, type DownloadSizes, NO_SIZES, withSizes } from '../../report/downloads.ts';
import type { TreeChoice } from '../../report/trees/bookmarks.ts';
import { saveFile } from '../chart/save-picture.ts';
import { fetchLines } from '../data/fetch-json.ts';
import { sizeText } from './form-size.ts';
import { downloadPath, type Scope, sizesPath } from './scope.ts';

/** Each size as soon as the server has counted it: there is data from the first on, and `isFetching` until the last. */
export function useSizes(runId: string, scope: Scope): UseQueryResult<DownloadSizes> {
  return useQuery({
    queryKey: ['download-sizes', runId, scope],
    staleTime: 60_000,
    queryFn: experimental_streamedQuery({
      streamFn: ({ signal }) => fetchLines<Partial<DownloadSizes>>(sizesPath(runId, scope), signal),
      reducer: withSizes,
      initialValue: NO_SIZES,
    }),
  });
}

export interface Downloads {
  /** In work. */
  making: DownloadFormat | null;
  /** What became of the last one. */
  said: { failed: boolean; text: string } | null;
  /** Makes the file and hands it to the browser; one that was just counted is not made again. */
  start: (format: DownloadFormat) => void;
  /** Makes the file to learn its size, and keeps it. */
  count: (format: DownloadFormat) => void;
  /** Bytes of a file that was counted for the scope as it is; undefined before. */
  countedBytes: (format: DownloadFormat) => number | undefined;
  stop: () => void;
}

interface MadeFile {
  name: string;
  content: Blob;
}

interface CountedFile {
  path: string;
  bytes: number;
  /** Until it is handed out: a run that goes on has another the next time. */
  file: MadeFile | null;
}

/** Makes one file at a time. */
export function useDownloads(runId: string, scope: Scope, trees: TreeChoice): Downloads {
  const [making, setMaking] = useState<DownloadFormat | null>(null);
  const [said, setSaid] = useState<Downloads['said']>(null);
  // The last that was counted, by the path it came from: a PDF of a long run is megabytes, so not all that ever were.
  const [counted, setCounted] = useState<CountedFile | null>(null);
  const controller = useRef<AbortController | null>(null);
  const pathOf = (format: DownloadFormat) => downloadPath(runId, scope, format, trees);
  const work = async (
    format: DownloadFormat,
    use: (path: string, signal: AbortSignal) => Promise<string>,
  ) => {
    const own = new AbortController();
    controller.current = own;
    setMaking(format);
    setSaid(null);
    try {
      setSaid({ failed: false, text: await use(pathOf(format), own.signal) });
    } catch (error) {
      const text = own.signal.aborted ? 'Stopped' : error instanceof Error ? error.message : String(error);
      setSaid({ failed: !own.signal.aborted, text });
    } finally {
      setMaking(null);
    }
  };
  return {
    making,
    said,
    start: (format) =>
      work(format, async (path, signal) => {
        const kept = counted?.path === path ? counted.file : null;
        const { name, content } = kept ?? (await fetchFile(path, format, signal));
        saveFile(name, content);
        setCounted((last) => (last?.path === path ? { path, bytes: content.size, file: null } : last));
        return `Saved ${name}, ${sizeText(content.size)}`;
      }),
    count: (format) =>
      work(format, async (path, signal) => {
        const file = await fetchFile(path, format, signal);
        const bytes = file.content.size;
        setCounted({ path, bytes, file });
        return `${file.name} has ${sizeText(bytes)}`;
      }),
    countedBytes: (format) => (counted?.path === pathOf(format) ? counted.bytes : undefined),
    stop: () => controller.current?.abort(),
  };
}

async function fetchFile(path: string, format: DownloadFormat, signal: AbortSignal): Promise<MadeFile> {
  const response = await fetch(path, { signal });
  if (!response.ok) throw new Error(await problemOf(response));
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? format;
  return { name, content: await response.blob() };
}

/** What the server said, or its status. */
export async function problemOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { error?: string } | null;
  return body?.error ?? `the server answered ${response.status}`;
}
