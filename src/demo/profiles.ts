import type { Points } from '../core/shared/points.js';

/** How one of the 44 does: right answers (2 points each) and what each of two raters gives for each oral question. */
export interface Profile {
  readonly right: number;
  readonly oral: readonly (readonly [Points, Points])[];
  /** Raters more than 4 points apart on this question, and what the chair settles. */
  readonly settled: { readonly question: number; readonly points: Points } | null;
  /**
   * rescored: answers the item that turns out to have two right options with the second of them, so that 2 points come
   * later; phone: a violation minute takes a quarter of the written part.
   */
  readonly tag: 'rescored' | 'phone' | null;
}

/**
 * right, rater 1 and rater 2 on question 1, the same on question 2. Computed by the product these give 9 excellent,
 * 21 good, 10 pass, 4 fail, and after the rescoring 9, 21, 11, 3; nothing here says so to the product.
 */
const TABLE = `23 13.5,14 14,13
21 11,12 12,11.5
23 14.5,15 15,16
24 12.5,13.5 13,13
26 13,14 12.5,13.5
23 9.5,10 9,9.5
24 15,15.5 14,14.5
26 14,14.5 14,15
22 14,14.5 14,13.5
17 11.5,12 11.5,12
19 12.5,12 12,13
24 14.5,15 15,14.5 phone
24 16,11 13.5,14 settled1:13.5
27 16.5,16 15.5,16
28 17,17.5 16.5,17
18 11.5,12.5 10,10 rescored
24 13,12 12.5,13
25 13.5,14.5 15,14
23 10.5,10 11,10.5
25 14.5,15.5 14.5,13.5
25 13,14 17,12 settled2:14.5
18 13,14 12.5,13.5
22 15,16 14.5,15.5
29 16,17 16.5,16.5
22 14,14 15,14.5 rescored
25 11.5,12.5 12,12
23 14.5,15.5 15,15 rescored
29 18,18.5 17,16.5
21 9,14.5 11,11.5 settled1:12
20 12,13 12.5,12
22 10.5,11.5 11,11
27 17.5,18 17,17.5
27 16,17 15.5,17
27 12,13 13.5,12.5
19 13,13.5 12.5,13
15 12.5,12 12,12
24 16,15 15.5,16
28 16,15 14.5,15.5
20 11.5,12.5 13,12
28 15.5,15.5 15,16
29 15,16.5 15,16
27 13.5,14 13,14
25 14,15 14.5,14
26 15,14 13.5,14.5`;

const hundredths = (text: string): Points => Math.round(Number(text) * 100);

function parse(line: string): Profile {
  const [right = '', first = '', second = '', extra = ''] = line.split(' ');
  const pair = (text: string): readonly [Points, Points] => {
    const [a = '', b = ''] = text.split(',');
    return [hundredths(a), hundredths(b)];
  };
  const settled = /^settled(\d):(.+)$/.exec(extra);
  return {
    right: Number(right),
    oral: [pair(first), pair(second)],
    settled: settled === null ? null : { question: Number(settled[1]), points: hundredths(settled[2] ?? '') },
    tag: extra === 'rescored' || extra === 'phone' ? extra : null,
  };
}

export const PROFILES: readonly Profile[] = TABLE.split('\n').map(parse);
