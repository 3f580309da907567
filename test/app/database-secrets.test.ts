import { expect, it } from 'vitest';
import { databaseSecrets } from '../../app/database-secrets.ts';
import { createLog } from '../../app/log.ts';

it.each([
  [undefined, {}, []],
  ['postgres://ann@db/app', {}, []],
  ['postgres://ann:s3cret-word@db/app', {}, ['s3cret-word']],
  ['postgres://ann:p%40ss-word@db/app', {}, ['p%40ss-word', 'p@ss-word']],
  ['postgres://ann:100%-sure@db/app', {}, ['100%-sure']],
  ['postgres:///app?host=/run/pg&password=s3cret-word', {}, ['s3cret-word']],
  ['postgres://ann@db/app', { PGPASSWORD: 'from-outside' }, ['from-outside']],
  ['no address', { PGPASSWORD: '' }, []],
])('of %j and %j', (url, variables, secrets) => {
  expect(databaseSecrets(url, variables)).toEqual(secrets);
});

it('no line of the log has one', () => {
  let written = '';
  const url = 'postgres://ann:p%40ss-word@db/app';
  const secrets = databaseSecrets(url, { PGPASSWORD: 'from-outside' });
  const log = createLog({
    secrets,
    write: line => {
      written += line;
    },
  });
  log.error({ err: new Error(`no answer of ${url}`) }, 'tried p@ss-word, then from-outside');
  expect(written).toContain('no answer of');
  for (const secret of secrets) expect(written).not.toContain(secret);
});
