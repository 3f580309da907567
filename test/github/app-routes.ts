import { hookDeliveryRoutes } from './hook-deliveries.ts';
import type { Call, Hub } from './hub.ts';
import { type Answer, isJson, Refusal } from './refusal.ts';

/** What is not below `/repos/…`: the App itself, its tokens and deliveries. */
export async function appRoutes(hub: Hub, call: Call): Promise<Answer> {
  const isApp = call.path === '/app' || call.path.startsWith('/app/');
  if (isApp && call.who.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  if (/^\/app\/installations\/\d+\/access_tokens$/.test(call.path)) return issueToken(hub, call);
  const delivery = hookDeliveryRoutes(hub, call);
  if (delivery) return delivery;
  if (call.path === '/installation/repositories') return reachable(hub, call);
  return hub.ask(call);
}

async function issueToken(hub: Hub, call: Call): Promise<Answer> {
  const answer = await hub.ask(call);
  if (answer.status !== 201 || !isJson(answer.body)) return answer;
  const plain = String(answer.body.token);
  const grant = hub.emulate.tokens.get(plain);
  const installation = grant?.installation;
  if (!installation) throw new Refusal(500, 'emulate issued a token without an installation');
  // The form that GitHub moves to: much longer than 40 characters, with dots.
  const part = (bytes: number) =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url');
  const token = `ghs_${hub.app.id}_${part(24)}.${part(120)}.${part(64)}`;
  hub.emulate.tokens.delete(plain);
  hub.emulate.tokens.set(token, grant);
  const names = installation.repositoryIds.map(id => hub.tables.repos.get(id)?.full_name ?? '');
  const { repositorySelection, permissions, installationId } = installation;
  const expiresAt = new Date(String(answer.body.expires_at));
  const repositories = repositorySelection === 'all' ? ('all' as const) : names;
  hub.issued.push({ token, owner: grant.login, installationId, repositories, permissions, expiresAt });
  return { ...answer, body: { ...answer.body, token } };
}

async function reachable(hub: Hub, { who }: Call): Promise<Answer> {
  if (who.kind !== 'installation')
    throw new Refusal(403, 'You must authenticate with an installation access token');
  const { accountId, repositorySelection, repositoryIds } = who.installation;
  const rows = hub.tables.repos.all().filter(row => {
    return row.owner_id === accountId && (repositorySelection === 'all' || repositoryIds.includes(row.id));
  });
  const repositories = await Promise.all(
    rows.map(async row => (await hub.askAsOwner('GET', `/repos/${row.full_name}`)).body),
  );
  return { status: 200, body: { total_count: rows.length, repositories } };
}
