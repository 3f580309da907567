import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SpeckitError } from '../../shared/errors.ts';
import {
  type CheckRunOptions,
  createCheckRun,
  externalId,
  parseExternalId,
  RETRY_ACTION,
} from '../../shared/github/check-run.ts';
import { updateInterval } from '../../shared/github/coalescer.ts';
import { HEAD } from './runs.ts';
import { AT, github, REPO, recorded, testClient } from './support.ts';

const RUNS = `${REPO}/check-runs`;
const out = (title: string) => ({ title, summary: 's' });

function writer(options: Partial<CheckRunOptions> = {}) {
  const errors: SpeckitError[] = [];
  const check = createCheckRun({
    ...AT,
    client: testClient(),
    headSha: HEAD,
    phase: 'specify',
    externalId: externalId('r1k7zq3m9x2ab', 7),
    onUpdateError: error => errors.push(error),
    ...options,
  });
  return { check, errors };
}

describe('states', () => {
  it('creates, starts and completes one check run', async () => {
    const scope = github().post(RUNS).reply(201, { id: 5 }).patch(`${RUNS}/5`).times(2).reply(200, { id: 5 });
    const calls = recorded(scope);
    const { check } = writer({
      detailsUrl: 'https://speckit.example/r',
      startedAt: new Date('2026-11-20T08:00:00.5Z'),
    });
    expect(await check.queue(out('Waiting'))).toBe(5);
    expect(await check.start(out('Running'))).toBe(5);
    expect(await check.complete('timed_out', out('Late'), new Date('2026-11-20T09:00:00.9Z'))).toBe(5);
    expect(calls.map(({ body }) => body)).toEqual([
      {
        name: 'speckit / specify',
        head_sha: HEAD,
        external_id: 'r1k7zq3m9x2ab#7',
        status: 'queued',
        details_url: 'https://speckit.example/r',
        output: out('Waiting'),
      },
      {
        status: 'in_progress',
        started_at: '2026-11-20T08:00:00Z',
        details_url: 'https://speckit.example/r',
        output: out('Running'),
      },
      {
        status: 'completed',
        conclusion: 'timed_out',
        started_at: '2026-11-20T08:00:00Z',
        completed_at: '2026-11-20T09:00:00Z',
        details_url: 'https://speckit.example/r',
        output: out('Late'),
        actions: [RETRY_ACTION],
      },
    ]);
    scope.done();
  });

  it('keeps the Retry button within the limits of an action', () => {
    expect(RETRY_ACTION.label.length).toBeLessThanOrEqual(20);
    expect(RETRY_ACTION.description.length).toBeLessThanOrEqual(40);
    expect(RETRY_ACTION.identifier.length).toBeLessThanOrEqual(20);
  });

  it('can be created as completed, on the commit that a run made', async () => {
    const scope = github().post(RUNS).reply(201, { id: 6 });
    const calls = recorded(scope);
    expect(await writer().check.complete('success', out('Done'))).toBe(6);
    expect(calls[0]?.body).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      actions: [RETRY_ACTION],
    });
  });

  it('goes on with the check run of an earlier attempt', async () => {
    const scope = github().patch(`${RUNS}/9`).reply(200, { id: 9 });
    expect(await writer({ id: 9 }).check.start(out('Running'))).toBe(9);
    scope.done();
  });

  it('finds the one whose creation was answered by an outage', async () => {
    const found = {
      total_count: 2,
      check_runs: [
        { id: 3, external_id: 'other' },
        { id: 4, external_id: 'r1k7zq3m9x2ab#7' },
      ],
    };
    const scope = github()
      .post(RUNS)
      .reply(502)
      .get(`${REPO}/commits/${HEAD}/check-runs`)
      .query({ check_name: 'speckit / specify', filter: 'all', per_page: 100 })
      .reply(200, found)
      .patch(`${RUNS}/4`)
      .reply(200, { id: 4 });
    expect(await writer().check.queue(out('Waiting'))).toBe(4);
    scope.done();
  });

  it('adopts the one of an attempt that died before it could tell', async () => {
    const found = { total_count: 1, check_runs: [{ id: 4, external_id: 'r1k7zq3m9x2ab#7' }] };
    const scope = github()
      .get(`${REPO}/commits/${HEAD}/check-runs`)
      .query(true)
      .reply(200, found)
      .patch(`${RUNS}/4`)
      .reply(200, { id: 4 });
    expect(await writer({ adopt: true }).check.start(out('Running'))).toBe(4);
    scope.done();
  });

  it('creates it again when the outage swallowed it', async () => {
    const scope = github()
      .post(RUNS)
      .reply(502)
      .get(`${REPO}/commits/${HEAD}/check-runs`)
      .query(true)
      .reply(200, { total_count: 0, check_runs: [] })
      .post(RUNS)
      .reply(201, { id: 6 });
    expect(await writer().check.queue(out('Waiting'))).toBe(6);
    scope.done();
  });

  it('looks for it at the next write when it could not look after the outage', async () => {
    const found = { total_count: 1, check_runs: [{ id: 4, external_id: 'r1k7zq3m9x2ab#7' }] };
    const scope = github()
      .post(RUNS)
      .reply(502)
      .get(`${REPO}/commits/${HEAD}/check-runs`)
      .query(true)
      .reply(403, { message: 'Resource not accessible by integration' })
      .get(`${REPO}/commits/${HEAD}/check-runs`)
      .query(true)
      .reply(200, found)
      .patch(`${RUNS}/4`)
      .reply(200, { id: 4 });
    const { check } = writer();
    await expect(check.queue(out('Waiting'))).rejects.toMatchObject({ code: 'denied' });
    expect(await check.start(out('Running'))).toBe(4);
    scope.done();
  });

  it('says what a refusal means', async () => {
    github().post(RUNS).reply(404);
    await expect(writer().check.queue(out('x'))).rejects.toMatchObject({ code: 'missing' });
  });

  it('does not write the same state twice', async () => {
    const scope = github().post(RUNS).reply(201, { id: 5 });
    const { check } = writer();
    await check.queue(out('Waiting'));
    expect(await check.queue(out('Waiting'))).toBe(5);
    scope.done();
  });
});

describe('live updates', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Started; `titles` are those of the updates that reached GitHub. */
  async function running(patches: number, reply: () => number | Promise<number> = () => 200) {
    const scope = github().post(RUNS).reply(201, { id: 5 });
    scope
      .patch(`${RUNS}/5`)
      .times(patches)
      .reply(async () => [await reply(), { id: 5 }] as const);
    const calls = recorded(scope);
    const made = writer();
    await made.check.start(out('0'));
    const titles = () => calls.slice(1).map(({ body }) => (body.output as { title: string }).title);
    return { ...made, titles, scope };
  }

  it('coalesces: the newest state, at most every 5 s', async () => {
    const { check, titles } = await running(9);
    for (const title of ['1', '2', '3']) check.update(out(title));
    await vi.advanceTimersByTimeAsync(4000);
    expect(titles()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(() => expect(titles()).toEqual(['3']));
    check.update(out('4'));
    await vi.advanceTimersByTimeAsync(5500);
    await vi.waitFor(() => expect(titles()).toEqual(['3', '4']));
  });

  it('never writes an unchanged state', async () => {
    const { check, titles } = await running(9);
    check.update(out('0'));
    check.update(out('1'));
    check.update(out('0'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(titles()).toEqual([]);
  });

  it('never has two under way, and the last word is the completion', async () => {
    let under = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    const { check, titles } = await running(9, async () => {
      most = Math.max(most, ++under);
      await gate.promise;
      under--;
      return 200;
    });
    check.update(out('1'));
    await vi.advanceTimersByTimeAsync(5000);
    await vi.waitFor(() => expect(under).toBe(1));
    check.update(out('2'));
    await vi.advanceTimersByTimeAsync(20_000);
    const done = check.complete('success', out('end'));
    check.update(out('too late'));
    gate.resolve();
    await done;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(titles()).toEqual(['1', 'end']);
    expect(most).toBe(1);
  });

  it('stops without a last word', async () => {
    const { check, titles } = await running(9);
    check.update(out('1'));
    check.stop();
    check.update(out('2'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(titles()).toEqual([]);
  });

  it('reports a failed update, does not repeat it, and goes on with the next', async () => {
    const states = [503, 200];
    const { check, errors, titles } = await running(9, () => states.shift() ?? 200);
    check.update(out('1'));
    await vi.advanceTimersByTimeAsync(5000);
    await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(['unreachable']));
    check.update(out('2'));
    await vi.advanceTimersByTimeAsync(5500);
    await vi.waitFor(() => expect(titles()).toEqual(['1', '2']));
    expect(errors).toHaveLength(1);
  });
});

it.each([
  [0, 5000],
  [59_999, 5000],
  [60_000, 10_000],
  [599_999, 10_000],
  [600_000, 30_000],
  [36_000_000, 30_000],
])('updateInterval(%i)', (elapsed, interval) => expect(updateInterval(elapsed)).toBe(interval));

it('external ids go there and back', () => {
  expect(parseExternalId(externalId('r1k7zq3m9x2ab', 7))).toEqual({ run: 'r1k7zq3m9x2ab', pullNumber: 7 });
  for (const id of ['', 'x', 'r1k7zq3m9x2ab', 'r1k7zq3m9x2ab#0', 'r1k7zq3m9x2ab#7 '])
    expect(parseExternalId(id)).toBeUndefined();
});
