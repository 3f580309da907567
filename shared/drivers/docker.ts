import { posix } from 'node:path';
import type { Container } from 'dockerode';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { processesExhausted } from './docker-begun.ts';
import { pruneCache } from './docker-cache.ts';
import { countCpus, createSandbox } from './docker-create.ts';
import { expectNetwork, removeEgress } from './docker-egress.ts';
import { Engine, statusOf } from './docker-engine.ts';
import { execDocker, killMarked } from './docker-exec.ts';
import { readDocker, writeDocker } from './docker-files.ts';
import { HANDOVER } from './docker-handover.ts';
import { listSandboxes } from './docker-list.ts';
import { found, type Made, onlyNetwork } from './docker-made.ts';
import { removeContainer } from './docker-remove.ts';
import { type DockerSettings, dockerSettings, HOME } from './docker-settings.ts';
import { inspectContainer } from './docker-state.ts';
import { usageOf } from './docker-usage.ts';
import { abortable } from './support/abortable.ts';
import { folderSize, orDiskFull, rarely } from './support/disk.ts';
import { removeHandover } from './support/handover.ts';
import { Leftovers } from './support/leftovers.ts';
import { sandboxGone } from './support/missing.ts';
import { expectErrors } from './support/stdin.ts';
import type { Driver, DriverDefinition, Sandbox } from './types.ts';

function make(settings: DockerSettings): Driver {
  const engine = new Engine();
  const engineCpus = countCpus(engine);

  function sandbox({ id, name, user, egress, cache, handover, ready }: Made): Sandbox {
    const leftovers = new Leftovers(marks => killMarked(engine, id, marks));
    const exec: Sandbox['exec'] = async (argv, options = {}) => {
      expectErrors(options.stdin);
      await abortable(ready, options.signal).catch(async error => {
        // It may have been removed before its proxy was up; then that is what there is to say.
        await inspectContainer(engine, id, options);
        throw error;
      });
      const { begun, ...result } = await leftovers.guard(mark =>
        execDocker(engine, id, mark, argv, { ...options, handover }),
      );
      const crowded = begun ? undefined : await processesExhausted(engine, id, options);
      if (crowded) throw crowded;
      return result;
    };
    const diskUsed = rarely(options => folderSize(exec, HOME, options));
    return {
      id,
      home: HOME,
      ...(handover !== undefined && { handover: HANDOVER }),
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
        await abortable(Promise.allSettled([ready]), options.signal);
        await removeContainer(engine, id, options);
        await removeHandover(handover);
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

  return {
    name: 'docker',
    ...(settings.network === 'full' && { notice: FULL_NOTICE }),
    async probe(options = {}) {
      await engine.call('answer', (client, abortSignal) => client.ping({ abortSignal }), {
        ...options,
        timeoutMs: 10_000,
      });
    },
    create: async (spec, options = {}) =>
      sandbox(await createSandbox(engine, { settings, spec, engineCpus }, options)),
    async attach(id, options = {}) {
      // It becomes part of a URL's path.
      if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(id)) throw sandboxGone(id);
      try {
        return sandbox(found(await inspectContainer(engine, id, options)));
      } catch (error) {
        if (!isSpeckitError(error, 'missing')) throw error;
        // Of a creation that broke off there may be only the network, which goes by this name.
        await expectNetwork(engine, id, options);
        return sandbox(onlyNetwork(id, settings.user));
      }
    },
    list: (labels, options = {}) => listSandboxes(engine, labels, options),
  };
}

const FULL_NOTICE =
  'The sandbox reaches whatever the engine’s network reaches, the server too, as the profile says `network: full`.';

/** Two samples of the engine, a second apart. */
function statsOf(container: Container, abortSignal: AbortSignal) {
  const options = { stream: false as const, abortSignal };
  return container.stats(options);
}

const definition: DriverDefinition<DockerSettings> = {
  name: 'docker',
  isolation:
    'A container of its own per run, as an unprivileged user without capabilities, with limits on memory, CPU and ' +
    'processes; it reaches nothing but the domains of its allow list, through a proxy, unless its `network` says ' +
    'otherwise. It shares the host’s kernel.',
  docs: {
    start:
      'About a second with the image at hand: 0.6 to 0.8 s to a command’s first line with the proxy of an allow list ' +
      '(measured). The first run pulls the image. From 16 MiB packed on, an engine of this machine is handed the ' +
      'repository read-only through an empty folder (`/speckit-handover` inside) instead of being sent it; the folder is ' +
      'empty again before the command starts, and holds nothing but a pipe while the result is fetched.',
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
  bound: () => !/^(tcp|ssh|https?):/.test(process.env.DOCKER_HOST ?? ''),
  make,
};
export default definition;
