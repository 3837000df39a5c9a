/** The pages there are, in the order of the navigation: navigation, palette and tour are made from this list. */
import {
  BookOpen,
  FileDown,
  Gauge,
  GitCompareArrows,
  GraduationCap,
  ListChecks,
  ListFilter,
  type LucideIcon,
  Network,
  ScanSearch,
  Timer,
} from 'lucide-react';
import { overviewPath, promptsPath } from './addresses.ts';

export interface PageEntry {
  label: string;
  icon: LucideIcon;
  /** One line for the palette. */
  words: string;
  /** About a run: its address needs one. */
  ofRun: boolean;
  /** `run` is the run in view, or the newest. */
  href: (run: string) => string;
  /** Whether a path lies on the page. */
  covers: (path: string) => boolean;
}

/** The part of a path behind `/runs/<run>/`; empty for the run itself. */
const partOfRun = (path: string) => /^\/runs\/[^/]+(?:\/([^/]+))?/.exec(path)?.[1] ?? '';

/** The address of one prompt of a run. */
const OF_PROMPT = /^\/runs\/[^/]+\/prompts\/[^/]/;

export const PAGES: readonly PageEntry[] = [
  {
    label: 'Overview',
    icon: Gauge,
    words: 'what a run shows, in sentences and charts',
    ofRun: true,
    href: overviewPath,
    covers: (path) => path === '/' || (path.startsWith('/runs/') && partOfRun(path) === ''),
  },
  {
    label: 'Race',
    icon: Timer,
    words: 'one prompt, every method, one clock',
    ofRun: false,
    href: () => '/race',
    covers: (path) => path.startsWith('/race'),
  },
  {
    label: 'Bench',
    icon: ListChecks,
    words: 'methods times prompts, with a record; progress and results as they come',
    ofRun: false,
    href: () => '/bench',
    covers: (path) => path.startsWith('/bench'),
  },
  {
    label: 'Prompts',
    icon: ListFilter,
    words: 'every question of a run, searched, sorted and filtered',
    ofRun: true,
    href: promptsPath,
    covers: (path) => partOfRun(path) === 'prompts' && !OF_PROMPT.test(path),
  },
  {
    label: 'Inspect',
    icon: ScanSearch,
    words: 'a prompt step by step: what was proposed, what was accepted, and why',
    ofRun: true,
    href: (run) => `${overviewPath(run)}/inspect`,
    covers: (path) => partOfRun(path) === 'inspect' || OF_PROMPT.test(path),
  },
  {
    label: 'Compare',
    icon: GitCompareArrows,
    words: 'runs against a baseline, and two outputs side by side',
    ofRun: false,
    href: () => '/compare',
    covers: (path) => path.startsWith('/compare'),
  },
  {
    label: 'Trees and heads',
    icon: Network,
    words: 'where candidates are accepted, and what each slot of the tree is worth',
    ofRun: true,
    href: (run) => `${overviewPath(run)}/trees`,
    covers: (path) => partOfRun(path) === 'trees',
  },
  {
    label: 'Reports',
    icon: FileDown,
    words: 'a run as a file, and a file as a run',
    ofRun: false,
    href: () => '/reports',
    covers: (path) => path.startsWith('/reports'),
  },
  {
    label: 'Method',
    icon: BookOpen,
    words: 'what every number means, how it was measured, how to get it again',
    ofRun: true,
    href: (run) => `${overviewPath(run)}/method`,
    covers: (path) => partOfRun(path) === 'method',
  },
  {
    label: 'Training',
    icon: GraduationCap,
    words: 'make training data, heads and drafts, and watch them learn',
    ofRun: false,
    href: () => '/training',
    covers: (path) => path.startsWith('/training'),
  },
];
