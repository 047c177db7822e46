import { Workshop } from '../../src/common/worker/workshop.js';
import { jobsIn } from '../../src/common/worker/job.js';
import type { ItemContent } from '../../src/core/item/item.js';
import { sha256 } from '../../src/core/shared/digest.js';
import { createRandom, type Random } from '../../src/core/shared/random.js';
import { nearDuplicates } from '../../src/core/similarity/near-duplicates.js';
import { LIGHT_EDITS, vocabularyOf } from '../support/light-edits.js';
import { shippedBank } from '../support/world.js';
import { percentile, spread, table } from './figures.js';
import type { Told } from './saves.js';

const ITEMS = 5_000;
const PLANTED = 100;
const LIMIT_SECONDS = 10;
const LEAST_FOUND = 0.95;

const CHECK = jobsIn<typeof import('../../src/question-bank/bank-check.worker.js')>(
  import.meta.resolve('../../src/question-bank/bank-check.worker.js'),
  'bank-check.worker',
);

/** How long a bank of 5,000 items is looked over in a worker thread, its rules included, and how many of the copies planted in it are found. */
export async function benchDuplicates(rounds: number): Promise<Told> {
  const random = createRandom(sha256('a large bank'));
  const shipped = shippedBank();
  const originals = shipped.items.map((i) => i.content).filter((i) => i.options.length > 0);
  const items = largeBank(originals, random);
  const planted = plant(items, random);
  const order = { items: [...items, ...planted.copies], register: shipped.sources };
  const workshop = new Workshop();
  const alone: number[] = [];
  const times: number[] = [];
  let found = 0;
  let others = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    nearDuplicates(order.items);
    alone.push((performance.now() - began) / 1000);
    const from = performance.now();
    const { duplicates } = await workshop.run(CHECK('checkItems', 120), order);
    times.push((performance.now() - from) / 1000);
    const pairs = new Set(duplicates.map(({ first, second }) => `${first} ${second}`));
    found = planted.pairs.filter((pair) => pairs.has(pair)).length / PLANTED;
    others = pairs.size - planted.pairs.filter((pair) => pairs.has(pair)).length;
  }
  await workshop.beforeApplicationShutdown();
  const row = [
    String(ITEMS),
    String(PLANTED),
    `${(found * 100).toFixed(0)} %`,
    String(others),
    spread(alone, 2),
    spread(times, 2),
  ];
  process.stdout.write(
    `${table([['items', 'copies planted', 'found', 'other pairs', 'pairs s', 'pairs and rules s'], row])}\n`,
  );
  const broken: string[] = [];
  const slowest = percentile(times, 1);
  if (slowest > LIMIT_SECONDS) broken.push(`${slowest.toFixed(1)} s for a check`);
  if (found < LEAST_FOUND) broken.push(`${(found * 100).toFixed(0)} % of the copies were found`);
  return { figures: [{ part: 'duplicates', items: ITEMS, alone, times, found, others }], broken };
}

/** Items that begin as those of the shipped bank do and go on with its words, as often as it says them. */
function largeBank(originals: readonly ItemContent[], random: Random): ItemContent[] {
  const words = vocabularyOf(originals);
  const some = (least: number, most: number): string =>
    Array.from({ length: least + random.nextInt(most - least + 1) }, () => words[random.nextInt(words.length)]).join(
      ' ',
    );
  return Array.from({ length: ITEMS - PLANTED }, (_, i) => {
    const model = originals[random.nextInt(originals.length)];
    if (model === undefined) throw new Error('the shipped bank has no items');
    const opening = model.stem.split(' ').slice(0, 6).join(' ');
    const options = model.options.map(({ id }) => ({ id, text: some(3, 14) }));
    return { ...model, code: `LB${String(i).padStart(4, '0')}`, stem: `${opening} ${some(6, 24)}?`, options };
  });
}

function plant(items: readonly ItemContent[], random: Random): { copies: ItemContent[]; pairs: string[] } {
  const edits = Object.values(LIGHT_EDITS);
  const words = vocabularyOf(items.slice(0, 500));
  const originals = random.shuffle(items).slice(0, PLANTED);
  const copies = originals.flatMap((item, i) => {
    const edit = edits[i % edits.length];
    return edit === undefined ? [] : [{ ...edit(item, random, words), code: `ZZ${String(i).padStart(4, '0')}` }];
  });
  return { copies, pairs: copies.map((copy, i) => `${originals[i]?.code ?? ''} ${copy.code}`) };
}
