import path from 'node:path';
import { Daytona } from '@daytonaio/sdk';
import { loadDriver } from '../../../shared/drivers/index.ts';
import { startDaytona } from '../../services/daytona/server.ts';
import { batches, filesBelow, freshFolder, makeFolders } from './folders.ts';
import type { Place } from './types.ts';

/** The SDK opens all files of a call at once, and a process may open only so many. */
const AT_ONCE = 200;

/** The tests' own Daytona; the plain way are the SDK's `uploadFiles` and `downloadFiles`. */
export default async function openDaytona(): Promise<Omit<Place, 'driver'>> {
  const service = await startDaytona();
  const { apiUrl, key: apiKey } = service;
  const { settings } = await loadDriver('daytona');
  const daytona = new Daytona({ apiKey, apiUrl, useDeprecatedPolling: true });
  return {
    handle: {
      driver: 'daytona',
      settings: settings.parse({ apiUrl }),
      dataDir: '/nonexistent',
      variables: { DAYTONA_API_KEY: apiKey },
    },
    async copyIn(sandbox, folder) {
      const { fs } = await daytona.get(sandbox.id);
      const target = freshFolder(sandbox);
      for (const batch of batches(await filesBelow(folder), AT_ONCE)) {
        await fs.uploadFiles(
          batch.map(file => ({ source: path.join(folder, file), destination: `${target}/${file}` })),
        );
      }
    },
    async copyOut(sandbox, from, paths, into) {
      const { fs } = await daytona.get(sandbox.id);
      await makeFolders(into, paths);
      for (const batch of batches(paths, AT_ONCE)) {
        const copied = await fs.downloadFiles(
          batch.map(file => ({ source: `${from}/${file}`, destination: path.join(into, file) })),
        );
        const failed = copied.find(({ error }) => error);
        if (failed) throw new Error(`${failed.source}: ${failed.error}`);
      }
    },
    cut() {
      service.proxy.drop();
      service.api.drop();
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
