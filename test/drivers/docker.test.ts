import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { runSession } from '../../shared/session/index.ts';
import { buildImage, testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';

const skip = dockerMissing();

describe.skipIf(skip)(`docker${skip ? ` (${skip})` : ''}`, () => {
  const suite = randomUUID();
  let image = '';
  const driver = (settings = {}) =>
    docker.make(docker.settings.parse({ image, ...settings }), { dataDir: '/nonexistent' });
  const create = (settings = {}) =>
    driver(settings).create({ name: `test-${randomUUID().slice(0, 8)}`, labels: { suite } });

  beforeAll(async () => {
    image = await testImage();
  }, 300_000);
  afterAll(async () => {
    for (const { id } of await driver().list({ suite })) await (await driver().attach(id)).destroy();
  });

  test('commands have no privileges, and the limits that the profile sets', async () => {
    const sandbox = await create({ memory: '64m', pids: 50, cpus: 0.5, network: 'none', user: 4321 });
    const look = `id -u; id -g; grep -E '^(CapEff|CapBnd|NoNewPrivs)' /proc/self/status; ls /sys/class/net;
      cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null
      cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null; touch "$HOME/x" && echo own`;
    const { stdout } = await sandbox.exec(['sh', '-c', look]);
    expect(stdout.toString().replaceAll('\t', ' ').trim().split('\n')).toEqual([
      '4321',
      '4321',
      'CapEff: 0000000000000000',
      'CapBnd: 0000000000000000',
      'NoNewPrivs: 1',
      'lo',
      '50',
      String(64 * 2 ** 20),
      'own',
    ]);
    expect(
      (await sandbox.exec(['sh', '-c', 'for i in $(seq 100); do sleep 9 & done'])).stderr.toString(),
    ).toMatch(/fork/i);
  });

  test('an image with nothing but busybox, and an entry point that ends at once, will do', async () => {
    const tiny = 'speckit-remote-test-busybox:1';
    await buildImage(
      tiny,
      `FROM ${image} AS tools
RUN mkdir -p /out/bin /out/tmp && cp /bin/busybox /out/bin/ && chroot /out /bin/busybox --install -s /bin
FROM scratch
COPY --from=tools /out /
ENTRYPOINT ["/bin/false"]
`,
    );
    const sandbox = await create({ image: tiny });
    await sandbox.writeFile(`${sandbox.home}/given`, Buffer.from('given\n'));
    let text = '';
    const end = await runSession(sandbox, {
      dir: `${sandbox.home}/ctl/cmd`,
      start: {
        script: 'cat given; id -u; ls -ld "$HOME" | cut -c1-10; sleep 77777 & sleep 77777',
        cwd: sandbox.home,
      },
      timeLimitMs: 500,
      onOutput(_, bytes) {
        text += Buffer.from(bytes).toString();
      },
    });
    expect(end).toEqual({ kind: 'timed_out' });
    expect(text).toBe('given\n1000\ndrwxr-xr-x\n');
    await expect(sandbox.exec(['sleep', '77777'], { signal: AbortSignal.timeout(200) })).rejects.toThrow();
    const { stdout } = await sandbox.exec(['ps', '-o', 'args']);
    expect(stdout.toString()).not.toContain('sleep 77777');
    await sandbox.destroy();
  });

  test('an image that does not exist is missing, and the hint says what to do', async () => {
    const failure = await create({ image: 'localhost/no-such-image:1' }).catch(error => error);
    expect(failure).toMatchObject({ code: 'missing' });
    expect(failure.message).toContain('localhost/no-such-image:1');
    expect(failure.hint).toContain('npm run image');
  });

  test('a container of somebody else is not a sandbox', async () => {
    const sandbox = await create();
    const foreign = execFileSync('docker', ['create', image, 'true']).toString().trim();
    try {
      await expect(driver().attach(foreign)).rejects.toMatchObject({ code: 'missing' });
      expect((await driver().list({ suite })).map(({ id }) => id)).toContain(sandbox.id);
      expect((await driver().list({})).map(({ id }) => id)).not.toContain(foreign);
    } finally {
      execFileSync('docker', ['rm', foreign]);
    }
  });

  test('a command that the kernel kills for want of memory is told apart from others', async () => {
    const sandbox = await create({ memory: '32m' });
    const start = (script: string) => ({ script, cwd: sandbox.home });
    const killed = await runSession(sandbox, {
      dir: `${sandbox.home}/a`,
      start: start('kill -KILL $$'),
      onOutput() {},
    });
    expect(killed).toEqual({ kind: 'exited', exitCode: 137, signal: 'SIGKILL' });
    const starved = await runSession(sandbox, {
      dir: `${sandbox.home}/b`,
      start: start('exec tail /dev/zero'),
      onOutput() {},
    });
    expect(starved).toEqual({ kind: 'exited', exitCode: 137, signal: 'SIGKILL', shortages: ['memory'] });
    const coped = await runSession(sandbox, {
      dir: `${sandbox.home}/c`,
      start: start('tail /dev/zero; true'),
      onOutput() {},
    });
    expect(coped).toEqual({ kind: 'exited', exitCode: 0 });
  });

  test('a command that met the limit of processes is told so', async () => {
    const sandbox = await create({ pids: 30 });
    const end = await runSession(sandbox, {
      dir: `${sandbox.home}/a`,
      start: {
        script: '(for i in $(seq 60); do sleep 1 & done); sleep 3; exit 9',
        cwd: sandbox.home,
      },
      onOutput() {},
    });
    expect(end).toMatchObject({ kind: 'exited', shortages: ['processes'] });
  });

  describe('at the limit of processes', { timeout: 120_000 }, () => {
    // Takes what there is, and what becomes free.
    const fill = `perl -e 'for (;;) { my $p = fork; if (!defined $p) { select undef, undef, undef, 0.01 }
      elsif (!$p) { sleep 600; exit } }'`;
    const started = (sandbox: Sandbox, script: string, timeLimitMs?: number) => {
      const heard: string[] = [];
      const end = runSession(sandbox, {
        dir: `${sandbox.home}/a`,
        start: { script, cwd: sandbox.home },
        timeLimitMs,
        graceMs: 500,
        onOutput(_, bytes) {
          heard.push(Buffer.from(bytes).toString());
        },
      });
      return { end, text: () => heard.join('') };
    };

    test('a command is followed to its end, and what it leaves behind makes room', async () => {
      const sandbox = await create({ pids: 30 });
      const { end, text } = started(sandbox, `echo before; ${fill} & sleep 3; echo after; exit 9`);
      expect(await end).toEqual({ kind: 'exited', exitCode: 9, shortages: ['processes'] });
      expect(text()).toBe('before\nafter\n');
      const { stdout } = await sandbox.exec(['sh', '-c', 'echo "$(echo room)"']);
      expect(stdout.toString()).toBe('room\n');
    });

    test('a command is ended by its time limit', async () => {
      const sandbox = await create({ pids: 30 });
      const { end, text } = started(sandbox, `echo before; trap '' TERM; ${fill}`, 3000);
      expect(await end).toEqual({ kind: 'timed_out' });
      expect(text()).toBe('before\n');
    });

    test('that lasts, the error says so', async () => {
      const sandbox = await create({ pids: 30 });
      const { end } = started(sandbox, `setsid ${fill} & sleep 3; exit 9`);
      await expect(end).rejects.toMatchObject({ code: 'exhausted', hint: expect.stringContaining('`pids`') });
    });
  });

  test('a container that is stopped under a running command ends it with a clear error', async () => {
    const sandbox = await create();
    const running = runSession(sandbox, {
      dir: `${sandbox.home}/ctl`,
      start: { script: 'echo up; sleep 600', cwd: sandbox.home },
      onOutput() {
        execFileSync('docker', ['kill', sandbox.id], { stdio: 'ignore' });
      },
    });
    await expect(running).rejects.toMatchObject({
      code: 'missing',
      message: `The container of the sandbox ${sandbox.id} ended (exit code 137).`,
    });
    await expect(sandbox.exec(['true'])).rejects.toMatchObject({ code: 'missing' });
    expect(await driver().list({ suite })).toContainEqual(
      expect.objectContaining({ id: sandbox.id, state: 'stopped' }),
    );
    await (await driver().attach(sandbox.id)).destroy();
  });

  test('an abort at any moment leaves no command behind', async () => {
    const sandbox = await create();
    for (let ms = 0; ms < 100; ms += 7) {
      const running = sandbox.exec(['sleep', '54321'], { signal: AbortSignal.timeout(ms) });
      await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
    }
    const { stdout } = await sandbox.exec(['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "']);
    expect(stdout.toString()).not.toContain('sleep 54321');
  });

  test('nothing is left of a create that fails half-way', async () => {
    const half = randomUUID();
    const failing = driver({ cpus: 100_000 }).create({ name: `test-${half.slice(0, 8)}`, labels: { half } });
    await expect(failing).rejects.toMatchObject({ code: 'config' });
    const abort = new AbortController();
    const aborted = driver().create(
      { name: `test-${half.slice(0, 8)}`, labels: { half } },
      { signal: abort.signal },
    );
    const seen = (async () => {
      while ((await driver().list({ half })).length === 0);
      abort.abort(new Error('enough'));
    })();
    await expect(aborted).rejects.toThrow('enough');
    await seen;
    expect(await driver().list({ half })).toEqual([]);
  });
});
