import { ZERO } from './bare.ts';
import { FieldError, requireContentsWrite, visibleRepository } from './field-error.ts';
import type { Identity } from './gate.ts';
import type { Hosted, Hub, RepoCall } from './hub.ts';
import { isRefName, objection, senderOf } from './refs.ts';
import { type Answer, isJson, type Json, Refusal, textOf } from './refusal.ts';
import { moveRefs, type RefChange } from './repositories.ts';
import { resolveReviewThread, reviewThreads } from './threads.ts';

type Resolver = (hub: Hub, who: Identity, input: Json) => Promise<Json>;

// Not a GraphQL engine: the operations that are needed, with their arguments as variables.
const RESOLVERS: Record<string, Resolver> = {
  updateRefs,
  resolveReviewThread,
  unresolveReviewThread,
  reviewThreads,
};

function unresolveReviewThread(hub: Hub, who: Identity, input: Json): Promise<Json> {
  return resolveReviewThread(hub, who, input, false);
}

export async function graphql(hub: Hub, who: Identity, body: Json): Promise<Answer> {
  if (who.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  const query = textOf(body.query) ?? '';
  if (/\bviewer\s*\{/.test(query)) return viewer(hub, who);
  const variables = isJson(body.variables) ? body.variables : {};
  const field = Object.keys(RESOLVERS).find(name => new RegExp(`\\b${name}\\s*\\(`).test(query));
  const resolve = field === undefined ? undefined : RESOLVERS[field];
  if (field === undefined || !resolve)
    throw new Refusal(501, 'The emulated GitHub does not serve this GraphQL query');
  const name = new RegExp(`\\b${field}\\s*\\(\\s*input\\s*:\\s*\\$(\\w+)`).exec(query)?.[1];
  const input = name === undefined ? variables : variables[name];
  if (!isJson(input))
    return errors(null, [{ message: `Variable $${name} of type was provided invalid value` }]);
  try {
    const value = await resolve(hub, who, input);
    return { status: 200, body: { data: field === 'reviewThreads' ? value : { [field]: value } } };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return errors({ [field]: null }, [{ type: error.type, path: [field], message: error.message }]);
  }
}

/** Whose token it is; only the login. */
function viewer(hub: Hub, who: Identity): Answer {
  const login = who.kind === 'installation' ? hub.app.botLogin : who.kind === 'user' ? who.login : null;
  return { status: 200, body: { data: { viewer: { login } } } };
}

const errors = (data: Json | null, list: Json[]): Answer => ({ status: 200, body: { data, errors: list } });

async function updateRefs(hub: Hub, who: Identity, input: Json): Promise<Json> {
  const id = textOf(input.repositoryId) ?? '';
  const found = [...hub.repositories.values()].find(({ row }) => row.node_id === id);
  const repo = visibleRepository(hub, who, found, id);
  requireContentsWrite(hub, who, repo);
  const updates = Array.isArray(input.refUpdates) ? input.refUpdates.filter(isJson) : [];
  const changes = await Promise.all(updates.map(update => plan(hub, who, repo, update)));
  const moved = await moveRefs(hub, repo, changes, senderOf({ who }, hub));
  if (!moved)
    throw new FieldError(
      'UNPROCESSABLE',
      'Reference update failed: a reference is not at its expected value',
    );
  return { clientMutationId: input.clientMutationId ?? null };
}

async function plan(hub: Hub, who: Identity, repo: Hosted, update: Json): Promise<RefChange> {
  const [ref, after, expected] = [
    textOf(update.name) ?? '',
    textOf(update.afterOid) ?? '',
    textOf(update.beforeOid),
  ];
  if (!ref.startsWith('refs/') || !(await isRefName(repo, ref))) {
    throw new FieldError('UNPROCESSABLE', `${ref} is not a fully qualified reference name`);
  }
  const now = (await repo.bare.ref(ref)) ?? ZERO;
  if (expected !== undefined && expected !== now) {
    throw new FieldError('UNPROCESSABLE', `Reference ${ref} is at ${now} but expected ${expected}`);
  }
  if (after === ZERO && now === ZERO)
    throw new FieldError('UNPROCESSABLE', `Reference ${ref} does not exist`);
  const change = { ref, before: now, after };
  const call = { who, repo } as RepoCall;
  const refused = await objection(hub, call, change, update.force === true);
  if (refused)
    throw new FieldError(refused.answer.status === 404 ? 'FORBIDDEN' : 'UNPROCESSABLE', refused.message);
  return change;
}
