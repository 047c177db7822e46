import { jobsIn } from '../../src/common/worker/job.js';
import { Workshop } from '../../src/common/worker/workshop.js';
import { blueprintCells, DEFAULT_BLUEPRINT } from '../../src/core/blueprint/blueprint.js';
import type { StockItem } from '../../src/core/blueprint/draw.js';
import { sha256 } from '../../src/core/shared/digest.js';
import { createRandom } from '../../src/core/shared/random.js';
import { percentile, spread, table } from './figures.js';
import type { Told } from './saves.js';

const ITEMS = 350;
const FORMS = 1_000;
const LIMIT_SECONDS = 5;
/** Half a point of sixty: most forms must be brought nearer to the others. */
const BLUEPRINT = { ...DEFAULT_BLUEPRINT, equivalentWithin: 50 };

const SIMULATE = jobsIn<typeof import('../../src/exam-plan/simulation.worker.js')>(
  import.meta.resolve('../../src/exam-plan/simulation.worker.js'),
  'simulation.worker',
);

/** How long it takes to draw and count a thousand forms of the default blueprint in a worker thread. */
export async function benchSimulate(rounds: number): Promise<Told> {
  const stock = largeStock();
  const workshop = new Workshop();
  const times: number[] = [];
  let overlap = 0;
  let most = 0;
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    const order = { blueprint: BLUEPRINT, stock, forms: FORMS, seed: String(round), points: 200 };
    const told = await workshop.run(SIMULATE('simulate', 60), order);
    times.push((performance.now() - from) / 1000);
    if (!told.ok) throw new Error(told.error.code);
    overlap = told.value.overlap.mean;
    most = told.value.exposure[0]?.rate ?? 0;
  }
  await workshop.beforeApplicationShutdown();
  const shares = [`${(overlap * 100).toFixed(1)} %`, `${(most * 100).toFixed(1)} %`];
  const row = [String(ITEMS), String(FORMS), spread(times, 2), ...shares];
  process.stdout.write(`${table([['items', 'forms', 's', 'in common', 'most drawn'], row])}\n`);
  const slowest = percentile(times, 1);
  const broken = slowest > LIMIT_SECONDS ? [`${slowest.toFixed(1)} s for ${FORMS} forms`] : [];
  return { figures: [{ part: 'simulate', items: ITEMS, forms: FORMS, times, overlap, most }], broken };
}

/** Items over the cells of the default blueprint, so many to each as it draws; two of five share a clause with others. */
function largeStock(): StockItem[] {
  const random = createRandom(sha256('a stock'));
  const places = blueprintCells(DEFAULT_BLUEPRINT).flatMap((cell) => Array.from({ length: cell.need }, () => cell));
  return Array.from({ length: ITEMS }, (_, i) => {
    const { topic, level } = places[i % places.length] ?? { topic: '', level: 'recall' as const };
    const clauseKey = random.nextInt(5) < 2 ? `${topic}|${random.nextInt(20)}` : null;
    const facility = 0.3 + random.nextInt(65) / 100;
    return { id: sha256(String(i)).join('').slice(0, 36), topic, level, clauseKey, essayPoints: null, facility };
  });
}
