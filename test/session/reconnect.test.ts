import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import local from '../../shared/drivers/local.ts';
import type { ExecOptions, Sandbox } from '../../shared/drivers/types.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { followSession, runSession, startSession } from '../../shared/session/index.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'speckit-reconnect-'));
afterAll(() => rm(dataDir, { recursive: true }));

const unreachable = () => new SpeckitError('unreachable', 'No answer.', { hint: 'Wait.' });

let count = 0;
async function withSandbox(work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const driver = local.make(local.settings.parse({}), { dataDir });
  const sandbox = await driver.create({ name: `s${count++}`, labels: {} });
  try {
    await work(sandbox);
  } finally {
    await sandbox.destroy();
  }
}

/** The sandbox behind a line that `fault` may break: before a call, or after some bytes of its output. */
function behind(sandbox: Sandbox, fault: () => { afterBytes: number } | undefined): Sandbox {
  return {
    ...sandbox,
    async exec(argv, options: ExecOptions = {}) {
      const broken = fault();
      if (!broken) return sandbox.exec(argv, options);
      if (broken.afterBytes === 0) throw unreachable();
      let left = broken.afterBytes;
      return sandbox.exec(argv, {
        ...options,
        async onStdout(chunk) {
          const delivered = chunk.subarray(0, left);
          left -= delivered.length;
          await options.onStdout?.(delivered);
          if (left === 0) throw unreachable();
        },
      });
    },
  };
}

test('a line that drops every few bytes loses and repeats nothing', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    await startSession(sandbox, { dir, cwd: sandbox.home, script: 'seq 100; exit 4' });
    let drops = 0;
    const shaky = behind(sandbox, () => {
      drops += 1;
      return drops > 8 ? undefined : { afterBytes: drops % 3 === 0 ? 0 : 17 + drops };
    });
    let text = '';
    const end = await followSession(shaky, {
      dir,
      onOutput(offset, bytes) {
        expect(offset).toBe(text.length);
        text += Buffer.from(bytes).toString();
      },
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 4 });
    expect(text).toBe(Array.from({ length: 100 }, (_, i) => `${i + 1}\n`).join(''));
  }));

test('out of reach for longer than allowed is unreachable, and the command lives on', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    await startSession(sandbox, {
      dir,
      cwd: sandbox.home,
      script: 'echo up; until [ -e go ]; do sleep 0.05; done',
    });
    const cut = behind(sandbox, () => ({ afterBytes: 0 }));
    const following = followSession(cut, { dir, onOutput() {}, unreachableMs: 250 });
    await expect(following).rejects.toMatchObject({ code: 'unreachable', retryable: true });

    await sandbox.exec(['touch', 'go']);
    let text = '';
    const onOutput = (_: number, bytes: Uint8Array) => {
      text += Buffer.from(bytes).toString();
    };
    expect(await runSession(sandbox, { dir, onOutput })).toEqual({ kind: 'exited', exitCode: 0 });
    expect(text).toBe('up\n');
  }));

test.for([unreachable(), new Error('the database is down')])(
  'a listener’s failure is passed on as it is: %s',
  failure =>
    withSandbox(async sandbox => {
      let calls = 0;
      const running = runSession(sandbox, {
        dir: join(sandbox.home, 'ctl'),
        start: { script: 'echo x; sleep 60', cwd: sandbox.home },
        onOutput() {
          calls += 1;
          return Promise.reject(failure);
        },
      });
      await expect(running).rejects.toBe(failure);
      expect(calls).toBe(1);
    }),
);

test('a follower that somebody kills inside is replaced', () =>
  withSandbox(async sandbox => {
    let text = '';
    let kills = 0;
    const dir = join(sandbox.home, 'ctl');
    const end = await runSession(sandbox, {
      dir,
      start: { script: 'echo one; until [ -e go ]; do sleep 0.05; done; echo two', cwd: sandbox.home },
      async onOutput(_, bytes) {
        text += Buffer.from(bytes).toString();
        if (kills++ > 0) return;
        const follower = `${dir} [0-9]+ [0-9]+$`;
        await sandbox.exec(['sh', '-c', 'kill -TERM $(pgrep -f "$1"); touch go', 'sh', follower]);
      },
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(text).toBe('one\ntwo\n');
  }));

test('cancelled before it began, nothing is started', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    const end = await runSession(sandbox, {
      dir,
      start: { script: 'true', cwd: sandbox.home },
      cancel: AbortSignal.abort(),
      onOutput() {},
    });
    expect(end).toEqual({ kind: 'cancelled' });
    expect((await sandbox.exec(['test', '-e', dir])).exitCode).toBe(1);
  }));

test('letting go rejects with the reason and the command lives on', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    const reason = new Error('shutting down');
    const letGo = new AbortController();
    const running = runSession(sandbox, {
      dir,
      start: { script: 'echo up; until [ -e go ]; do sleep 0.05; done; exit 5', cwd: sandbox.home },
      onOutput: () => letGo.abort(reason),
      signal: letGo.signal,
    });
    await expect(running).rejects.toBe(reason);
    await sandbox.exec(['touch', 'go']);
    expect(await runSession(sandbox, { dir, onOutput() {} })).toEqual({ kind: 'exited', exitCode: 5 });
  }));

test('a script that is cut off on its way never runs, and can be sent again', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    const wanted = { dir, cwd: sandbox.home, script: 'touch ran; echo whole' };
    const cutting: Sandbox = {
      ...sandbox,
      exec: (argv, options = {}) => sandbox.exec(argv, { ...options, stdin: Buffer.from('touch ran') }),
    };
    await expect(startSession(cutting, wanted)).rejects.toMatchObject({ code: 'unreachable' });
    expect((await sandbox.exec(['test', '-e', 'ran'])).exitCode).toBe(1);
    await startSession(sandbox, wanted);
    expect(await runSession(sandbox, { dir, onOutput() {} })).toEqual({ kind: 'exited', exitCode: 0 });
  }));

test('a command that removes its session’s files still times out', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    const end = await runSession(sandbox, {
      dir,
      start: {
        script: `echo up; until [ -e go ]; do sleep 0.05; done; rm -rf ${dir}; sleep 65432`,
        cwd: sandbox.home,
      },
      timeLimitMs: 700,
      async onOutput() {
        await sandbox.exec(['touch', 'go']);
      },
    });
    expect(end).toEqual({ kind: 'timed_out' });
  }));

test('a command that removes its session’s files at once is reported as missing', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    const running = runSession(sandbox, {
      dir,
      start: { script: `rm -rf ${dir}`, cwd: sandbox.home },
      onOutput() {},
    });
    expect(await running.catch(error => error.code)).toBeOneOf([{ kind: 'lost' }, 'missing']);
  }));

test('a line that goes dead without being closed is noticed, and nothing is lost or repeated', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    let lines = 0;
    /** Swallows all that comes after the first bytes of the first line. */
    const dead: Sandbox = {
      ...sandbox,
      async exec(argv, options: ExecOptions = {}) {
        const hears = lines++ > 0;
        let first = true;
        return sandbox.exec(argv, {
          ...options,
          async onStdout(chunk) {
            if (!hears && !first) return new Promise(() => {});
            first = false;
            await options.onStdout?.(chunk);
          },
        });
      },
    };
    await startSession(sandbox, { dir, cwd: sandbox.home, script: 'echo one; sleep 0.5; echo two' });
    const heard: [number, string][] = [];
    const end = await followSession(dead, {
      dir,
      silentMs: 1_500,
      onOutput: (offset, bytes) => {
        heard.push([offset, Buffer.from(bytes).toString()]);
      },
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(heard).toEqual([
      [0, 'one\n'],
      [4, 'two\n'],
    ]);
  }));

test('silence of the command is no drop, and a listener may take its time', () =>
  withSandbox(async sandbox => {
    let reached = 0;
    const end = await runSession(sandbox, {
      dir: join(sandbox.home, 'ctl'),
      start: { script: 'echo one; sleep 1', cwd: sandbox.home },
      silentMs: 800,
      onReach: () => {
        reached += 1;
      },
      onOutput: () => new Promise(resolve => setTimeout(resolve, 1_200)),
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(reached).toBe(0);
  }));

test('each drop has the whole patience, however long the command was silent before', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    await startSession(sandbox, {
      dir,
      cwd: sandbox.home,
      script: 'until [ -e go ]; do sleep 0.05; done; echo up',
    });
    let calls = 0;
    const told: boolean[] = [];
    const shaky: Sandbox = {
      ...sandbox,
      async exec(argv, options: ExecOptions = {}) {
        calls += 1;
        // The first line holds beyond the patience, then drops, and so does one try after it.
        if (calls === 1) {
          const cut = AbortSignal.timeout(1_500);
          const signal = options.signal ? AbortSignal.any([options.signal, cut]) : cut;
          await sandbox.exec(argv, { ...options, signal }).catch(() => {});
          throw unreachable();
        }
        if (calls === 2) throw unreachable();
        if (calls === 4) await sandbox.exec(['touch', 'go']);
        return sandbox.exec(argv, options);
      },
    };
    const end = await followSession(shaky, {
      dir,
      unreachableMs: 1_000,
      onReach: ({ reachable }) => told.push(reachable),
      onOutput() {},
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(told).toEqual([false, true]);
  }));

test('whoever lets go while the command starts leaves it running, and known to run', () =>
  withSandbox(async sandbox => {
    const dir = join(sandbox.home, 'ctl');
    const letGo = new AbortController();
    const slow: Sandbox = {
      ...sandbox,
      exec: ([sh = '', flag = '', text = '', ...rest], options) =>
        sandbox.exec([sh, flag, `${text}\nuntil [ -e "$HOME/go" ]; do sleep 0.02; done`, ...rest], options),
    };
    let known = false;
    const script = 'echo up; echo >../up; until [ -e ../end ]; do sleep 0.05; done; echo done';
    const running = runSession(slow, {
      dir,
      start: { cwd: dir, script },
      onStarted: async () => {
        known = true;
      },
      onOutput() {},
      signal: letGo.signal,
    });
    await vi.waitFor(async () => expect((await sandbox.exec(['test', '-e', 'up'])).exitCode).toBe(0), {
      timeout: 20_000,
    });
    letGo.abort(new Error('the server ends'));
    await sandbox.writeFile(join(sandbox.home, 'go'), Buffer.from(''));
    await expect(running).rejects.toThrow('the server ends');
    expect(known).toBe(true);

    await sandbox.writeFile(join(sandbox.home, 'end'), Buffer.from(''));
    let text = '';
    const onOutput = (_offset: number, bytes: Uint8Array) => {
      text += Buffer.from(bytes).toString();
    };
    expect(await followSession(sandbox, { dir, onOutput })).toEqual({ kind: 'exited', exitCode: 0 });
    expect(text).toBe('up\ndone\n');
  }));
