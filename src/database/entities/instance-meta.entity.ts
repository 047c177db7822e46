import { Entity, PrimaryColumn } from 'typeorm';
import { LongTextColumn } from '../columns.js';

/** Facts of this installation: the fingerprint of its keys, whether it is a demo, the first administrator's link. */
@Entity('instance_meta')
export class InstanceMeta {
  @PrimaryColumn({ type: 'varchar', length: 60 })
  name: string;

  @LongTextColumn()
  value: string;
}
