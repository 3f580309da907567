import { createHash, randomBytes, randomInt } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Sandbox } from '../../shared/drivers/types.ts';
import type { ContractContext } from './driver.ts';

/** How many arguments of all processes in the sandbox contain `needle` (this command's own aside). */
export async function countProcesses(sandbox: Sandbox, needle: string): Promise<number> {
  // In two halves, so that this command does not find itself.
  const half = needle.length >> 1;
  const { stdout } = await sandbox.exec([
    'sh',
    '-c',
    'all=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"); printf "%s\\n" "$all" | grep -cF "$1$2"; exit 0',
    'sh',
    needle.slice(0, half),
    needle.slice(half),
  ]);
  return Number(stdout.toString());
}

/** A number of seconds that no other process sleeps. */
export const longSleep = () => `${randomInt(100_000, 999_999)}.${randomInt(100_000, 999_999)}`;

export function execCases({ sandbox }: ContractContext): void {
  test.for([
    ['exit 0', 0],
    ['exit 1', 1],
    ['exit 255', 255],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
  ] as const)('%s → %d', async ([script, code]) => {
    expect((await sandbox().exec(['sh', '-c', script])).exitCode).toBe(code);
  });

  test('a command that is not there is a result', async () => {
    expect((await sandbox().exec(['no-such-command'])).exitCode).toBeOneOf([126, 127]);
  });

  test('arguments and variables arrive as they are', async () => {
    const odd = [
      '',
      ' ',
      'a b',
      '$HOME',
      '`id`',
      '"',
      "'",
      '\\',
      'two\nlines',
      '*',
      '-n',
      'ünïcode 漢字 🙂',
      '$(id)',
    ];
    const { stdout } = await sandbox().exec(['sh', '-c', 'printf "%s\\0" "$@" "$ODD"', 'sh', ...odd], {
      env: { ODD: odd.join('') },
    });
    expect(stdout.toString().split('\0')).toEqual([...odd, odd.join(''), '']);
  });

  test('runs in the wanted folder', async () => {
    await sandbox().exec(['mkdir', '-p', 'some folder']);
    const { stdout } = await sandbox().exec(['sh', '-c', 'basename "$PWD"'], {
      cwd: `${sandbox().home}/some folder`,
    });
    expect(stdout.toString()).toBe('some folder\n');
  });

  test('sees nothing of the server’s environment', async () => {
    vi.stubEnv('SERVER_SECRET', 'do-not-tell');
    const { stdout } = await sandbox().exec(['env']);
    vi.unstubAllEnvs();
    expect(stdout.toString()).not.toContain('do-not-tell');
    expect(stdout.toString()).toMatch(/^PATH=/m);
  });

  test('stdin is empty unless given', async () => {
    expect((await sandbox().exec(['cat'])).stdout).toHaveLength(0);
  });

  test.for(['bytes', 'stream'])('3 MB through stdin and back, from %s', async kind => {
    const content = randomBytes(3_000_000);
    const stdin = kind === 'bytes' ? content : Readable.from([content.subarray(0, 10), content.subarray(10)]);
    const { stdout, exitCode } = await sandbox().exec(['cat'], { stdin });
    expect(exitCode).toBe(0);
    expect(createHash('sha256').update(stdout).digest('hex')).toBe(
      createHash('sha256').update(content).digest('hex'),
    );
  });

  test.for(['at once', 'on the way'])('a source of stdin that breaks %s ends the command', async when => {
    const seconds = longSleep();
    const broken = new Error('the disk is on fire');
    const stdin = new Readable({ read() {} });
    if (when === 'at once') stdin.destroy(broken);
    const running = sandbox().exec(['sh', '-c', `echo up; cat; sleep ${seconds}`], {
      stdin,
      onStdout: () => void stdin.destroy(broken),
    });
    await expect(running).rejects.toBe(broken);
    expect(await countProcesses(sandbox(), seconds)).toBe(0);
  });

  test('what a command asks can be answered through its stdin', async () => {
    const stdin = new PassThrough();
    let said = '';
    const { exitCode } = await sandbox().exec(['sh', '-c', 'echo ask; read -r answer; echo "$answer"; cat'], {
      stdin,
      onStdout(chunk) {
        if (said === '') stdin.end('answer\nrest');
        said += Buffer.from(chunk).toString();
      },
    });
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: 'ask\nanswer\nrest' });
  });

  test('a command that does not read its stdin ends all the same', async () => {
    expect((await sandbox().exec(['true'], { stdin: Buffer.alloc(3_000_000) })).exitCode).toBe(0);
  });

  test('10,000 lines come in order, as they are printed', async () => {
    const seen: Uint8Array[] = [];
    const { stdout } = await sandbox().exec(['seq', '10000'], {
      onStdout: async chunk => {
        seen.push(Uint8Array.from(chunk));
        await pause(0);
      },
    });
    expect(stdout).toHaveLength(0);
    const lines = Buffer.concat(seen).toString().trimEnd().split('\n');
    expect(lines).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i + 1)));
  });

  test('invalid UTF-8 arrives byte for byte', async () => {
    const { stdout } = await sandbox().exec(['printf', '\\377\\000\\303\\050\\360\\237']);
    expect(stdout).toEqual(Buffer.from([0xff, 0, 0xc3, 0x28, 0xf0, 0x9f]));
  });

  test('of stderr the last 64 KiB are kept', async () => {
    const { stdout, stderr } = await sandbox().exec(['sh', '-c', 'seq 100000 >&2; echo out']);
    expect(stdout.toString()).toBe('out\n');
    expect(stderr).toHaveLength(65_536);
    expect(stderr.toString().endsWith('\n99999\n100000\n')).toBe(true);
  });

  test('output without end is refused, not collected', async () => {
    await expect(sandbox().exec(['cat', '/dev/zero'])).rejects.toMatchObject({ code: 'exhausted' });
  });

  test('a listener that fails ends the command', async () => {
    const seconds = longSleep();
    const failure = new Error('full up');
    const running = sandbox().exec(['sh', '-c', `echo x; sleep ${seconds}`], {
      onStdout: () => Promise.reject(failure),
    });
    await expect(running).rejects.toBe(failure);
    expect(await countProcesses(sandbox(), seconds)).toBe(0);
  });

  test('aborting ends the command with its children, also those in a session of their own', async () => {
    const seconds = longSleep();
    const abort = new AbortController();
    const reason = new Error('enough');
    const running = sandbox().exec(
      ['sh', '-c', `sleep ${seconds} & setsid sleep ${seconds} & echo ready; sleep ${seconds}`],
      { signal: abort.signal, onStdout: () => abort.abort(reason) },
    );
    await expect(running).rejects.toBe(reason);
    expect(await countProcesses(sandbox(), seconds)).toBe(0);
  });

  test('aborted before it began, it never starts', async () => {
    const reason = new Error('enough');
    const running = sandbox().exec(['touch', 'never'], { signal: AbortSignal.abort(reason) });
    await expect(running).rejects.toBe(reason);
    expect((await sandbox().exec(['test', '-e', 'never'])).exitCode).toBe(1);
  });
}
