import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bodyOf, Refusal, reply } from '../front.ts';
import type { E2bSandbox } from './sandboxes.ts';

const error = (code: number, message: string) => new Refusal(code, { code, message });
const USERS = ['user', 'root'];

/** `GET /files?path=`, with Range as net/http serves it. */
export async function download(
  sandbox: E2bSandbox,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = authorized(sandbox, request, url, 'read');
  const info = await stat(path).catch(() => undefined);
  if (!info) throw error(404, `path '${path}' does not exist`);
  if (info.isDirectory()) throw error(400, `path '${path}' is a directory`);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(Number(range?.[2] || info.size - 1), info.size - 1);
  if (range && start >= info.size) throw new Refusal(416, '', { 'content-range': `bytes */${info.size}` });
  response.writeHead(range ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': end - start + 1,
    ...(range && { 'content-range': `bytes ${start}-${end}/${info.size}` }),
  });
  if (info.size === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(path, { start, end }), response);
}

/** `POST /files`: one raw body for `path`, or a form of files. Makes missing folders. */
export async function upload(
  sandbox: E2bSandbox,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = authorized(sandbox, request, url, 'write');
  const type = request.headers['content-type'] ?? '';
  const written: string[] = [];
  try {
    if (type.startsWith('application/octet-stream')) {
      if (!url.searchParams.has('path')) throw error(400, 'path query parameter is required');
      await prepare(path);
      await pipeline(request, createWriteStream(path));
      written.push(path);
    } else if (type.startsWith('multipart/')) {
      const form = await new Response(await bodyOf(request), {
        headers: { 'content-type': type },
      }).formData();
      for (const file of form.getAll('file')) {
        if (typeof file === 'string') continue;
        const target = url.searchParams.has('path') ? path : resolve(sandbox.machine.home, file.name);
        if (written.includes(target)) throw error(400, 'you cannot upload multiple files to the same path');
        await prepare(target);
        await writeFile(target, Buffer.from(await file.arrayBuffer()));
        written.push(target);
      }
    } else {
      throw error(400, `unsupported content type: ${type}`);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC')
      throw error(507, 'not enough disk space available');
    throw cause;
  }
  reply(
    response,
    200,
    written.map(each => ({ path: each, name: basename(each), type: 'file' })),
  );
}

async function prepare(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw error(400, `path is a directory: ${path}`);
}

/** Checks the token or the signature and answers with the absolute path. */
function authorized(sandbox: E2bSandbox, request: IncomingMessage, url: URL, operation: string): string {
  const query = url.searchParams;
  const path = query.get('path') ?? '';
  const user = query.get('username') ?? '';
  const token = request.headers['x-access-token'];
  if (token !== undefined) {
    if (token !== sandbox.token) throw error(401, 'access token present in header but does not match');
  } else {
    const signature = query.get('signature');
    if (!signature) throw error(401, 'missing signature query parameter');
    const expiration = query.get('signature_expiration');
    const text = [path, operation, user, sandbox.token, ...(expiration ? [expiration] : [])].join(':');
    const expected = `v1_${createHash('sha256').update(text).digest('base64').replace(/=+$/, '')}`;
    if (signature !== expected) throw error(401, 'invalid signature');
    if (expiration && Number(expiration) < Date.now() / 1000)
      throw error(401, 'signature is already expired');
  }
  if (user && !USERS.includes(user)) throw error(401, `error looking up user '${user}'`);
  return path.startsWith('~')
    ? join(sandbox.machine.home, path.slice(1))
    : resolve(sandbox.machine.home, path);
}
