/** Writes groups into the folder named by its argument without end, and says after each that it is on the disk. */
import { answerGroup, createRun } from './run-fixture.ts';

const writer = await createRun(process.argv[2] as string);
for (let question = 1; ; question++) {
  const group = await answerGroup(question);
  await writer.append(group);
  process.stdout.write(`${question}\n`);
}
