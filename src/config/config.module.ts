import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppConfig } from './app-config.js';
import type { Keys } from './keys.js';

export const KEYS = Symbol('KEYS');

/** What the whole house may ask for: the settings, the keys, the clock. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: AppConfig, keys: Keys, clock: Clock): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: KEYS, useValue: keys },
        { provide: Clock, useValue: clock },
      ],
      exports: [AppConfig, KEYS, Clock],
    };
  }
}
