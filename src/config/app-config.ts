import 'reflect-metadata';
import { resolve } from 'node:path';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  validateSync,
} from 'class-validator';

const toInt = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;

const blankIsUnset = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

/** Everything that can be set from outside, each with its rule and its remedy. Read once, at start. */
export class AppConfig {
  /** TCP port; 0 takes a free one. */
  @Transform(toInt)
  @IsInt()
  @Min(0)
  @Max(65535)
  PORT = 3000;

  /** Address to listen on; 0.0.0.0 serves the local network, 127.0.0.1 this machine alone. */
  @IsString()
  @Matches(/^[0-9A-Za-z.:-]+$/)
  HOST = '0.0.0.0';

  /** Folder for the database, the keys and the backups. */
  @IsString()
  @MaxLength(500)
  DATA_DIR = './data/main';

  /** postgres://user:password@host:5432/name in place of the embedded SQLite. */
  @Transform(blankIsUnset)
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/.+/)
  DATABASE_URL?: string;

  /** Connections to PostgreSQL. */
  @Transform(toInt)
  @IsInt()
  @Min(2)
  @Max(200)
  DATABASE_POOL = 10;

  /** Certificate and private key (PEM files); both or neither. */
  @Transform(blankIsUnset)
  @IsOptional()
  @IsString()
  TLS_CERT?: string;

  @Transform(blankIsUnset)
  @IsOptional()
  @IsString()
  TLS_KEY?: string;

  /** Address or range of the reverse proxy whose X-Forwarded-* are believed, e.g. 127.0.0.1 or 10.0.0.0/8. */
  @Transform(blankIsUnset)
  @IsOptional()
  @Matches(/^[0-9a-fA-F.:/,\s]+$/)
  TRUST_PROXY?: string;

  /** File of the server's keys; DATA_DIR/keys.json by default. Several instances share one. */
  @Transform(blankIsUnset)
  @IsOptional()
  @IsString()
  KEYS_FILE?: string;

  /** Text file with the passphrase that encrypts backups; without it they are made in clear. */
  @Transform(blankIsUnset)
  @IsOptional()
  @IsString()
  BACKUP_PASSPHRASE_FILE?: string;

  /** Address printed on cards and in links, e.g. http://192.168.1.20:3000; guessed when absent. */
  @Transform(blankIsUnset)
  @IsOptional()
  @Matches(/^https?:\/\/[^\s/]+$/)
  PUBLIC_URL?: string;

  /** How much the log tells. */
  @IsIn(['silent', 'error', 'warn', 'info', 'debug'])
  LOG_LEVEL = 'warn';

  /** Set by the demo command alone: sample data, recognisable on every page. */
  @Transform(({ value }) => value === true || value === 'true' || value === '1')
  @IsBoolean()
  DEMO = false;

  get dataDir(): string {
    return resolve(this.DATA_DIR);
  }

  get keysFile(): string {
    return resolve(this.KEYS_FILE ?? `${this.DATA_DIR}/keys.json`);
  }

  get databaseUrl(): string {
    return this.DATABASE_URL ?? `sqlite:${resolve(this.DATA_DIR, 'nhan-thuc.sqlite')}`;
  }

  get tls(): boolean {
    return this.TLS_CERT !== undefined;
  }
}

/** What was wrong with the configuration, one line a setting: name, rule, remedy; never the value. */
export class ConfigError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
  }
}

const REMEDY: Readonly<Record<string, string>> = {
  PORT: 'a whole number from 0 to 65535, e.g. PORT=3000',
  HOST: 'a host name or IP address, e.g. HOST=0.0.0.0',
  DATA_DIR: 'a folder, e.g. DATA_DIR=./data/main',
  DATABASE_URL: 'postgres://user:password@host:5432/name, or leave it out for the embedded SQLite',
  DATABASE_POOL: 'a whole number from 2 to 200, e.g. DATABASE_POOL=10',
  TLS_CERT: 'the path of a PEM certificate, together with TLS_KEY',
  TLS_KEY: 'the path of a PEM private key, together with TLS_CERT',
  TRUST_PROXY: 'an address or range, e.g. TRUST_PROXY=127.0.0.1',
  KEYS_FILE: 'the path of the keys file',
  BACKUP_PASSPHRASE_FILE: 'the path of a text file with the passphrase of backups',
  PUBLIC_URL: 'http:// or https:// with host and port, no path, e.g. PUBLIC_URL=http://192.168.1.20:3000',
  LOG_LEVEL: 'one of silent, error, warn, info, debug',
  DEMO: 'true or false',
};

/** Reads and checks the environment. @throws ConfigError naming each bad setting, its rule and how to mend it. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): AppConfig {
  const known = Object.keys(REMEDY);
  const picked = Object.fromEntries(known.filter((k) => env[k] !== undefined).map((k) => [k, env[k]]));
  const config = plainToInstance(AppConfig, picked);
  const lines = validateSync(config, { forbidUnknownValues: true }).map((e) => {
    const rules = Object.keys(e.constraints ?? {}).join(', ');
    return `${e.property}: breaks the rule ${rules}; set ${REMEDY[e.property] ?? 'it as documented'}.`;
  });
  if ((config.TLS_CERT === undefined) !== (config.TLS_KEY === undefined)) {
    lines.push('TLS_CERT, TLS_KEY: breaks the rule bothOrNeither; set both files or neither.');
  }
  if (lines.length > 0) throw new ConfigError(lines);
  return config;
}
