import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationToken, octokitWith } from './clients.ts';
import { type EmulatedGitHub, startGitHub } from './index.ts';

describe('a comment on a pull request, end to end', () => {
  let github: EmulatedGitHub;
  const received: { headers: Record<string, unknown>; body: string }[] = [];
  const app = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.end('ok');
    });
  });

  beforeAll(async () => {
    await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve));
    const address = app.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    github = await startGitHub({ webhookUrl: `http://127.0.0.1:${port}/hook` });
  });
  afterAll(async () => {
    await github.close();
    app.close();
  });

  it('runs', async () => {
    const { id } = await github.createRepository({
      owner: 'acme',
      name: 'shop',
      private: true,
      files: { 'README.md': '# Shop\n' },
    });
    github.addUser('alice');
    github.setPermission('acme/shop', 'alice', 'write');
    await github.commit('acme/shop', 'feature', { 'a.txt': 'a\n' }, 'Add a', 'alice');
    const pull = await github.openPullRequest({ repo: 'acme/shop', head: 'feature', author: 'alice' });
    const { delivery, id: comment } = await github.comment({
      repo: 'acme/shop',
      pr: pull.number,
      user: 'alice',
      body: '/speckit help',
    });
    expect(delivery?.response?.status).toBe(200);
    const token = await installationToken(github, 'acme', {
      repository_ids: [id],
      permissions: { contents: 'write', checks: 'write', issues: 'write', pull_requests: 'write' },
    });
    const octokit = octokitWith(github, token);
    const at = { owner: 'acme', repo: 'shop' };
    const { data: pr } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
    expect(pr.head.sha).toBe(pull.headSha);
    const { data: run } = await octokit.rest.checks.create({
      ...at,
      name: 'speckit / plan',
      head_sha: pr.head.sha,
      status: 'in_progress',
    });
    const { data: head } = await octokit.rest.git.getCommit({ ...at, commit_sha: pr.head.sha });
    const { data: tree } = await octokit.rest.git.createTree({
      ...at,
      base_tree: head.tree.sha,
      tree: [{ path: 'b.txt', mode: '100755', type: 'blob', content: 'b\n' }],
    });
    const { data: commit } = await octokit.rest.git.createCommit({
      ...at,
      message: 'Result',
      tree: tree.sha,
      parents: [pr.head.sha],
    });
    expect(commit.verification.verified).toBe(true);
    const { data: repo } = await octokit.rest.repos.get(at);
    await octokit.graphql(
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      {
        input: {
          repositoryId: repo.node_id,
          refUpdates: [{ name: 'refs/heads/feature', beforeOid: pr.head.sha, afterOid: commit.sha }],
        },
      },
    );
    await octokit.rest.checks.update({
      ...at,
      check_run_id: run.id,
      conclusion: 'success',
      output: { title: 't', summary: 's' },
    });
    await octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'done' });
    await octokit.rest.reactions.createForIssueComment({ ...at, comment_id: comment, content: 'eyes' });
    await github.settled();
    expect(received.map(one => one.headers['x-github-event'])).toMatchInlineSnapshot(`
      [
        "pull_request",
        "issue_comment",
        "check_run",
        "pull_request",
        "check_run",
        "issue_comment",
      ]
    `);
    expect((await github.pullRequest('acme/shop', pull.number)).head).toMatchObject({ sha: commit.sha });
    expect(github.checkRuns('acme/shop')).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  });
});
