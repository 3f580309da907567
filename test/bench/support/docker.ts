import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Driver, Sandbox } from '../../../shared/drivers/types.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { testImage } from '../../support/docker-image.ts';

/** Runs a program to its end. Rejects when it fails. */
export const run = promisify(execFile);
const PRODUCT_IMAGE = 'speckit-remote:latest';

/** The product's image if it was built, else the small one of the tests. @throws SpeckitError `missing` without Docker */
export async function benchImage(): Promise<string> {
  await run('docker', ['version']).catch(cause => {
    throw new SpeckitError('missing', 'This figure needs a Docker engine, and none answers.', {
      hint: 'Start Docker, or name the figures to take.',
      cause,
    });
  });
  const built = await run('docker', ['image', 'inspect', PRODUCT_IMAGE]).then(
    () => true,
    () => false,
  );
  return built ? PRODUCT_IMAGE : testImage();
}

/** Runs the `docker` program to its end; its output is thrown away. Rejects when it fails. */
export async function docker(...args: string[]): Promise<void> {
  const child = spawn('docker', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}: ${Buffer.concat(said)}`);
}

/** A sandbox that goes away with its scope; `handover` is the folder that it may be handed files through. */
export async function openSandbox(driver: Driver, handover?: string): Promise<Sandbox & AsyncDisposable> {
  const name = `bench-${randomBytes(6).toString('hex')}`;
  const sandbox = await driver.create({ name, labels: { run: name }, handover });
  return Object.assign(sandbox, { [Symbol.asyncDispose]: () => sandbox.destroy() });
}
