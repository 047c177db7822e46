import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttemptService } from '../../src/delivery/attempt.service.js';
import { LedgerVerifier } from '../../src/ledger/ledger-verifier.js';
import { OrganizationService } from '../../src/organization/organization.service.js';
import { OralPoolService } from '../../src/batch/oral-pool.service.js';
import { BatchService } from '../../src/batch/batch.service.js';
import { QuestionBankService } from '../../src/question-bank/question-bank.service.js';
import { FormService } from '../../src/batch/form.service.js';
import { ExposureService } from '../../src/question-bank/exposure.service.js';
import { OutcomeService } from '../../src/marking/outcome.service.js';
import { type House, openHouse } from '../support/house.js';

const FIXTURE = 'test/fixtures/first-version';

/** A data directory as the first version left it: one written sitting of six people, played to scored results. */
describe('the data of the first version', () => {
  let dir: string;
  let house: House;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-first-'));
    writeFileSync(join(dir, 'nhan-thuc.sqlite'), gunzipSync(readFileSync(join(FIXTURE, 'nhan-thuc.sqlite.gz'))));
    cpSync(join(FIXTURE, 'keys.json'), join(dir, 'keys.json'));
    house = await openHouse({ env: { DATA_DIR: dir } });
  });

  afterAll(async () => {
    await house.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('still agree with their ledger: what an old entry fixed is held against it, what it did not is not', async () => {
    const report = await house.app.get(LedgerVerifier).verify();
    expect(report.count).toBeGreaterThan(100);
    expect(report.rowFaults).toEqual([]);
    expect(report.sound).toBe(true);
  });

  it('have items without prompts and without a rule of comparison, as their kinds had none', async () => {
    const [owner] = await house.app.get(OrganizationService).findOwners();
    const [view] = await house.app.get(BatchService).findBatches(owner!.id);
    const items = await house.app.get(QuestionBankService).drawable(view!.batch.bankId);
    expect(items.length).toBeGreaterThan(30);
    expect(items.filter((i) => i.prompts.length > 0 || i.folding !== null)).toEqual([]);
  });

  it('replay to the same attempts, and keep their scores in results that now wait for the oral part, and count as uses of their items', async () => {
    expect(await house.app.get(AttemptService).findStale()).toEqual([]);
    const [owner] = await house.app.get(OrganizationService).findOwners();
    const [view] = await house.app.get(BatchService).findBatches(owner!.id);
    const { rows } = await house.app.get(OutcomeService).outcomes(owner!.id, view!.batch.id);
    expect(rows.map((r) => r.written?.version)).toEqual([1, 1, 1, 1, 1, 1]);
    await expect(house.app.get(OralPoolService).get(view!.batch.id)).rejects.toThrow('batch/no-oral-pool');
    const bank = view!.batch.bankId;
    const uses = [...(await house.app.get(ExposureService).sums(bank)).values()];
    const drawn = [...(await house.app.get(FormService).findForms(view!.batch.id)).values()].flatMap((f) => f.items);
    expect(drawn.length).toBeGreaterThan(0);
    expect(uses.reduce((sum, u) => sum + u.forms, 0)).toBe(drawn.length);
    expect(uses.every((u) => u.batches === 1 && u.lastOn === view!.batch.examOn)).toBe(true);
    expect(rows.map((r) => r.outcome.status)).toEqual(Array.from({ length: 6 }, () => 'pending'));
  });
});
