import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadDriver } from '../../../shared/drivers/index.ts';
import { freshFolder, temporaryFolder } from './folders.ts';
import type { Place } from './types.ts';

const run = promisify(execFile);

/** Sandboxes on this machine; the plain way is `cp`. */
export default async function openLocal(): Promise<Omit<Place, 'driver'>> {
  const { settings } = await loadDriver('local');
  const folder = await temporaryFolder();
  return {
    handle: { driver: 'local', settings: settings.parse({}), dataDir: folder.path, variables: {} },
    copyIn: async (sandbox, from) => void (await run('cp', ['-r', from, freshFolder(sandbox)])),
    copyOut: async (_, from, __, into) => void (await run('cp', ['-r', from, into])),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
