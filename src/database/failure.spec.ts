import { describe, expect, it } from '@jest/globals';
import { refusalOf } from './failure.js';

describe('a failure of the database', () => {
  it.each([
    ['SQLITE_BUSY', 'common/busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'common/busy'],
    ['55P03', 'common/busy'],
    ['SQLITE_FULL', 'common/full'],
    ['53100', 'common/full'],
    ['57P01', 'common/away'],
    ['57P03', 'common/away'],
    ['08006', 'common/away'],
    ['ECONNREFUSED', 'common/away'],
  ])('that passes is told as such, wrapped or not: %s is %s', (code, refusal) => {
    expect(refusalOf({ code })?.code).toBe(refusal);
    expect(refusalOf({ code: 'ER', driverError: { code } })?.code).toBe(refusal);
  });

  it('of a broken connection has no code, only a sentence', () => {
    expect(refusalOf(new Error('Connection terminated unexpectedly'))?.code).toBe('common/away');
  });

  it.each([new Error('x is not a function'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }, { code: '23505' }, null, 'text'])(
    'that is a fault of the program stays one: %p',
    (error) => {
      expect(refusalOf(error)).toBeNull();
    },
  );
});
