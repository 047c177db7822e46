import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly } from './append-only.js';
import { bool, createTable, id, instant, int, long, nullable, pk, pkInt, ref, text } from './schema.js';

const APPEND_ONLY = ['ledger_entry', 'attempt_step', 'written_score', 'item_version'];

export class Init1763800000001 implements MigrationInterface {
  name = 'Init1763800000001';

  async up(q: QueryRunner): Promise<void> {
    await createTable(q, 'org_node', {
      columns: [
        id(),
        nullable(ref('parent_id')),
        ref('owner_id'),
        text('kind', 30),
        text('name', 200),
        text('sort_key', 900),
        text('search_key', 200),
        text('path', 800),
        instant('created_at'),
      ],
      indices: { uq_org_node_name: ['owner_id', 'parent_id', 'name'], ix_org_node_owner: ['owner_id', 'sort_key'] },
      foreignKeys: { fk_org_node_parent: ['parent_id', 'org_node'] },
    });
    await createTable(q, 'exam_plan', {
      columns: [id(), ref('owner_id'), text('title', 200), int('version'), ref('version_id'), instant('created_at')],
      indices: { ix_exam_plan_owner: ['owner_id'] },
      foreignKeys: { fk_exam_plan_owner: ['owner_id', 'org_node'] },
    });
    await createTable(q, 'exam_plan_version', {
      columns: [
        id(),
        ref('plan_id'),
        int('version'),
        long('rules'),
        long('blueprint'),
        text('digest', 64),
        nullable(instant('used_at')),
        instant('created_at'),
      ],
      indices: { uq_exam_plan_version: ['plan_id', 'version'] },
      foreignKeys: { fk_exam_plan_version_plan: ['plan_id', 'exam_plan'] },
    });
    await createTable(q, 'council', {
      columns: [
        id(),
        ref('owner_id'),
        text('title', 200),
        nullable(text('decision_no', 60)),
        nullable(text('decision_on', 10)),
        instant('created_at'),
      ],
      indices: { ix_council_owner: ['owner_id'] },
      foreignKeys: { fk_council_owner: ['owner_id', 'org_node'] },
    });
    await createTable(q, 'council_member', {
      columns: [
        id(),
        ref('council_id'),
        nullable(ref('user_id')),
        text('full_name', 100),
        text('role', 20),
        text('office', 200),
        int('position'),
      ],
      indices: { ix_council_member_council: ['council_id', 'position'] },
      foreignKeys: { fk_council_member_council: ['council_id', 'council'] },
    });
    await createTable(q, 'bank', {
      columns: [
        id(),
        ref('owner_id'),
        text('code', 60),
        text('title', 200),
        text('exposure', 10),
        long('notice'),
        long('topics'),
        instant('updated_at'),
      ],
      indices: { uq_bank_code: ['owner_id', 'code'] },
      foreignKeys: { fk_bank_owner: ['owner_id', 'org_node'] },
    });
    await createTable(q, 'source_document', {
      columns: [
        id(),
        ref('bank_id'),
        text('code', 60),
        text('kind', 60),
        nullable(text('number', 60)),
        nullable(text('issued_on', 10)),
        text('title', 300),
        text('status', 12),
      ],
      indices: { uq_source_document_code: ['bank_id', 'code'] },
      foreignKeys: { fk_source_document_bank: ['bank_id', 'bank'] },
    });
    await createTable(q, 'bank_confirmation', {
      columns: [
        id(),
        ref('bank_id'),
        text('confirmed_by', 100),
        text('bank_digest', 64),
        bool('complete'),
        instant('at'),
      ],
      indices: { ix_bank_confirmation_bank: ['bank_id'] },
      foreignKeys: { fk_bank_confirmation_bank: ['bank_id', 'bank'] },
    });
    await createTable(q, 'batch', {
      columns: [
        id(),
        ref('owner_id'),
        int('year'),
        int('number'),
        text('exam_on', 10),
        text('place', 200),
        ref('plan_id'),
        ref('bank_id'),
        nullable(ref('council_id')),
        nullable(instant('roster_closed_at')),
        nullable(instant('cancelled_at')),
        nullable(ref('plan_version_id')),
        nullable(long('rules')),
        nullable(long('blueprint')),
        nullable(text('plan_digest', 64)),
        nullable(text('bank_digest', 64)),
        nullable(text('seed', 44)),
        nullable(text('seed_commitment', 64)),
        instant('created_at'),
      ],
      indices: { uq_batch_number: ['owner_id', 'year', 'number'] },
      foreignKeys: {
        fk_batch_owner: ['owner_id', 'org_node'],
        fk_batch_plan: ['plan_id', 'exam_plan'],
        fk_batch_bank: ['bank_id', 'bank'],
        fk_batch_council: ['council_id', 'council'],
      },
    });
    await createTable(q, 'sitting', {
      columns: [
        id(),
        ref('batch_id'),
        text('room', 100),
        instant('starts_at'),
        nullable(instant('started_at')),
        nullable(instant('closed_at')),
      ],
      indices: { ix_sitting_batch: ['batch_id'] },
      foreignKeys: { fk_sitting_batch: ['batch_id', 'batch'] },
    });
    await createTable(q, 'person', {
      columns: [
        id(),
        ref('owner_id'),
        text('full_name', 100),
        text('search_key', 200),
        text('birth', 10),
        nullable(text('id_number', 12)),
        instant('created_at'),
      ],
      indices: {
        ix_person_owner_id_number: ['owner_id', 'id_number'],
        ix_person_owner_search: ['owner_id', 'search_key'],
      },
      foreignKeys: { fk_person_owner: ['owner_id', 'org_node'] },
    });
    await createTable(q, 'batch_entry', {
      columns: [
        id(),
        ref('batch_id'),
        ref('person_id'),
        ref('unit_id'),
        text('full_name', 100),
        text('sort_key', 400),
        text('search_key', 200),
        text('birth', 10),
        nullable(text('sex', 6)),
        text('unit_name', 200),
        nullable(text('post', 200)),
        long('checks'),
        nullable(text('refusal_reason', 300)),
        nullable(text('candidate_no', 12)),
        nullable(ref('sitting_id')),
        int('time_factor_percent'),
        nullable(text('attendance', 20)),
        nullable(instant('attendance_at')),
        nullable(text('attendance_reason', 300)),
        nullable(text('access_code_hash', 64)),
        nullable(instant('access_code_issued_at')),
        nullable(instant('late_leave_at')),
        nullable(instant('device_leave_at')),
        instant('created_at'),
      ],
      indices: {
        ix_batch_entry_sitting: ['sitting_id'],
        ix_batch_entry_sort: ['batch_id', 'sort_key'],
        uq_batch_entry_candidate_no: ['candidate_no'],
        uq_batch_entry_person: ['batch_id', 'person_id'],
      },
      foreignKeys: {
        fk_batch_entry_batch: ['batch_id', 'batch'],
        fk_batch_entry_person: ['person_id', 'person'],
        fk_batch_entry_unit: ['unit_id', 'org_node'],
        fk_batch_entry_sitting: ['sitting_id', 'sitting'],
      },
    });
    await createTable(q, 'roster_upload', {
      columns: [id(), ref('batch_id'), text('file_name', 200), long('roster'), instant('created_at')],
      indices: { ix_roster_upload_batch: ['batch_id'] },
      foreignKeys: { fk_roster_upload_batch: ['batch_id', 'batch'] },
    });
    await createTable(q, 'form', {
      columns: [
        id(),
        ref('entry_id'),
        ref('batch_id'),
        long('items'),
        text('digest', 64),
        text('algorithm', 40),
        instant('created_at'),
      ],
      indices: { uq_form_entry: ['entry_id'] },
      foreignKeys: { fk_form_entry: ['entry_id', 'batch_entry'] },
    });
    await createTable(q, 'form_key', {
      columns: [id('form_id'), long('keys')],
    });
    await createTable(q, 'candidate_session', {
      columns: [
        pk('id', 64),
        ref('entry_id'),
        instant('created_at'),
        instant('expires_at'),
        nullable(instant('confirmed_at')),
      ],
      indices: { ix_candidate_session_entry: ['entry_id'] },
      foreignKeys: { fk_candidate_session_entry: ['entry_id', 'batch_entry'] },
    });
    await createTable(q, 'attempt', {
      columns: [
        id(),
        ref('entry_id'),
        ref('sitting_id'),
        ref('form_id'),
        text('state', 12),
        instant('started_at'),
        instant('deadline_at'),
        int('lease_no'),
        nullable(text('lease_session_id', 64)),
        int('last_seq'),
        int('last_client_seq'),
        long('sheet'),
        int('answered_count'),
        nullable(instant('last_saved_at')),
        instant('last_contact_at'),
        nullable(instant('closed_at')),
        nullable(text('close_reason', 12)),
        nullable(text('receipt_code', 20)),
        nullable(text('steps_digest', 64)),
      ],
      indices: {
        ix_attempt_due: ['state', 'deadline_at'],
        ix_attempt_sitting: ['sitting_id'],
        uq_attempt_entry: ['entry_id'],
      },
      foreignKeys: {
        fk_attempt_entry: ['entry_id', 'batch_entry'],
        fk_attempt_sitting: ['sitting_id', 'sitting'],
        fk_attempt_form: ['form_id', 'form'],
      },
    });
    await createTable(q, 'attempt_step', {
      columns: [
        id('attempt_id'),
        pkInt('seq'),
        text('kind', 12),
        instant('at'),
        text('source', 12),
        int('lease_no'),
        nullable(int('client_seq')),
        nullable(int('item_no')),
        nullable(text('value', 40)),
      ],
      indices: { uq_attempt_step_client: ['attempt_id', 'lease_no', 'client_seq'] },
    });
    await createTable(q, 'time_grant', {
      columns: [id(), ref('sitting_id'), nullable(ref('entry_id')), int('minutes'), text('reason', 300), instant('at')],
      indices: { ix_time_grant_sitting: ['sitting_id'] },
      foreignKeys: { fk_time_grant_sitting: ['sitting_id', 'sitting'] },
    });
    await createTable(q, 'heartbeat', {
      columns: [id('instance_id'), instant('at')],
    });
    await createTable(q, 'outage', {
      columns: [id(), instant('from_at'), nullable(instant('to_at'))],
    });
    await createTable(q, 'staff_user', {
      columns: [
        id(),
        text('username', 60),
        text('full_name', 100),
        text('sort_key', 400),
        text('password_hash', 200),
        bool('disabled'),
        instant('created_at'),
      ],
      indices: { uq_staff_user_username: ['username'] },
    });
    await createTable(q, 'role_assignment', {
      columns: [id(), ref('user_id'), text('role', 30), ref('node_id'), ref('owner_id'), instant('created_at')],
      indices: { uq_role_assignment: ['user_id', 'role', 'node_id'], ix_role_assignment_user: ['user_id'] },
      foreignKeys: {
        fk_role_assignment_user: ['user_id', 'staff_user'],
        fk_role_assignment_node: ['node_id', 'org_node'],
      },
    });
    await createTable(q, 'staff_session', {
      columns: [pk('id', 64), ref('user_id'), nullable(ref('owner_id')), instant('created_at'), instant('expires_at')],
      indices: { ix_staff_session_user: ['user_id'] },
      foreignKeys: { fk_staff_session_user: ['user_id', 'staff_user'] },
    });
    await createTable(q, 'sign_in_throttle', {
      columns: [pk('subject', 160), int('failures'), instant('last_failure_at')],
    });
    await createTable(q, 'incident', {
      columns: [id(), ref('sitting_id'), nullable(ref('entry_id')), text('text', 500), instant('at')],
      indices: { ix_incident_sitting: ['sitting_id'] },
      foreignKeys: { fk_incident_sitting: ['sitting_id', 'sitting'] },
    });
    await createTable(q, 'ledger_entry', {
      columns: [
        pkInt('seq'),
        int('v'),
        instant('at'),
        nullable(ref('actor_id')),
        text('role', 160),
        nullable(ref('owner_id')),
        text('action', 40),
        text('subject_type', 40),
        text('subject_id', 80),
        long('facts'),
        nullable(text('detail_hash', 64)),
        text('prev_hash', 64),
        text('hash', 64),
      ],
      indices: { ix_ledger_entry_subject: ['subject_type', 'subject_id'] },
    });
    await createTable(q, 'ledger_detail', {
      columns: [pkInt('seq'), text('salt', 44), nullable(long('text'))],
    });
    await createTable(q, 'ledger_head', {
      columns: [pkInt('id'), int('seq'), text('hash', 64)],
    });
    await createTable(q, 'written_score', {
      columns: [
        id(),
        ref('attempt_id'),
        int('version'),
        int('points'),
        int('max_points'),
        long('items'),
        text('digest', 64),
        instant('at'),
      ],
      indices: { uq_written_score_version: ['attempt_id', 'version'] },
      foreignKeys: { fk_written_score_attempt: ['attempt_id', 'attempt'] },
    });
    await createTable(q, 'item', {
      columns: [
        id(),
        ref('bank_id'),
        text('code', 20),
        text('topic', 40),
        text('level', 12),
        text('kind', 12),
        text('state', 12),
        int('version'),
        ref('version_id'),
        long('search_key'),
      ],
      indices: { uq_item_code: ['bank_id', 'code'] },
      foreignKeys: { fk_item_bank: ['bank_id', 'bank'] },
    });
    await createTable(q, 'item_version', {
      columns: [
        id(),
        ref('item_id'),
        int('version'),
        text('topic', 40),
        text('level', 12),
        text('kind', 12),
        long('stem'),
        long('options'),
        bool('shuffle'),
        long('citation'),
        nullable(text('clause_key', 400)),
        text('verified_against', 12),
        long('review'),
        text('digest', 64),
        instant('created_at'),
      ],
      indices: { uq_item_version: ['item_id', 'version'] },
      foreignKeys: { fk_item_version_item: ['item_id', 'item'] },
    });
    await createTable(q, 'item_key', {
      columns: [id('item_version_id'), long('key'), long('explanation'), text('salt', 44)],
    });
    await createTable(q, 'instance_meta', {
      columns: [pk('name', 60), long('value')],
    });
    await q.query(
      "INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')",
    );
    for (const table of APPEND_ONLY) await appendOnly(q, table);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of [
      'instance_meta',
      'item_key',
      'item_version',
      'item',
      'written_score',
      'ledger_head',
      'ledger_detail',
      'ledger_entry',
      'incident',
      'sign_in_throttle',
      'staff_session',
      'role_assignment',
      'staff_user',
      'outage',
      'heartbeat',
      'time_grant',
      'attempt_step',
      'attempt',
      'candidate_session',
      'form_key',
      'form',
      'roster_upload',
      'batch_entry',
      'person',
      'sitting',
      'batch',
      'bank_confirmation',
      'source_document',
      'bank',
      'council_member',
      'council',
      'exam_plan_version',
      'exam_plan',
      'org_node',
    ])
      await q.dropTable(table);
    if (q.dataSource.options.type === 'postgres') await q.query('DROP FUNCTION refuse_change()');
  }
}
