import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ShellRuns, startShellRuns } from '../e2e/support/shell-runs.ts';
import { type LocalE2b, startE2b } from '../services/e2b/server.ts';

let e2b: LocalE2b;
let runs: ShellRuns;
beforeAll(async () => {
  e2b = await startE2b();
  const { apiUrl, sandboxUrl } = e2b;
  const profile = { driver: 'e2b', e2b: { apiUrl, sandboxUrl, network: 'full' } };
  runs = await startShellRuns({
    profile,
    profiles: { impatient: { ...profile, unreachable: '2s' } },
    otherVariables: { E2B_API_KEY: e2b.key },
    sweepEveryMs: 300,
  });
});
afterAll(async () => {
  await runs.close();
  await e2b[Symbol.asyncDispose]();
});

/** Prints a line every tenth of a second until told to end. */
const counting =
  'i=0; until [ -e /tmp/speckit-$$ ] || [ $i -ge 60 ]; do i=$((i+1)); echo line $i; sleep 0.1; done';

test('beyond the limit the run ends as unreachable with what was received, and the sandbox is held', async () => {
  const asked = await runs.ask(`echo before; ${counting}; sleep 30`, { flags: '--profile impatient' });
  await asked.prints('line 3\n');
  const back = e2b.proxy.outage();
  const ended = await asked.ended();
  expect(ended.run.outcome?.error?.code).toBe('unreachable');
  expect(ended.output).toContain('before\nline 1\nline 2\nline 3\n');
  expect(ended.said).toContain('is left alone for up to 1h');
  back();
  const { worker, context } = runs.world.server;
  const [place] = await context.store.sandboxPlaces();
  expect(place?.driver).toBe('e2b');
  const seenAt = worker?.sweeper.report()?.at;
  await vi.waitFor(() => expect(worker?.sweeper.report()?.at).not.toBe(seenAt), 10_000);
  expect(worker?.sweeper.report()).toMatchObject({ seen: 1, stuck: [] });

  // An hour later.
  await context.store.database.query(
    "UPDATE speckit.spared_sandboxes SET spared_until = now() - interval '1s'",
  );
  await vi.waitFor(() => expect(worker?.sweeper.report()).toMatchObject({ seen: 0 }), 20_000);
});

test('a run that is cancelled while its sandbox is out of reach ends at once; the sandbox goes when it can', async () => {
  const asked = await runs.ask(`${counting}; sleep 60`);
  await asked.prints('line 3\n');
  const running = await asked.reaches(run => run.state === 'running');
  const [back, apiBack] = [e2b.proxy.outage(), e2b.api.outage()];
  const { github, server } = runs.world;
  await github.comment({ repo: 'acme/shop', pr: asked.pr, user: 'alice', body: '/speckit cancel' });
  const ended = await asked.ended();
  expect(ended.run.conclusion).toBe('cancelled');
  expect(ended.said).toContain('cancelled by alice');
  expect(e2b.sandboxes.all.map(({ metadata }) => metadata['speckit-remote.run'])).toContain(running.id);
  back();
  apiBack();
  await vi.waitFor(
    () => expect(server.worker?.sweeper.report()).toMatchObject({ seen: 0, unseen: [] }),
    20_000,
  );
});
