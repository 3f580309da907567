import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installationToken, octokitWith, refusal } from './clients.ts';
import { AT, git, SHOP, smallWorld, type World } from './world.ts';

const ZERO = '0'.repeat(40);
const UPDATE = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';

let world: World;
let rest: World['octokit']['rest'];
let repositoryId: string;
let base: string;
let next: string;
let branch: string;
let count = 0;

beforeAll(async () => {
  world = await smallWorld();
  rest = world.octokit.rest;
  repositoryId = (await rest.repos.get(AT)).data.node_id;
  base = (await world.github.commitOf(SHOP, 'main')).sha;
});
afterAll(() => world.github.close());
beforeEach(async () => {
  branch = `b${++count}`;
  await rest.git.createRef({ ...AT, ref: `refs/heads/${branch}`, sha: base });
  next = await commitOn(base);
});

async function commitOn(parent: string): Promise<string> {
  const tree = (await world.github.commitOf(SHOP, 'main')).tree;
  const { data } = await rest.git.createCommit({
    ...AT,
    message: `${crypto.randomUUID()}`,
    tree,
    parents: [parent],
  });
  return data.sha;
}

const here = async () => (await world.github.refs(SHOP))[`refs/heads/${branch}`];

interface Update {
  name: string;
  afterOid: string;
  beforeOid?: string;
  force?: boolean;
}

/** GitHub's error type, or undefined when the refs moved. */
async function updateRefs(...refUpdates: Update[]): Promise<string | undefined> {
  try {
    await world.octokit.graphql(UPDATE, { input: { repositoryId, refUpdates } });
    return undefined;
  } catch (error) {
    return (error as { errors: { type: string }[] }).errors[0]?.type;
  }
}

describe('REST', () => {
  it('moves forward only, unless forced', async () => {
    const update = (sha: string, force = false) =>
      rest.git.updateRef({ ...AT, ref: `heads/${branch}`, sha, force });
    await update(next);
    expect(await here()).toBe(next);
    const sideways = await commitOn(base);
    expect(await refusal(update(sideways))).toBe(422);
    await update(sideways, true);
    expect(await here()).toBe(sideways);
  });

  it.each([
    ['a ref that is there', () => ({ ref: 'refs/heads/main', sha: base })],
    ['an unknown commit', () => ({ ref: 'refs/heads/new', sha: '1'.repeat(40) })],
    ['a name without two slashes', () => ({ ref: 'refs/new', sha: base })],
    ['a name that git refuses', () => ({ ref: 'refs/heads/a..b', sha: base })],
    ['a ref of a pull request', () => ({ ref: 'refs/pull/99/head', sha: base })],
  ])('does not create %s', async (_, fields) => {
    expect(await refusal(rest.git.createRef({ ...AT, ...fields() }))).toBe(422);
  });

  it('lists what moved, newest first, in whole seconds', async () => {
    await rest.git.updateRef({ ...AT, ref: `heads/${branch}`, sha: next });
    const { data } = await rest.repos.listActivities({ ...AT, ref: `refs/heads/${branch}` });
    const timestamp = expect.stringMatching(/T[\d:]{8}Z$/);
    expect(data).toMatchObject([
      { before: base, after: next, activity_type: 'push', timestamp },
      { before: ZERO, after: base, activity_type: 'branch_creation', timestamp },
    ]);
  });

  it('reads, lists and deletes', async () => {
    await rest.git.createRef({ ...AT, ref: 'refs/speckit/runs/r7', sha: next });
    const { data } = await rest.git.listMatchingRefs({ ...AT, ref: 'speckit/runs/' });
    expect(data).toMatchObject([{ ref: 'refs/speckit/runs/r7', object: { type: 'commit', sha: next } }]);
    await rest.git.deleteRef({ ...AT, ref: 'speckit/runs/r7' });
    expect(await refusal(rest.git.getRef({ ...AT, ref: 'speckit/runs/r7' }))).toBe(404);
    expect(await refusal(rest.git.deleteRef({ ...AT, ref: 'speckit/runs/r7' }))).toBe(422);
    expect(await refusal(rest.git.updateRef({ ...AT, ref: 'heads/gone', sha: next }))).toBe(422);
    expect(await refusal(rest.git.deleteRef({ ...AT, ref: 'heads/main' }))).toBe(422);
  });
});

describe('updateRefs', () => {
  it('compares and swaps', async () => {
    const name = `refs/heads/${branch}`;
    expect(await updateRefs({ name, beforeOid: next, afterOid: next })).toBe('UNPROCESSABLE');
    expect(await here()).toBe(base);
    expect(await updateRefs({ name, beforeOid: base, afterOid: next })).toBeUndefined();
    expect(await here()).toBe(next);
    expect(await updateRefs({ name, beforeOid: base, afterOid: next })).toBe('UNPROCESSABLE');
  });

  it('creates and deletes with zeros', async () => {
    const name = 'refs/speckit/runs/r9';
    expect(await updateRefs({ name, beforeOid: ZERO, afterOid: next })).toBeUndefined();
    expect(await updateRefs({ name, beforeOid: ZERO, afterOid: next })).toBe('UNPROCESSABLE');
    expect(await updateRefs({ name, beforeOid: next, afterOid: ZERO })).toBeUndefined();
    expect((await world.github.refs(SHOP))[name]).toBeUndefined();
  });

  it('moves all or none', async () => {
    const [first, second] = [`refs/heads/${branch}`, 'refs/heads/second'];
    const failing = { name: second, beforeOid: base, afterOid: next };
    expect(await updateRefs({ name: first, beforeOid: base, afterOid: next }, failing)).toBe('UNPROCESSABLE');
    expect(await here()).toBe(base);
  });

  it('goes forward only, unless forced', async () => {
    const name = `refs/heads/${branch}`;
    await updateRefs({ name, beforeOid: base, afterOid: next });
    const sideways = await commitOn(base);
    expect(await updateRefs({ name, beforeOid: next, afterOid: sideways })).toBe('UNPROCESSABLE');
    expect(await updateRefs({ name, beforeOid: next, afterOid: sideways, force: true })).toBeUndefined();
  });

  it('lets exactly one of many racers win', async () => {
    const rivals = await Promise.all(Array.from({ length: 8 }, () => commitOn(base)));
    const name = `refs/heads/${branch}`;
    const outcomes = await Promise.all(
      rivals.map(afterOid => updateRefs({ name, beforeOid: base, afterOid })),
    );
    expect(outcomes.filter(outcome => outcome === undefined)).toHaveLength(1);
    expect(rivals[outcomes.indexOf(undefined)]).toBe(await here());
  });

  it('needs contents: write, and a repository that the token covers', async () => {
    const input = { repositoryId, refUpdates: [{ name: `refs/heads/${branch}`, afterOid: next }] };
    const ask = async (scope: Parameters<typeof installationToken>[2]) =>
      octokitWith(world.github, await installationToken(world.github, 'acme', scope)).graphql(UPDATE, {
        input,
      });
    const type = (value: string) => ({ errors: [{ type: value }] });
    await expect(ask({ permissions: { contents: 'read' } })).rejects.toMatchObject(type('FORBIDDEN'));
    const { id } = await world.github.createRepository({
      owner: 'acme',
      name: `c${count}`,
      files: { a: 'a' },
    });
    await expect(ask({ repository_ids: [id] })).rejects.toMatchObject(type('NOT_FOUND'));
    expect(await here()).toBe(base);
  });
});

it('keeps a protected branch where it is, by every way', async () => {
  await world.github.protectBranch(SHOP, branch);
  const name = `refs/heads/${branch}`;
  expect(await refusal(rest.git.updateRef({ ...AT, ref: `heads/${branch}`, sha: next }))).toBe(422);
  expect(await refusal(rest.git.deleteRef({ ...AT, ref: `heads/${branch}` }))).toBe(422);
  expect(await updateRefs({ name, beforeOid: base, afterOid: next })).toBe('UNPROCESSABLE');
  expect(await here()).toBe(base);
});

it('refuses a branch that gets new workflow files, without the permission for them', async () => {
  const files = { '.github/workflows/ci.yml': 'on: push\n' };
  const sha = await world.github.commit(SHOP, 'with-ci', files, 'CI', 'alice');
  const bare = world.github.gitDir(SHOP);
  await git(['--git-dir', bare, 'update-ref', '-d', 'refs/heads/with-ci']);
  expect(await refusal(rest.git.createRef({ ...AT, ref: 'refs/heads/sneaky', sha }))).toBe(404);
  expect(await updateRefs({ name: 'refs/heads/sneaky', afterOid: sha })).toBe('FORBIDDEN');
});
