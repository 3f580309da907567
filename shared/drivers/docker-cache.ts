import { createHash } from 'node:crypto';
import { PROXY_IMAGE } from '../egress/image.ts';
import { SpeckitError } from '../errors.ts';
import { sizeBytes } from '../profile/sizes.ts';
import { attachOutput } from './docker-attach.ts';
import { noProxyImage } from './docker-egress.ts';
import { type Engine, statusOf } from './docker-engine.ts';
import { toLabels } from './docker-labels.ts';
import { removeContainer } from './docker-remove.ts';
import type { DockerSettings } from './docker-settings.ts';
import type { CallOptions, SandboxSpec } from './types.ts';

/** Where the volume is in the container. Its own root belongs to root for good, so the caches are in a folder inside. */
export const CACHE_ROOT = '/var/cache/speckit-remote';
const LIMIT_LABEL = 'speckit-remote.cache-limit';
const NAME_LABEL = 'speckit-remote.cache-name';
const MEASURE_MS = 5 * 60_000;

/** What makes two runs share a cache: the same repository of the same installation of the same server. */
const OWNERS = ['server', 'installation', 'repository'] as const;

export interface Cache {
  volume: string;
  limitBytes: number;
}

/** The cache of the sandbox's repository; undefined where it has none or nobody said which repository it is. */
export function cacheOf({ cache, cacheLimit }: DockerSettings, { labels }: SandboxSpec): Cache | undefined {
  if (cache.length === 0 || labels.repository === undefined) return undefined;
  const owner = createHash('sha256').update(JSON.stringify(OWNERS.map(key => labels[key] ?? '')));
  const volume = `speckit-remote-cache-${labels.repository}-${owner.digest('hex').slice(0, 12)}`;
  return { volume, limitBytes: sizeBytes(cacheLimit) ?? 0 };
}

/** The labels of the volume: of the run's only those that the cache is bound to. */
export const cacheLabels = ({ labels }: SandboxSpec) =>
  toLabels(
    'cache',
    Object.fromEntries(OWNERS.flatMap(key => (labels[key] === undefined ? [] : [[key, labels[key]]]))),
  );

/** Labels of the container, by which whoever destroys it finds its cache. */
export const cacheMarks = (cache: Cache | undefined): Record<string, string> =>
  cache ? { [NAME_LABEL]: cache.volume, [LIMIT_LABEL]: String(cache.limitBytes) } : {};

/** The reverse of {@link cacheMarks}. */
export function markedCache(labels: Readonly<Record<string, string>>): Cache | undefined {
  const { [NAME_LABEL]: volume, [LIMIT_LABEL]: limit } = labels;
  return volume === undefined ? undefined : { volume, limitBytes: Number(limit) };
}

/** Measures a cache that its container has left, and removes one that is over its limit and that nobody uses. */
export async function pruneCache(engine: Engine, cache: Cache, options: CallOptions): Promise<void> {
  if ((await measureCache(engine, cache.volume, options)) <= cache.limitBytes) return;
  try {
    await engine.call(
      'remove a cache',
      (client, abortSignal) => client.getVolume(cache.volume).remove({ abortSignal }),
      options,
    );
  } catch (error) {
    const status = error instanceof SpeckitError ? statusOf(error.cause) : undefined;
    // 409: another run uses it, and will measure it in its turn.
    if (status !== 404 && status !== 409) throw error;
  }
}

/** Bytes that the files of a volume take up on the disk. */
async function measureCache(engine: Engine, volume: string, options: CallOptions): Promise<number> {
  const container = await engine.call(
    'make a helper container',
    (client, abortSignal) =>
      client.createContainer({
        Image: PROXY_IMAGE,
        User: '0:0',
        Entrypoint: ['du', '-sk', '/cache'],
        Cmd: [],
        Labels: toLabels('cache', {}),
        HostConfig: {
          NetworkMode: 'none',
          CapDrop: ['ALL'],
          // To look into folders that only their owner may enter.
          CapAdd: ['DAC_READ_SEARCH'],
          SecurityOpt: ['no-new-privileges'],
          ReadonlyRootfs: true,
          Mounts: [{ Type: 'volume', Source: volume, Target: '/cache', ReadOnly: true }],
          LogConfig: { Type: 'none', Config: {} },
        },
        abortSignal,
      }),
    { missing: noProxyImage },
  );
  try {
    const kilobytes = Number.parseInt(
      await attachOutput(engine, container, { ...options, timeoutMs: MEASURE_MS }),
      10,
    );
    if (Number.isNaN(kilobytes)) throw new Error('du printed no number');
    return kilobytes * 1024;
  } finally {
    await removeContainer(engine, container.id);
  }
}
