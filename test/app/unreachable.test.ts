import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { driverOf, REPO, type ShellRuns, sandboxesOf, startShellRuns } from '../e2e/support/shell-runs.ts';
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
  expect(ended.said).toContain(`is kept for up to 1h: \`/speckit retry ${ended.run.id}\` fetches its result`);
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

test('the result of such a run is fetched by a retry, with its whole output; the command is not run again', async () => {
  const asked = await runs.ask(
    `echo before; ${counting}; echo x >>/tmp/speckit-times-$$; cat /tmp/speckit-times-$$ >made.txt; until [ -e go ]; do sleep 0.1; done; rm go; echo after`,
    { flags: '--profile impatient' },
  );
  await asked.prints('line 3\n');
  const [back, apiBack] = [e2b.proxy.outage(), e2b.api.outage()];
  const lost = await asked.ended();
  expect(lost.run.outcome?.error?.code).toBe('unreachable');
  // Too early: it is still out of reach, and stays what can be fetched.
  const early = await (await runs.say('/speckit retry', lost)).ended();
  expect(early.run.outcome?.error?.code).toBe('unreachable');
  back();
  apiBack();
  const [box] = await sandboxesOf(runs, lost.run);
  const driver = await driverOf(runs, lost.run);
  const { github } = runs.world;
  await github.commit(REPO, lost.branch, { 'meanwhile.txt': 'm\n' }, 'Meanwhile');

  const again = await runs.say('/speckit retry', lost);
  await again.prints('line 3\n');
  const sandbox = await driver.attach(box ?? '');
  await sandbox.writeFile(`${sandbox.home}/repo/go`, Buffer.from(''));
  const { run, output, events, after } = await again
    .reaches(one => one.state === 'ended')
    .then(() => again.ended());
  expect(run).toMatchObject({ conclusion: 'success', sandboxId: box, headSha: lost.run.headSha });
  expect(run.id).not.toBe(lost.run.id);
  expect(output.match(/before\n/g)).toHaveLength(1);
  expect(output).toMatch(/^before\nline 1\nline 2\n[\s\S]*line 60\nafter\n$/);
  expect(events.some(event => event.type === 'notice' && event.text.includes(early.run.id))).toBe(true);
  for (const [file, content] of [
    ['made.txt', 'x\n'],
    ['meanwhile.txt', 'm\n'],
  ] as const) {
    expect((await github.readFile(REPO, after, file))?.toString()).toBe(content);
  }
  await vi.waitFor(async () => expect(await sandboxesOf(runs, lost.run)).toEqual([]), 20_000);
});

test('a retry whose sandbox is gone by then runs the command again, on the newest commit', async () => {
  const asked = await runs.ask(`echo one; ${counting}`, { flags: '--profile impatient' });
  await asked.prints('line 3\n');
  const back = e2b.proxy.outage();
  const lost = await asked.ended();
  back();
  const [box] = await sandboxesOf(runs, lost.run);
  await (await (await driverOf(runs, lost.run)).attach(box ?? '')).destroy();
  const sha = await runs.world.github.commit(REPO, lost.branch, { 'new.txt': 'n\n' }, 'New');
  const { run, output } = await (await runs.say('/speckit retry', lost)).ended();
  expect(run).toMatchObject({ conclusion: 'success', headSha: sha });
  expect(run.sandboxId).not.toBe(box);
  expect(output).toContain('one\nline 1\n');
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
