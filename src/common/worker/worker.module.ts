import { Global, Module } from '@nestjs/common';
import { Workshop } from './workshop.js';

@Global()
@Module({ providers: [{ provide: Workshop, useFactory: () => new Workshop() }], exports: [Workshop] })
export class WorkerModule {}
