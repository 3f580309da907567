import { ZERO } from './bare.ts';
import { granted } from './gate.ts';
import type { Hosted, Hub, RepoCall, RouteTable } from './hub.ts';
import { notFound, Refusal, textOf, unprocessable } from './refusal.ts';
import { moveRefs, type RefChange } from './repositories.ts';

const PROTECTED = 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n';

/** Why a ref may not move this way, in GitHub's words; undefined when it may. */
export async function objection(
  hub: Hub,
  call: RepoCall,
  change: RefChange,
  force: boolean,
): Promise<Refusal | undefined> {
  const { repo } = call;
  const { ref, before, after } = change;
  if (/^refs\/pull\//.test(ref)) return unprocessable('Reference cannot be updated');
  if (after !== ZERO && (await repo.bare.type(after)) !== 'commit')
    return unprocessable('Object does not exist');
  if (hub.protectedRefs.get(repo.row.full_name)?.has(ref)) return unprocessable(PROTECTED);
  if (after === ZERO && ref === `refs/heads/${repo.row.default_branch}`) {
    return unprocessable('Cannot delete the default branch');
  }
  const forward = before === ZERO || after === ZERO || force || (await repo.bare.isAncestor(before, after));
  if (!forward) return unprocessable('Update is not a fast forward');
  if (after !== ZERO && !mayChangeWorkflows(call) && (await changesWorkflows(repo, after))) return notFound();
  return undefined;
}

export function mayChangeWorkflows({ who }: Pick<RepoCall, 'who'>): boolean {
  return who.kind !== 'installation' || granted(who, 'workflows', 'write');
}

async function changesWorkflows(repo: Hosted, sha: string): Promise<boolean> {
  const args = ['log', '-m', '--first-parent', '--format=', '--name-only', sha, '--not', '--all', '--'];
  return (await repo.bare.text([...args, '.github/workflows'])) !== '';
}

export const senderOf = ({ who }: Pick<RepoCall, 'who'>, hub: Hub) =>
  who.kind === 'user' ? who.login : hub.app.botLogin;

async function present(hub: Hub, repo: Hosted, ref: string, sha: string) {
  const root = `${hub.apiUrl}/repos/${repo.row.full_name}`;
  const type = await repo.bare.type(sha);
  const node_id = Buffer.from(`Ref:${repo.row.id}:${ref}`).toString('base64url');
  return {
    ref,
    node_id,
    url: `${root}/git/${ref}`,
    object: { sha, type, url: `${root}/git/${type}s/${sha}` },
  };
}

async function move(hub: Hub, call: RepoCall, change: RefChange, force: boolean): Promise<void> {
  const refused = await objection(hub, call, change, force);
  if (refused) throw refused;
  if (!(await moveRefs(hub, call.repo, [change], senderOf(call, hub)))) {
    throw new Refusal(409, 'Reference was updated in the meantime');
  }
}

export const refRoutes: RouteTable = [
  [
    'GET',
    /^git\/ref\/(.+)$/,
    async ({ repo }, [, name = ''], hub) => {
      const sha = await repo.bare.ref(`refs/${name}`);
      if (!sha) throw notFound();
      return { status: 200, body: await present(hub, repo, `refs/${name}`, sha) };
    },
  ],
  [
    'GET',
    /^git\/matching-refs\/(.+)$/,
    async ({ repo }, [, prefix = ''], hub) => {
      const found = [...(await repo.bare.refs())].filter(([ref]) => ref.startsWith(`refs/${prefix}`));
      return {
        status: 200,
        body: await Promise.all(found.map(([ref, sha]) => present(hub, repo, ref, sha))),
      };
    },
  ],
  [
    'POST',
    /^git\/refs$/,
    async (call, _, hub) => {
      const [ref, sha] = [textOf(call.body.ref), textOf(call.body.sha)];
      if (!ref || !sha) throw new Refusal(422, 'Invalid request.\n\n"ref" and "sha" weren\'t supplied.');
      const wellFormed = /^refs\/[^/]+\/./.test(ref) && (await isRefName(call.repo, ref));
      if (!wellFormed) throw unprocessable('Reference name must start with refs/ and be well-formed');
      if (await call.repo.bare.ref(ref)) throw unprocessable('Reference already exists');
      await move(hub, call, { ref, before: ZERO, after: sha }, false);
      return { status: 201, body: await present(hub, call.repo, ref, sha) };
    },
  ],
  [
    'PATCH',
    /^git\/refs\/(.+)$/,
    async (call, [, name = ''], hub) => {
      const ref = `refs/${name}`;
      const [before, after] = [await call.repo.bare.ref(ref), textOf(call.body.sha)];
      if (!before) throw unprocessable('Reference does not exist');
      if (!after) throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
      await move(hub, call, { ref, before, after }, call.body.force === true);
      return { status: 200, body: await present(hub, call.repo, ref, after) };
    },
  ],
  [
    'DELETE',
    /^git\/refs\/(.+)$/,
    async (call, [, name = ''], hub) => {
      const before = await call.repo.bare.ref(`refs/${name}`);
      if (!before) throw unprocessable('Reference does not exist');
      await move(hub, call, { ref: `refs/${name}`, before, after: ZERO }, true);
      return { status: 204 };
    },
  ],
];

export const isRefName = (repo: Hosted, ref: string) =>
  repo.bare.run(['check-ref-format', ref]).then(
    () => true,
    () => false,
  );
