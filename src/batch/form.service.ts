import { Injectable } from '@nestjs/common';
import { found } from '../common/app-error.js';
import type { FormKeyItem } from '../core/blueprint/form.js';
import { Together } from '../database/together.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { BatchRepository, type FormHead } from './batch.repository.js';
import type { Form } from './entities/batch-entry.entity.js';

export type { FormHead };

/** Frozen forms; the keys have a door of their own, which only marking opens. */
@Injectable()
export class FormService {
  private readonly ofEntries: Together<Form>;

  constructor(
    private readonly repository: BatchRepository,
    uow: UnitOfWork,
  ) {
    this.ofEntries = new Together(uow, (entryIds) => this.findFormsOf(entryIds));
  }

  /** What forms are known by, without their questions; by entry. */
  async findHeads(entryIds: readonly string[]): Promise<Map<string, FormHead>> {
    return new Map((await this.repository.findFormHeads(entryIds)).map((f) => [f.entryId, f]));
  }

  async getForm(entryId: string): Promise<Form> {
    return found(await this.ofEntries.find(entryId));
  }

  /** Forms of a few entries, by entry id. */
  async findFormsOf(entryIds: readonly string[]): Promise<Map<string, Form>> {
    return new Map((await this.repository.findFormsOf(entryIds)).map((f) => [f.entryId, f]));
  }

  /** The forms of a batch, by entry id. */
  async findForms(batchId: string): Promise<Map<string, Form>> {
    return new Map((await this.repository.findForms(batchId)).map((f) => [f.entryId, f]));
  }

  async getKeys(formId: string): Promise<FormKeyItem[]> {
    return found(await this.repository.findFormKey(formId)).keys;
  }

  /** Keys of a few forms, by form id. */
  async findKeysOf(formIds: readonly string[]): Promise<Map<string, readonly FormKeyItem[]>> {
    return new Map((await this.repository.findFormKeys(formIds)).map((k) => [k.formId, k.keys]));
  }
}
