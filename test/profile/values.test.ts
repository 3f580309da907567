import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../shared/profile/durations.ts';
import { matches } from '../../shared/profile/match.ts';
import { isReserved } from '../../shared/profile/reserved.ts';
import { formatSize, parseSize } from '../../shared/profile/sizes.ts';

describe('durations', () => {
  test.each<[string, number]>([
    ['1s', 1_000],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
  ])('%s is %d ms and back', (text, ms) => {
    expect(parseDuration(text, { key: 'timeout' })).toBe(ms);
    expect(parseDuration(formatDuration(ms), { key: 'timeout' })).toBe(ms);
  });

  test.each([
    '',
    '30',
    'm',
    '0m',
    '-1m',
    '1.5h',
    '30 m',
    '30M',
    '1d',
    '1h30m',
    '25h',
    '9999999s',
    ' 1m',
    '1m\n',
    '٣m',
  ])('%j is refused', text => {
    expect(() => parseDuration(text, { key: 'profiles.a.timeout' })).toThrow(
      expect.objectContaining({
        code: 'config',
        message: expect.stringContaining('`profiles.a.timeout`'),
        hint: expect.stringContaining('`30m`'),
      }),
    );
  });
});

describe('sizes', () => {
  test.each<[string, number]>([
    ['1k', 1024],
    ['512m', 2 ** 29],
    ['4g', 2 ** 32],
    ['1024g', 2 ** 40],
  ])('%s is %d bytes and back', (text, bytes) => {
    expect(parseSize(text, { key: 'memory' })).toBe(bytes);
    expect(parseSize(formatSize(bytes), { key: 'memory' })).toBe(bytes);
  });

  test.each(['', '4', '4b', '4gb', '4G', '0m', '1.5g', '-1g', '1025g', '4 g', '1e3m', '99999999999g'])(
    '%j is refused',
    text => {
      expect(() => parseSize(text, { key: 'memory', code: 'usage' })).toThrow(
        expect.objectContaining({ code: 'usage', message: expect.stringContaining('`memory`') }),
      );
    },
  );
});

test.each<[string, string, boolean]>([
  ['', '', true],
  ['*', '', true],
  ['a', 'b', false],
  ['node:*', 'node:24', true],
  ['node:*', 'xnode:24', false],
  ['*/x*y', 'a/b/xzy', true],
  ['*/x*y', 'a/b/xz', false],
  ['a.c', 'abc', false],
  ['ghcr.io/acme/*', 'ghcr.io/acme', false],
  ['a**b', 'ab', true],
])('%j matches %j: %s', (pattern, text, wanted) => {
  expect(matches(pattern, text)).toBe(wanted);
});

test('a pattern of many stars ends', () => {
  expect(matches('*a'.repeat(250), `${'a'.repeat(499)}b`)).toBe(false);
});

test.each<[string, boolean]>([
  ['APP_ID', true],
  ['Private_Key', true],
  ['GITHUB_TOKEN', true],
  ['PGPASSWORD', true],
  ['DOCKER_HOST', true],
  ['ANTHROPIC_API_KEY', false],
  ['COPILOT_GITHUB_TOKEN', false],
  ['MY_PRIVATE_KEY_NAME', false],
  ['NODE_ENV', false],
])('%s is reserved: %s', (name, reserved) => {
  expect(isReserved(name)).toBe(reserved);
});
