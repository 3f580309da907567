import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunEvent, TransferProgress } from '../../shared/events.ts';
import { type Gate, openGate } from './support/gate.ts';
import { running } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'speckit-progress-'));
afterAll(() => rm(folder, { recursive: true }));

const events: RunEvent[] = [];
const stage = useStage({
  profile: { local: { path: [folder] } },
  listen: (_run, event) => void events.push(event),
});

/** A program of the sandbox that waits in the middle of what runs through it. */
async function halting(program: string, halts: (middle: string) => string): Promise<Gate> {
  const gate = openGate(folder);
  const real = `PATH="\${PATH#${folder}:}"; export PATH`;
  const script = `#!/bin/sh\n${real}\n${halts(`head -c 3000; ${gate.wait}; cat`)}\n`;
  await writeFile(path.join(folder, program), script, { mode: 0o755 });
  return gate;
}
let upload: Gate;
let download: Gate;
beforeAll(async () => {
  upload = await halting('tar', middle => `{ ${middle}; } | tar "$@"`);
  download = await halting(
    'git',
    middle =>
      `case " $* " in *" pack-objects "*" --stdout "*) git "$@" | { ${middle}; } ;; *) exec git "$@" ;; esac`,
  );
});

const told = (step: TransferProgress['step']) =>
  events.filter(event => event.type === 'progress').filter(event => event.step === step);

test('what goes up, comes down and is published is counted, for the status comment too', async () => {
  const at = await stage.scenario({
    files: { 'a.bin': randomBytes(20_000), 'assets/logo.bin': randomBytes(20_000) },
    change: { '.github/speckit.yml': 'ignored: on a branch\n' },
  });
  await at.github.commit(
    at.repo,
    'main',
    { '.github/speckit.yml': "exclude: ['assets/', '*.log']\n" },
    'Settings',
  );
  const make = 'for i in 1 2 3 4 5 6; do head -c 30000 /dev/urandom > made$i.bin; done; echo x > one.log';
  const { id } = await at.post(`/speckit run -- ${make}`);
  const shows = (text: RegExp) =>
    vi.waitFor(async () => expect(at.statusOf(await at.runOf(id, running)).body).toMatch(text), {
      timeout: 100_000,
      interval: 200,
    });

  await upload.reached();
  await shows(/is running\*\*: uploading the commit \([\d.]+ k?B of [\d.]+ kB/);
  await upload.open();
  await download.reached();
  await shows(/is running\*\*: collecting the result \([\d.]+ k?B/);
  await download.open();
  const run = await at.runOf(id);

  expect(run).toMatchObject({ conclusion: 'success', outcome: { changes: { length: 6 } } });
  const totals = { doneFiles: 6, totalFiles: 6 };
  expect(told('upload').at(-1)).toMatchObject({ doneFiles: 6, totalFiles: 6 });
  expect(told('download').at(-1)).toMatchObject(totals);
  expect(told('publish').at(-1)).toMatchObject({ doneBytes: 180_000, totalBytes: 180_000, ...totals });
  for (const step of ['upload', 'download', 'publish'] as const) {
    const steps = told(step);
    expect(steps.at(-1)?.doneBytes).toBe(steps.at(-1)?.totalBytes);
    expect(steps.map(({ doneBytes }) => doneBytes)).toEqual(
      steps.map(({ doneBytes }) => doneBytes).toSorted((a, b) => a - b),
    );
  }

  const kept =
    '`exclude` kept 1 file of the repository out of the sandbox and 1 file of the command out of the result.';
  expect(at.statusOf(run).body).toContain(kept);
  for (const check of at.checksOf(run)) expect(check.summary).toContain(kept);
  expect(await at.read('one.log')).toBeUndefined();
});
