import { fullCommit, presentFiles } from './contents.ts';
import type { PullRow } from './emulate.ts';
import { roleOf } from './gate.ts';
import type { Hub, RepoCall, RouteTable } from './hub.ts';
import { pageOf } from './page.ts';
import { invalid, isJson, type Json, notFound, Refusal, textOf } from './refusal.ts';
import { refreshPull } from './repositories.ts';

export function pullOf(hub: Hub, call: Pick<RepoCall, 'repo'>, number: number): PullRow {
  const pull = hub.tables.pullRequests.findBy('repo_id', call.repo.row.id).find(row => row.number === number);
  if (!pull) throw notFound();
  return pull;
}

async function open(call: RepoCall, hub: Hub) {
  const { repo, body } = call;
  const [head = '', base = ''] = [textOf(body.head), textOf(body.base)];
  const [owner, branch] = head.includes(':') ? head.split(':', 2) : [repo.row.full_name.split('/')[0], head];
  const from = [...hub.repositories.values()].find(({ row }) => {
    const related = row.id === repo.row.id || row.forked_from_id === repo.row.id;
    return related && row.full_name.split('/')[0] === owner;
  });
  const headSha = await from?.bare.ref(`refs/heads/${branch}`);
  const baseSha = await repo.bare.ref(`refs/heads/${base}`);
  if (!from || !headSha) throw invalid('PullRequest', 'head', 'invalid');
  if (!baseSha) throw invalid('PullRequest', 'base', 'invalid');
  const twin = hub.tables.pullRequests.findBy('repo_id', repo.row.id).some(pull => {
    return (
      pull.state === 'open' &&
      pull.head_repo_id === from.row.id &&
      pull.head_ref === branch &&
      pull.base_ref === base
    );
  });
  if (twin)
    throw invalid('PullRequest', 'base', 'custom', `A pull request already exists for ${owner}:${branch}.`);
  if (headSha === baseSha) {
    throw invalid('PullRequest', 'head', 'custom', `No commits between ${base} and ${branch}`);
  }
  const answer = await hub.ask(call);
  if (answer.status !== 201 || !isJson(answer.body)) return answer;
  const pull = pullOf(hub, call, Number(answer.body.number));
  await refreshPull(hub, pull.id);
  return {
    ...(await hub.askAsOwner('GET', `/repos/${repo.row.full_name}/pulls/${pull.number}`)),
    status: 201,
  };
}

/** An issue as GitHub gives it; emulate does not serve the issue side of pull requests. */
export async function presentIssue(hub: Hub, call: Pick<RepoCall, 'repo'>, number: number): Promise<Json> {
  const { full_name, id } = call.repo.row;
  const issue = hub.tables.issues.findBy('repo_id', id).find(row => row.number === number);
  if (!issue) throw notFound();
  const kind = issue.is_pull_request ? 'pulls' : 'issues';
  const { body } = await hub.askAsOwner('GET', `/repos/${full_name}/${kind}/${number}`);
  if (!isJson(body)) throw notFound();
  const comments = hub.tables.comments
    .findBy('repo_id', id)
    .filter(row => row.issue_number === number).length;
  if (!issue.is_pull_request) return { ...body, comments, locked: issue.locked };
  const { user, title, labels, state, created_at, updated_at, closed_at, assignees, author_association } =
    body;
  const { url, html_url, diff_url, patch_url, merged_at, draft } = body;
  return {
    ...{
      id: issue.id,
      node_id: issue.node_id,
      number,
      url: body.issue_url,
      html_url,
      title,
      user,
      labels,
      state,
    },
    ...{
      locked: issue.locked,
      assignees,
      comments,
      created_at,
      updated_at,
      closed_at,
      author_association,
      draft,
    },
    ...{
      active_lock_reason: issue.active_lock_reason ?? null,
      body: body.body,
      performed_via_github_app: null,
    },
    pull_request: { url, html_url, diff_url, patch_url, merged_at },
  };
}

function lock(call: RepoCall, number: number, locked: boolean, hub: Hub) {
  const issue = hub.tables.issues.findBy('repo_id', call.repo.row.id).find(row => row.number === number);
  if (!issue) throw notFound();
  const active_lock_reason = locked ? (textOf(call.body.lock_reason) ?? null) : null;
  hub.tables.issues.update(issue.id, { locked, active_lock_reason });
  if (issue.is_pull_request) hub.tables.pullRequests.update(pullOf(hub, call, number).id, { locked });
  return { status: 204 };
}

// The four names that the endpoint has always given; `role_name` tells maintain and triage apart.
const LEGACY = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

function permission(call: RepoCall, login: string, hub: Hub) {
  const user = hub.tables.users.findOneBy('login', login);
  if (!user || user.type === 'Bot') throw new Refusal(404, `${login} is not a user`);
  const role = roleOf(hub, call.repo, login);
  const { id, node_id, type } = user;
  return {
    status: 200,
    body: { permission: LEGACY[role], role_name: role, user: { login, id, node_id, type } },
  };
}

export const pullRoutes: RouteTable = [
  ['POST', /^pulls$/, (call, _, hub) => open(call, hub)],
  [
    'GET',
    /^pulls\/(\d+)\/files$/,
    (call, [, number], hub) => {
      const { base_sha, head_sha } = pullOf(hub, call, Number(number));
      return presentFiles(hub, call, base_sha, head_sha);
    },
  ],
  [
    'GET',
    /^pulls\/(\d+)\/commits$/,
    async (call, [, number], hub) => {
      const { base_sha, head_sha } = pullOf(hub, call, Number(number));
      const shas = await call.repo.bare.text(['rev-list', '--reverse', `${base_sha}..${head_sha}`]);
      const { items, headers } = pageOf(call, hub, shas.split('\n').filter(Boolean));
      return {
        status: 200,
        body: await Promise.all(items.map(sha => fullCommit(hub, call.repo, sha))),
        headers,
      };
    },
  ],
  [
    'PATCH',
    /^pulls\/(\d+)$/,
    async (call, _, hub) => {
      const base = textOf(call.body.base);
      const missing = base !== undefined && !(await call.repo.bare.ref(`refs/heads/${base}`));
      if (missing) throw invalid('PullRequest', 'base', 'invalid');
      return hub.ask(call);
    },
  ],
  [
    'GET',
    /^issues\/(\d+)$/,
    async (call, [, number], hub) => ({ status: 200, body: await presentIssue(hub, call, Number(number)) }),
  ],
  ['PUT', /^issues\/(\d+)\/lock$/, (call, [, number], hub) => lock(call, Number(number), true, hub)],
  ['DELETE', /^issues\/(\d+)\/lock$/, (call, [, number], hub) => lock(call, Number(number), false, hub)],
  [
    'GET',
    /^collaborators\/([^/]+)\/permission$/,
    (call, [, login = ''], hub) => permission(call, login, hub),
  ],
];
