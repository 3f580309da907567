import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { loadDriver } from '../../shared/drivers/index.ts';
import { openDriver } from '../../shared/drivers/open.ts';
import { startDaytona } from '../services/daytona/server.ts';
import { startE2b } from '../services/e2b/server.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import type { Handle, Heard } from './follower.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'speckit-restart-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const LINES = 400;
/** In bursts, with bytes that are no UTF-8. */
const SCRIPT = `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); printf 'line %d \\377\\n' $i; [ $((i % 7)) -gt 0 ] || sleep 0.05; done; exit 3`;
const EXPECTED = Array.from({ length: LINES }, (_, index) => `line ${index + 1} \xff\n`).join('');
/** A process is killed once it has told of this much more. */
const KILL_AFTER_BYTES = 700;

function follow(
  handle: Handle,
  variables: Record<string, string>,
): { child: ChildProcess; heard: AsyncIterable<Heard> } {
  const main = path.join(import.meta.dirname, 'follower.ts');
  const child = spawn(process.execPath, [main, JSON.stringify(handle)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...variables },
  });
  const lines = createInterface({ input: child.stdout });
  const heard = (async function* () {
    for await (const line of lines) yield JSON.parse(line) as Heard;
  })();
  return { child, heard };
}

async function restarts(
  driver: Handle['driver'],
  raw: object,
  variables: Record<string, string> = {},
): Promise<void> {
  const settings = (await loadDriver(driver)).settings.parse(raw);
  const maker = await openDriver({ driver, settings, dataDir, variables });
  const sandbox = await maker.create({ name: `restart-${process.pid}`, labels: {} });
  try {
    let output = Buffer.alloc(0);
    let processes = 0;
    let end: unknown;
    while (end === undefined) {
      const handle = { driver, settings, dataDir, sandboxId: sandbox.id, offset: output.length };
      const { child, heard } = follow(processes++ === 0 ? { ...handle, script: SCRIPT } : handle, variables);
      const gone = once(child, 'exit');
      const from = output.length;
      for await (const one of heard) {
        if ('end' in one) end = one.end;
        else {
          expect(one.offset).toBe(output.length);
          output = Buffer.concat([output, Buffer.from(one.base64, 'base64')]);
        }
        if (processes < 5 && output.length - from > KILL_AFTER_BYTES) break;
      }
      child.kill('SIGKILL');
      await gone;
    }
    expect(output.toString('latin1')).toBe(EXPECTED);
    expect(end).toEqual({ kind: 'exited', exitCode: 3 });
    expect(processes).toBeGreaterThan(2);
  } finally {
    await sandbox.destroy();
  }
}

describe('a process that only knows driver, sandbox and offset goes on where a killed one stopped', () => {
  test('local', () => restarts('local', {}));

  test.skipIf(dockerMissing())(
    'docker',
    async () => restarts('docker', { image: await testImage() }),
    120_000,
  );

  test('e2b', async () => {
    await using service = await startE2b();
    const { apiUrl, sandboxUrl, key } = service;
    await restarts('e2b', { apiUrl, sandboxUrl }, { E2B_API_KEY: key });
  }, 60_000);

  test('daytona', async () => {
    await using service = await startDaytona();
    const { apiUrl, key } = service;
    await restarts('daytona', { apiUrl }, { DAYTONA_API_KEY: key });
  }, 60_000);
});
