import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { FULL, openPlace, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const refused = { status: 'refused' };

describe('a command on a pull request', () => {
  it('of a comment is committed, shown and summed up', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const end = await job.run(
      await place.comment('/speckit run -- echo hello; echo 1 > made.txt; rm feature.txt'),
    );
    const head = await github.commitOf(place.repo, place.branch);
    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.outputs).toMatchObject({
      ...{
        status: 'completed',
        conclusion: 'success',
        'commit-sha': head.sha,
        conflicts: '[]',
        'result-ref': '',
      },
      'changed-files': '["feature.txt","made.txt"]',
    });
    expect(head).toMatchObject({ verified: true, sent: { author: undefined, committer: undefined } });
    expect(head.message).toContain('Co-authored-by: alice');
    const [status] = place.said();
    expect(status).toContain('**`shell` succeeded**');
    expect(status).toMatch(/\[live page\]\(.*\/actions\/runs\/\d+\)/);
    expect(github.checkRuns(place.repo, head.sha)).toMatchObject([{ conclusion: 'success' }]);
    expect(end.summary).toContain('`made.txt` | added');
    expect(end.summary).toMatch(/```\nhello\n```/);
    expect(end.log).toMatch(/::group::Output.*\n::stop-commands::([\w-]+)\nhello\n::\1::\n::endgroup::/);
  });

  it('that prints workflow commands and secrets changes nothing and shows none', async () => {
    const place = await openPlace(github, {
      config: { profiles: { default: { driver: 'local', env: ['NPM_TOKEN'] } } },
    });
    await using job = await place.job();
    const hidden = 'npm_0123456789abcdef';
    const print = "'::set-output name=status::hacked' '::add-mask::a' '::error::no' \"$NPM_TOKEN\"";
    const step = await place.comment(
      `/speckit run -- printf '%s\\n' ${print}; printf '%s' "$NPM_TOKEN" | base64`,
    );
    const end = await job.run({ ...step, env: { NPM_TOKEN: hidden } });
    const [, inside = ''] = /::stop-commands::[\w-]+\n([\s\S]*?)\n::[\w-]+::\n/.exec(end.log) ?? [];
    expect(inside).toContain('::set-output name=status::hacked\n::add-mask::a\n::error::no\n');
    expect(end.outputs.status).toBe('completed');
    const seen = [
      end.log.replace(`::add-mask::${hidden}`, ''),
      end.summary,
      ...place.said(),
      JSON.stringify(github.checkRuns(place.repo)),
    ];
    for (const text of seen) expect(text).not.toContain(hidden);
    expect(inside).not.toContain(Buffer.from(hidden).toString('base64').slice(0, 20));
  });

  it('lets the runner hide keys, and no switch that would make the log unreadable', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const inputs = { 'anthropic-api-key': 'sk-ant-0123456789', 'claude-code-use-bedrock': '1' };
    const end = await job.run({ ...(await place.comment('/speckit run -- true')), inputs });
    expect(end.exitCode).toBe(0);
    expect(end.log).toContain('::add-mask::sk-ant-0123456789');
    expect(end.log).not.toMatch(/^::add-mask::1$/m);
  });

  it('with much output shows as much as it may, and the summary its end', async () => {
    const config = { profiles: { default: { driver: 'local', limits: { output: '64k' } } } };
    const place = await openPlace(github, { config });
    await using job = await place.job();
    const end = await job.run(await place.comment('/speckit run -- seq 1 300000; echo the end'));
    expect(end.outputs.conclusion).toBe('success');
    expect(end.log.length).toBeLessThan(80_000);
    expect(end.log).toContain('is not shown here');
    expect(Buffer.byteLength(end.summary)).toBeLessThan(2 ** 20);
    expect(end.summary).toContain('300000\nthe end\n');
  });

  it('that fails keeps its result and fails the step', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const end = await job.run(await place.comment('/speckit run -- echo x > x.txt; exit 3'));
    expect(end.exitCode).toBe(1);
    expect(end.outputs).toMatchObject({
      conclusion: 'failure',
      'commit-sha': '',
      'result-ref': expect.stringMatching(/^refs\/speckit\/runs\/r/),
    });
    expect(await github.refs(place.repo)).toHaveProperty([end.outputs['result-ref'] ?? '']);
    expect(end.log).toContain('::error::The command failed with exit code 3.');
  });

  it('runs again by `retry`, and `status` points to it', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await job.run(await place.comment('/speckit run -- echo again >> log.txt'));
    const end = await job.run(await place.comment('/speckit retry'));
    expect(end.outputs).toMatchObject({ conclusion: 'success' });
    expect((await github.readFile(place.repo, place.branch, 'log.txt'))?.toString()).toBe('again\nagain\n');
    expect((await job.run(await place.comment('/speckit status'))).exitCode).toBe(0);
    expect(place.said().at(-1)).toContain(`Run \`${end.outputs['run-id']}\` has ended: success.`);
    await job.run(await place.comment('/speckit help'));
    expect(place.said().at(-1)).toContain('`/speckit run [flags] <phase> [text]`');
  });

  it('takes the values of the inputs, and the command has the last word where it may', async () => {
    const place = await openPlace(github, { config: { profiles: { slow: { driver: 'local' } } } });
    await using job = await place.job();
    const inputs = { profile: 'slow', timeout: '5m', 'working-directory': 'src', driver: 'local' };
    const end = await job.run({ ...(await place.comment('/speckit run -- pwd; ls')), inputs });
    expect(end.log).toMatch(/\/repo\/src\na\.txt\n/);
    expect(end.summary).toContain('profile `slow`');
    const longer = await job.run({ ...(await place.comment('/speckit run --timeout 1h -- true')), inputs });
    expect(longer.log).toContain('allows at most 5m');
    const other = await job.run({ ...(await place.comment('/speckit run --driver docker -- true')), inputs });
    expect(other.log).toContain('allows only `local`');
  });

  it('of prose ends at once, green', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const before = github.requests.length;
    const end = await job.run(await place.comment('Looks good to me'));
    expect(end).toMatchObject({ exitCode: 0, outputs: { status: 'ignored' } });
    expect(github.requests.slice(before).filter(({ method }) => method !== 'POST')).toEqual([]);
  });
});

describe('who may', () => {
  it('is decided as in the App: a reader may not', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const end = await job.run(await place.comment('/speckit run plan', 'bob'));
    expect(end).toMatchObject({ exitCode: 1, outputs: refused });
    expect(place.said().join()).toContain('`bob` has no write permission here');
  });

  it('an issue is refused with a hint', async () => {
    const place = await openPlace(github);
    const { number } = await github.openIssue(place.repo, 'alice', 'A bug');
    await using job = await place.job();
    const step = await place.comment('/speckit run -- true', 'alice', number);
    const payload = { ...step.payload, issue: { number } };
    const end = await job.run({ ...step, payload });
    expect(end).toMatchObject({ exitCode: 1, outputs: refused });
    expect(github.comments(place.repo, number).at(-1)?.body).toContain('this is an issue');
  });
});

describe('a token', () => {
  it('that may only read is told apart before anything runs', async () => {
    const place = await openPlace(github);
    await using job = await place.job({
      contents: 'read',
      pull_requests: 'read',
      issues: 'read',
      checks: 'read',
    });
    const end = await job.run(await place.comment('/speckit run -- echo ran'));
    expect(end).toMatchObject({ exitCode: 1, outputs: refused });
    expect(end.log).toContain('The token may only read this repository');
    expect(end.log).toContain('permissions: contents: write');
    expect(end.log).toContain('The answer could not be posted');
    expect(end.log).not.toContain('Running');
  });

  it('that is missing or wrong is named', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const step = await place.comment('/speckit run -- true');
    const missing = await job.run({ ...step, inputs: { 'github-token': '' } });
    expect(missing.log).toContain('::error::The input `github-token` is empty.');
    const wrong = await job.run({ ...step, inputs: { 'github-token': 'ghs_nobody' } });
    expect(wrong).toMatchObject({ exitCode: 1, outputs: refused });
    expect(wrong.log).toContain('Check `github-token`');
  });

  it('without checks costs the check run only, and the log says why', async () => {
    const place = await openPlace(github);
    const { checks: _checks, ...others } = FULL;
    await using job = await place.job(others);
    const end = await job.run(await place.comment('/speckit run -- echo 1 > x.txt'));
    expect(end).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success' } });
    expect(end.log).toMatch(/::warning::GitHub was not told: GitHub refused to write the check run/);
    expect(github.checkRuns(place.repo)).toEqual([]);
  });

  it('with checks makes none when the workflow wants none', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await job.run({ ...(await place.comment('/speckit run -- true')), inputs: { 'publish-check': 'false' } });
    expect(github.checkRuns(place.repo)).toEqual([]);
  });
});

describe('what does not fit', () => {
  it.each([
    ['an unknown input', { comit: 'true' }, 'There is no input `comit`.'],
    ['an unknown value', { commit: 'maybe' }, 'The input `commit` is `maybe`.'],
    ['a command beside the comment', { command: 'plan' }, 'holds a command, and so does the input'],
    ['a branch on a pull request', { branch: 'x' }, 'The input `branch` has no meaning on a pull request.'],
    ['an unknown driver', { driver: 'podman' }, 'There is no driver `podman`.'],
    ['an unknown profile', { profile: 'fast' }, '`fast`, which does not exist'],
  ])('%s is refused, red', async (_name, inputs, message) => {
    const place = await openPlace(github);
    await using job = await place.job();
    const end = await job.run({ ...(await place.comment('/speckit run -- true')), inputs });
    expect(end).toMatchObject({ exitCode: 1, outputs: refused });
    expect(end.log).toContain(message);
  });

  it('no Docker on the runner is said', async () => {
    const place = await openPlace(github, { config: {} });
    await using job = await place.job();
    const step = await place.comment('/speckit run -- true');
    const end = await job.run({ ...step, env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'completed', conclusion: 'failure' } });
    expect(end.log).toMatch(/::error::.*Docker/);
    expect(place.said()[0]).toContain('failed');
  });
});
