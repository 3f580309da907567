import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadDriver } from '../../shared/drivers/index.ts';
import type { Driver } from '../../shared/drivers/types.ts';
import { type ConnectInput, connect } from '../../shared/pipeline/connect.ts';
import { fillSandbox } from '../../shared/pipeline/fill.ts';
import { sweepHandovers } from '../../shared/pipeline/handover.ts';
import { newRunId } from '../../shared/pipeline/run-id.ts';
import type { LeftSandbox } from '../../shared/pipeline/types.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { pinned, tempDir } from '../sync/repo.ts';

let home: Awaited<ReturnType<typeof tempDir>>;
let dir: string;
beforeEach(async () => {
  home = await tempDir();
  dir = path.join(home.path, 'handover');
});
afterEach(() => home[Symbol.asyncDispose]());

const SANDBOXES = [
  { name: 'local', skip: false, settings: () => ({}) },
  {
    name: 'docker',
    skip: dockerMissing(),
    settings: async () => ({ image: await testImage(), network: 'none' }),
  },
] as const;

const open = async ({ name, settings }: Omit<(typeof SANDBOXES)[number], 'skip'>): Promise<Driver> => {
  const definition = await loadDriver(name);
  return definition.make(definition.settings.parse(await settings()), { dataDir: home.path });
};
const openLocal = () => open(SANDBOXES[0]);

interface Given {
  driver: Driver;
  exclude?: string[];
  left?: LeftSandbox | undefined;
  id?: string;
  attempt?: number;
  fromBytes?: number;
}

/** A run as far as the upload of `secret` and `public`. */
async function filled({ driver, exclude = [], left, id = newRunId(), attempt = 1, fromBytes = 0 }: Given) {
  const { mirror, base } = await pinned(path.join(home.path, id), { secret: 's\n', public: 'p\n' });
  const snapshot = await packSnapshot(mirror, base, { exclude });
  const run = { id, attempt, labels: {}, branch: 'b', profile: { unreachableMs: 1000 } };
  const ports = {
    ...{ driver, mirror, handover: { dir, fromBytes }, emit() {}, warn() {} },
    shelf: { take: async () => left },
  };
  const signal = AbortSignal.timeout(60_000);
  const input = { run, ports, snapshot: Promise.resolve(snapshot), signal } as unknown as ConnectInput;
  const connection = await connect(input);
  const { sandbox, handover } = connection;
  if (!connection.filled) await fillSandbox(sandbox, { ...input, snapshot, handover });
  const { stdout } = await sandbox.exec(['ls'], { cwd: `${sandbox.home}/repo` });
  return { ...connection, id, checkout: stdout.toString(), seen: () => shown(sandbox) };
}

async function shown({ handover = '/nonexistent', exec }: Awaited<ReturnType<typeof connect>>['sandbox']) {
  const { exitCode, stdout } = await exec(['ls', '-A', handover]);
  return exitCode === 0 ? stdout.toString() : 'none';
}

describe.each(SANDBOXES)('$name', ({ skip, ...where }) => {
  describe.skipIf(skip)(skip || 'a large snapshot', { timeout: 60_000 }, () => {
    test('is gone from where it was handed over once it is in the sandbox, and the folder with that', async () => {
      const driver = await open(where);
      const { sandbox, handover, id, checkout, seen } = await filled({ driver });
      expect(checkout).toBe('public\nsecret\n');
      expect(handover).toBe(path.join(dir, `${id}-1`));
      expect(await readdir(path.join(dir, `${id}-1`))).toEqual([]);
      expect(await seen()).toBe('');
      await sandbox.destroy();
      expect(await readdir(dir)).toEqual([]);
    });

    test('is not to be seen in a sandbox that is kept, when the next run excludes more', async () => {
      const driver = await open(where);
      const first = await filled({ driver });
      const left = { sandboxId: first.sandbox.id, madeAt: first.madeAt };
      const next = await filled({ driver, exclude: ['secret'], left });
      expect(next.sandbox.id).toBe(first.sandbox.id);
      expect(next.checkout).toBe('public\n');
      expect(await next.seen()).toBe('');
      expect(next.handover).toBeUndefined();
      // Files come and go there all the same.
      await next.sandbox.writeFile(`${next.sandbox.home}/x`, Buffer.from('x'));
      await next.sandbox.destroy();
      expect(await readdir(dir)).toEqual([]);
    });
  });
});

test('a snapshot of the usual size is streamed', async () => {
  const { sandbox, handover, checkout } = await filled({ driver: await openLocal(), fromBytes: 10_000 });
  expect({ handover, checkout }).toEqual({ handover: undefined, checkout: 'public\nsecret\n' });
  expect(existsSync(dir)).toBe(false);
  await sandbox.destroy();
});

test('a driver that knows nothing of it gets a stream, and no folder stays', async () => {
  const driver = await openLocal();
  const simple: Driver = {
    ...driver,
    create: ({ name, labels }, options) => driver.create({ name, labels }, options),
  };
  const { sandbox, handover, checkout } = await filled({ driver: simple });
  expect({ handover, checkout }).toEqual({ handover: undefined, checkout: 'public\nsecret\n' });
  expect(await readdir(dir)).toEqual([]);
  await sandbox.destroy();
});

test('no folder stays of a sandbox that could not be made', async () => {
  const driver = await openLocal();
  const failing: Driver = { ...driver, create: () => Promise.reject(new Error('no')) };
  await expect(filled({ driver: failing })).rejects.toThrow('no');
  expect(await readdir(dir)).toEqual([]);
});

test('a folder that cannot be made is no reason to fail', async () => {
  await writeFile(dir, 'a file');
  const { sandbox, handover, checkout } = await filled({ driver: await openLocal() });
  expect({ handover, checkout }).toEqual({ handover: undefined, checkout: 'public\nsecret\n' });
  await sandbox.destroy();
});

/** What an upload leaves that breaks off with its process. */
async function leaveBehind(name: string): Promise<string> {
  const folder = path.join(dir, name);
  await mkdir(path.join(folder, 'pack'), { recursive: true });
  await writeFile(path.join(folder, 'pack', 'pack-snapshot.pack'), 'x');
  return folder;
}

test('what an earlier attempt of the run has left goes when it begins anew', async () => {
  const [id, other] = [newRunId(), newRunId()];
  await leaveBehind(`${id}-1`);
  await leaveBehind(`${other}-1`);
  const { sandbox } = await filled({ driver: await openLocal(), id, attempt: 2 });
  expect((await readdir(dir)).toSorted()).toEqual([`${id}-2`, `${other}-1`].toSorted());
  await sandbox.destroy();
});

test('what is left of uploads is removed after a day, an empty folder is not', async () => {
  await sweepHandovers(dir);
  const [old] = [await leaveBehind('old-1'), await leaveBehind('young-1')];
  const kept = path.join(dir, 'kept-1');
  await mkdir(kept);
  const before = new Date(Date.now() - 25 * 3_600_000);
  for (const folder of [old, kept]) await utimes(folder, before, before);
  await sweepHandovers(dir);
  expect((await readdir(dir)).toSorted()).toEqual(['kept-1', 'young-1']);
});
