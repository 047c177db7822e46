import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/config/app-config.js';
import { loadKeys } from '../../src/config/keys.js';
import { buildApp } from '../../src/server.js';
import { TestClock } from '../support/house.js';

const linesOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).lines;
  }
};

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({ PORT: 3000, HOST: '0.0.0.0', DEMO: false });
  });

  it.each([
    ['PORT', 'geheim99999'],
    ['HOST', 'geheim host'],
    ['DATABASE_URL', 'mysql://geheim'],
    ['DATABASE_POOL', 'geheim'],
    ['TRUST_PROXY', 'geheim!'],
    ['PUBLIC_URL', 'geheim'],
    ['LOG_LEVEL', 'geheim'],
  ])('tells of a bad %s its name, the rule and the remedy, never its value', (name, value) => {
    const lines = linesOf({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name}: breaks the rule \\w+.*; set .+`));
    expect(lines[0]).not.toContain('geheim');
  });

  it('tells all bad settings at once', () => {
    expect(linesOf({ PORT: 'x', LOG_LEVEL: 'y', TLS_CERT: 'only.pem' })).toHaveLength(3);
  });
});

describe('the keys', () => {
  it('are made at the first start, readable by the owner alone, and the same ever after', () => {
    const dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-keys-'));
    const file = join(dir, 'keys.json');
    const first = loadKeys(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadKeys(file).fingerprint).toBe(first.fingerprint);
    expect(first.pepper).toHaveLength(32);
    rmSync(dir, { recursive: true });
  });

  it('of another database stop the start', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nhan-thuc-keys-'));
    const config = readConfig({ DATA_DIR: dir, LOG_LEVEL: 'silent' });
    await (await buildApp(config, new TestClock())).close();
    const keys = JSON.parse(readFileSync(join(dir, 'keys.json'), 'utf8')) as Record<string, string>;
    writeFileSync(join(dir, 'keys.json'), JSON.stringify({ ...keys, pepper: keys['session'] }));
    await expect(buildApp(config, new TestClock())).rejects.toThrow('does not belong to this database');
    rmSync(dir, { recursive: true });
  });
});
