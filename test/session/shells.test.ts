import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import local from '../../shared/drivers/local.ts';
import { runSession, startSession } from '../../shared/session/index.ts';

const TOOLS = ['cat', 'cmp', 'grep', 'mkdir', 'mv', 'rm', 'sed', 'seq', 'setsid', 'sleep', 'tail', 'wc'];

const root = await mkdtemp(join(tmpdir(), 'speckit-shells-'));
afterAll(() => rm(root, { recursive: true }));

const which = (name: string) =>
  (process.env.PATH ?? '')
    .split(':')
    .map(folder => join(folder, name))
    .find(path => existsSync(path));

/** A folder with `sh` and the tools: those of `shell` where it brings its own, else the system's. */
async function toolbox(name: string, shell: string, tools: readonly string[]): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  await symlink(shell, join(folder, 'sh'));
  for (const tool of tools) {
    const target = name === 'busybox' ? shell : which(tool);
    if (target) await symlink(target, join(folder, tool));
  }
  return folder;
}

describe.for([
  ['dash', 'dash', TOOLS],
  ['bash', 'bash', TOOLS],
  ['busybox', 'busybox', TOOLS],
  ['bash without setsid, as on macOS', 'bash', TOOLS.filter(tool => tool !== 'setsid')],
] as const)('%s', ([name, program, tools]) => {
  const shell = which(program);

  test.skipIf(!shell && process.env.CI !== 'true')(
    `runs, is cancelled with its children, and reports signals${shell ? '' : ` (no ${program} here)`}`,
    async () => {
      const only = await toolbox(name, shell ?? program, tools);
      // The driver looks for programs by this PATH too, so nothing of the system's is in reach.
      const driver = local.make(local.settings.parse({}), { dataDir: join(root, `data ${name}`) });
      const inner = await driver.create({ name: 'one', labels: {} });
      const sandbox: typeof inner = {
        ...inner,
        exec: (argv, options = {}) => inner.exec(argv, { ...options, env: { ...options.env, PATH: only } }),
      };
      const cwd = sandbox.home;
      const heard: string[] = [];
      const onOutput = (_: number, bytes: Uint8Array) => {
        heard.push(Buffer.from(bytes).toString());
      };
      try {
        const shown = (
          await sandbox.exec(['sh', '-c', 'command -v sh tail; command -v setsid'])
        ).stdout.toString();
        expect(shown.split('\n').filter(line => line && !line.startsWith(only) && line !== 'tail')).toEqual(
          [],
        );

        const first = await runSession(sandbox, {
          dir: join(cwd, 'a'),
          start: { script: 'seq 3; echo "$X"; exit 3', cwd, env: { X: 'x' } },
          onOutput,
        });
        expect(first).toEqual({ kind: 'exited', exitCode: 3 });
        expect(heard.join('')).toBe('1\n2\n3\nx\n');

        const killed = await runSession(sandbox, {
          dir: join(cwd, 'b'),
          start: { script: 'kill -9 $$', cwd },
          onOutput,
        });
        expect(killed).toEqual({ kind: 'exited', exitCode: 137, signal: 'SIGKILL' });

        const script = 'sleep 87654 & (sleep 87654) & echo "group $$"; wait';
        const limited = await runSession(sandbox, {
          dir: join(cwd, 'c'),
          start: { script, cwd },
          timeLimitMs: 500,
          onOutput,
        });
        expect(limited).toEqual({ kind: 'timed_out' });
        const [, group] = /group (\d+)/.exec(heard.join('')) ?? [];
        expect(groupMembers(Number(group))).toEqual([]);

        const stubborn = `trap '' TERM; echo up; while :; do sleep 87654; done`;
        const cancel = new AbortController();
        const cancelled = await runSession(sandbox, {
          dir: join(cwd, 'd'),
          start: { script: stubborn, cwd },
          graceMs: 200,
          cancel: cancel.signal,
          onOutput: () => cancel.abort(),
        });
        expect(cancelled).toEqual({ kind: 'cancelled' });
      } finally {
        await sandbox.destroy();
      }
    },
  );
});

test('a shell that has no way to make a process group is refused, not left without cancel', async () => {
  const dash = which('dash') ?? '/bin/sh';
  const only = await toolbox(
    'none',
    dash,
    TOOLS.filter(tool => tool !== 'setsid'),
  );
  const sandbox = await local
    .make(local.settings.parse({}), { dataDir: join(root, 'none-data') })
    .create({ name: 'none', labels: {} });
  const starting = startSession(sandbox, {
    dir: join(sandbox.home, 'a'),
    script: 'true',
    cwd: sandbox.home,
    env: { PATH: only },
  });
  await expect(starting).rejects.toMatchObject({ code: 'unsupported' });
  await sandbox.destroy();
});

/** Pids of the living processes of a group. */
function groupMembers(pgid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,pgid=,stat=']).toString().trim().split('\n');
  return table
    .map(line => line.trim().split(/\s+/))
    .filter(([, group, state]) => Number(group) === pgid && !state?.startsWith('Z'))
    .map(([pid]) => Number(pid));
}
