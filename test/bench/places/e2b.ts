import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Sandbox as Box } from '@e2b/code-interpreter';
import { loadDriver } from '../../../shared/drivers/index.ts';
import { startE2b } from '../../services/e2b/server.ts';
import { batches, filesBelow, freshFolder, makeFolders } from './folders.ts';
import type { Place } from './types.ts';

/** `files.read` takes one file; so many are asked for at once. */
const AT_ONCE = 20;

/** The tests' own E2B; the plain way are the SDK's `files.write` and `files.read`. */
export default async function openE2b(): Promise<Omit<Place, 'driver'>> {
  const service = await startE2b();
  const { apiUrl, sandboxUrl, key } = service;
  const { settings } = await loadDriver('e2b');
  const connect = (id: string) => Box.connect(id, { apiKey: key, apiUrl, sandboxUrl });
  return {
    handle: {
      driver: 'e2b',
      settings: settings.parse({ apiUrl, sandboxUrl }),
      dataDir: '/nonexistent',
      variables: { E2B_API_KEY: key },
    },
    async copyIn(sandbox, folder) {
      const box = await connect(sandbox.id);
      const target = freshFolder(sandbox);
      const files = (await filesBelow(folder)).map(async file => ({
        path: `${target}/${file}`,
        data: await openAsBlob(path.join(folder, file)),
      }));
      await box.files.write(await Promise.all(files));
    },
    async copyOut(sandbox, from, paths, into) {
      const box = await connect(sandbox.id);
      await makeFolders(into, paths);
      for (const batch of batches(paths, AT_ONCE)) {
        const copies = batch.map(async file => {
          await writeFile(
            path.join(into, file),
            await box.files.read(`${from}/${file}`, { format: 'bytes' }),
          );
        });
        await Promise.all(copies);
      }
    },
    cut() {
      service.proxy.drop();
      service.api.drop();
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
