import { posix } from 'node:path';
import type { ContainerCreateOptions } from 'dockerode';
import { sizeBytes } from '../profile/sizes.ts';
import { CACHE_ROOT, cacheLabels, cacheMarks, cacheOf } from './docker-cache.ts';
import { proxyEnvironment } from './docker-egress.ts';
import type { Entry } from './docker-files.ts';
import { handoverMount } from './docker-handover.ts';
import { engineName, toLabels } from './docker-labels.ts';
import { type DockerSettings, HOME } from './docker-settings.ts';
import type { SandboxSpec } from './types.ts';

const { dirname, join, relative } = posix;

type HostConfig = NonNullable<ContainerCreateOptions['HostConfig']>;

/** A container that does nothing by itself, as an unprivileged user with every limit set. */
export function containerOptions(
  settings: DockerSettings,
  spec: SandboxSpec,
  engineCpus: number,
): ContainerCreateOptions {
  const memory = sizeBytes(settings.memory) ?? 0;
  const restricted = typeof settings.network === 'object';
  return {
    name: engineName(spec.name),
    Image: settings.image,
    // Both, so that an image's own entry point plays no part. `tail` waits in debian and in busybox alike.
    Entrypoint: ['tail', '-f', '/dev/null'],
    Cmd: [],
    User: `${settings.user}:${settings.user}`,
    WorkingDir: HOME,
    Env: [`HOME=${HOME}`, 'LANG=C.UTF-8', ...(restricted ? proxyEnvironment() : [])],
    Labels: { ...toLabels('sandbox', spec.labels), ...cacheMarks(cacheOf(settings, spec)) },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ...networkOptions(settings, spec),
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: Math.round((settings.cpus ?? Math.min(2, engineCpus)) * 1e9),
      PidsLimit: settings.pids,
      LogConfig: { Type: 'none', Config: {} },
      ...fileOptions(settings, spec),
    },
  };
}

function networkOptions({ network, engineNetwork }: DockerSettings, { name }: SandboxSpec): HostConfig {
  if (network === 'none') return { NetworkMode: 'none' };
  if (network === 'full') return { NetworkMode: engineNetwork };
  return {
    NetworkMode: engineName(name),
    // The engine asks the host's resolver for what it does not know itself, also for an internal network.
    // Nobody answers here; the options keep that from taking the usual 20 seconds.
    Dns: ['127.0.0.1'],
    DnsOptions: ['timeout:1', 'attempts:1'],
  };
}

function fileOptions(settings: DockerSettings, spec: SandboxSpec): HostConfig {
  const cache = cacheOf(settings, spec);
  const mounts = [
    // `tmpfs` would do, but the engine reads and writes no files there.
    ...(settings.readonly ? [volume('', HOME_PARENT, {})] : []),
    ...(cache ? [volume(cache.volume, CACHE_ROOT, cacheLabels(spec))] : []),
    ...(spec.handover !== undefined ? [handoverMount(spec.handover)] : []),
  ];
  return {
    ...(mounts.length > 0 && { Mounts: mounts }),
    ...(settings.readonly && { ReadonlyRootfs: true, Tmpfs: { '/tmp': 'exec,mode=1777' } }),
  };
}

const volume = (Source: string, Target: string, Labels: Record<string, string>) => ({
  Type: 'volume' as const,
  Source,
  Target,
  VolumeOptions: { NoCopy: false, Labels, DriverConfig: { Name: 'local', Options: {} } },
});

/** Where the volume of a read-only sandbox is: home is a folder inside, to belong to the sandbox's user. */
const HOME_PARENT = dirname(HOME);

/** What is put into a new container before it starts: its home, and the way from there to the caches. */
export function homeEntries(
  settings: DockerSettings,
  spec: SandboxSpec,
): { into: string; entries: Entry[] }[] {
  const { user, readonly, cache } = settings;
  const [uid, gid] = [user, user];
  const into = readonly ? HOME_PARENT : '/';
  const home = relative(into, HOME);
  const folder = (name: string): Entry => ({ name, type: 'directory', mode: 0o755, uid, gid });
  const cached = cacheOf(settings, spec) ? cache : [];
  const links = cached.flatMap(path => [
    ...parents(path).map(parent => folder(join(home, parent))),
    {
      name: join(home, path),
      type: 'symlink' as const,
      linkname: join(CACHE_ROOT, String(user), path),
      uid,
      gid,
    },
  ]);
  const caches = cached.flatMap(path =>
    [...parents(path), path].map(name => folder(join(String(user), name))),
  );
  return [
    { into, entries: [folder(home), ...links] },
    ...(cached.length > 0 ? [{ into: CACHE_ROOT, entries: [folder(String(user)), ...caches] }] : []),
  ];
}

/** `a/b/c` → `a`, `a/b`. */
const parents = (path: string) =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'));
