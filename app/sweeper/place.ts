import { DRIVER_NAMES } from '../../shared/drivers/index.ts';
import { SpeckitError } from '../../shared/errors.ts';
import type { AppContext } from '../context.ts';
import { openDriver } from '../worker/driver.ts';
import type { OpenPlace } from './sweep.ts';

/** Makes a stored place one that can be opened with this server's folder and credentials. */
export function placeOpener(context: Pick<AppContext, 'dataDir' | 'variables'>) {
  return ({ driver, settings }: { driver: string; settings: unknown }): OpenPlace => ({
    driver,
    async open() {
      const name = DRIVER_NAMES.find(known => known === driver);
      if (name) return openDriver(context, { driver: name, settings });
      throw new SpeckitError('unsupported', `This release has no driver \`${driver}\`.`, {
        hint: 'Its sandboxes of earlier runs stay; remove them by hand.',
      });
    },
  });
}
