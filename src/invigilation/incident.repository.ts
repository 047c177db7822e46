import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Incident } from './entities/incident.entity.js';

@Injectable()
export class IncidentRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findIncidents(sittingId: string): Promise<Incident[]> {
    return this.uow.manager.find(Incident, { where: { sittingId }, order: { at: 'DESC' } });
  }

  async findOfSittings(sittingIds: readonly string[]): Promise<Incident[]> {
    if (sittingIds.length === 0) return [];
    return this.uow.manager.find(Incident, { where: { sittingId: In([...sittingIds]) }, order: { at: 'ASC' } });
  }

  findAll(): Promise<Incident[]> {
    return this.uow.manager.find(Incident);
  }

  async insertIncident(incident: Incident): Promise<void> {
    await this.uow.writing.insert(Incident, incident);
  }
}
