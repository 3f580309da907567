import type { Container, ContainerInfo } from 'dockerode';
import { SpeckitError } from '../errors.ts';
import { Engine, statusOf } from './docker-engine.ts';
import { execDocker, killMarked } from './docker-exec.ts';
import { putEntry, readDocker, writeDocker } from './docker-files.ts';
import { pullImage } from './docker-image.ts';
import { removeContainer } from './docker-remove.ts';
import {
  containerOptions,
  type DockerSettings,
  dockerSettings,
  fromLabels,
  HOME,
  labelFilters,
} from './docker-settings.ts';
import { inspectContainer } from './docker-state.ts';
import { usageOf } from './docker-usage.ts';
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

  function sandbox(id: string, user: number): Sandbox {
    const leftovers = new Leftovers(marks => killMarked(engine, id, marks));
    return {
      id,
      home: HOME,
      exec(argv, options = {}) {
        expectErrors(options.stdin);
        return leftovers.guard(mark => execDocker(engine, id, mark, argv, options));
      },
      writeFile: (path, content, options = {}) => writeDocker(engine, id, user, path, content, options),
      readFile: (path, options = {}) => readDocker(engine, id, path, options),
      destroy: (options = {}) => removeContainer(engine, id, options),
      async usage(options = {}) {
        const stats = await engine.call(
          'measure a container',
          (client, abortSignal) => statsOf(client.getContainer(id), abortSignal),
          { ...options, missing: cause => sandboxGone(id, cause) },
        );
        return usageOf(stats);
      },
    };
  }

  return {
    name: 'docker',
    async probe(options = {}) {
      await engine.call('answer', (client, abortSignal) => client.ping({ abortSignal }), {
        ...options,
        timeoutMs: 10_000,
      });
    },
    async create(spec, options = {}) {
      const container = await createContainer(spec, options);
      try {
        options.signal?.throwIfAborted();
        const home = {
          name: HOME.slice(1),
          type: 'directory',
          mode: 0o755,
          uid: settings.user,
          gid: settings.user,
        } as const;
        await putEntry(engine, container.id, '/', home, new Uint8Array(), options);
        await engine.call('start a container', (_, abortSignal) => container.start({ abortSignal }), options);
        return sandbox(container.id, settings.user);
      } catch (error) {
        await removeContainer(engine, container.id);
        throw error;
      }
    },
    async attach(id, options = {}) {
      // It becomes part of a URL's path.
      if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(id)) throw sandboxGone(id);
      const { Config: config, Id } = await inspectContainer(engine, id, options);
      if (!fromLabels(config.Labels)) throw sandboxGone(id);
      return sandbox(Id, Number.parseInt(config.User, 10));
    },
    async list(labels, options = {}) {
      const found = await engine.call(
        'list containers',
        (client, abortSignal) =>
          client.listContainers({ all: true, filters: { label: labelFilters(labels) }, abortSignal }),
        options,
      );
      return found.map(describe);
    },
  };
}

/** Two samples of the engine, a second apart. */
function statsOf(container: Container, abortSignal: AbortSignal) {
  const options = { stream: false as const, abortSignal };
  return container.stats(options);
}

const describe = (container: ContainerInfo): SandboxInfo => ({
  id: container.Id,
  labels: fromLabels(container.Labels) ?? {},
  createdAt: new Date(container.Created * 1000),
  state: container.State === 'running' || container.State === 'paused' ? 'running' : 'stopped',
});

const definition: DriverDefinition<DockerSettings> = {
  name: 'docker',
  isolation:
    'A container of its own per run, as an unprivileged user without capabilities, with limits on memory, CPU and ' +
    'processes; it shares the host’s kernel, and with `network: full` it reaches what the host reaches.',
  settings: dockerSettings,
  make,
};
export default definition;
