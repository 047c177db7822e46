import { sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

const isFault = ({ path }) => path.includes(`${sep}faults${sep}`);

/** Without times of an earlier run files go by size. The faults are short to read and long to run: at the end all would wait for them. */
export default class FaultsFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isFault), ...sorted.filter((test) => !isFault(test))];
  }
}
