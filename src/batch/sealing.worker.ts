import type { FormItem, FormKeyItem } from '../core/blueprint/form.js';
import type { JsonValue } from '../core/ledger/canonical-json.js';
import { type Encrypted, openPart, type PartPlace, type SealedPart, sealPart } from '../core/sealing/seal.js';
import { RANDOM_ALGORITHM } from '../core/shared/random.js';
import { ok, refuse, type Result } from '../core/shared/result.js';
import { drawForms, type DrawOrder } from './forms.worker.js';

/** A form and its keys as they lie in a part. */
export interface SealedForm {
  readonly id: string;
  readonly entryId: string;
  readonly items: FormItem[];
  readonly keys: FormKeyItem[];
  readonly digest: string;
  readonly algorithm: string;
}

export interface SealOrder extends DrawOrder {
  /** Of the batch; it lives in memory alone, until its slips are printed. */
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly place: PartPlace;
  /** Of the forms, in the order of the entries. */
  readonly formIds: readonly string[];
}

export interface SealedForms {
  readonly forms: readonly { readonly id: string; readonly entryId: string; readonly digest: string }[];
  readonly part: SealedPart;
}

/** Runs in a worker thread: draws the forms of these entries and gives them back encrypted only. */
export function sealForms(order: SealOrder): Result<SealedForms> {
  const drawn = drawForms(order);
  if (!drawn.ok) return drawn;
  const forms = drawn.value.map(({ entryId, items, keys, digest }, i): SealedForm => {
    const id = order.formIds[i];
    if (id === undefined) throw new Error('sealForms: an id is missing');
    return { id, entryId, items, keys, digest, algorithm: RANDOM_ALGORITHM };
  });
  const part = sealPart(order.key, order.place, forms as unknown as JsonValue, order.nonce);
  return ok({ forms: forms.map(({ id, entryId, digest }) => ({ id, entryId, digest })), part });
}

export interface OpenOrder {
  readonly key: Uint8Array;
  readonly place: PartPlace;
  readonly part: Encrypted;
}

/** Runs in a worker thread. Refusals: `seal/damaged`. */
export function openForms({ key, place, part }: OpenOrder): Result<SealedForm[]> {
  const forms = openPart(key, place, part);
  return forms === null ? refuse('seal/damaged') : ok(forms as unknown as SealedForm[]);
}
