import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { GitFailure, git, gitLine, gitStream } from '../../shared/sync/git.ts';

const HELLO = 'b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0';

test('output, stdin as bytes and as a stream', async () => {
  expect(await gitLine(['hash-object', '--stdin'], { stdin: Buffer.from('hello') })).toBe(HELLO);
  const stdin = new PassThrough();
  stdin.write('hel');
  setImmediate(() => stdin.end('lo'));
  expect(await gitLine(['hash-object', '--stdin'], { stdin })).toBe(HELLO);
});

test('git that does not read its input, and many at once, end well', async () => {
  const large = Buffer.alloc(4 * 1024 * 1024);
  const versions = await Promise.all(
    Array.from({ length: 20 }, () => gitLine(['version'], { stdin: large })),
  );
  expect(new Set(versions).size).toBe(1);
});

test('nothing of our environment but what git needs reaches it', async () => {
  vi.stubEnv('GIT_DIR', '/nonexistent');
  vi.stubEnv('APP_SECRET', 'x');
  vi.stubEnv('HOME', '/tmp');
  const seen = await git(['-c', 'alias.show-env=!env', 'show-env']);
  vi.unstubAllEnvs();
  expect(seen.toString()).not.toMatch(/^(APP_SECRET|HOME|GIT_DIR)=/m);
  expect(seen.toString()).toContain('GIT_CONFIG_GLOBAL=/dev/null');
});

test('failures: exit code and stderr, too much output, a torn source, an abort', async () => {
  const failure = await git(['rev-parse', '--verify', 'nothing']).catch((e: unknown) => e);
  expect(failure).toBeInstanceOf(GitFailure);
  expect(failure).toMatchObject({ exitCode: 128, tooLarge: false, stderr: expect.stringContaining('fatal') });
  const stdin = Buffer.alloc(1024 * 1024, 'a');
  await expect(git(['stripspace'], { stdin, maxBytes: 1000 })).rejects.toMatchObject({ tooLarge: true });

  const torn = new PassThrough();
  torn.write('hel');
  setImmediate(() => torn.destroy(new Error('the disk broke')));
  await expect(git(['hash-object', '--stdin'], { stdin: torn })).rejects.toThrow('the disk broke');

  const stop = new AbortController();
  const waiting = git(['hash-object', '--stdin'], { stdin: new PassThrough(), signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('an abort ends the helpers of git too', async () => {
  const stop = new AbortController();
  const { stdout, done } = gitStream(['-c', 'alias.wait=!echo $$; sleep 1000 & wait', 'wait'], {
    signal: stop.signal,
  });
  const [pid] = await new Promise<string[]>(resolve =>
    stdout.once('data', (line: Buffer) => resolve(`${line}`.trim().split('\n'))),
  );
  stop.abort(new Error('enough'));
  await expect(done).rejects.toThrow('enough');
  await vi.waitFor(async () => expect(await stateOf(pid ?? '')).toMatch(/gone|Z/));
});

test('a reader that goes away ends git', async () => {
  const { stdout, done } = gitStream(['-c', 'alias.yes=!yes', 'yes']);
  stdout.once('data', () => stdout.destroy());
  await expect(done).rejects.toBeInstanceOf(GitFailure);
});

async function stateOf(pid: string): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone');
  return stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .slice(0, 4);
}
