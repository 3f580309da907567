import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { gitEnv, ZERO } from './bare.ts';
import { identify, requireAccess } from './gate.ts';
import type { Hosted, Hub } from './hub.ts';
import { mayChangeWorkflows, senderOf } from './refs.ts';
import { Refusal } from './refusal.ts';
import { refsMoved } from './repositories.ts';

const PATH = /^\/([^/]+\/[^/]+?)\.git(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

export const isGitPath = (path: string) => PATH.test(path);

/** Serves a clone, fetch or push by `git http-backend`. Answers 401 as GitHub does, so that git asks for a password. */
export async function serveGit(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, name = '', service = ''] = PATH.exec(url.pathname) ?? [];
  const writes = service === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const who = identify(hub, request.headers.authorization);
  const repo = hub.repositories.get(name);
  const needsPassword = new Refusal(401, 'Repository not found.');
  if (who.kind === 'anonymous' && (writes || !repo || repo.row.private)) throw needsPassword;
  if (!repo) throw new Refusal(404, 'Repository not found.');
  requireAccess(hub, who, repo, {
    level: writes ? 'write' : 'read',
    permissions: ['contents'],
    role: 'write',
  });
  const before = writes ? await repo.bare.refs() : new Map<string, string>();
  const limits: Record<string, string> = mayChangeWorkflows({ who }) ? {} : { NO_WORKFLOWS: '1' };
  await runBackend(repo, request, response, url, service, limits);
  if (service === '/git-receive-pack') await followPush(hub, repo, before, senderOf({ who }, hub));
  response.end();
}

async function runBackend(
  repo: Hosted,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  service: string,
  limits: Record<string, string>,
): Promise<void> {
  const { headers } = request;
  const optional = {
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
  };
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnv(limits),
      GIT_PROJECT_ROOT: repo.bare.dir,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'git',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: service,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: String(headers['content-type'] ?? ''),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  // The backend may end before it has read everything; then its answer says why.
  const sent = pipeline(request, child.stdin).catch(() => undefined);
  await answerFrom(child.stdout, response);
  await Promise.all([closed, sent]);
}

/** CGI: header lines, an empty line, the body. */
async function answerFrom(stdout: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  let head = Buffer.alloc(0);
  let sent = false;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    if (sent) {
      if (!response.write(chunk)) await once(response, 'drain');
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const lines = head.subarray(0, end).toString().split('\r\n');
    for (const line of lines) {
      const [key = '', value = ''] = line.split(/: */, 2);
      if (key === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(key, value);
    }
    response.write(head.subarray(end + 4));
    sent = true;
  }
  if (!sent) throw new Refusal(500, 'git http-backend gave no answer');
}

async function followPush(
  hub: Hub,
  repo: Hosted,
  before: Map<string, string>,
  sender: string,
): Promise<void> {
  const after = await repo.bare.refs();
  const names = new Set([...before.keys(), ...after.keys()]);
  const changes = [...names].map(ref => ({
    ref,
    before: before.get(ref) ?? ZERO,
    after: after.get(ref) ?? ZERO,
  }));
  await refsMoved(
    hub,
    repo,
    changes.filter(change => change.before !== change.after),
    sender,
  );
}
