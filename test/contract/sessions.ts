import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { cancelSession, followSession, runSession, startSession } from '../../shared/session/index.ts';
import type { ContractContext } from './driver.ts';
import { countProcesses, longSleep } from './exec.ts';

let count = 0;

/** A session's folder of its own, and what was heard of its output. */
export function session(sandbox: Sandbox) {
  const chunks: Buffer[] = [];
  let next = 0;
  return {
    dir: `${sandbox.home}/ctl/s${count++}`,
    onOutput(offset: number, bytes: Uint8Array) {
      expect(offset).toBe(next);
      next += bytes.length;
      chunks.push(Buffer.from(bytes));
    },
    text: () => Buffer.concat(chunks).toString(),
    bytes: () => next,
  };
}

export function sessionCases(context: ContractContext): void {
  const { sandbox, create, setup } = context;
  const start = (script: string, env = {}) => ({ script, cwd: sandbox().home, env });

  test('delivers output and exit code, with its variables and folder', async () => {
    const heard = session(sandbox());
    const script = 'pwd; echo "$GREETING"; echo err >&2; cat; exit 42';
    const end = await runSession(sandbox(), { ...heard, start: start(script, { GREETING: "it's $me" }) });
    expect(end).toEqual({ kind: 'exited', exitCode: 42 });
    expect(heard.text()).toBe(`${sandbox().home}\nit's $me\nerr\n`);
  });

  test('leaves the command all of its variables', async () => {
    const heard = session(sandbox());
    const names = ['dir', 'pid', 'n', 'rc', 'keeper', 'file', 'word', 'number', 'tries', 'known', 'state'];
    const env = Object.fromEntries(names.map(name => [name, `my ${name}`]));
    const script = names.map(name => `printenv ${name}`).join('\n');
    await runSession(sandbox(), { ...heard, start: start(script, env) });
    expect(heard.text()).toBe(names.map(name => `my ${name}\n`).join(''));
  });

  test.for([
    ['kill -KILL $$', 137, 'SIGKILL'],
    ['kill -TERM $$', 143, 'SIGTERM'],
    ['kill -SEGV $$', 139, 'SIGSEGV'],
    ['ulimit -c 0; sh -c "kill -ABRT \\$\\$"', 134, 'SIGABRT'],
  ] as const)('%s → %d, %s', async ([script, exitCode, signal]) => {
    const end = await runSession(sandbox(), { ...session(sandbox()), start: start(script) });
    expect(end).toEqual({ kind: 'exited', exitCode, signal });
  });

  test('a folder that is not there is said in the output', async () => {
    const heard = session(sandbox());
    const end = await runSession(sandbox(), { ...heard, start: { script: 'true', cwd: '/none' } });
    expect(end).toEqual({ kind: 'exited', exitCode: 126 });
    expect(heard.text()).toBe('cannot enter /none\n');
  });

  test('is taken up by offset from a fresh driver that knows only the id', async () => {
    const heard = session(sandbox());
    await startSession(sandbox(), {
      dir: heard.dir,
      ...start('echo one; until [ -e go ]; do sleep 0.05; done; echo two; exit 7'),
    });
    const letGo = new AbortController();
    const reason = new Error('restart');
    const first = followSession(sandbox(), {
      ...heard,
      signal: letGo.signal,
      onOutput(offset, bytes) {
        heard.onOutput(offset, bytes);
        letGo.abort(reason);
      },
    });
    await expect(first).rejects.toBe(reason);
    expect(heard.text()).toBe('one\n');

    const again = await setup.driver().attach(sandbox().id);
    const second = runSession(again, { ...heard, offset: heard.bytes() });
    await again.exec(['touch', 'go']);
    expect(await second).toEqual({ kind: 'exited', exitCode: 7 });
    expect(heard.text()).toBe('one\ntwo\n');
    const afterwards = session(again);
    await runSession(again, { ...afterwards, dir: heard.dir });
    expect(afterwards.text()).toBe('one\ntwo\n');
  });

  test('started twice, it runs once', async () => {
    const heard = session(sandbox());
    const wanted = { dir: heard.dir, ...start('echo once') };
    await Promise.all([startSession(sandbox(), wanted), startSession(sandbox(), wanted)]);
    await startSession(sandbox(), wanted);
    await followSession(sandbox(), heard);
    expect(heard.text()).toBe('once\n');
  });

  test('two at once do not mix', async () => {
    const [one, two] = [session(sandbox()), session(sandbox())];
    const ends = await Promise.all([
      runSession(sandbox(), { ...one, start: start('for i in 1 2 3; do echo one; sleep 0.1; done; exit 1') }),
      runSession(sandbox(), { ...two, start: start('for i in 1 2 3; do echo two; sleep 0.1; done; exit 2') }),
    ]);
    expect(ends).toMatchObject([{ exitCode: 1 }, { exitCode: 2 }]);
    expect([one.text(), two.text()]).toEqual(['one\none\none\n', 'two\ntwo\ntwo\n']);
  });

  test('10,000 lines in order and invalid UTF-8', async () => {
    const heard = session(sandbox());
    await runSession(sandbox(), {
      ...heard,
      start: start('seq 5000; sleep 0.2; seq 5001 10000; printf "\\377"'),
    });
    const [last, ...rest] = heard.text().split('\n').reverse();
    expect(last).toBe('\u{FFFD}');
    expect(rest.reverse()).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i + 1)));
  });

  test('the time limit ends it with its children, and what it printed last still arrives', async () => {
    const heard = session(sandbox());
    const seconds = longSleep();
    const script = `trap 'echo bye; exit 3' TERM; sleep ${seconds} & (sleep ${seconds}) & echo up; wait`;
    const end = await runSession(sandbox(), { ...heard, start: start(script), timeLimitMs: 700 });
    expect(end).toEqual({ kind: 'timed_out' });
    expect(heard.text()).toBe('up\nbye\n');
    expect(await countProcesses(sandbox(), seconds)).toBe(0);
  });

  test('cancelling ends also what ignores TERM, once the grace is over', async () => {
    const heard = session(sandbox());
    const seconds = longSleep();
    const cancel = new AbortController();
    const running = runSession(sandbox(), {
      ...heard,
      start: start(`trap '' TERM; echo up; sleep ${seconds} & sleep ${seconds}; sleep ${seconds}`),
      onOutput: () => cancel.abort(),
      cancel: cancel.signal,
      graceMs: 300,
    });
    expect(await running).toEqual({ kind: 'cancelled' });
    expect(await countProcesses(sandbox(), seconds)).toBe(0);
    expect(await followSession(sandbox(), { dir: heard.dir, onOutput() {} })).toEqual({
      kind: 'exited',
      exitCode: 137,
      signal: 'SIGKILL',
    });
    await cancelSession(sandbox(), { dir: heard.dir });
  });

  test('no follower is left behind, neither after the end nor after letting go', async () => {
    const heard = session(sandbox());
    const letGo = new AbortController();
    const following = runSession(sandbox(), {
      ...heard,
      start: start('echo up; sleep 0.5'),
      onOutput: () => letGo.abort(new Error('gone')),
      signal: letGo.signal,
    });
    await expect(following).rejects.toThrow('gone');
    await followSession(sandbox(), { ...heard, onOutput() {} });
    await vi.waitFor(async () => expect(await countProcesses(sandbox(), heard.dir)).toBe(0), 5000);
  });

  test('is lost when its processes are gone without an exit code', async () => {
    const heard = session(sandbox());
    const running = runSession(sandbox(), {
      ...heard,
      start: start('echo up; sleep 60'),
      async onOutput() {
        await sandbox().exec(['sh', '-c', 'kill -KILL $(cat keeper) -$(cat pid)'], { cwd: heard.dir });
      },
    });
    expect(await running).toEqual({ kind: 'lost' });
  });

  test('an unknown session is missing', async () => {
    const { dir, onOutput } = session(sandbox());
    await expect(followSession(sandbox(), { dir, onOutput })).rejects.toMatchObject({ code: 'missing' });
    await expect(cancelSession(sandbox(), { dir })).rejects.toMatchObject({ code: 'missing' });
  });

  test('destroying the sandbox ends it, with a child in a session of its own', async () => {
    const own = await create();
    const seconds = longSleep();
    const heard = session(own);
    await startSession(own, {
      dir: heard.dir,
      cwd: own.home,
      script: `setsid sleep ${seconds} & sleep ${seconds}`,
    });
    await vi.waitFor(async () => expect(await countProcesses(own, seconds)).toBeGreaterThan(1), 10_000);
    const following = followSession(own, heard).catch(error => error.code);
    await own.destroy();
    // Which of them it is depends on whether the command or its follower goes first.
    expect(await following).toBeOneOf([{ kind: 'lost' }, 'missing']);
    // A sandbox that shares this machine's processes shows whether any is left; a separate one took them along.
    expect(await countProcesses(sandbox(), seconds)).toBe(0);
  });

  test('each line is heard while the command runs', async () => {
    const { home } = sandbox();
    const heard = session(sandbox());
    // It prints a line, and goes on once that was heard.
    const script = 'for n in 1 2 3 4 5; do echo $n; until [ -e heard-$n ]; do sleep 0.02; done; done';
    const end = await runSession(sandbox(), {
      ...heard,
      start: start(script),
      async onOutput(offset, bytes) {
        heard.onOutput(offset, bytes);
        const line = heard.text().at(-2);
        await sandbox().writeFile(`${home}/heard-${line}`, Buffer.from(''));
      },
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(heard.text()).toBe('1\n2\n3\n4\n5\n');
  });

  test('200 MB of output do not pile up in memory', { timeout: 60_000 }, async () => {
    let bytes = 0;
    const before = process.memoryUsage.rss();
    let peak = before;
    const end = await runSession(sandbox(), {
      ...session(sandbox()),
      start: start('head -c 200000000 /dev/zero'),
      async onOutput(offset, chunk) {
        expect(offset).toBe(bytes);
        bytes += chunk.length;
        peak = Math.max(peak, process.memoryUsage.rss());
        // A listener that falls behind now and then.
        if (offset % 2 ** 20 === 0) await pause(1);
      },
    });
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(bytes).toBe(200_000_000);
    expect(peak - before).toBeLessThan(150_000_000);
  });

  test.skipIf(!setup.smallDisk)(
    `a full disk does not eat the exit code${setup.exempt?.smallDisk ? ` (${setup.exempt.smallDisk})` : ''}`,
    async () => {
      if (!setup.smallDisk) return;
      await using disk = await setup.smallDisk();
      const heard = session(disk.sandbox);
      const script = `head -c 4000000 /dev/zero >${disk.dir}/filler; seq 100000; echo still here >&2; exit 9`;
      const wanted = { dir: `${disk.dir}/session`, start: { script, cwd: disk.dir } };
      const end = await runSession(disk.sandbox, { ...wanted, onOutput: heard.onOutput });
      expect(end).toEqual({ kind: 'exited', exitCode: 9, shortages: ['disk'] });
      const next = startSession(disk.sandbox, {
        dir: `${disk.dir}/next`,
        script: 'true'.repeat(2000),
        cwd: disk.dir,
      });
      await expect(next).rejects.toMatchObject({ code: 'exhausted' });
      const write = disk.sandbox.writeFile(`${disk.dir}/file`, Buffer.alloc(1_500_000));
      await expect(write).rejects.toMatchObject({ code: 'exhausted' });
    },
  );
}
