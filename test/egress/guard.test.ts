import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { domainMatches, normalDomain } from '../../shared/egress/domains.ts';
import { createGuard } from '../../shared/egress/guard.ts';

test.for([
  ['pypi.org', 'pypi.org', true],
  ['pypi.org', 'files.pypi.org', false],
  ['pypi.org', 'evilpypi.org', false],
  ['pypi.org', 'pypi.org.evil.example', false],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'aexample.com', false],
  ['*.example.com', 'a.example.com.evil.example', false],
  ['pypi.org', '', false],
] as const)('%s stands for %s: %s', ([pattern, name, expected]) => {
  expect(domainMatches(pattern, name)).toBe(expected);
});

test.for([
  ['PyPI.org', 'pypi.org'],
  ['pypi.org.', 'pypi.org'],
])('%s is %s', ([written, normal]) => {
  expect(normalDomain(written ?? '')).toBe(normal);
});

const guard = createGuard({ allow: ['pypi.org', '*.example.com'], refuse: ['10.1.2.3'] });

test.for([
  ['pypi.org', 443],
  ['pypi.org', 80],
  ['PYPI.ORG.', 443],
  ['a.example.com', 443],
] as const)('lets %s:%d through', ([host, port]) => {
  expect(guard.refusal(host, port)).toBeUndefined();
});

test.for([
  ['pypi.org', 22, /port 22/],
  ['pypi.org', 0, /port 0/],
  ['pypi.org', Number.NaN, /port/],
  ['example.com', 443, /example\.com is not on the list/],
  ['127.0.0.1', 443, /not on the list/],
  ['localhost', 443, /not on the list/],
  ['', 443, /not on the list/],
  ['a\r\nX: y', 443, /^a\?\?x:\?y is not on the list[^\r\n]*$/],
  ['ünïcode.example', 443, /^[\x20-\x7e]+$/],
] as const)('refuses %s:%d', ([host, port, reason]) => {
  expect(guard.refusal(host, port)).toMatch(reason);
});

const resolve = (host: string, all = true) =>
  new Promise<string | readonly LookupAddress[]>((done, failed) => {
    guard.lookup(host, { all }, (error, address) => (error ? failed(error) : done(address)));
  });

// Literal addresses resolve to themselves, as a name would that points there.
test.for([
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '169.254.169.254',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '10.1.2.3',
  '::ffff:10.1.2.3',
])('a name that points to %s is not connected to', async address => {
  await expect(resolve(address)).rejects.toThrow('no address that may be reached');
});

test.for(['10.1.2.4', '192.0.2.1', '2001:db8::1'])('a name that points to %s is', async address => {
  expect(await resolve(address)).toEqual([{ address, family: address.includes(':') ? 6 : 4 }]);
  expect(await resolve(address, false)).toBe(address);
});

test('a name that does not exist is an error', async () => {
  await expect(resolve('no-such-name.invalid')).rejects.toThrow();
});
