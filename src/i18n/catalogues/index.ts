import { admission } from './admission.js';
import { backup } from './backup.js';
import { bank } from './bank.js';
import { batch } from './batch.js';
import { cards } from './cards.js';
import { cli } from './cli.js';
import { common } from './common.js';
import { council } from './council.js';
import { decision } from './decision.js';
import { delivery } from './delivery.js';
import { demo } from './demo.js';
import { editor } from './editor.js';
import { errors } from './errors.js';
import { essay } from './essay.js';
import { fields } from './fields.js';
import { forms } from './forms.js';
import { formats } from './formats.js';
import { identity } from './identity.js';
import { invigilation } from './invigilation.js';
import { itemWriting } from './item-writing.js';
import { late } from './late.js';
import { ledger } from './ledger.js';
import { oral } from './oral.js';
import { minutes } from './minutes.js';
import { overview } from './overview.js';
import { papers } from './papers.js';
import { plan } from './plan.js';
import { rating } from './rating.js';
import { rescore } from './rescore.js';
import { rescue } from './rescue.js';
import { results } from './results.js';
import { road } from './road.js';
import { roster } from './roster.js';
import { rosterErrors } from './roster-errors.js';
import { sealing } from './sealing.js';
import { slips } from './slips.js';
import { statistics } from './statistics.js';
import { trial } from './trial.js';
import { violation } from './violation.js';
import { withdrawal } from './withdrawal.js';
import { work } from './work.js';
import { workshop } from './workshop.js';

/** All texts; a key stands in one catalogue alone (scripts/check-texts.mjs sees to it). */
export const catalogues = [
  common,
  forms,
  fields,
  errors,
  rosterErrors,
  identity,
  ledger,
  backup,
  bank,
  itemWriting,
  formats,
  plan,
  trial,
  statistics,
  batch,
  cards,
  roster,
  delivery,
  invigilation,
  sealing,
  slips,
  violation,
  withdrawal,
  work,
  workshop,
  road,
  editor,
  results,
  essay,
  rescore,
  rescue,
  late,
  decision,
  council,
  minutes,
  rating,
  oral,
  admission,
  papers,
  overview,
  cli,
  demo,
];
