import { describe, expect, test } from 'vitest';
import type { Command, RunFlags } from '../../shared/command/types.ts';
import { parseRepoConfig, parseServerConfig } from '../../shared/profile/load.ts';
import {
  decide,
  decideSender,
  isServed,
  type Permission,
  type Request,
} from '../../shared/profile/policy.ts';

const phase = (name: string, flags: RunFlags = {}): Command => ({
  name: 'run',
  work: { kind: 'phase', phase: name, text: '' },
  flags,
});
const SHELL = { name: 'run', work: { kind: 'shell', command: 'id' }, flags: {} } satisfies Command;
const KEEP: Command = { name: 'keep', side: 'result' };
const APPLY: Command = { name: 'apply', run: 'r1k7zq3m9x2ab' };

const open = await parseServerConfig("serve: {owners: [Acme]}\nbots: ['renovate[bot]']");
const strict = await parseServerConfig(
  'serve: {owners: [acme]}\nadmin: {shell: true, phases: [implement], profiles: [big]}\nprofiles: {big: {}}\nprofile: big',
);
const repo = await parseRepoConfig();
const limited = await parseRepoConfig('admin: {phases: [plan]}\nprofile: default');

const user = (permission: Permission) => ({ login: 'alice', type: 'User', permission });
const bot = (login: string) => ({ login, type: 'Bot', permission: 'none' as const });

const request = (changes: Partial<Request>): Request => ({
  server: open,
  repo,
  repository: 'acme/web',
  sender: user('write'),
  pr: { fork: false, open: true },
  command: phase('plan'),
  ...changes,
});

describe('allowed', () => {
  test.each<[string, Partial<Request>]>([
    ['write', {}],
    ['maintain', { sender: user('maintain') }],
    ['admin', { sender: user('admin') }],
    ['an answer to a conflict', { command: KEEP, original: SHELL }],
    ['an admin who applies a result', { sender: user('admin'), command: APPLY, original: SHELL }],
    ['a shell command where nothing is limited', { command: SHELL }],
    ['a bot on the list', { sender: bot('Renovate[bot]') }],
    ['status on a fork', { command: { name: 'status' }, pr: { fork: true, open: true } }],
    ['cancel on a closed pull request', { command: { name: 'cancel' }, pr: { fork: false, open: false } }],
    [
      'an admin where all is limited',
      { server: strict, repo: limited, sender: user('admin'), command: SHELL },
    ],
    ['another phase and profile', { server: strict, command: phase('plan', { profile: 'default' }) }],
    [
      'a retry of what is not limited',
      {
        server: strict,
        repo: limited,
        command: { name: 'retry' },
        original: { work: { kind: 'phase', phase: 'tasks', text: '' }, flags: {} },
      },
    ],
  ])('%s', (_, changes) => {
    expect(decide(request(changes))).toEqual({ allowed: true });
  });
});

describe('refused', () => {
  test.each<[string, Partial<Request>, RegExp, RegExp, boolean?]>([
    ['an answer of a reader', { sender: user('read'), command: KEEP, original: SHELL }, /no write/, /Ask/],
    [
      'an answer about a run that is left to admins',
      { server: strict, command: KEEP, original: SHELL },
      /Shell commands are left to admins/,
      /`admin` in/,
    ],
    [
      'an answer on a closed pull request',
      { command: KEEP, pr: { fork: false, open: false } },
      /is closed/,
      /Reopen/,
    ],
    [
      'applying without being an admin',
      { sender: user('maintain'), command: APPLY },
      /left to admins/,
      /Ask/,
    ],
    ['triage', { sender: user('triage') }, /`alice` has no write permission/, /Ask somebody/],
    ['read', { sender: user('read') }, /no write permission/, /Ask somebody/],
    ['none', { sender: user('none') }, /no write permission/, /Ask somebody/],
    [
      'help without permission',
      { sender: user('read'), command: { name: 'help' } },
      /no write permission/,
      /Ask/,
    ],
    [
      'cancel without permission',
      { sender: user('read'), command: { name: 'cancel' } },
      /no write permission/,
      /Ask/,
    ],
    ['a bot', { sender: bot('evil[bot]') }, /bot `evil\[bot\]`/, /`bots` in `speckit-remote\.yml`/, true],
    [
      'a bot with a write permission',
      { sender: { ...bot('x[bot]'), permission: 'admin' } },
      /bot/,
      /bots/,
      true,
    ],
    [
      'another account type',
      { sender: { ...user('write'), type: 'Mannequin' } },
      /bot `alice`/,
      /bots/,
      true,
    ],
    ['an owner that is not served', { repository: 'other/web' }, /does not work for other\/web/, /`serve`/],
    [
      'a bot of such an owner',
      { repository: 'other/web', sender: bot('x[bot]') },
      /does not work/,
      /`serve`/,
      true,
    ],
    ['a fork', { pr: { fork: true, open: true } }, /comes from a fork/, /Push the branch/],
    ["an admin's own fork", { pr: { fork: true, open: true }, sender: user('admin') }, /fork/, /Push/],
    ['a retry on a fork', { pr: { fork: true, open: true }, command: { name: 'retry' } }, /fork/, /Push/],
    ['a closed pull request', { pr: { fork: false, open: false } }, /closed/, /Reopen/],
    [
      'a shell command',
      { server: strict, command: SHELL },
      /Shell commands are left to admins/,
      /speckit-remote\.yml/,
    ],
    [
      'a phase',
      { server: strict, command: phase('implement', { profile: 'default' }) },
      /`implement` is left to admins/,
      /`admin`/,
    ],
    [
      'a phase by another spelling',
      { server: strict, command: phase('speckit.Implement', { profile: 'default' }) },
      /is left to admins/,
      /`admin`/,
    ],
    ['a phase by the repository', { repo: limited }, /`plan` is left to admins/, /\.github\/speckit\.yml/],
    [
      'the default profile',
      { server: strict, command: phase('tasks') },
      /profile `big` is left to admins/,
      /`admin`/,
    ],
    [
      'a profile by flag',
      { server: strict, repo: limited, command: phase('tasks', { profile: 'big' }) },
      /`big` is left/,
      /`admin`/,
    ],
    [
      'a shell command of a bot',
      { server: { ...open, admin: strict.admin }, command: SHELL, sender: bot('renovate[bot]') },
      /left to admins/,
      /`admin`/,
    ],
    [
      "a retry of an admin's run",
      {
        server: strict,
        command: { name: 'retry' },
        original: { work: SHELL.name === 'run' ? SHELL.work : { kind: 'shell', command: '' }, flags: {} },
      },
      /Shell commands are left/,
      /`admin`/,
    ],
  ])('%s', (_, changes, message, hint, silent) => {
    const decision = decide(request(changes));
    expect(decision.allowed).toBe(false);
    if (decision.allowed) return;
    expect(decision.error.code).toBe('denied');
    expect(decision.error.message).toMatch(message);
    expect(decision.error.hint).toMatch(hint);
    expect(decision.silent).toBe(silent);
  });
});

test.each<[string, string, string, boolean]>([
  ['', 'acme', 'web', false],
  ['serve: {owners: [acme]}', 'ACME', 'web', true],
  ['serve: {owners: [acme]}', 'acme2', 'web', false],
  ['serve: {repositories: [acme/web]}', 'Acme', 'Web', true],
  ['serve: {repositories: [acme/web]}', 'acme', 'webber', false],
  ['serve: {repositories: [acme/*]}', 'acme', 'anything', true],
  ['serve: {repositories: [acme/*]}', 'other', 'acme', false],
])('%j serves %s/%s: %s', async (text, owner, name, served) => {
  expect(isServed(await parseServerConfig(text), owner, name)).toBe(served);
});

test('the sender is judged without the configuration, which limits only what is left', () => {
  const limitedByDefault = request({ server: strict, repo: limited, command: phase('tasks') });
  expect(decide({ ...limitedByDefault, repo })).toMatchObject({ allowed: false });
  expect(decideSender(limitedByDefault)).toEqual({ allowed: true });
  expect(decide(limitedByDefault)).toEqual({ allowed: true });
  expect(decideSender(request({ sender: user('read') }))).toMatchObject({ allowed: false });
  expect(decideSender(request({ pr: { fork: true, open: true } }))).toMatchObject({ allowed: false });
});
