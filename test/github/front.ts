import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { activityRoutes } from './activity.ts';
import { appRoutes } from './app-routes.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { contentRoutes } from './contents.ts';
import { type Identity, identify, needOf, requireAccess } from './gate.ts';
import { gitDataRoutes } from './git-data.ts';
import { graphql } from './graphql.ts';
import type { Call, Hub, RepoCall } from './hub.ts';
import { pullRoutes } from './pulls.ts';
import { createRateMeter } from './rate.ts';
import { refRoutes } from './refs.ts';
import { type Answer, isJson, type Json, notEmulated, notFound, Refusal } from './refusal.ts';
import { reviewRoutes } from './reviews.ts';
import { isGitPath, serveGit } from './smart-http.ts';

const API = '/api/v3';
const ROUTES = [
  refRoutes,
  activityRoutes,
  gitDataRoutes,
  pullRoutes,
  reviewRoutes,
  commentRoutes,
  checkRoutes,
  contentRoutes,
].flat();

export interface LoggedRequest {
  method: string;
  /** As the client asked, with the query. */
  path: string;
  /** 0 where the connection was cut or never answered. */
  status: number;
  token: Identity['kind'] | 'invalid';
}

/**
 * What a test wants in the place of the true answer: an answer, `hang` (never answer) or `cut` (close the connection).
 * With `apply` the request takes effect first, as when GitHub did it but its answer was lost.
 */
export type Fault = (Answer & { apply?: boolean }) | { kind: 'hang' | 'cut'; apply?: boolean };
export type FaultHook = (request: { method: string; path: string; body: Json }) => Fault | undefined;

export interface Front {
  server: Server;
  requests: LoggedRequest[];
  hooks: Set<FaultHook>;
  rate: ReturnType<typeof createRateMeter>;
}

/** Listens on a port of its own; `hub` comes later because its links need that port. */
export async function listen(hub: () => Hub): Promise<Front> {
  const front: Front = {
    server: createServer(),
    requests: [],
    hooks: new Set(),
    rate: createRateMeter(),
  };
  front.server.on('request', (request, response) => {
    handle(hub(), front, request, response).catch(error => {
      if (response.headersSent) response.destroy();
      else send(response, error instanceof Refusal ? error.answer : crash(error));
    });
  });
  // A client that pauses between requests must not meet a connection that is just being closed.
  front.server.keepAliveTimeout = 0;
  await new Promise<void>(resolve => front.server.listen(0, '127.0.0.1', resolve));
  return front;
}

function crash(error: unknown): Answer {
  return {
    status: 500,
    body: { message: `The emulated GitHub failed: ${error instanceof Error ? error.stack : error}` },
  };
}

async function handle(
  hub: Hub,
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', hub.url);
  const { method = 'GET' } = request;
  const logged: LoggedRequest = { method, path: url.pathname + url.search, status: 0, token: 'invalid' };
  front.requests.push(logged);
  response.on('finish', () => {
    logged.status = response.statusCode;
  });
  const git = isGitPath(url.pathname);
  const body = git ? {} : parseBody(await readAll(request));
  const fault = faultFor(front, { method, path: logged.path, body });
  // What git does cannot be done and hidden: its answer is part of the exchange.
  if (fault && (git || fault.apply !== true)) return inject(fault, response);
  const who = identify(hub, request.headers.authorization);
  logged.token = who.kind;
  if (git) return serveGit(hub, request, response, url);
  const answer = await answerTo(hub, who, request, url, body);
  const rate = front.rate(who, url.pathname === '/api/graphql' ? 'graphql' : 'core');
  return fault
    ? inject(fault, response)
    : send(response, { ...answer, headers: { ...rate, ...answer.headers } });
}

function faultFor(front: Front, request: Parameters<FaultHook>[0]): Fault | undefined {
  for (const hook of front.hooks) {
    const fault = hook(request);
    if (fault) return fault;
  }
  return undefined;
}

function inject(fault: Fault, response: ServerResponse): void {
  if ('status' in fault) send(response, fault);
  else if (fault.kind === 'cut') response.destroy();
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function parseBody(bytes: Buffer): Json {
  if (bytes.length === 0) return {};
  try {
    const body: unknown = JSON.parse(bytes.toString());
    // Some endpoints take a bare list; Octokit sends an object.
    return isJson(body) ? body : { items: body };
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

async function answerTo(
  hub: Hub,
  who: Identity,
  request: IncomingMessage,
  url: URL,
  body: Json,
): Promise<Answer> {
  if (url.pathname === '/api/graphql') return graphql(hub, who, body);
  if (!url.pathname.startsWith(`${API}/`)) throw notFound();
  const call: Call = {
    method: request.method ?? 'GET',
    path: url.pathname.slice(API.length),
    query: url.searchParams,
    body,
    accept: request.headers.accept ?? '',
    authorization: request.headers.authorization,
    who,
  };
  const [, owner = '', name = '', rest] = /^\/repos\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(call.path) ?? [];
  return owner === ''
    ? appRoutes(hub, call)
    : onRepository(hub, call, `${owner}/${name}`, decodeURIComponent(rest ?? ''));
}

function onRepository(hub: Hub, call: Call, name: string, rest: string): Answer | Promise<Answer> {
  const repo = hub.repositories.get(name);
  if (rest === 'installation') return hub.ask(call);
  const level = call.method === 'GET' || call.method === 'HEAD' ? 'read' : 'write';
  if (!repo) throw notFound();
  requireAccess(hub, call.who, repo, needOf(rest, level));
  if (/vnd\.github\.(v3\.)?(diff|patch)/.test(call.accept))
    throw notEmulated(`the media type ${call.accept}`);
  const repoCall: RepoCall = { ...call, repo, rest };
  for (const [method, pattern, route] of ROUTES) {
    const match = method === '*' || method === call.method ? pattern.exec(rest) : null;
    if (match) return route(repoCall, match, hub);
  }
  return hub.ask(call);
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const bytes = body instanceof Uint8Array;
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
  const type = bytes ? 'application/octet-stream' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...challenge, ...headers });
  response.end(body === undefined ? undefined : bytes ? body : JSON.stringify(body));
}
