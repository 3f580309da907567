import type { Container } from 'dockerode';
import { SpeckitError } from '../errors.ts';
import { cacheOf } from './docker-cache.ts';
import { containerOptions, homeEntries } from './docker-container.ts';
import { createNetwork, makeProxy, removeEgress } from './docker-egress.ts';
import { type Engine, statusOf } from './docker-engine.ts';
import { putEntries } from './docker-files.ts';
import { mayHaveFolders, noteFoldersRefused } from './docker-handover.ts';
import { pullImage } from './docker-image.ts';
import { engineName } from './docker-labels.ts';
import type { Made } from './docker-made.ts';
import { removeContainer } from './docker-remove.ts';
import type { DockerSettings } from './docker-settings.ts';
import type { CallOptions, SandboxSpec } from './types.ts';

interface Wanted {
  settings: DockerSettings;
  spec: SandboxSpec;
  /** How many cores the engine has. */
  engineCpus: (options: CallOptions) => Promise<number>;
}

/** Asks the engine once how many cores it has. */
export function countCpus(engine: Engine): Wanted['engineCpus'] {
  let cpus: number | undefined;
  return async options => {
    cpus ??= (
      await engine.call('tell about itself', (client, abortSignal) => client.info({ abortSignal }), options)
    ).NCPU;
    return cpus;
  };
}

/** Makes a container that runs, with its network and proxy where it has an allow list; of a failure nothing is left. */
export async function createSandbox(engine: Engine, wanted: Wanted, options: CallOptions): Promise<Made> {
  options.signal?.throwIfAborted();
  const { settings, spec } = wanted;
  const { network, engineNetwork, user } = settings;
  const name = engineName(spec.name);
  const restricted = typeof network === 'object';
  if (restricted) await createNetwork(engine, spec);
  let id: string | undefined;
  // Both are awaited to their end: what is still being made could not be removed.
  const [container, proxy] = await Promise.allSettled([
    startContainer(engine, wanted, options, made => {
      id = made;
    }),
    restricted && makeProxy(engine, spec, { allow: network.allow, engineNetwork }),
  ]);
  const ready = (proxy.status === 'fulfilled' && proxy.value && proxy.value.ready) || Promise.resolve();
  if (container.status === 'fulfilled' && proxy.status === 'fulfilled') {
    const cache = cacheOf(settings, spec);
    return { ...container.value, name, user, egress: restricted, cache, ready };
  }
  await Promise.allSettled([ready]);
  if (id !== undefined) await removeContainer(engine, id);
  if (restricted) await removeEgress(engine, name, {});
  throw container.status === 'rejected' ? container.reason : (proxy as PromiseRejectedResult).reason;
}

type Started = Pick<Made, 'id' | 'handover'>;

/**
 * Starts a container with the folder that is handed over to it, or without where the engine refuses that: one elsewhere
 * has no such path, one without root's rights may not enter it.
 */
async function startContainer(
  engine: Engine,
  wanted: Wanted,
  options: CallOptions,
  made: (id: string) => void,
): Promise<Started> {
  const without = { ...wanted, spec: { ...wanted.spec, handover: undefined } };
  if (!mayHaveFolders()) return beginContainer(engine, without, options, made);
  let id: string | undefined;
  try {
    return await beginContainer(engine, wanted, options, begun => {
      id = begun;
      made(begun);
    });
  } catch (error) {
    const status = error instanceof SpeckitError ? statusOf(error.cause) : undefined;
    if (wanted.spec.handover === undefined || (status !== 400 && status !== 500)) throw error;
    if (id !== undefined) await removeContainer(engine, id);
    const started = await beginContainer(engine, without, options, made);
    // The engine says 500 to whatever goes wrong in it, which need not happen again.
    if (status === 400) noteFoldersRefused();
    return started;
  }
}

async function beginContainer(
  engine: Engine,
  wanted: Wanted,
  options: CallOptions,
  made: (id: string) => void,
): Promise<Started> {
  const { settings, spec } = wanted;
  const container = await createContainer(engine, wanted, options);
  made(container.id);
  options.signal?.throwIfAborted();
  for (const { into, entries } of homeEntries(settings, spec)) {
    await putEntries(engine, container.id, into, entries, options);
  }
  await engine.call('start a container', (_, abortSignal) => container.start({ abortSignal }), options);
  return { id: container.id, handover: spec.handover };
}

async function createContainer(
  engine: Engine,
  { settings, spec, engineCpus }: Wanted,
  options: CallOptions,
): Promise<Container> {
  const wanted = containerOptions(settings, spec, await engineCpus(options));
  const create = () =>
    engine.call(
      'make a container',
      (client, abortSignal) => client.createContainer({ ...wanted, abortSignal }),
      {
        // Never aborted by the caller: nobody would know whether there is a container now.
        conflict: cause =>
          new SpeckitError('internal', `A sandbox named ${spec.name} exists already.`, {
            hint: 'Destroy it first, or attach to it.',
            cause,
          }),
      },
    );
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof SpeckitError) || statusOf(error.cause) !== 404) throw error;
    await pullImage(engine, settings.image, options);
    return create();
  }
}
