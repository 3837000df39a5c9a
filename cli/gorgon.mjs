#!/usr/bin/env node
// The command as an installed package has it: TypeScript is read as it is.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
