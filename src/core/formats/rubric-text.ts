import type { Rubric } from '../rubric/rubric.js';
import { inlineText } from './plain-text.js';

/**
 * A rubric as lines that people read and other systems carry untouched: 'Biểu điểm: 20 điểm', 'Ý 1: ...',
 * 'Tiêu chí 1 (12 điểm): ...', 'Hướng dẫn 1: ...'. A criterion's number is that of its id, 'c1'.
 */
export function rubricText({ points, ideas, criteria }: Rubric): string {
  return [
    `Biểu điểm: ${pointsText(points)} điểm`,
    ...ideas.map((idea, i) => `Ý ${i + 1}: ${inlineText(idea)}`),
    ...criteria.flatMap(({ id, title, guide, points: each }) => {
      const no = id.replace(/^c/, '');
      return [
        `Tiêu chí ${no} (${pointsText(each)} điểm): ${inlineText(title)}`,
        `Hướng dẫn ${no}: ${inlineText(guide)}`,
      ];
    }),
  ].join('\n');
}

/** Hundredths as people write them: 7,5. */
export const pointsText = (points: number): string => String(points / 100).replace('.', ',');

/** Hundredths; null where it is no number with at most two decimals. */
export function pointsOf(text: string): number | null {
  return /^\d{1,4}([.,]\d{1,2})?$/.test(text) ? Math.round(Number(text.replace(',', '.')) * 100) : null;
}

const HEAD = /^Biểu điểm: ([\d.,]+) điểm$/iu;
const IDEA = /^Ý (\d+): (.+)$/iu;
const CRITERION = /^Tiêu chí (\d+) \(([\d.,]+) điểm\): ?(.*)$/iu;
const GUIDE = /^Hướng dẫn (\d+): ?(.*)$/iu;

/** The rubric of such lines; null where they are not, or not only, those of a rubric. */
export function rubricOfText(text: string): Rubric | null {
  const lines = text
    .split('\n')
    .map(inlineText)
    .filter((line) => line !== '');
  const head = HEAD.exec(lines[0] ?? '');
  const points = head === null ? null : pointsOf(head[1] ?? '');
  if (points === null) return null;
  const ideas: string[] = [];
  const criteria = new Map<string, { title: string; guide: string; points: number }>();
  for (const line of lines.slice(1)) {
    const idea = IDEA.exec(line);
    const criterion = CRITERION.exec(line);
    const guide = GUIDE.exec(line);
    const each = criterion === null ? null : pointsOf(criterion[2] ?? '');
    const of = criteria.get(guide?.[1] ?? '');
    if (idea !== null) ideas.push(idea[2] ?? '');
    else if (criterion !== null && each !== null)
      criteria.set(criterion[1] ?? '', { title: criterion[3] ?? '', guide: '', points: each });
    else if (guide !== null && of !== undefined) of.guide = guide[2] ?? '';
    else return null;
  }
  return { points, ideas, criteria: [...criteria].map(([no, c]) => ({ id: `c${no}`, ...c })) };
}
