import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Incident } from './entities/incident.entity.js';

@Injectable()
export class IncidentRepository {
  constructor(private readonly uow: UnitOfWork) {}

  findIncidents(sittingId: string): Promise<Incident[]> {
    return this.uow.manager.find(Incident, { where: { sittingId }, order: { at: 'DESC' } });
  }

  async insertIncident(incident: Incident): Promise<void> {
    await this.uow.writing.insert(Incident, incident);
  }
}
