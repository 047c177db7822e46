import type { ItemLevel } from '../item/item.js';
import type { StockItem } from './draw.js';

/** The share of an item's points that candidates are expected to have, as long as its answers do not say. */
export const EXPECTED_FACILITY: Readonly<Record<ItemLevel, number>> = { recall: 0.8, understand: 0.65, apply: 0.5 };

/** With fewer answers chance says more of an item than its answers do: its level is believed. */
export const LEAST_ANSWERS = 20;

/** What its level says weighs as much as so many answers. */
export const LEVEL_ANSWERS = 20;

/** What is known of an item's answers: how many, and the mean share of its points that they had, 0 to 1. */
export interface KnownAnswers {
  readonly answers: number;
  readonly facility: number;
}

/**
 * What drawing believes of an item that was answered: (answers × facility + 20 × what its level says) / (answers + 20), so
 * that few answers move it little. @returns 0 to 1 in steps of 0.0001, or null for fewer answers than `LEAST_ANSWERS`
 */
export function shrunkFacility(level: ItemLevel, { answers, facility }: KnownAnswers): number | null {
  if (answers < LEAST_ANSWERS) return null;
  const shrunk = (answers * facility + LEVEL_ANSWERS * EXPECTED_FACILITY[level]) / (answers + LEVEL_ANSWERS);
  return Math.round(shrunk * EASE) / EASE;
}

/** Shares are added as whole ten-thousandths: a sum is the same in whatever order, on whatever machine. */
export const EASE = 10_000;

/** What an item is expected to give, in ten-thousandths of its points. */
export const easeOf = ({ facility, level }: Pick<StockItem, 'facility' | 'level'>): number =>
  Math.round((facility ?? EXPECTED_FACILITY[level]) * EASE);
