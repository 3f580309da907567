import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, type Handler, Refusal, reply } from '../front.ts';
import type { E2bSandbox, NewSandbox, Sandboxes } from './sandboxes.ts';

const error = (code: number, message: string) => new Refusal(code, { code, message });
const ENVD_VERSION = '0.6.4';
/** Cores and MiB that every sandbox claims to have. */
const SIZE = { cpuCount: 2, memoryMB: 1024, diskSizeMB: 10_240 };
const DEFAULT_SECONDS = 300;
const MAX_PAGE = 100;

/** The control API, as the SDK's requests and its OpenAPI types have it. */
export function controlApi(sandboxes: Sandboxes, keys: ReadonlySet<string>): Handler {
  return async (request, response, url) => {
    const key = request.headers['x-api-key'];
    if (typeof key !== 'string' || !keys.has(key)) throw error(401, 'Invalid API key');
    const [, , id = '', action = ''] = url.pathname.replace(/^\/v2/, '').split('/');
    const route = `${request.method} ${url.pathname.replace(id, id && '{id}')}`;
    const handle = routes[route];
    if (!handle) throw error(404, `no route ${request.method} ${url.pathname} (${action})`);
    await handle({ sandboxes, request, response, url, id });
  };
}

interface Call {
  sandboxes: Sandboxes;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  id: string;
}

const routes: Record<string, (call: Call) => Promise<void>> = {
  async 'POST /v2/sandboxes'({ sandboxes, request, response }) {
    const body = await json(request);
    const sandbox = await sandboxes.create(newSandbox(body));
    reply(response, 201, connection(sandbox));
  },
  async 'GET /v2/sandboxes'({ sandboxes, response, url }) {
    const found = sandboxes.all.filter(matching(url)).sort((a, b) => +b.startedAt - +a.startedAt);
    const limit = Number(url.searchParams.get('limit') ?? MAX_PAGE);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) throw error(400, 'Invalid limit');
    const from = Number(url.searchParams.get('nextToken') ?? 0);
    const page = found.slice(from, from + limit);
    const more = from + limit < found.length;
    reply(response, 200, page.map(listed), more ? { 'x-next-token': String(from + limit) } : {});
  },
  async 'GET /sandboxes/{id}'({ sandboxes, response, id }) {
    reply(response, 200, listed(sandboxes.get(id)));
  },
  async 'DELETE /sandboxes/{id}'({ sandboxes, response, id }) {
    await sandboxes.kill(id);
    reply(response, 204);
  },
  async 'POST /v2/sandboxes/{id}/connect'({ sandboxes, request, response, id }) {
    const body = await json(request);
    const sandbox = sandboxes.get(id);
    const timeout = sandboxes.checkTimeout(body.timeout ?? DEFAULT_SECONDS);
    // A running sandbox's life is only ever made longer by a connect.
    if (Date.now() + timeout * 1000 > sandbox.endAt.getTime()) sandboxes.setTimeout(sandbox, timeout);
    reply(response, 200, connection(sandbox));
  },
  async 'POST /sandboxes/{id}/timeout'({ sandboxes, request, response, id }) {
    const { timeout } = await json(request);
    const sandbox = sandboxes.get(id);
    sandboxes.setTimeout(sandbox, sandboxes.checkTimeout(timeout));
    reply(response, 204);
  },
  async 'GET /sandboxes/{id}/metrics'({ sandboxes, response, id }) {
    const metrics = sandboxes.get(id).metrics.map(metric => ({
      ...metric,
      timestamp: metric.timestamp.toISOString(),
      timestampUnix: Math.floor(+metric.timestamp / 1000),
      cpuCount: SIZE.cpuCount,
      memTotal: SIZE.memoryMB * 2 ** 20,
      memCache: 0,
    }));
    reply(response, 200, metrics);
  },
};

async function json(request: IncomingMessage): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse((await bodyOf(request)).toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Refused below.
  }
  throw error(400, 'Error when parsing request');
}

function newSandbox(body: Record<string, unknown>): NewSandbox {
  if (typeof body.templateID !== 'string') throw error(400, 'templateID is required');
  const network = object(body.network) as NewSandbox['network'];
  return {
    templateID: body.templateID,
    metadata: texts(body.metadata),
    envVars: texts(body.envVars),
    timeout: (body.timeout ?? DEFAULT_SECONDS) as number,
    network,
    allowInternetAccess: body.allow_internet_access as boolean | undefined,
  };
}

const object = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(object(value));
  if (entries.some(([, text]) => typeof text !== 'string')) throw error(400, 'expected texts');
  return Object.fromEntries(entries) as Record<string, string>;
}

function matching(url: URL) {
  // The pairs are encoded twice: as a query string within a query string.
  const wanted = [...new URLSearchParams(url.searchParams.get('metadata') ?? '')].map(
    ([key, value]) => [decodeURIComponent(key), decodeURIComponent(value)] as const,
  );
  const states = url.searchParams.get('state')?.split(',') ?? ['running', 'paused'];
  return (sandbox: E2bSandbox) =>
    states.includes('running') && wanted.every(([key, value]) => sandbox.metadata[key] === value);
}

const connection = (sandbox: E2bSandbox) => ({
  sandboxID: sandbox.id,
  templateID: sandbox.templateID,
  clientID: 'local',
  envdVersion: ENVD_VERSION,
  envdAccessToken: sandbox.token,
  domain: null,
});

const listed = (sandbox: E2bSandbox) => ({
  sandboxID: sandbox.id,
  templateID: sandbox.templateID,
  alias: sandbox.templateID,
  clientID: 'local',
  envdVersion: ENVD_VERSION,
  metadata: sandbox.metadata,
  startedAt: sandbox.startedAt.toISOString(),
  endAt: sandbox.endAt.toISOString(),
  state: 'running',
  network: sandbox.network,
  allowInternetAccess: sandbox.allowInternetAccess,
  ...SIZE,
});
