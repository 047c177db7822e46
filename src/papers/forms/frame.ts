import type { Batch } from '../../batch/entities/batch.entity.js';
import type { Closing, PaperSpec, SignatureRow, Signer } from '../../documents/docx/paper.js';
import type { CouncilMember } from '../../organization/entities/council.entity.js';
import { placeName } from '../place-name.js';
import { symbolOf, type PaperKind } from '../subject.js';
import {
  ABOUT_CHECK,
  ABOUT_WHOM,
  batchName,
  COUNCIL,
  NO_PLACE,
  ORG_SYMBOL,
  SAMPLE_MARK,
  SIGNERS,
  upper,
} from '../texts.js';

/** What all papers of a batch have in common. */
export interface Frame {
  readonly batch: Pick<Batch, 'number' | 'year' | 'place' | 'examOn'>;
  readonly ownerName: string;
  /** The organisation above the owner, where it is on record. */
  readonly upperName: string | null;
  /** Null: no council is on record; names are then left to be written. */
  readonly council: { readonly title: string; readonly members: readonly CouncilMember[] } | null;
  readonly isSample: boolean;
  /** The number that the secretary gave this paper. */
  readonly number: number | null;
}

/** In the committee's own spelling of its name. */
export const keptAt = (ownerName: string): string => `Lưu ${/^Đảng (?:ủy|uỷ)/u.exec(ownerName)?.[0] ?? 'Hội đồng'}`;

/** The parts of a paper that its form decides itself. */
export interface Content extends Omit<PaperSpec, 'letterhead' | 'sampleMark'> {
  /** YYYY-MM-DD, or null: left to be written. */
  readonly date: string | null;
  readonly closing: Closing;
}

export function paperOf(frame: Frame, kind: PaperKind, content: Content): PaperSpec {
  const { date, ...rest } = content;
  return {
    ...rest,
    letterhead: {
      upper: frame.upperName === null ? null : upper(frame.upperName),
      issuers: [upper(frame.ownerName), upper(frame.council?.title ?? COUNCIL)],
      number:
        symbolOf(kind) === '' ? null : { ordinal: frame.number, typeSymbol: symbolOf(kind), orgSymbol: ORG_SYMBOL },
      placeDate: { place: placeName(frame.ownerName) ?? NO_PLACE, date },
    },
    sampleMark: frame.isSample ? SAMPLE_MARK : null,
  };
}

/** What a paper is about, ended by the batch's name; broken where the sense allows it. */
export const aboutBatch = (frame: Frame, begin = ''): readonly string[] => [
  `${begin} ${ABOUT_CHECK}`.trim(),
  `${ABOUT_WHOM}, ${batchName(frame.batch)}`,
];

export const memberIn = (frame: Frame, role: CouncilMember['role']): CouncilMember | null =>
  frame.council?.members.find((m) => m.role === role) ?? null;

/** Secretary at the left, the council by its chair at the right. */
export const councilSignatures = (frame: Frame): readonly SignatureRow[] => [
  {
    left: { authority: SIGNERS.secretary, name: memberIn(frame, 'secretary')?.fullName ?? null },
    right: chairSigner(frame),
  },
];

export const chairSigner = (frame: Frame): Signer => ({
  authority: SIGNERS.forCouncil,
  position: SIGNERS.chair,
  name: memberIn(frame, 'chair')?.fullName ?? null,
});

/** Both invigilators write their own names: who of them was in the room, nobody put on record. */
export const INVIGILATORS: readonly SignatureRow[] = [
  {
    left: { authority: SIGNERS.invigilator1, note: SIGNERS.signHere, name: null },
    right: { authority: SIGNERS.invigilator2, note: SIGNERS.signHere, name: null },
  },
];
