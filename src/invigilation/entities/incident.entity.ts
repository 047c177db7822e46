import { Entity, ForeignKey, Index } from 'typeorm';
import { IdColumn, InstantColumn, RefColumn, TextColumn } from '../../database/columns.js';
import { Sitting } from '../../batch/entities/batch.entity.js';

/** Sự cố: what happened in the room, noted where it happened. */
@Entity('incident')
@Index('ix_incident_sitting', ['sittingId'])
export class Incident {
  @IdColumn()
  id: string;

  @ForeignKey(() => Sitting, { name: 'fk_incident_sitting' })
  @RefColumn()
  sittingId: string;

  @RefColumn({ nullable: true })
  entryId: string | null;

  @TextColumn(500)
  text: string;

  @InstantColumn()
  at: Date;
}
