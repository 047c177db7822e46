import { Global, Module } from '@nestjs/common';
import { DocumentMaker } from './document-maker.js';

@Global()
@Module({ providers: [DocumentMaker], exports: [DocumentMaker] })
export class DocumentsModule {}
