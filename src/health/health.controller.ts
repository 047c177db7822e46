import { Controller, Get } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Performs } from '../common/http/access.js';
import { Database } from '../database/database.js';

@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process answers. */
  @Get('live')
  @Performs('public')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The database answers too. */
  @Get('ready')
  @Performs('public')
  async ready(): Promise<{ status: string }> {
    try {
      await this.database.ping();
    } catch {
      throw new AppError('common/busy');
    }
    return { status: 'ok' };
  }
}
