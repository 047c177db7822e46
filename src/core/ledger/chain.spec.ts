import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checkHead,
  detailHash,
  entryHash,
  GENESIS_HASH,
  parseShortHead,
  shortHead,
  verifyChain,
  verifyNext,
} from './chain.js';
import type { ChainReport, LedgerEntry, StoredEntry } from './chain.js';

const LENGTH = 5;
const INSTANT = Date.UTC(2026, 10, 22, 1, 2, 3, 4);
const FIRST: LedgerEntry = {
  v: 1,
  seq: 1,
  at: '2026-11-22T01:02:03.004Z',
  actorId: null,
  role: 'secretary',
  ownerId: 'o',
  action: 'batch/close-roster',
  subjectType: 'batch',
  subjectId: 'b',
  facts: { count: 45 },
  detailHash: null,
  prevHash: GENESIS_HASH,
};
const DETAIL = { salt: 's1', text: 'Nguyễn Văn Đức' };

const seal = (entry: LedgerEntry): StoredEntry => ({ entry, hash: entryHash(entry), detail: null });

/** A sound chain; every second entry bears a detail. */
function chain(length = LENGTH): StoredEntry[] {
  const stored: StoredEntry[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const detail = seq % 2 === 0 ? DETAIL : null;
    const entry: LedgerEntry = {
      ...FIRST,
      seq,
      at: new Date(INSTANT + seq * 1000).toISOString(),
      facts: { count: 45, sub: { of: ['a', seq] } },
      detailHash: detail && detailHash(detail.salt, detail.text),
      prevHash: stored.at(-1)?.hash ?? GENESIS_HASH,
    };
    stored.push({ ...seal(entry), detail });
  }
  return stored;
}

const faultOf = (stored: Iterable<StoredEntry>): ChainReport['fault'] => verifyChain(stored).fault;
const headOf = (stored: Iterable<StoredEntry>): ChainReport['head'] => verifyChain(stored).head;

/** The chain with its entry of that number replaced by the entries given. */
const replaceAt = (seq: number, ...entries: readonly StoredEntry[]): StoredEntry[] =>
  chain().flatMap((stored) => (stored.entry.seq === seq ? entries : [stored]));

const get = (seq: number): StoredEntry => chain()[seq - 1]!;
const anySeq = fc.integer({ min: 1, max: LENGTH });

const ALTERATIONS: Readonly<Record<keyof LedgerEntry, readonly unknown[]>> = {
  v: [2, '1'],
  seq: [0, 99, '2', null],
  at: ['2026-11-22T01:02:03.999Z', 'yesterday', ''],
  actorId: ['someone', ''],
  role: ['chair', 'Secretary', ''],
  ownerId: ['other', null],
  action: ['batch/reopen-roster', ''],
  subjectType: ['entry'],
  subjectId: ['c', null],
  facts: [{}, { count: 46, sub: { of: ['a', 2] } }, { count: '45' }, { count: Number.NaN }, { '\ud800': 1 }],
  detailHash: ['0'.repeat(64), detailHash('s2', DETAIL.text), ''],
  prevHash: ['0'.repeat(63) + '1', ''],
};
const anyAlteration = fc
  .constantFrom(...(Object.keys(ALTERATIONS) as (keyof LedgerEntry)[]))
  .chain((field) => fc.constantFrom(...ALTERATIONS[field].map((value) => ({ field, value }))));

describe('entryHash and detailHash', () => {
  it('equal the reference vectors, computed by an independent script (Python, json and hashlib)', () => {
    expect(entryHash(FIRST)).toBe('dd6247ec76d33e0eff1057389fc35f4456451ac68ad9cd74ad04406b134a8785');
    expect(detailHash(DETAIL.salt, DETAIL.text)).toBe(
      'f40f8849c1a69fba688faf3f87e2b29821ccac837eb84855a7c2fa7a5142ceae',
    );
  });

  it('see a property that does not belong to an entry', () => {
    expect(entryHash({ ...FIRST, note: 'smuggled' } as LedgerEntry)).not.toBe(entryHash(FIRST));
  });
});

describe('verifyChain', () => {
  it('finds a sound chain sound and reports its head', () => {
    const stored = chain();
    const last = stored.at(-1)!;
    expect(verifyChain(stored)).toEqual({
      head: { seq: LENGTH, hash: last.hash },
      count: LENGTH,
      erased: [],
      fault: null,
    });
  });

  it('finds an empty chain sound, its head the genesis', () => {
    expect(verifyChain([])).toEqual({ head: { seq: 0, hash: GENESIS_HASH }, count: 0, erased: [], fault: null });
  });

  it('goes on from a position already verified', () => {
    const stored = chain();
    const third = verifyChain(stored.slice(0, 3)).head;
    const report = verifyChain(stored.slice(3), { head: third, at: get(3).entry.at });
    expect(report).toEqual({ head: headOf(stored), count: LENGTH - 3, erased: [], fault: null });
  });

  it('names the first entry that does not hold and the last head that does', () => {
    const altered = { ...get(3), entry: { ...get(3).entry, role: 'chair' } };
    expect(verifyChain(replaceAt(3, altered))).toEqual({
      head: { seq: 2, hash: get(2).hash },
      count: 2,
      erased: [],
      fault: { seq: 3, code: 'chain/altered' },
    });
  });

  it('detects any single alteration of any field', () => {
    fc.assert(
      fc.property(anySeq, anyAlteration, (seq, { field, value }) => {
        const original = get(seq);
        const altered = { ...original, entry: { ...original.entry, [field]: value } as LedgerEntry };
        const code = field === 'seq' ? 'chain/gap' : 'chain/altered';
        expect(faultOf(replaceAt(seq, altered))).toEqual({ seq, code });
      }),
      { numRuns: 300 },
    );
  });

  it('detects any flipped bit of any stored hash', () => {
    fc.assert(
      fc.property(anySeq, fc.nat(63), fc.nat(3), (seq, at, bit) => {
        const original = get(seq);
        const digit = (parseInt(original.hash[at]!, 16) ^ (1 << bit)).toString(16);
        const hash = original.hash.slice(0, at) + digit + original.hash.slice(at + 1);
        expect(faultOf(replaceAt(seq, { ...original, hash }))).toEqual({ seq, code: 'chain/altered' });
      }),
    );
  });

  it('detects an alteration with its own hash recomputed at the entry after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LENGTH - 1 }), (seq) => {
        const { entry, detail = null } = get(seq);
        const resealed = { ...seal({ ...entry, role: 'chair' }), detail };
        expect(faultOf(replaceAt(seq, resealed))).toEqual({ seq: seq + 1, code: 'chain/link' });
      }),
    );
  });

  it('detects a deletion, anywhere before the tail', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LENGTH - 1 }), (seq) => {
        expect(faultOf(replaceAt(seq))).toEqual({ seq, code: 'chain/gap' });
      }),
    );
  });

  it('detects a swap, renumbered or not', () => {
    fc.assert(
      fc.property(anySeq, anySeq, fc.boolean(), (a, b, renumbered) => {
        fc.pre(a !== b);
        const as = (from: number, seq: number): StoredEntry =>
          renumbered ? { ...get(from), entry: { ...get(from).entry, seq } } : get(from);
        const swapped = chain().map(({ entry: { seq } }) => (seq === a ? as(b, a) : seq === b ? as(a, b) : get(seq)));
        const code = renumbered ? 'chain/altered' : 'chain/gap';
        expect(faultOf(swapped)).toEqual({ seq: Math.min(a, b), code });
      }),
    );
  });

  it('detects an insertion, however well it is sealed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LENGTH - 1 }), (seq) => {
        const before = get(seq);
        const inserted = seal({ ...FIRST, seq: seq + 1, at: before.entry.at, prevHash: before.hash });
        expect(faultOf(replaceAt(seq, before, inserted))).toEqual({ seq: seq + 2, code: 'chain/gap' });
        expect(faultOf(replaceAt(seq, before, before))).toEqual({ seq: seq + 1, code: 'chain/gap' });
      }),
    );
  });

  it('does not let time run backwards; equal instants and other spellings of them are in order', () => {
    const next = (at: string): StoredEntry => seal({ ...FIRST, seq: 2, at, prevHash: entryHash(FIRST) });
    const after = (at: string): ChainReport['fault'] => faultOf([seal(FIRST), next(at)]);
    expect(after(FIRST.at)).toBeNull();
    expect(after('2026-11-22T08:02:03.004+07:00')).toBeNull();
    expect(after('2026-11-22T01:02:03.003Z')).toEqual({ seq: 2, code: 'chain/time-backwards' });
    expect(after('soon')).toEqual({ seq: 2, code: 'chain/time-backwards' });
    expect(faultOf([seal({ ...FIRST, at: 'soon' })])).toEqual({ seq: 1, code: 'chain/time-backwards' });
  });
});

describe('details', () => {
  const withDetail = (detail: StoredEntry['detail'] | 'left out', seq = 2): StoredEntry => {
    const { entry, hash } = get(seq);
    return detail === 'left out' || detail === undefined ? { entry, hash } : { entry, hash, detail };
  };

  it.each([
    ['another text', { ...DETAIL, text: 'Nguyễn Văn Ðức' }],
    ['another salt', { ...DETAIL, salt: 's2' }],
    ['a text without a canonical form', { ...DETAIL, text: '\ud800' }],
    ['no row', null],
  ])('detects %s where the entry has a detail', (_what, detail) => {
    expect(faultOf(replaceAt(2, withDetail(detail)))).toEqual({ seq: 2, code: 'chain/detail-altered' });
  });

  it('detects a detail added to an entry that has none', () => {
    const fault = { seq: 3, code: 'chain/detail-altered' };
    expect(faultOf(replaceAt(3, withDetail(DETAIL, 3)))).toEqual(fault);
    expect(faultOf(replaceAt(3, withDetail({ salt: '', text: null }, 3)))).toEqual(fault);
  });

  it('accepts an erased detail and names its entry', () => {
    expect(verifyChain(replaceAt(2, withDetail({ salt: '', text: null })))).toMatchObject({ erased: [2], fault: null });
  });

  it('does not judge details that this copy does not carry', () => {
    expect(faultOf(replaceAt(2, withDetail('left out')))).toBeNull();
  });
});

describe('verifyNext', () => {
  it('moves the position to the entry verified', () => {
    const start = { head: { seq: 0, hash: GENESIS_HASH }, at: null };
    const first = get(1);
    const position = { head: { seq: 1, hash: first.hash }, at: first.entry.at };
    expect(verifyNext(start, first)).toEqual({ ok: true, value: position });
    expect(verifyNext(position, first)).toEqual({ ok: false, error: { seq: 2, code: 'chain/gap' } });
  });
});

describe('heads', () => {
  const known = headOf(chain());

  it('are printed as the number and the first 16 hex digits, and read back as typed', () => {
    const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    const head = { seq: 1042, hash: '9f86d081884c7d65' };
    expect(shortHead({ seq: 1042, hash })).toBe('1042-9F86-D081-884C-7D65');
    expect(parseShortHead('1042-9F86-D081-884C-7D65')).toEqual(head);
    expect(parseShortHead(' 1042 9f86d081 884c7d65 ')).toEqual(head);
  });

  it.each([
    '',
    '1042',
    '1042-9F86-D081-884C',
    '9F86-D081-884C-7D65',
    '1-9F86-D081-884C-7D6O',
    '-1-9F86-D081-884C-7D65',
  ])('are not read from %j', (text) => {
    expect(parseShortHead(text)).toBeNull();
  });

  it('find a cut tail or an older copy, which verifies by itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LENGTH - 1 }), (length) => {
        const cut = verifyChain(chain().slice(0, length));
        expect(cut.fault).toBeNull();
        expect(checkHead(cut.head, known)).toBe('older');
      }),
    );
  });

  it('find a last entry rewritten with its hash, and a chain rewritten as a whole', () => {
    const rewritten = headOf(replaceAt(LENGTH, seal({ ...get(LENGTH).entry, role: 'chair' })));
    expect(checkHead(rewritten, known)).toBe('different');
    expect(checkHead({ seq: LENGTH + 1, hash: 'f'.repeat(64) }, known, rewritten.hash)).toBe('different');
  });

  it('are the same, or the chain has grown past them, whether known in full or as printed', () => {
    const longer = chain(LENGTH + 2);
    const printed = parseShortHead(shortHead(known))!;
    for (const head of [known, printed]) {
      expect(checkHead(known, head)).toBe('same');
      expect(checkHead(headOf(longer), head, longer[LENGTH - 1]!.hash)).toBe('grown');
    }
  });

  it('are not taken for found when the hash at their place is not told or too short to tell', () => {
    expect(checkHead(headOf(chain(LENGTH + 1)), known)).toBe('different');
    expect(checkHead(known, { ...known, hash: known.hash.slice(0, 15) })).toBe('different');
  });
});
