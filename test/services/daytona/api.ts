import type { IncomingMessage } from 'node:http';
import { bodyOf, type Handler, reply } from '../front.ts';
import { apiError, checkKey } from './refusal.ts';
import type { DaytonaBox, DaytonaSandboxes, NewSandbox } from './sandboxes.ts';

/** The API, as the SDK's requests and its OpenAPI types have it. */
export function daytonaApi(
  sandboxes: DaytonaSandboxes,
  keys: ReadonlySet<string>,
  toolboxProxyUrl: string,
): Handler {
  const dto = (box: DaytonaBox) => ({
    id: box.id,
    organizationId: 'local',
    name: box.name,
    snapshot: box.snapshot,
    user: box.user ?? 'daytona',
    env: box.env,
    labels: box.labels,
    public: false,
    networkBlockAll: box.networkBlockAll ?? false,
    networkAllowList: box.networkAllowList,
    domainAllowList: box.domainAllowList,
    target: box.target,
    cpu: box.cpu ?? 1,
    gpu: 0,
    memory: box.memory ?? 1,
    disk: box.disk ?? 3,
    state: box.state,
    autoStopInterval: box.autoStopInterval ?? 15,
    createdAt: box.createdAt.toISOString(),
    toolboxProxyUrl,
  });

  return async (request, response, url) => {
    checkKey(request, keys);
    const [, id = '', action = ''] = url.pathname
      .replace(/^\/api\/sandbox/, '')
      .split('/')
      .map(decodeURIComponent);
    if (!url.pathname.startsWith('/api/sandbox'))
      throw apiError(404, `Cannot ${request.method} ${url.pathname}`);
    const route = [request.method, id && '{id}', action].filter(Boolean).join(' ');
    if (route === 'POST') return reply(response, 200, dto(await sandboxes.create(await newSandbox(request))));
    if (route === 'GET') return reply(response, 200, list(sandboxes, url, dto));
    if (route === 'GET {id}') return reply(response, 200, dto(sandboxes.get(id)));
    if (route === 'DELETE {id}')
      return reply(response, 200, dto(await sandboxes.destroy(sandboxes.get(id).id)));
    if (route === 'POST {id} stop') {
      const box = sandboxes.get(id);
      await sandboxes.stop(box);
      return reply(response, 200, dto(box));
    }
    throw apiError(404, `Cannot ${request.method} ${url.pathname}`);
  };
}

async function newSandbox(request: IncomingMessage): Promise<NewSandbox> {
  let body: unknown;
  try {
    body = JSON.parse((await bodyOf(request)).toString());
  } catch {
    throw apiError(400, 'Unexpected end of JSON input');
  }
  if (typeof body !== 'object' || body === null) throw apiError(400, 'body must be an object');
  const wanted = body as NewSandbox;
  for (const field of ['env', 'labels'] as const) {
    const entries = Object.values(wanted[field] ?? {});
    if (entries.some(value => typeof value !== 'string')) throw apiError(400, `${field} must hold texts`);
  }
  for (const field of ['cpu', 'memory', 'disk', 'autoStopInterval', 'ttlMinutes'] as const) {
    const value = wanted[field];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
      throw apiError(400, `${field} must be an integer number`);
    }
  }
  return { ...wanted, env: wanted.env ?? {}, labels: wanted.labels ?? {} };
}

function list(sandboxes: DaytonaSandboxes, url: URL, dto: (box: DaytonaBox) => object) {
  const limit = Number(url.searchParams.get('limit') ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw apiError(400, 'limit must be from 1 to 200');
  const labels = Object.entries(JSON.parse(url.searchParams.get('labels') ?? '{}'));
  const found = sandboxes.listed.filter(box => labels.every(([key, value]) => box.labels[key] === value));
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const more = from + limit < found.length;
  return { items: found.slice(from, from + limit).map(dto), nextCursor: more ? String(from + limit) : null };
}
