/** Writes groups into the folder named by its argument without end, and says after each that it is on the disk. */
import { RunWriter } from '../../engine/records/run-writer.ts';
import { answerGroup, DESCRIPTION } from './run-fixture.ts';

const writer = await RunWriter.create(process.argv[2] as string, DESCRIPTION);
for (let question = 1; ; question++) {
  const group = await answerGroup(question);
  await writer.append(group);
  process.stdout.write(`${question}\n`);
}
