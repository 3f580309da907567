import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, resolve } from 'node:path';
import { bodyOf, drained, reply } from '../front.ts';
import { daemonError } from './refusal.ts';
import type { DaytonaBox } from './sandboxes.ts';

const BOUNDARY = 'DAYTONA-FILE-BOUNDARY';

/** `POST /files/bulk-upload`: a form of `files[N].path` and `files[N].file`; makes missing folders. */
export async function bulkUpload(box: DaytonaBox, request: IncomingMessage, response: ServerResponse) {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return reply(response, 400, { errors: ['invalid multipart form'] });
  const form = await new Response(await bodyOf(request), { headers: { 'content-type': type } }).formData();
  const errors: string[] = [];
  for (const [name, file] of form) {
    if (typeof file === 'string' || !name.endsWith('.file')) continue;
    const path = form.get(name.replace(/\.file$/, '.path'));
    if (typeof path !== 'string') {
      errors.push(`${name}: missing .path metadata`);
      continue;
    }
    const target = resolve(box.machine.home, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, Buffer.from(await file.arrayBuffer()));
    } catch (error) {
      errors.push(`${path}: ${error}`);
    }
  }
  reply(response, errors.length > 0 ? 400 : 200, errors.length > 0 ? { errors } : undefined);
}

/** `POST /files/bulk-download`: a form with a part `file` or `error` for each path. */
export async function bulkDownload(box: DaytonaBox, request: IncomingMessage, response: ServerResponse) {
  const { paths } = JSON.parse((await bodyOf(request)).toString());
  if (!Array.isArray(paths) || paths.length === 0)
    throw daemonError(400, 'request body must be {"paths": [...]}');
  response.writeHead(200, { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` });
  const part = (name: string, path: string, more: string) =>
    response.write(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${path}"\r\n${more}\r\n\r\n`,
    );
  for (const path of paths) {
    const target = resolve(box.machine.home, path);
    const info = await stat(target).catch(() => undefined);
    if (!info || info.isDirectory()) {
      part('error', path, 'Content-Type: application/json');
      const { body } = daemonError(404, `file not found or invalid: ${path}`, 'FILE_NOT_FOUND');
      response.write(`${JSON.stringify(body)}\r\n`);
      continue;
    }
    part('file', path, `Content-Type: application/octet-stream\r\nContent-Length: ${info.size}`);
    for await (const chunk of createReadStream(target)) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
    response.write('\r\n');
  }
  response.end(`--${BOUNDARY}--\r\n`);
}
