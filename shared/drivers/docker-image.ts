import type { Readable } from 'node:stream';
import { SpeckitError } from '../errors.ts';
import type { Client, Engine } from './docker-engine.ts';
import type { CallOptions } from './types.ts';

const PULL_MS = 15 * 60_000;

/** Fetches an image that the engine lacks; rejects with `missing` and what to do if it cannot be had. */
export async function pullImage(engine: Engine, image: string, { signal }: CallOptions): Promise<void> {
  try {
    await engine.call('pull an image', (client, abortSignal) => pull(client, image, abortSignal), {
      signal,
      timeoutMs: PULL_MS,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new SpeckitError('missing', `The image ${image} is not there and cannot be pulled.`, {
      hint:
        'Run `npm run image` or `speckit-remote image` to build speckit-remote:latest, or name an image that the engine has ' +
        'or can pull (`image` in the profile).',
      cause,
    });
  }
}

async function pull(client: Client, image: string, signal: AbortSignal): Promise<void> {
  const progress = (await client.pull(image, { abortSignal: signal })) as Readable;
  const stop = () => progress.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      progress.once('error', reject);
      client.modem.followProgress(progress, error => (error ? reject(error) : resolve()));
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
