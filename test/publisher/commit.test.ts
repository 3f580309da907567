import { describe, expect, it } from 'vitest';
import { type CommitOptions, commitChanges, keepResult } from '../../shared/github/commit.ts';
import type { TreeChange } from '../../shared/github/tree-plan.ts';
import { AT, github, REPO, recorded, testClient } from './support.ts';

const sha = (digit: string) => digit.repeat(40);
const [PARENT, PARENT_TREE, TREE, BLOB, MADE, OTHER] = ['1', '2', '3', '4', '5', '6'].map(sha) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const GIT = `${REPO}/git`;
const BRANCH = `${GIT}/ref/heads%2Ffeat%2Fx`;
const text: TreeChange = { path: 'a.md', status: 'added', mode: '100644', oid: BLOB };

function options(
  parts: Partial<CommitOptions<TreeChange>> = {},
): CommitOptions<TreeChange> & { branch: string } {
  return {
    ...AT,
    client: testClient(),
    branch: 'feat/x',
    parent: PARENT,
    parentTree: PARENT_TREE,
    tree: TREE,
    changes: [text],
    read: async () => Buffer.from('hello\n'),
    message: 'speckit: specify\n',
    signal: AbortSignal.timeout(20_000),
    ...parts,
  };
}

/** GitHub up to the commit's objects and the repository's id. */
function objects() {
  return github()
    .post(`${GIT}/trees`)
    .reply(201, { sha: TREE })
    .post(`${GIT}/commits`)
    .reply(201, { sha: MADE })
    .get(REPO)
    .reply(200, { id: 42, node_id: 'R_1' });
}
const at = (commit: string) => ({ ref: 'refs/heads/feat/x', object: { sha: commit, type: 'commit' } });
const refused = { errors: [{ type: 'UNPROCESSABLE', message: 'Repository rule violations found' }] };

describe('commitChanges', () => {
  it('makes tree and commit, without author, and swaps the branch', async () => {
    const scope = objects()
      .post('/api/graphql')
      .reply(200, { data: { updateRefs: {} } });
    const calls = recorded(scope);
    expect(await commitChanges(options())).toEqual({ kind: 'committed', sha: MADE });
    scope.done();
    const [tree, commit, , swap] = calls;
    expect(tree?.body).toEqual({
      base_tree: PARENT_TREE,
      tree: [{ path: 'a.md', mode: '100644', type: 'blob', content: 'hello\n' }],
    });
    expect(commit?.body).toEqual({ message: 'speckit: specify\n', tree: TREE, parents: [PARENT] });
    expect(swap?.body.variables).toEqual({
      repositoryId: 'R_1',
      refUpdates: [{ name: 'refs/heads/feat/x', beforeOid: PARENT, afterOid: MADE, force: false }],
    });
  });

  it.each([
    ['moved', () => at(OTHER), { kind: 'moved' }],
    [
      'moved there by a request whose answer said otherwise',
      () => at(MADE),
      { kind: 'committed', sha: MADE },
    ],
  ])('a refused swap of a branch that %s', async (_, now, expected) => {
    const scope = objects().post('/api/graphql').reply(200, refused).get(BRANCH).reply(200, now());
    expect(await commitChanges(options())).toEqual(expected);
    scope.done();
  });

  it('a branch that was deleted', async () => {
    const scope = objects().post('/api/graphql').reply(200, refused).get(BRANCH).reply(404);
    await expect(commitChanges(options())).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('feat/x'),
    });
    scope.done();
  });

  it('a branch that a rule guards', async () => {
    const scope = objects().post('/api/graphql').reply(200, refused).get(BRANCH).reply(200, at(PARENT));
    await expect(commitChanges(options())).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('Repository rule violations found'),
      hint: expect.stringContaining('ruleset'),
    });
    scope.done();
  });

  it('tries the swap again after an outage, as long as the branch still stands there', async () => {
    const scope = objects()
      .post('/api/graphql')
      .reply(502)
      .get(BRANCH)
      .reply(200, at(PARENT))
      .post('/api/graphql')
      .reply(200, { data: { updateRefs: {} } });
    expect(await commitChanges(options())).toEqual({ kind: 'committed', sha: MADE });
    scope.done();
  });

  it('notices that the swap was carried out although its answer was lost', async () => {
    const scope = objects().post('/api/graphql').replyWithError('reset').get(BRANCH).reply(200, at(MADE));
    expect(await commitChanges(options())).toEqual({ kind: 'committed', sha: MADE });
    scope.done();
  });

  it('gives up when GitHub stays away', async () => {
    const scope = objects()
      .post('/api/graphql')
      .times(3)
      .reply(502)
      .get(BRANCH)
      .times(3)
      .reply(200, at(PARENT));
    await expect(commitChanges(options())).rejects.toMatchObject({ code: 'unreachable' });
    scope.done();
  });

  it.each([
    ['no GraphQL at all', 404, { message: 'Not Found' }],
    ['no updateRefs', 200, { errors: [{ message: 'x', extensions: { code: 'undefinedField' } }] }],
  ])('where there is %s, a fast-forward by REST', async (_, status, answer) => {
    const scope = objects()
      .post('/api/graphql')
      .reply(status, answer)
      .get(BRANCH)
      .reply(200, at(PARENT))
      .patch(`${GIT}/refs/heads%2Ffeat%2Fx`, { sha: MADE, force: false })
      .reply(200, at(MADE));
    expect(await commitChanges(options())).toEqual({ kind: 'committed', sha: MADE });
    scope.done();
  });

  it('by REST too, a branch that moved stays where it is', async () => {
    const scope = objects().post('/api/graphql').reply(404).get(BRANCH).times(2).reply(200, at(OTHER));
    expect(await commitChanges(options())).toEqual({ kind: 'moved' });
    scope.done();
  });

  it.each([
    ['tree', 404],
    ['tree', 403],
  ])('workflow files that the %s refuses with %i', async (_, status) => {
    github().post(`${GIT}/trees`).reply(status);
    const changes = [text, { ...text, path: '.github/workflows/ci.yml' }];
    await expect(commitChanges(options({ changes }))).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('.github/workflows/ci.yml'),
      hint: expect.stringContaining('workflows'),
    });
  });

  it('workflow files that the swap refuses', async () => {
    objects().post('/api/graphql').reply(200, refused).get(BRANCH).reply(200, at(PARENT));
    const changes = [{ ...text, path: '.github/workflows/ci.yml' }];
    await expect(commitChanges(options({ changes }))).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('workflow files'),
    });
  });

  it('a repository that is gone is not taken for a deleted branch', async () => {
    github()
      .post(`${GIT}/trees`)
      .reply(201, { sha: TREE })
      .post(`${GIT}/commits`)
      .reply(201, { sha: MADE })
      .get(REPO)
      .reply(404);
    const error = await commitChanges(options()).catch(error => error);
    expect(error).toMatchObject({ code: 'missing' });
    expect(error.message).not.toContain('does not exist any more');
  });

  it('commits nothing when GitHub made another tree', async () => {
    const scope = github().post(`${GIT}/trees`).reply(201, { sha: OTHER });
    await expect(commitChanges(options())).rejects.toMatchObject({ code: 'internal' });
    scope.done();
  });

  it('commits nothing when GitHub made another file', async () => {
    const scope = github().post(`${GIT}/blobs`).reply(201, { sha: OTHER });
    await expect(commitChanges(options({ read: async () => Buffer.of(0, 1) }))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('a.md'),
    });
    scope.done();
  });

  it('sends binary, large and empty files as blobs, repeated after an outage', async () => {
    const scope = github()
      .post(`${GIT}/blobs`, { content: 'AAE=', encoding: 'base64' })
      .reply(502)
      .post(`${GIT}/blobs`, { content: 'AAE=', encoding: 'base64' })
      .reply(201, { sha: BLOB })
      .post(`${GIT}/trees`, body => body.tree[0].sha === BLOB && !('content' in body.tree[0]))
      .reply(201, { sha: TREE })
      .post(`${GIT}/commits`)
      .reply(201, { sha: MADE })
      .get(REPO)
      .reply(200, { node_id: 'R_1' })
      .post('/api/graphql')
      .reply(200, { data: {} });
    await commitChanges(options({ read: async () => Buffer.of(0, 1) }));
    scope.done();
  });

  it('chains trees of at most 100 entries and 2 MB', async () => {
    const scope = github();
    for (const made of [sha('b'), sha('c'), TREE]) scope.post(`${GIT}/trees`).reply(201, { sha: made });
    scope.post(`${GIT}/commits`).reply(201, { sha: MADE }).get(REPO).reply(200, { node_id: 'R_1' });
    scope.post('/api/graphql').reply(200, { data: {} });
    const calls = recorded(scope);
    const large = Array.from({ length: 20 }, (_, i) => ({ ...text, path: `large/${i}` }));
    const small = Array.from({ length: 150 }, (_, i) => ({ ...text, path: `small/${i}` }));
    const content = 'x'.repeat(120_000);
    const read = async ({ path }: TreeChange) => Buffer.from(path.startsWith('large') ? content : 'x');
    await commitChanges(options({ changes: [...large, ...small], read }));
    const trees = calls.slice(0, 3).map(({ body }) => body as { base_tree: string; tree: unknown[] });
    expect(trees.map(({ base_tree }) => base_tree)).toEqual([PARENT_TREE, sha('b'), sha('c')]);
    expect(trees.flatMap(({ tree }) => tree)).toHaveLength(170);
    for (const { tree } of trees) {
      expect(tree.length).toBeLessThanOrEqual(100);
      expect(JSON.stringify(tree).length).toBeLessThanOrEqual(2_000_000);
    }
  });

  it('stops with the reason of the signal', async () => {
    const reason = new Error('enough');
    await expect(commitChanges(options({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });
});

describe('keepResult', () => {
  const ref = 'refs/speckit/runs/r1k7zq3m9x2ab';
  const REF = 'speckit%2Fruns%2Fr1k7zq3m9x2ab';
  const made = () =>
    github().post(`${GIT}/trees`).reply(201, { sha: TREE }).post(`${GIT}/commits`).reply(201, { sha: MADE });
  const keep = () => keepResult({ ...options(), ref });

  it('creates the ref', async () => {
    const scope = made()
      .get(`${GIT}/ref/${REF}`)
      .reply(404)
      .post(`${GIT}/refs`, { ref, sha: MADE })
      .reply(201, {});
    expect(await keep()).toBe(MADE);
    scope.done();
  });

  it('moves it where an earlier attempt left one', async () => {
    const scope = made()
      .get(`${GIT}/ref/${REF}`)
      .reply(200, at(OTHER))
      .patch(`${GIT}/refs/${REF}`, { sha: MADE, force: true })
      .reply(200, {});
    await keep();
    scope.done();
  });

  it('survives a creation whose answer was lost', async () => {
    const scope = made()
      .get(`${GIT}/ref/${REF}`)
      .reply(404)
      .post(`${GIT}/refs`)
      .reply(502)
      .get(`${GIT}/ref/${REF}`)
      .reply(200, at(MADE))
      .patch(`${GIT}/refs/${REF}`)
      .reply(200, {});
    await keep();
    scope.done();
  });

  it('says when it is refused', async () => {
    made()
      .get(`${GIT}/ref/${REF}`)
      .reply(404)
      .post(`${GIT}/refs`)
      .reply(403)
      .get(`${GIT}/ref/${REF}`)
      .reply(404);
    await expect(keep()).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining(ref) });
  });
});
