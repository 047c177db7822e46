import { Injectable } from '@nestjs/common';
import { found } from '../common/app-error.js';
import type { FormKeyItem } from '../core/blueprint/form.js';
import { BatchRepository } from './batch.repository.js';
import type { Form } from './entities/batch-entry.entity.js';

/** Frozen forms; the keys have a door of their own, which only marking opens. */
@Injectable()
export class FormService {
  constructor(private readonly repository: BatchRepository) {}

  /** What a form is known by, without its questions. */
  async getHead(entryId: string): Promise<Pick<Form, 'id' | 'digest'>> {
    return found(await this.repository.findFormHead(entryId));
  }

  async getForm(entryId: string): Promise<Form> {
    return found(await this.repository.findForm(entryId));
  }

  /** The forms of a batch, by entry id. */
  async findForms(batchId: string): Promise<Map<string, Form>> {
    return new Map((await this.repository.findForms(batchId)).map((f) => [f.entryId, f]));
  }

  async getKeys(formId: string): Promise<FormKeyItem[]> {
    return found(await this.repository.findFormKey(formId)).keys;
  }
}
