import { posix } from 'node:path';
import type { Container, ContainerInfo, ContainerInspectInfo, NetworkInspectInfo } from 'dockerode';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { type Cache, cacheOf, markedCache, pruneCache } from './docker-cache.ts';
import { containerOptions, homeEntries } from './docker-container.ts';
import { createNetwork, expectNetwork, listNetworks, makeProxy, removeEgress } from './docker-egress.ts';
import { Engine, statusOf } from './docker-engine.ts';
import { execDocker, killMarked } from './docker-exec.ts';
import { putEntries, readDocker, writeDocker } from './docker-files.ts';
import { pullImage } from './docker-image.ts';
import { engineName, fromLabels, labelFilters } from './docker-labels.ts';
import { removeContainer } from './docker-remove.ts';
import { type DockerSettings, dockerSettings, HOME } from './docker-settings.ts';
import { inspectContainer } from './docker-state.ts';
import { usageOf } from './docker-usage.ts';
import { abortable } from './support/abortable.ts';
import { folderSize, orDiskFull, rarely } from './support/disk.ts';
import { Leftovers } from './support/leftovers.ts';
import { sandboxGone } from './support/missing.ts';
import { expectErrors } from './support/stdin.ts';
import type { CallOptions, Driver, DriverDefinition, Sandbox, SandboxInfo, SandboxSpec } from './types.ts';

function make(settings: DockerSettings): Driver {
  const engine = new Engine();
  let cpus: number | undefined;

  async function engineCpus(options: CallOptions): Promise<number> {
    cpus ??= (
      await engine.call('tell about itself', (client, abortSignal) => client.info({ abortSignal }), options)
    ).NCPU;
    return cpus;
  }

  async function createContainer(spec: SandboxSpec, options: CallOptions): Promise<Container> {
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

  function sandbox({ id, name, user, egress, cache, ready }: Made): Sandbox {
    const leftovers = new Leftovers(marks => killMarked(engine, id, marks));
    const exec: Sandbox['exec'] = async (argv, options = {}) => {
      expectErrors(options.stdin);
      await abortable(ready, options.signal);
      return leftovers.guard(mark => execDocker(engine, id, mark, argv, options));
    };
    const diskUsed = rarely(options => folderSize(exec, HOME, options));
    return {
      id,
      home: HOME,
      exec,
      async writeFile(path, content, options = {}) {
        try {
          await writeDocker(engine, id, user, path, content, options);
        } catch (error) {
          // The engine answers 500 to that as to any failure of its own.
          const failed = error instanceof SpeckitError && statusOf(error.cause) === 500;
          throw failed ? await orDiskFull(exec, posix.dirname(path), error) : error;
        }
      },
      readFile: (path, options = {}) => readDocker(engine, id, path, options),
      async destroy(options = {}) {
        await abortable(settled(ready), options.signal);
        await removeContainer(engine, id, options);
        if (egress) await removeEgress(engine, name, options);
        if (cache) await pruneCache(engine, cache, options);
      },
      async usage(options = {}) {
        const [stats, diskBytes] = await Promise.all([
          engine.call(
            'measure a container',
            (client, abortSignal) => statsOf(client.getContainer(id), abortSignal),
            { ...options, missing: cause => sandboxGone(id, cause) },
          ),
          diskUsed(options),
        ]);
        return { ...usageOf(stats), diskBytes };
      },
    };
  }

  /** What a broken-off creation left behind; each part may be there or not. */
  async function discard(name: string, id: string | undefined): Promise<void> {
    if (id !== undefined) await removeContainer(engine, id);
    if (typeof settings.network === 'object') await removeEgress(engine, name, {});
  }

  async function startContainer(spec: SandboxSpec, options: CallOptions, made: (id: string) => void) {
    const container = await createContainer(spec, options);
    made(container.id);
    options.signal?.throwIfAborted();
    for (const { into, entries } of homeEntries(settings, spec)) {
      await putEntries(engine, container.id, into, entries, options);
    }
    await engine.call('start a container', (_, abortSignal) => container.start({ abortSignal }), options);
    return container;
  }

  return {
    name: 'docker',
    ...(settings.network === 'full' && { notice: FULL_NOTICE }),
    async probe(options = {}) {
      await engine.call('answer', (client, abortSignal) => client.ping({ abortSignal }), {
        ...options,
        timeoutMs: 10_000,
      });
    },
    async create(spec, options = {}) {
      const { network, engineNetwork, user } = settings;
      const name = engineName(spec.name);
      const restricted = typeof network === 'object';
      if (restricted) await createNetwork(engine, spec);
      let id: string | undefined;
      // Both are awaited to their end: what is still being made could not be removed.
      const [container, proxy] = await Promise.allSettled([
        startContainer(spec, options, made => {
          id = made;
        }),
        restricted && makeProxy(engine, spec, { allow: network.allow, engineNetwork }),
      ]);
      const ready = (proxy.status === 'fulfilled' && proxy.value && proxy.value.ready) || Promise.resolve();
      if (container.status === 'fulfilled' && proxy.status === 'fulfilled') {
        const cache = cacheOf(settings, spec);
        return sandbox({ id: container.value.id, name, user, egress: restricted, cache, ready });
      }
      await settled(ready);
      await discard(name, id);
      throw container.status === 'rejected' ? container.reason : (proxy as PromiseRejectedResult).reason;
    },
    async attach(id, options = {}) {
      // It becomes part of a URL's path.
      if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(id)) throw sandboxGone(id);
      try {
        return sandbox(found(await inspectContainer(engine, id, options)));
      } catch (error) {
        if (!isSpeckitError(error, 'missing')) throw error;
        // Of a creation that broke off there may be only the network, which goes by this name.
        await expectNetwork(engine, id, options);
        return sandbox({
          id,
          name: id,
          user: settings.user,
          egress: true,
          cache: undefined,
          ready: Promise.resolve(),
        });
      }
    },
    async list(labels, options = {}) {
      const [containers, networks] = await Promise.all([
        engine.call(
          'list containers',
          (client, abortSignal) =>
            client.listContainers({
              all: true,
              filters: { label: labelFilters('sandbox', labels) },
              abortSignal,
            }),
          options,
        ),
        listNetworks(engine, labels, options),
      ]);
      const names = new Set(containers.flatMap(({ Names }) => Names));
      const left = networks.filter(({ Name }) => !names.has(`/${Name}`));
      return [...containers.map(describe), ...left.map(describeLeft)];
    },
  };
}

const FULL_NOTICE =
  'The sandbox reaches whatever the engine’s network reaches, the server too, as the profile says `network: full`.';

/** What a sandbox is made of. */
interface Made {
  /** Of the container; of a broken-off creation the name. */
  id: string;
  /** Of the container and of its network. */
  name: string;
  user: number;
  /** Whether it has a network and a proxy of its own. */
  egress: boolean;
  cache: Cache | undefined;
  /** Resolves when the way out is open; no command starts before. */
  ready: Promise<unknown>;
}

const settled = (work: Promise<unknown>) => Promise.allSettled([work]);

function found({ Id: id, Name, Config: config, HostConfig: host }: ContainerInspectInfo): Made {
  if (!fromLabels('sandbox', config.Labels)) throw sandboxGone(id);
  const name = Name.replace(/^\//, '');
  return {
    id,
    name,
    user: Number.parseInt(config.User, 10),
    egress: host.NetworkMode === name,
    cache: markedCache(config.Labels),
    ready: Promise.resolve(),
  };
}

/** Two samples of the engine, a second apart. */
function statsOf(container: Container, abortSignal: AbortSignal) {
  const options = { stream: false as const, abortSignal };
  return container.stats(options);
}

const describe = (container: ContainerInfo): SandboxInfo => ({
  id: container.Id,
  labels: fromLabels('sandbox', container.Labels) ?? {},
  createdAt: new Date(container.Created * 1000),
  state: container.State === 'running' || container.State === 'paused' ? 'running' : 'stopped',
});

const describeLeft = ({ Name, Labels, Created }: NetworkInspectInfo): SandboxInfo => ({
  id: Name,
  labels: fromLabels('egress', Labels) ?? {},
  createdAt: new Date(Created),
  state: 'stopped',
});

const definition: DriverDefinition<DockerSettings> = {
  name: 'docker',
  isolation:
    'A container of its own per run, as an unprivileged user without capabilities, with limits on memory, CPU and ' +
    'processes; it reaches nothing but the domains of its allow list, through a proxy, unless its `network` says ' +
    'otherwise. It shares the host’s kernel.',
  docs: {
    start:
      'About a second with the image at hand: 0.6 to 0.8 s to a command’s first line with the proxy of an allow list ' +
      '(measured). The first run pulls the image.',
    egress:
      '`full`, `none`, or an allow list: a network without a way out but a proxy of ours, which lets the listed names ' +
      'through on ports 80 and 443. No other name even resolves, and the host cannot be reached.',
    cost: 'The machine that the engine runs on; nothing per run.',
    limits:
      'Memory, CPU and processes as set. Disk is measured and not limited; a repository’s cache over `cacheLimit` ' +
      'starts again empty. A time-out has no cap of its own.',
    lacks:
      'A kernel of its own. Behind an allow list a program that ignores the proxy variables reaches nothing, and so ' +
      'does anything that is not HTTP or TLS, like git over ssh.',
    minimal: {},
  },
  settings: dockerSettings,
  make,
};
export default definition;
