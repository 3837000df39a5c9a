/** A benchmark as a process of its own, started by a server: the same code as `gorgon bench`. */
import { openAndRun } from '../open-and-run.ts';
import { serveBench } from './serve.ts';

serveBench(openAndRun);
