import { Decision1763800000002 } from './1763800000002-decision.js';
import { FoundByIndex1763900000005 } from './1763900000005-found-by-index.js';
import { Exposure1763900000008 } from './1763900000008-exposure.js';
import { HotPath1763800000004 } from './1763800000004-hot-path.js';
import { Init1763800000001 } from './1763800000001-init.js';
import { ImportInParts1763900000013 } from './1763900000013-import-in-parts.js';
import { ItemRoad1763900000011 } from './1763900000011-item-road.js';
import { ItemKinds1763900000006 } from './1763900000006-item-kinds.js';
import { ItemUploads1763900000007 } from './1763900000007-item-uploads.js';
import { LateAnswers1763800000003 } from './1763800000003-late-answers.js';
import { Sealing1763900000010 } from './1763900000010-sealing.js';
import { Sources1763900000009 } from './1763900000009-sources.js';
import { Statistics1763900000012 } from './1763900000012-statistics.js';

/** In the order in which they run. */
export const migrations = [
  Init1763800000001,
  Decision1763800000002,
  LateAnswers1763800000003,
  HotPath1763800000004,
  FoundByIndex1763900000005,
  ItemKinds1763900000006,
  ItemUploads1763900000007,
  Exposure1763900000008,
  Sources1763900000009,
  Sealing1763900000010,
  ItemRoad1763900000011,
  Statistics1763900000012,
  ImportInParts1763900000013,
];
