import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationToken, octokitWith, refusal } from './clients.ts';
import { AT, SHOP, smallWorld, type World } from './world.ts';

let world: World;
let rest: World['octokit']['rest'];
beforeAll(async () => {
  world = await smallWorld();
  rest = world.octokit.rest;
});
afterAll(() => world.github.close());

const comment = (body: string, issue_number = 1) => rest.issues.createComment({ ...AT, issue_number, body });

describe('comments', () => {
  it('hold 65,536 characters and not one more', async () => {
    expect((await comment('x'.repeat(65_536))).status).toBe(201);
    expect((await comment('😀'.repeat(65_536))).status).toBe(201);
    expect(await refusal(comment('x'.repeat(65_537)))).toBe(422);
    const { data } = await comment('short');
    expect(
      await refusal(rest.issues.updateComment({ ...AT, comment_id: data.id, body: 'x'.repeat(65_537) })),
    ).toBe(422);
    expect(await refusal(comment('  '))).toBe(422);
    expect(await refusal(comment('nowhere', 99))).toBe(404);
  });

  it('remember their edits', async () => {
    const { data } = await comment('one');
    await rest.issues.updateComment({ ...AT, comment_id: data.id, body: 'two' });
    await rest.issues.updateComment({ ...AT, comment_id: data.id, body: 'three' });
    const seen = world.github.comments(SHOP, 1).find(one => one.id === data.id);
    expect(seen).toMatchObject({ user: world.github.app.botLogin, body: 'three', edits: ['one', 'two'] });
    const { data: listed } = await rest.issues.listComments({ ...AT, issue_number: 1, per_page: 100 });
    expect(listed.find(one => one.id === data.id)).toMatchObject({
      body: 'three',
      performed_via_github_app: { slug: world.github.app.slug },
      html_url: `${world.github.url}/${SHOP}/pull/1#issuecomment-${data.id}`,
    });
  });

  it('are edited by their author or by people who can write', async () => {
    const { id } = await world.github.comment({ repo: SHOP, pr: 1, user: 'alice', body: 'mine' });
    world.github.setPermission(SHOP, 'rita', 'read');
    const rita = octokitWith(world.github, world.github.addUser('rita').token);
    expect(await refusal(rita.rest.issues.updateComment({ ...AT, comment_id: id, body: 'hers' }))).toBe(403);
    await world.github.editComment({ repo: SHOP, id, user: 'alice', body: 'still mine' });
    expect(world.github.comments(SHOP, 1).find(one => one.id === id)?.edits).toEqual(['mine']);
  });
});

describe('reactions', () => {
  it('count once for each person, and need the permission for issues', async () => {
    const { id } = await world.github.comment({ repo: SHOP, pr: 1, user: 'alice', body: 'react to me' });
    const react = (octokit = world.octokit) =>
      octokit.rest.reactions.createForIssueComment({ ...AT, comment_id: id, content: 'eyes' });
    expect((await react()).status).toBe(201);
    expect((await react()).status).toBe(200);
    expect(world.github.reactions(id)).toEqual([{ content: 'eyes', user: world.github.app.botLogin }]);
    const permissions = { pull_requests: 'write' } as const;
    const narrow = octokitWith(world.github, await installationToken(world.github, 'acme', { permissions }));
    expect(await refusal(react(narrow))).toBe(403);
    expect((await narrow.rest.issues.createComment({ ...AT, issue_number: 1, body: 'fine' })).status).toBe(
      201,
    );
    const wrong = { ...AT, comment_id: id, content: 'shrug' as 'eyes' };
    expect(await refusal(rest.reactions.createForIssueComment(wrong))).toBe(422);
  });
});

it('a locked conversation takes nothing from the App', async () => {
  await world.github.commit(SHOP, 'quiet', { a: 'a' }, 'A', 'alice');
  const { number } = await world.github.openPullRequest({ repo: SHOP, head: 'quiet', author: 'alice' });
  const { data: before } = await comment('before', number);
  await world.github.lockConversation(SHOP, number);
  expect((await rest.issues.get({ ...AT, issue_number: number })).data.locked).toBe(true);
  expect(await refusal(comment('after', number))).toBe(403);
  const reaction = { ...AT, comment_id: before.id, content: 'eyes' } as const;
  expect(await refusal(rest.reactions.createForIssueComment(reaction))).toBe(403);
  expect(
    (await world.github.comment({ repo: SHOP, pr: number, user: 'alice', body: 'I may' })).id,
  ).toBeGreaterThan(0);
  world.github.setPermission(SHOP, 'rita', 'read');
  await expect(world.github.comment({ repo: SHOP, pr: number, user: 'rita', body: 'no' })).rejects.toThrow(
    /403/,
  );
  await world.github.unlockConversation(SHOP, number);
  expect((await comment('after', number)).status).toBe(201);
});

it.each([
  ['an unknown head', { head: 'nowhere', base: 'main' }],
  ['an unknown base', { head: 'feature', base: 'nowhere' }],
  ['one that is there', { head: 'feature', base: 'main' }],
  ['nothing between', { head: 'main', base: 'main' }],
])('refuses a pull request with %s', async (_, fields) => {
  expect(await refusal(rest.pulls.create({ ...AT, title: 't', ...fields }))).toBe(422);
});
