import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationToken, octokitWith, probotFor, refusal } from './clients.ts';
import { AT, receiver, SHOP, smallWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await smallWorld();
});
afterAll(() => world.github.close());

describe('tokens', () => {
  it('have the repositories and permissions that were asked for, and a form that is long', async () => {
    const permissions = { contents: 'read' } as const;
    const token = await installationToken(world.github, 'acme', { repository_ids: [world.id], permissions });
    expect(token).toMatch(/^ghs_4711_.{100,}$/);
    expect(world.github.tokens().at(-1)).toMatchObject({ token, repositories: [SHOP], permissions });
    const octokit = octokitWith(world.github, token);
    expect((await octokit.rest.repos.getContent({ ...AT, path: 'README.md' })).status).toBe(200);
    expect(await refusal(octokit.rest.git.createBlob({ ...AT, content: 'x' }))).toBe(403);
    expect(
      await refusal(octokit.rest.checks.create({ ...AT, name: 'x', head_sha: world.pull.headSha })),
    ).toBe(403);
    expect(await refusal(octokit.rest.issues.createComment({ ...AT, issue_number: 1, body: 'x' }))).toBe(403);
  });

  it('cannot get more than the installation grants, nor a repository of somebody else', async () => {
    expect(
      await refusal(installationToken(world.github, 'acme', { permissions: { workflows: 'write' } })),
    ).toBe(422);
    const { id } = await world.github.createRepository({ owner: 'other', name: 'thing', files: { a: 'a' } });
    expect(await refusal(installationToken(world.github, 'acme', { repository_ids: [id] }))).toBe(422);
  });

  it('hide private repositories they do not cover, and refuse to write to public ones', async () => {
    const { id } = await world.github.createRepository({
      owner: 'acme',
      name: 'b',
      private: true,
      files: { a: 'a' },
    });
    const scoped = octokitWith(
      world.github,
      await installationToken(world.github, 'acme', { repository_ids: [id] }),
    );
    expect(await refusal(scoped.rest.repos.get(AT))).toBe(404);
    expect(await refusal(scoped.rest.pulls.get({ ...AT, pull_number: 1 }))).toBe(404);
    const { id: open } = await world.github.createRepository({
      owner: 'acme',
      name: 'open',
      files: { a: 'a' },
    });
    expect(open).not.toBe(id);
    expect((await scoped.rest.repos.get({ owner: 'acme', repo: 'open' })).data.id).toBe(open);
    expect(await refusal(scoped.rest.git.createBlob({ owner: 'acme', repo: 'open', content: 'x' }))).toBe(
      403,
    );
  });

  it('that nobody issued are refused, everywhere', async () => {
    const wrong = octokitWith(world.github, 'ghs_madeup');
    expect(await refusal(wrong.rest.repos.get(AT))).toBe(401);
    expect(await refusal(wrong.graphql('{ updateRefs(input: $input) }'))).toBe(401);
    expect(await refusal(octokitWith(world.github).rest.repos.get(AT))).toBe(404);
  });

  it('die when they expire and when the App is uninstalled', async () => {
    await using hook = await receiver();
    world.github.setWebhookUrl(hook.url);
    await world.github.createRepository({ owner: 'globex', name: 'x', private: true, files: { a: 'a' } });
    const at = { owner: 'globex', repo: 'x' };
    const first = octokitWith(world.github, await installationToken(world.github, 'globex'));
    world.github.expireTokens('globex');
    expect(await refusal(first.rest.repos.get(at))).toBe(401);
    const second = octokitWith(world.github, await installationToken(world.github, 'globex'));
    expect((await second.rest.repos.get(at)).status).toBe(200);
    const installation_id = world.github.installationId('globex');
    world.github.uninstall('globex');
    expect(await refusal(second.rest.repos.get(at))).toBe(401);
    const app = await probotFor(world.github).auth();
    expect(await refusal(app.rest.apps.createInstallationAccessToken({ installation_id }))).toBe(404);
    expect(await refusal(app.rest.apps.getRepoInstallation(at))).toBe(404);
    await world.github.settled();
    world.github.setWebhookUrl(undefined);
    expect(hook.received.map(one => one.headers['x-github-event'])).toEqual(['installation']);
  });

  it('of an App with another key are refused', async () => {
    const stranger = await smallWorld();
    const forged = probotFor({
      ...world.github,
      app: { ...world.github.app, privateKey: stranger.github.app.privateKey },
    });
    await stranger.github.close();
    const app = await forged.auth();
    expect(await refusal(app.rest.apps.getAuthenticated())).toBe(401);
  });
});

describe('permissions of people', () => {
  it.each([
    ['admin', 'admin', 'admin'],
    ['maintain', 'write', 'maintain'],
    ['write', 'write', 'write'],
    ['triage', 'read', 'triage'],
    ['read', 'read', 'read'],
    ['none', 'none', 'none'],
  ] as const)('%s is told as %s', async (role, permission, role_name) => {
    world.github.addUser(`person-${role}`);
    world.github.setPermission(SHOP, `person-${role}`, role);
    const { data } = await world.octokit.rest.repos.getCollaboratorPermissionLevel({
      ...AT,
      username: `person-${role}`,
    });
    expect(data).toMatchObject({ permission, role_name });
  });

  it('reads for a stranger of a public repository, and is 404 for bots and nobody', async () => {
    await world.github.createRepository({ owner: 'acme', name: 'public', files: { a: 'a' } });
    world.github.addUser('stranger');
    world.github.addUser('helper[bot]', { type: 'Bot' });
    const ask = (username: string) =>
      world.octokit.rest.repos.getCollaboratorPermissionLevel({ owner: 'acme', repo: 'public', username });
    expect((await ask('stranger')).data.permission).toBe('read');
    expect((await ask('acme')).data.permission).toBe('admin');
    expect(await refusal(ask('helper[bot]'))).toBe(404);
    expect(await refusal(ask('nobody'))).toBe(404);
  });
});

it('answers what a test wants in the place of the truth', async () => {
  const { octokit, github } = world;
  const stop = github.onRequest(({ path }) =>
    path.endsWith('/acme/shop') ? { status: 502, body: {} } : undefined,
  );
  expect(await refusal(octokit.rest.repos.get(AT))).toBe(502);
  stop();
  expect((await octokit.rest.repos.get(AT)).status).toBe(200);
  expect(github.requests.at(-1)).toMatchObject({ method: 'GET', status: 200, token: 'installation' });

  const undo = github.onRequest(({ method }) =>
    method === 'POST' ? { status: 502, apply: true } : undefined,
  );
  expect(
    await refusal(octokit.rest.issues.createComment({ ...AT, issue_number: 1, body: 'lost answer' })),
  ).toBe(502);
  undo();
  expect(github.comments(SHOP, 1).map(comment => comment.body)).toEqual(['lost answer']);

  const cut = github.onRequest(() => ({ kind: 'cut' }));
  await expect(fetch(`${github.apiUrl}/meta`)).rejects.toThrow();
  cut();
});

it('says so where it does not serve something', async () => {
  expect(await refusal(world.octokit.rest.pulls.merge({ ...AT, pull_number: 1 }))).toBe(501);
});
