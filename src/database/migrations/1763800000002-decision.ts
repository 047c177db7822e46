import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 } from 'uuid';
import { appendOnly, mayChangeAgain } from './append-only.js';
import { addColumn, bool, createTable, id, instant, int, long, nullable, pk, ref, text } from './schema.js';

const APPEND_ONLY = ['settlement', 'rescore', 'result', 'admission_decision'];

/** Oral part, marks by people, violations, council, locked results, admission. */
export class Decision1763800000002 implements MigrationInterface {
  name = 'Decision1763800000002';

  async up(q: QueryRunner): Promise<void> {
    await widenAnswers(q);
    await addColumn(q, 'item_key', nullable(long('rubric')));
    await addColumn(q, 'written_score', nullable(ref('rescore_id')));
    await addColumn(q, 'council', nullable(text('term', 20)));
    for (const name of ['review_opened_at', 'results_locked_at', 'addendum_opened_at', 'published_at'])
      await addColumn(q, 'batch', nullable(instant(name)));
    await createCases(q);
    await createTable(q, 'oral_pool', { columns: [id('batch_id'), long('items'), text('digest', 64)] });
    await createRating(q);
    await createOral(q);
    await createTable(q, 'violation', {
      columns: [
        id(),
        ref('batch_id'),
        ref('entry_id'),
        text('component', 10),
        text('degree', 12),
        int('percent'),
        text('text', 500),
        ref('by_id'),
        text('by_name', 100),
        instant('at'),
        text('digest', 64),
        nullable(instant('withdrawn_at')),
        nullable(text('withdrawn_reason', 300)),
      ],
      indices: { ix_violation_batch: ['batch_id'] },
      foreignKeys: { fk_violation_entry: ['entry_id', 'batch_entry'] },
    });
    await createTable(q, 'rescore', {
      columns: [
        id(),
        ref('batch_id'),
        ref('item_id'),
        text('code', 20),
        int('version'),
        text('kind', 12),
        long('keys'),
        text('reason', 500),
        ref('by_id'),
        text('digest', 64),
        instant('at'),
      ],
      indices: { uq_rescore_version: ['batch_id', 'item_id', 'version'] },
      foreignKeys: { fk_rescore_batch: ['batch_id', 'batch'] },
    });
    await createCouncil(q);
    await createAdmission(q);
    for (const table of APPEND_ONLY) await appendOnly(q, table);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of [
      'api_token',
      'admission_decision',
      'admission_session',
      'paper_number',
      'meeting_motion',
      'meeting_attendance',
      'council_meeting',
      'addendum',
      'result',
      'rescore',
      'violation',
      'oral_session',
      'oral_panel_member',
      'oral_panel',
      'settlement',
      'mark_sheet',
      'rated_question',
      'oral_pool',
      'admission_case',
    ])
      await q.dropTable(table);
    for (const name of ['review_opened_at', 'results_locked_at', 'addendum_opened_at', 'published_at'])
      await q.query(`ALTER TABLE batch DROP COLUMN ${name}`);
    await q.query('ALTER TABLE council DROP COLUMN term');
    await q.query('ALTER TABLE written_score DROP COLUMN rescore_id');
    await q.query('ALTER TABLE item_key DROP COLUMN rubric');
    // The wider answers stay: a narrower column could not hold what was written.
  }
}

/** An essay is longer than a letter. SQLite cannot change a column's type, so a new one takes its place. */
async function widenAnswers(q: QueryRunner): Promise<void> {
  if (q.dataSource.options.type === 'postgres') {
    await q.query('ALTER TABLE attempt_step ALTER COLUMN value TYPE text');
    return;
  }
  await mayChangeAgain(q, 'attempt_step');
  await q.query('ALTER TABLE attempt_step ADD COLUMN wide text');
  await q.query('UPDATE attempt_step SET wide = value');
  await q.query('ALTER TABLE attempt_step DROP COLUMN value');
  await q.query('ALTER TABLE attempt_step RENAME COLUMN wide TO value');
  await appendOnly(q, 'attempt_step');
}

/** A case for everybody who was ever nominated. */
async function createCases(q: QueryRunner): Promise<void> {
  await createTable(q, 'admission_case', {
    columns: [id(), ref('owner_id'), ref('person_id'), instant('opened_at')],
    indices: { uq_admission_case_person: ['person_id'] },
    foreignKeys: {
      fk_admission_case_owner: ['owner_id', 'org_node'],
      fk_admission_case_person: ['person_id', 'person'],
    },
  });
  const people = (await q.query('SELECT id, owner_id, created_at FROM person')) as Record<string, string>[];
  const places = q.dataSource.options.type === 'postgres' ? '$1, $2, $3, $4' : '?, ?, ?, ?';
  for (const p of people) {
    await q.query(`INSERT INTO admission_case (id, owner_id, person_id, opened_at) VALUES (${places})`, [
      v7(),
      p['owner_id'],
      p['id'],
      p['created_at'],
    ]);
  }
}

async function createRating(q: QueryRunner): Promise<void> {
  await createTable(q, 'rated_question', {
    columns: [
      id(),
      ref('batch_id'),
      ref('entry_id'),
      text('component', 10),
      int('no'),
      ref('item_id'),
      ref('item_version_id'),
      text('code', 20),
      long('stem'),
      long('rubric'),
      int('points'),
      nullable(int('ticket_no')),
      nullable(ref('panel_id')),
      nullable(int('round')),
      nullable(int('draw_no')),
      text('digest', 64),
      instant('at'),
    ],
    indices: {
      uq_rated_question_place: ['entry_id', 'component', 'no'],
      ix_rated_question_batch: ['batch_id', 'component'],
    },
    foreignKeys: { fk_rated_question_entry: ['entry_id', 'batch_entry'] },
  });
  await createTable(q, 'mark_sheet', {
    columns: [
      id(),
      ref('question_id'),
      ref('rater_id'),
      text('rater_name', 100),
      int('seat'),
      int('version'),
      int('lease_no'),
      long('marks'),
      nullable(long('note')),
      nullable(text('reason', 300)),
      nullable(instant('voided_at')),
      instant('opened_at'),
      nullable(instant('locked_at')),
      nullable(int('total')),
      nullable(text('digest', 64)),
    ],
    indices: { uq_mark_sheet_version: ['question_id', 'rater_id', 'version'], ix_mark_sheet_rater: ['rater_id'] },
    foreignKeys: { fk_mark_sheet_question: ['question_id', 'rated_question'] },
  });
  await createTable(q, 'settlement', {
    columns: [
      id(),
      ref('question_id'),
      int('version'),
      int('points'),
      text('reason', 500),
      ref('by_id'),
      text('by_name', 100),
      text('digest', 64),
      instant('at'),
    ],
    indices: { uq_settlement_version: ['question_id', 'version'] },
    foreignKeys: { fk_settlement_question: ['question_id', 'rated_question'] },
  });
}

async function createOral(q: QueryRunner): Promise<void> {
  await createTable(q, 'oral_panel', {
    columns: [id(), ref('batch_id'), int('position'), text('room', 100), instant('created_at')],
    indices: { uq_oral_panel_place: ['batch_id', 'position'] },
    foreignKeys: { fk_oral_panel_batch: ['batch_id', 'batch'] },
  });
  await createTable(q, 'oral_panel_member', {
    columns: [
      id(),
      ref('panel_id'),
      ref('user_id'),
      text('full_name', 100),
      nullable(ref('unit_id')),
      int('seat'),
      instant('from_at'),
      nullable(instant('to_at')),
      nullable(text('leave_reason', 300)),
    ],
    indices: { ix_oral_panel_member_panel: ['panel_id', 'seat'], ix_oral_panel_member_user: ['user_id'] },
    foreignKeys: { fk_oral_panel_member_panel: ['panel_id', 'oral_panel'] },
  });
  await createTable(q, 'oral_session', {
    columns: [
      id(),
      ref('batch_id'),
      ref('entry_id'),
      ref('panel_id'),
      int('position'),
      nullable(text('waiver_reason', 300)),
      nullable(instant('waived_at')),
      nullable(instant('drawn_at')),
      nullable(instant('thinking_at')),
      nullable(instant('answering_at')),
      nullable(instant('finished_at')),
      nullable(text('missed', 12)),
      nullable(text('missed_reason', 300)),
    ],
    indices: { uq_oral_session_entry: ['entry_id'], ix_oral_session_panel: ['panel_id', 'position'] },
    foreignKeys: {
      fk_oral_session_entry: ['entry_id', 'batch_entry'],
      fk_oral_session_panel: ['panel_id', 'oral_panel'],
    },
  });
}

async function createCouncil(q: QueryRunner): Promise<void> {
  await createTable(q, 'result', {
    columns: [
      id(),
      ref('batch_id'),
      ref('entry_id'),
      int('version'),
      nullable(ref('addendum_id')),
      text('status', 16),
      nullable(int('total')),
      nullable(text('band', 10)),
      long('outcome'),
      text('digest', 64),
      instant('at'),
    ],
    indices: { uq_result_version: ['entry_id', 'version'], ix_result_batch: ['batch_id'] },
    foreignKeys: { fk_result_entry: ['entry_id', 'batch_entry'] },
  });
  await createTable(q, 'addendum', {
    columns: [
      id(),
      ref('batch_id'),
      int('number'),
      text('reason', 500),
      ref('by_id'),
      instant('opened_at'),
      nullable(instant('closed_at')),
    ],
    indices: { uq_addendum_number: ['batch_id', 'number'] },
    foreignKeys: { fk_addendum_batch: ['batch_id', 'batch'] },
  });
  await createTable(q, 'council_meeting', {
    columns: [
      id(),
      ref('batch_id'),
      ref('council_id'),
      text('place', 200),
      long('agenda'),
      long('proceedings'),
      long('conclusion'),
      instant('opened_at'),
      nullable(instant('closed_at')),
      nullable(text('chair_head', 40)),
      nullable(ref('chair_id')),
      nullable(instant('chair_at')),
      nullable(text('secretary_head', 40)),
      nullable(ref('secretary_id')),
      nullable(instant('secretary_at')),
      nullable(text('digest', 64)),
      nullable(text('results_digest', 64)),
    ],
    indices: { ix_council_meeting_batch: ['batch_id'] },
    foreignKeys: {
      fk_council_meeting_batch: ['batch_id', 'batch'],
      fk_council_meeting_council: ['council_id', 'council'],
    },
  });
  await createTable(q, 'meeting_attendance', {
    columns: [id(), ref('meeting_id'), ref('member_id'), bool('present'), nullable(text('reason', 300))],
    indices: { uq_meeting_attendance: ['meeting_id', 'member_id'] },
    foreignKeys: {
      fk_meeting_attendance_meeting: ['meeting_id', 'council_meeting'],
      fk_meeting_attendance_member: ['member_id', 'council_member'],
    },
  });
  await createTable(q, 'meeting_motion', {
    columns: [
      id(),
      ref('meeting_id'),
      int('position'),
      text('kind', 16),
      text('text', 500),
      int('votes_for'),
      int('votes_against'),
      int('votes_abstain'),
      bool('adopted'),
      instant('at'),
    ],
    indices: { uq_meeting_motion_place: ['meeting_id', 'position'] },
    foreignKeys: { fk_meeting_motion_meeting: ['meeting_id', 'council_meeting'] },
  });
  await createTable(q, 'paper_number', {
    columns: [
      id(),
      ref('batch_id'),
      ref('council_id'),
      text('kind', 6),
      int('number'),
      text('subject', 80),
      instant('at'),
    ],
    indices: {
      uq_paper_number_subject: ['batch_id', 'subject'],
      uq_paper_number: ['council_id', 'kind', 'number'],
    },
  });
}

async function createAdmission(q: QueryRunner): Promise<void> {
  await createTable(q, 'admission_session', {
    columns: [
      id(),
      ref('owner_id'),
      ref('batch_id'),
      text('held_on', 10),
      nullable(text('document_no', 60)),
      instant('created_at'),
    ],
    indices: { ix_admission_session_batch: ['batch_id'] },
    foreignKeys: {
      fk_admission_session_owner: ['owner_id', 'org_node'],
      fk_admission_session_batch: ['batch_id', 'batch'],
    },
  });
  await createTable(q, 'admission_decision', {
    columns: [
      id(),
      ref('case_id'),
      ref('entry_id'),
      ref('session_id'),
      int('version'),
      text('outcome', 12),
      nullable(text('reason', 500)),
      nullable(text('document_no', 60)),
      text('decided_on', 10),
      long('gate'),
      nullable(text('exception_reason', 500)),
      ref('by_id'),
      text('digest', 64),
      instant('at'),
    ],
    indices: {
      uq_admission_decision_version: ['case_id', 'version'],
      ix_admission_decision_session: ['session_id'],
    },
    foreignKeys: {
      fk_admission_decision_case: ['case_id', 'admission_case'],
      fk_admission_decision_entry: ['entry_id', 'batch_entry'],
      fk_admission_decision_session: ['session_id', 'admission_session'],
    },
  });
  await createTable(q, 'api_token', {
    columns: [
      pk('id', 64),
      ref('owner_id'),
      text('scope', 40),
      text('label', 100),
      instant('created_at'),
      instant('expires_at'),
      nullable(instant('revoked_at')),
    ],
    indices: { ix_api_token_owner: ['owner_id'] },
    foreignKeys: { fk_api_token_owner: ['owner_id', 'org_node'] },
  });
}
