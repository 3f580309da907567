import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtempDisposable, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';

const skip = dockerMissing();
const SOCKET = '/var/run/docker.sock';

describe.skipIf(skip)(`a folder that is handed over to a container${skip ? ` (${skip})` : ''}`, () => {
  const suite = randomUUID();
  let image = '';
  let home: Awaited<ReturnType<typeof mkdtempDisposable>>;
  const driver = (settings = {}) =>
    docker.make(docker.settings.parse({ image, network: 'none', ...settings }), { dataDir: '/nonexistent' });
  const create = (handover: string, settings = {}) =>
    driver(settings).create({ name: `test-${randomUUID().slice(0, 8)}`, labels: { suite }, handover });
  const newFolder = async () => {
    const folder = join(home.path, randomUUID());
    await mkdir(folder);
    return folder;
  };
  const sh = async (sandbox: Sandbox, script: string) =>
    (await sandbox.exec(['sh', '-c', `{ ${script}; } 2>&1`])).stdout.toString();

  beforeAll(async () => {
    image = await testImage();
    // The engine's root enters it all the same.
    home = await mkdtempDisposable(join(tmpdir(), 'speckit-handover-'));
  }, 300_000);
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    for (const { id } of await driver().list({ suite })) await (await driver().attach(id)).destroy();
    await home[Symbol.asyncDispose]();
  });

  test.each([{}, { readonly: true }])('shows what is in it now, to be read only, with %j', async settings => {
    const folder = await newFolder();
    const sandbox = await create(folder, settings);
    const at = sandbox.handover ?? '';
    expect(await sh(sandbox, `ls -A ${at}`)).toBe('');
    await writeFile(join(folder, 'note'), 'later\n');
    expect(await sh(sandbox, `cat ${at}/note`)).toBe('later\n');
    expect(await sh(sandbox, `touch ${at}/x; chmod 777 ${at} ${at}/note; rm -f ${at}/note`)).toMatch(
      /^(.*Read-only file system\n){4}$/,
    );
    await rm(join(folder, 'note'));
    expect(await sh(sandbox, `ls -A ${at}`)).toBe('');
    // The engine looks for the folder whenever it carries a file.
    await sandbox.writeFile(`${sandbox.home}/x`, Buffer.from('x'));
    expect(await text(await sandbox.readFile(`${sandbox.home}/x`))).toBe('x');
    await sandbox.destroy();
    expect(existsSync(folder)).toBe(false);
  });

  describe('much output', () => {
    const script =
      'way=$(readlink /proc/$$/fd/1); head -c 20000000 /dev/zero; echo end; echo "$way" >&2; exit 7';
    /** Runs it as bulk and tells what came, and by which way. */
    async function bulk(sandbox: Sandbox, argv: readonly string[]) {
      let bytes = 0;
      let last = '';
      const onStdout = (chunk: Uint8Array) => {
        bytes += chunk.length;
        last = Buffer.from(chunk).toString('latin1').slice(-4);
      };
      const { exitCode, stderr } = await sandbox.exec(argv, { bulk: true, onStdout });
      return { bytes, last, exitCode, stderr: stderr.toString() };
    }

    test('comes through a pipe in the folder, which is empty again then', async () => {
      const folder = await newFolder();
      const sandbox = await create(folder, { readonly: true });
      const got = await bulk(sandbox, ['sh', '-c', script]);
      expect(got).toMatchObject({ bytes: 20_000_004, last: 'end\n', exitCode: 7 });
      expect(got.stderr).toMatch(/^\/speckit-handover\/stdout-[-0-9a-f]+\/out\n$/);
      expect(await bulk(sandbox, ['true'])).toEqual({ bytes: 0, last: '', exitCode: 0, stderr: '' });
      expect(await bulk(sandbox, ['no-such-program'])).toMatchObject({ bytes: 0, exitCode: 127 });
      expect(await readdir(folder)).toEqual([]);
      await sandbox.destroy();
      expect(existsSync(folder)).toBe(false);
    });

    test('comes as ever where the container sees another folder than we do', async () => {
      const folder = await newFolder();
      const sandbox = await create(folder);
      await rename(folder, `${folder}-there`);
      await mkdir(folder);
      const got = await bulk(sandbox, ['sh', '-c', script]);
      expect(got).toMatchObject({ bytes: 20_000_004, last: 'end\n', exitCode: 7 });
      expect(got.stderr).toMatch(/^pipe:/);
      await sandbox.destroy();
      await rm(`${folder}-there`, { recursive: true });
    });

    test('ends with the command, whatever that left behind; an abort leaves nothing', async () => {
      const folder = await newFolder();
      const sandbox = await create(folder);
      const left = await bulk(sandbox, ['sh', '-c', 'sleep 71077 2>/dev/null & echo fine']);
      expect(left).toMatchObject({ bytes: 5, exitCode: 0 });
      const stop = new AbortController();
      const waiting = sandbox.exec(['sh', '-c', 'echo begun; sleep 71078'], {
        bulk: true,
        onStdout: () => stop.abort(new Error('enough')),
        signal: stop.signal,
      });
      await expect(waiting).rejects.toThrow('enough');
      expect(await sh(sandbox, 'cat /proc/[0-9]*/comm | grep -c sleep')).toBe('1\n');
      expect(await readdir(folder)).toEqual([]);
      const failing = () => {
        throw new Error('not that');
      };
      const refused = sandbox.exec(['yes'], { bulk: true, onStdout: failing });
      await expect(refused).rejects.toThrow('not that');
      expect(await readdir(folder)).toEqual([]);
      const chatty = '(while :; do echo x; sleep 0.3; done) 2>/dev/null & echo fine';
      expect(await bulk(sandbox, ['sh', '-c', chatty])).toMatchObject({ exitCode: 0 });
      await sandbox.destroy();
    });
  });

  test('goes with the sandbox, whoever removes that, unless it is not empty', async () => {
    const [empty, full] = [await newFolder(), await newFolder()];
    await writeFile(join(full, 'note'), '');
    for (const folder of [empty, full]) {
      const { id } = await create(folder);
      const found = await driver().attach(id);
      expect(found.handover).toBeDefined();
      await found.destroy();
    }
    expect(existsSync(empty)).toBe(false);
    expect((await stat(join(full, 'note'))).size).toBe(0);
  });

  test('an engine that has no such folder makes the sandbox without, and is asked only once', async () => {
    // Under a name of its own, as what an engine refuses is kept in mind.
    const asked = await recorded();
    vi.stubEnv('DOCKER_HOST', asked.address);
    const first = await create(join(home.path, 'not-there'));
    expect(first.handover).toBeUndefined();
    expect(await sh(first, 'echo fine; ls -d /speckit-handover')).toMatch(/^fine\n.*No such file/);
    expect(asked.creations).toBe(2);
    const second = await create(await newFolder());
    expect(second.handover).toBeUndefined();
    expect(asked.creations).toBe(3);
    await Promise.all([first.destroy(), second.destroy()]);
    await asked[Symbol.asyncDispose]();
  });

  test('one that fails to start with it makes the sandbox without, and leaves nothing of the other', async () => {
    const asked = await recorded({ failStarts: 1 });
    vi.stubEnv('DOCKER_HOST', asked.address);
    const folder = await newFolder();
    const listed = async () => (await driver().list({ suite })).map(({ id }) => id);
    const before = new Set(await listed());
    const first = await create(folder);
    expect(first.handover).toBeUndefined();
    expect(asked.creations).toBe(2);
    // That may have been anything.
    const second = await create(folder);
    expect(second.handover).toBeDefined();
    expect((await listed()).filter(id => !before.has(id)).toSorted()).toEqual(
      [first.id, second.id].toSorted(),
    );
    await Promise.all([first.destroy(), second.destroy()]);
    await asked[Symbol.asyncDispose]();
  });

  test('a setting that the engine refuses is told as ever, and is not taken for the folder', async () => {
    const folder = await newFolder();
    await expect(create(folder, { cpus: 100_000 })).rejects.toMatchObject({ code: 'config' });
    const sandbox = await create(folder);
    expect(sandbox.handover).toBeDefined();
    await sandbox.destroy();
  });

  /** The engine behind an address of its own, which counts the containers that it is asked for. */
  async function recorded({ failStarts = 0 } = {}) {
    const path = join(home.path, `${randomUUID().slice(0, 8)}.sock`);
    let creations = 0;
    let failures = failStarts;
    const server = createServer((from, to) => {
      if (/\/containers\/create/.test(from.url ?? '')) creations++;
      if (/\/start$/.test(from.url ?? '') && failures-- > 0) {
        to.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"so it is"}');
        return;
      }
      const { method, url, headers } = from;
      const forward = request({ socketPath: SOCKET, method, path: url, headers }, answer => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      });
      from.pipe(forward);
    });
    server.on('upgrade', (from, socket, head) => {
      const { method, url, headers } = from;
      const forward = request({ socketPath: SOCKET, method, path: url, headers });
      forward.on('upgrade', (_, engine) => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
        engine.pipe(socket).pipe(engine);
      });
      forward.end(head);
    });
    await new Promise<void>(resolve => server.listen(path, resolve));
    return {
      address: `unix://${path}`,
      get creations() {
        return creations;
      },
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        server.close();
      },
    };
  }
});
