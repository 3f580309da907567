import { z } from 'zod';
import { AGENT_NAMES } from './agents.ts';
import { DURATION, DURATION_RULE, durationMs, RETENTION, RETENTION_RULE, retentionMs } from './durations.ts';
import { isReserved, RESERVED_RULE } from './reserved.ts';
import { SIZE, SIZE_RULE, sizeBytes } from './sizes.ts';

// The kinds of value that both configuration files know. The message of each is what is allowed, as a phrase.

export const duration = z
  .string(DURATION_RULE)
  .regex(DURATION, DURATION_RULE)
  .refine(text => !DURATION.test(text) || durationMs(text) !== undefined, DURATION_RULE)
  .meta({ examples: ['30m', '2h'] })
  .transform(text => durationMs(text) ?? 0);

export const retention = z
  .string(RETENTION_RULE)
  .regex(RETENTION, RETENTION_RULE)
  .refine(text => !RETENTION.test(text) || retentionMs(text) !== undefined, RETENTION_RULE)
  .meta({ examples: ['14d', '12h'] })
  .transform(text => retentionMs(text) ?? 0);

export const size = z
  .string(SIZE_RULE)
  .regex(SIZE, SIZE_RULE)
  .refine(text => !SIZE.test(text) || sizeBytes(text) !== undefined, SIZE_RULE)
  .meta({ examples: ['512m', '4g'] })
  .transform(text => sizeBytes(text) ?? 0);

export const profileName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}$/,
    'Use letters, digits, blanks and `_.-`, at most 63, a letter or digit first',
  );

export const envName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'Use letters, digits and `_`, no digit first')
  .refine(name => !isReserved(name), {
    error: issue => `Leave it out: \`${String(issue.input)}\` ${RESERVED_RULE}`,
  });

export const agentName = z.enum(AGENT_NAMES as [string, ...string[]]);

export const phaseName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Write the name of a phase, like `implement` or `bug.fix`');

export const ownerName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'Write the login of a user or an organisation');

export const repositoryPattern = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/(?:\*|[A-Za-z0-9._-]{1,100})$/,
    'Write `owner/name`, or `owner/*` for all of an owner',
  );

export const botLogin = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/,
    'Write the login as GitHub shows it, like `renovate[bot]`',
  );

const PROJECT_RULE =
  'Write a directory relative to the root of the repository, without `..`, like `packages/web`';
export const projectDirectory = z
  .string()
  .regex(/^[^/\\\0\r\n][^\\\0\r\n]{0,500}$/, PROJECT_RULE)
  .refine(
    path =>
      !path
        .replace(/\/$/, '')
        .split('/')
        .some(part => ['', '..', '.git'].includes(part)),
    PROJECT_RULE,
  )
  .transform(
    path =>
      path
        .split('/')
        .filter(part => part !== '' && part !== '.')
        .join('/') || '.',
  );

export const ignorePattern = z
  .string()
  .regex(/^[^\0\r\n]{1,500}$/, 'Write one pattern as in a `.gitignore`, on one line');

export const count = (max: number) => z.int().min(1).max(max);
