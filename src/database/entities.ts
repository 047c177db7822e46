import { AdmissionDecision, AdmissionSession } from '../admission/entities/admission.entity.js';
import { Batch, Sitting } from '../batch/entities/batch.entity.js';
import {
  AdmissionCase,
  BatchEntry,
  CandidateSession,
  Form,
  FormKey,
  OralPool,
  Person,
  RosterUpload,
} from '../batch/entities/batch-entry.entity.js';
import { DrawBasis } from '../batch/entities/draw-basis.entity.js';
import { SealedBatch, SealedBatchPart, WaitingSlip } from '../batch/entities/sealing.entity.js';
import { CouncilMeeting, MeetingAttendance, MeetingMotion, PaperNumber } from '../council/entities/meeting.entity.js';
import { Addendum, ResultRow } from '../council/entities/result.entity.js';
import { Attempt, AttemptStep, Heartbeat, Outage, TimeGrant } from '../delivery/entities/attempt.entity.js';
import { LateAnswerRow, LateDecision } from '../delivery/entities/late-answer.entity.js';
import { ExamPlan, ExamPlanVersion } from '../exam-plan/entities/exam-plan.entity.js';
import { ApiToken } from '../identity/entities/api-token.entity.js';
import { RoleAssignment, SignInThrottle, StaffSession, StaffUser } from '../identity/entities/staff-user.entity.js';
import { Incident } from '../invigilation/entities/incident.entity.js';
import { Violation } from '../invigilation/entities/violation.entity.js';
import { LedgerDetail, LedgerEntryRow, LedgerHead } from '../ledger/entities/ledger-entry.entity.js';
import { Rescore } from '../marking/entities/rescore.entity.js';
import { WrittenScore } from '../marking/entities/written-score.entity.js';
import { OralPanel, OralPanelMember, OralSession } from '../oral/entities/oral.entity.js';
import { Council, CouncilMember } from '../organization/entities/council.entity.js';
import { OrgNode } from '../organization/entities/org-node.entity.js';
import { Bank, BankConfirmation, SourceDocument } from '../question-bank/entities/bank.entity.js';
import { ItemEnemy, ItemUse } from '../question-bank/entities/exposure.entity.js';
import { Item, ItemKey, ItemVersion } from '../question-bank/entities/item.entity.js';
import { ItemAnswers, ItemStatistic } from '../question-bank/entities/statistics.entity.js';
import { ItemUpload, StagedItem } from '../question-bank/entities/upload.entity.js';
import { ItemNote, ItemView } from '../question-bank/entities/item-note.entity.js';
import { MarkSheet, RatedQuestion, Settlement } from '../rating/entities/rating.entity.js';
import { InstanceMeta } from './entities/instance-meta.entity.js';

/** Every table of the house. */
export const entities = [
  InstanceMeta,
  OrgNode,
  Council,
  CouncilMember,
  StaffUser,
  RoleAssignment,
  StaffSession,
  SignInThrottle,
  LedgerEntryRow,
  LedgerDetail,
  LedgerHead,
  Bank,
  SourceDocument,
  BankConfirmation,
  Item,
  ItemUpload,
  StagedItem,
  ItemVersion,
  ItemKey,
  ItemUse,
  ItemEnemy,
  ItemAnswers,
  ItemStatistic,
  ItemNote,
  ItemView,
  ExamPlan,
  ExamPlanVersion,
  Batch,
  Sitting,
  Person,
  RosterUpload,
  BatchEntry,
  Form,
  FormKey,
  CandidateSession,
  Attempt,
  AttemptStep,
  LateAnswerRow,
  LateDecision,
  TimeGrant,
  Heartbeat,
  Outage,
  Incident,
  WrittenScore,
  AdmissionCase,
  OralPool,
  DrawBasis,
  SealedBatch,
  SealedBatchPart,
  WaitingSlip,
  RatedQuestion,
  MarkSheet,
  Settlement,
  OralPanel,
  OralPanelMember,
  OralSession,
  Violation,
  Rescore,
  ResultRow,
  Addendum,
  CouncilMeeting,
  MeetingAttendance,
  MeetingMotion,
  PaperNumber,
  AdmissionSession,
  AdmissionDecision,
  ApiToken,
];
