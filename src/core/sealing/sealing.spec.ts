import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CODE_ALPHABET } from '../batch/access-code.js';
import type { JsonValue } from '../ledger/canonical-json.js';
import { createRandom } from '../shared/random.js';
import { type BatchSeal, newSeal, openPart, openSeal, sealDigest, sealPart, slipNumber } from './seal.js';
import { printedSlip, readSlip, SLIP_BYTES } from './slip.js';

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const chance = (n: number): Uint8Array => randomBytes(n);
const BATCH = '0190f3a0-0000-7000-8000-000000000001';
const OTHER = '0190f3a0-0000-7000-8000-000000000002';
const refused = (typed: string) => {
  const read = readSlip(typed);
  return read.ok ? null : read.error;
};
const hexOf = (key: Uint8Array | null): string | null => (key === null ? null : Buffer.from(key).toString('hex'));
const slipAt = (slips: readonly Uint8Array[], i: number): Uint8Array => slips[i] ?? new Uint8Array();

describe('an opening slip', () => {
  it('is read as it was printed, in any case, with or without its spaces', () => {
    fc.assert(
      fc.property(bytes(SLIP_BYTES), (slip) => {
        const printed = printedSlip(slip);
        expect(printed).toMatch(/^([A-HJKMNP-Z2-9]{6} ){4}[A-HJKMNP-Z2-9]{6}$/);
        for (const typed of [printed, printed.toLowerCase(), printed.replaceAll(' ', ''), printed.replaceAll(' ', '-')])
          expect(readSlip(typed)).toEqual({ ok: true, value: slip });
      }),
    );
  });

  it('with one wrong letter is refused, and the group that holds it is named', () => {
    fc.assert(
      fc.property(bytes(SLIP_BYTES), fc.nat(29), fc.integer({ min: 1, max: 30 }), (slip, at, by) => {
        const letters = [...printedSlip(slip).replaceAll(' ', '')];
        const now = CODE_ALPHABET.indexOf(letters[at] ?? '');
        letters[at] = CODE_ALPHABET.charAt((now + by) % CODE_ALPHABET.length);
        expect(refused(letters.join(''))).toMatchObject({
          code: 'seal/slip-group',
          params: { group: Math.floor(at / 6) + 1 },
        });
      }),
    );
  });

  it('with two letters of a group, or two groups, in each other’s place is refused', () => {
    fc.assert(
      fc.property(bytes(SLIP_BYTES), fc.nat(4), fc.nat(5), fc.nat(5), fc.nat(4), (slip, g, a, b, h) => {
        const groups = printedSlip(slip).split(' ');
        const letters = [...(groups[g] ?? '')];
        [letters[a], letters[b]] = [letters[b] ?? '', letters[a] ?? ''];
        const swapped = groups.map((group, i) => (i === g ? letters.join('') : group)).join(' ');
        if (swapped !== groups.join(' ')) expect(refused(swapped)?.code).toBe('seal/slip-group');
        const moved = [...groups];
        [moved[g], moved[h]] = [groups[h] ?? '', groups[g] ?? ''];
        if (moved.join(' ') !== groups.join(' ')) expect(refused(moved.join(' '))?.code).toBe('seal/slip-group');
      }),
    );
  });

  it('that is too short, or written by a keyboard that sets marks, is told so', () => {
    const printed = printedSlip(new Uint8Array(SLIP_BYTES));
    expect(refused(printed.slice(0, -1))).toEqual({ code: 'seal/slip-length', params: { n: 29, of: 30 } });
    expect(refused(`Đ${printed.slice(1)}`)).toEqual({ code: 'seal/slip-keyboard' });
    expect(refused('')).toEqual({ code: 'seal/slip-length', params: { n: 0, of: 30 } });
  });
});

describe('a sealed batch', () => {
  const value: JsonValue = { seed: 'c2VlZA==', forms: [{ id: 'f', items: ['Điều lệ'], keys: ['A'] }] };

  it('is opened by every pair of its slips, in either order', () => {
    fc.assert(
      fc.property(bytes(32), (seed) => {
        const random = createRandom(seed);
        const { key, slips, seal } = newSeal(BATCH, (n) => Uint8Array.from({ length: n }, () => random.nextInt(256)));
        for (const [i, j] of [
          [0, 1],
          [1, 0],
          [0, 2],
          [2, 0],
          [1, 2],
          [2, 1],
        ] as const)
          expect(hexOf(openSeal(BATCH, seal, slipAt(slips, i), slipAt(slips, j)))).toBe(hexOf(key));
      }),
      { numRuns: 50 },
    );
  });

  it('is opened by no single slip and by no pair with a wrong one', () => {
    const { slips, seal } = newSeal(BATCH, chance);
    fc.assert(
      fc.property(fc.nat(2), bytes(SLIP_BYTES), (i, wrong) => {
        const right = slipAt(slips, i);
        expect(openSeal(BATCH, seal, right, right)).toBeNull();
        expect(openSeal(BATCH, seal, right, new Uint8Array())).toBeNull();
        expect(openSeal(BATCH, seal, right, wrong)).toBeNull();
        expect(openSeal(BATCH, seal, wrong, wrong)).toBeNull();
        expect(slipNumber(BATCH, seal, right)).toBe(i + 1);
        expect(slipNumber(BATCH, seal, wrong)).toBeNull();
      }),
    );
  });

  it('is opened by no slip that differs in one bit', () => {
    const { slips, seal } = newSeal(BATCH, chance);
    fc.assert(
      fc.property(fc.nat(2), fc.nat(SLIP_BYTES * 8 - 1), (i, bit) => {
        const near = Uint8Array.from(slipAt(slips, i));
        near[bit >> 3] = (near[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openSeal(BATCH, seal, near, slipAt(slips, (i + 1) % 3))).toBeNull();
      }),
    );
  });

  it('of one batch is not opened as another’s', () => {
    const { key, slips, seal } = newSeal(BATCH, chance);
    expect(openSeal(OTHER, seal, slipAt(slips, 0), slipAt(slips, 1))).toBeNull();
    const part = sealPart(key, { batchId: BATCH, no: 1, of: 3 }, value, chance(12));
    for (const place of [
      { batchId: OTHER, no: 1, of: 3 },
      { batchId: BATCH, no: 2, of: 3 },
      { batchId: BATCH, no: 1, of: 2 },
    ])
      expect(openPart(key, place, part)).toBeNull();
    expect(openPart(key, { batchId: BATCH, no: 1, of: 3 }, part)).toEqual(value);
  });

  it('keeps neither the key nor a slip', () => {
    const { key, slips, seal } = newSeal(BATCH, chance);
    const kept = JSON.stringify(seal);
    for (const secret of [key, ...slips]) {
      expect(kept).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
      expect(kept).not.toContain(printedSlip(secret.subarray(0, SLIP_BYTES)).slice(0, 6));
    }
  });

  it('gives back any JSON, and a changed byte anywhere is found', () => {
    const key = chance(32);
    const place = { batchId: BATCH, no: 0, of: 1 };
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.integer({ min: 1, max: 255 }), (json, at, by) => {
        const plain = JSON.parse(JSON.stringify(json)) as JsonValue;
        const part = sealPart(key, place, plain, chance(12));
        expect(openPart(key, place, part)).toEqual(plain);
        for (const field of ['nonce', 'content'] as const) {
          const changed = Buffer.from(part[field], 'base64');
          const i = at % changed.length;
          changed[i] = (changed[i] ?? 0) ^ by;
          expect(openPart(key, place, { ...part, [field]: changed.toString('base64') })).toBeNull();
        }
      }),
    );
  });

  it('whose wraps are changed in a byte is not opened, and has another digest', () => {
    const { slips, seal } = newSeal(BATCH, chance);
    const changed: BatchSeal = {
      ...seal,
      wraps: seal.wraps.map((w) => {
        const content = Buffer.from(w.content, 'base64');
        content[5] = (content[5] ?? 0) ^ 1;
        return { ...w, content: content.toString('base64') };
      }),
    };
    expect(openSeal(BATCH, changed, slipAt(slips, 0), slipAt(slips, 1))).toBeNull();
    expect(sealDigest(changed, [])).not.toBe(sealDigest(seal, []));
  });

  it('uses no nonce twice', () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 200; i += 1) for (const w of newSeal(BATCH, chance).seal.wraps) nonces.add(w.nonce);
    expect(nonces.size).toBe(600);
  });
});
