import { loadDriver } from '../../../shared/drivers/index.ts';
import { proxyImage } from '../../support/proxy-image.ts';
import { benchImage, docker } from '../support/docker.ts';
import { meterDocker } from '../support/socket-meter.ts';
import { freshFolder } from './folders.ts';
import type { Place, PlaceOptions } from './types.ts';

/** Containers of this machine's engine, with the settings of a profile that says nothing; the plain way is `docker cp`. */
export default async function openDocker({
  cuttable = false,
  ...given
}: PlaceOptions): Promise<Omit<Place, 'driver'>> {
  const image = given.image ?? (await benchImage());
  await proxyImage();
  await using opening = new AsyncDisposableStack();
  const meter = cuttable ? opening.use(await meterDocker()) : undefined;
  const { settings } = await loadDriver('docker');
  const opened = opening.move();
  return {
    handle: {
      driver: 'docker',
      settings: settings.parse({ image }),
      dataDir: '/nonexistent',
      variables: {},
    },
    copyIn: (sandbox, folder) => docker('cp', folder, `${sandbox.id}:${freshFolder(sandbox)}`),
    copyOut: (sandbox, from, _, into) => docker('cp', `${sandbox.id}:${from}`, into),
    ...(meter && { cut: () => meter.cut() }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
