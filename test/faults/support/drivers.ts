// Stands in for `shared/drivers/open.ts` in a worker process of the suite: the same, with every call under its name.
import { type OpenDriverOptions, openDriver as open } from '../../../shared/drivers/open.ts';
import type { Driver, Sandbox } from '../../../shared/drivers/types.ts';
import { CANCEL, FOLLOW, START } from '../../../shared/session/scripts.ts';
import { UPLOAD } from '../../../shared/sync/upload-script.ts';
import { struck } from './strike.ts';

export * from '../../../shared/drivers/open.ts';

const SCRIPTS = new Map([
  [START, 'start'],
  [FOLLOW, 'follow'],
  [CANCEL, 'cancel'],
  [UPLOAD, 'upload'],
]);

function nameOf([, , script = '']: readonly string[]): string {
  return SCRIPTS.get(script) ?? (script.includes('pack-objects') ? 'collect' : 'other');
}

function watched(sandbox: Sandbox): Sandbox {
  return {
    ...sandbox,
    exec: (argv, options) => struck(`exec ${nameOf(argv)}`, () => sandbox.exec(argv, options)),
    destroy: options => struck('sandbox destroy', () => sandbox.destroy(options)),
  };
}

export async function openDriver(options: OpenDriverOptions): Promise<Driver> {
  const driver = await open(options);
  return {
    ...driver,
    create: (spec, more) => struck('sandbox create', async () => watched(await driver.create(spec, more))),
    attach: (id, more) => struck('sandbox attach', async () => watched(await driver.attach(id, more))),
  };
}
