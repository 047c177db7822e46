import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { tidyPassphrase } from '../config/passphrase.js';

/** Asks at the terminal without showing what is typed; without a terminal it takes the first line that comes. '' for none. */
export async function askPassphrase(question: string): Promise<string> {
  const { stdin, stderr } = process;
  const isTyped = stdin.isTTY;
  if (isTyped) stderr.write(`${question} `);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: isTyped });
  try {
    const line = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => {
        resolve('');
      });
    });
    return tidyPassphrase(line);
  } finally {
    lines.close();
    if (isTyped) stderr.write('\n');
  }
}
