import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Handler, reply } from '../front.ts';
import { execute } from './execute.ts';
import { bulkDownload, bulkUpload } from './files.ts';
import { apiError, checkKey, daemonError } from './refusal.ts';
import type { DaytonaBox, DaytonaSandboxes } from './sandboxes.ts';

const GUEST_BYTES = 64 * 2 ** 20;
const CACHE_BYTES = 16 * 2 ** 20;
const CPUS = 1;
/** What a sample's CPU is measured over. */
const WINDOW_MS = 100;

/** The proxy in front of all sandboxes, and each one's daemon behind it: `/toolbox/{id}/…`. */
export function toolboxProxy(sandboxes: DaytonaSandboxes, keys: ReadonlySet<string>): Handler {
  return async (request, response, url) => {
    checkKey(request, keys);
    const [, , id = '', ...rest] = url.pathname.split('/');
    const box = sandboxes.get(id);
    if (box.state !== 'started') throw apiError(400, `Sandbox ${id} is not started (${box.state})`);
    box.activeAt = Date.now();
    const route = `${request.method} /${rest.join('/')}`;
    const path = resolve(box.machine.home, url.searchParams.get('path') ?? '');
    switch (route) {
      case 'GET /version':
        return reply(response, 200, { version: '0.190.0' });
      case 'GET /user-home-dir':
      case 'GET /work-dir':
        return reply(response, 200, { dir: box.machine.home });
      case 'POST /process/execute':
        return reply(response, 200, await execute(box, request));
      case 'POST /files/bulk-upload':
        return bulkUpload(box, request, response);
      case 'POST /files/bulk-download':
        return bulkDownload(box, request, response);
      case 'GET /files':
        return reply(
          response,
          200,
          await Promise.all((await readdir(path)).map(name => entry(join(path, name)))),
        );
      case 'GET /files/info':
        return reply(response, 200, await entry(path));
      case 'POST /files/folder':
        await mkdir(path, { recursive: true });
        return reply(response, 201);
      case 'DELETE /files':
        await rm(path, { recursive: true });
        return reply(response, 204);
      case 'GET /system/metrics':
        return reply(response, 200, await metrics(box));
      default:
        throw daemonError(404, `no route ${route}`);
    }
  };
}

async function entry(path: string) {
  const info = await stat(path).catch(() => {
    throw daemonError(404, `file not found: ${path}`, 'FILE_NOT_FOUND');
  });
  return {
    name: basename(path),
    isDir: info.isDirectory(),
    size: info.size,
    modTime: info.mtime.toISOString(),
  };
}

async function metrics(box: DaytonaBox) {
  const before = performance.now();
  const first = await box.machine.usage();
  await pause(WINDOW_MS);
  const usage = await box.machine.usage();
  const seconds = (performance.now() - before) / 1000;
  return {
    timestamp: new Date().toISOString(),
    timestampUnix: Math.floor(Date.now() / 1000),
    cpuCount: CPUS,
    cpuUsedPct: Math.max(0, ((usage.cpuSeconds - first.cpuSeconds) / seconds) * 100) / CPUS,
    memTotal: 2 ** 30,
    memUsed: GUEST_BYTES + CACHE_BYTES + usage.memoryBytes,
    memCache: CACHE_BYTES,
    diskTotal: usage.diskTotal,
    diskUsed: usage.diskUsed,
    diskFree: usage.diskTotal - usage.diskUsed,
  };
}
