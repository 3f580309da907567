import type { NetworkInspectInfo } from 'dockerode';
import { PROXY_IMAGE, PROXY_PORT } from '../egress/image.ts';
import { SpeckitError } from '../errors.ts';
import { attachOutput } from './docker-attach.ts';
import { type Engine, statusOf } from './docker-engine.ts';
import { engineName, labelFilters, toLabels } from './docker-labels.ts';
import { removeContainer } from './docker-remove.ts';
import { sandboxGone } from './support/missing.ts';
import type { CallOptions, SandboxSpec } from './types.ts';

/** The proxy's name inside the sandbox's network. */
const ALIAS = 'egress';
const READY_MS = 20_000;
const proxyName = (sandboxName: string) => `${sandboxName}-proxy`;

/** What makes programs go through the proxy. Node's own `fetch` does so only when told. */
export function proxyEnvironment(): string[] {
  const url = `http://${ALIAS}:${PROXY_PORT}`;
  const java = `-Dhttp.proxyHost=${ALIAS} -Dhttp.proxyPort=${PROXY_PORT} -Dhttps.proxyHost=${ALIAS} -Dhttps.proxyPort=${PROXY_PORT}`;
  const values = {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    NO_PROXY: 'localhost,127.0.0.1,::1',
    NODE_USE_ENV_PROXY: '1',
    MAVEN_OPTS: java,
    GRADLE_OPTS: java,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    name.endsWith('_PROXY') && name !== 'NODE_USE_ENV_PROXY'
      ? [`${name}=${value}`, `${name.toLowerCase()}=${value}`]
      : [`${name}=${value}`],
  );
}

/** The sandbox's own network: no way out, and no address of the host on it. Made first and removed last. */
export async function createNetwork(engine: Engine, spec: SandboxSpec): Promise<void> {
  await engine.call(
    'make a network',
    (client, abortSignal) =>
      client.createNetwork({
        Name: engineName(spec.name),
        CheckDuplicate: true,
        Internal: true,
        // Without it the host's services answer at the bridge's address, internal or not.
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        Labels: toLabels('egress', spec.labels),
        abortSignal,
      }),
    {
      // Never aborted by the caller: nobody would know whether there is a network now.
      conflict: cause =>
        new SpeckitError('internal', `A sandbox named ${spec.name} exists already.`, {
          hint: 'Destroy it first, or attach to it.',
          cause,
        }),
      // What the engine says when it has no addresses left.
      missing: cause =>
        new SpeckitError('exhausted', 'The Docker engine has no address range left for another network.', {
          hint: 'Let fewer runs go on at once (`concurrency`), remove unused networks (`docker network prune`), or give the engine more ranges (`default-address-pools`).',
          cause,
        }),
    },
  );
}

/**
 * Makes the proxy between the sandbox's network and `engineNetwork` and starts it. It comes up while the sandbox is
 * being filled: `ready` resolves when it takes connections.
 */
export async function makeProxy(
  engine: Engine,
  spec: SandboxSpec,
  { allow, engineNetwork }: { allow: readonly string[]; engineNetwork: string },
): Promise<{ ready: Promise<unknown> }> {
  const network = engineName(spec.name);
  const container = await engine.call(
    'make the proxy of a sandbox',
    (client, abortSignal) =>
      client.createContainer({
        name: proxyName(network),
        Image: PROXY_IMAGE,
        Cmd: [...allow],
        Labels: toLabels('proxy', spec.labels),
        HostConfig: {
          NetworkMode: engineNetwork,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges'],
          ReadonlyRootfs: true,
          Memory: 256 * 2 ** 20,
          MemorySwap: 256 * 2 ** 20,
          PidsLimit: 64,
          // What a sandbox asks of it may be too much; a run needs it to its end.
          RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 10 },
          LogConfig: { Type: 'none', Config: {} },
        },
        abortSignal,
      }),
    { missing: noProxyImage },
  );
  await engine.call('connect the proxy of a sandbox', (client, abortSignal) => {
    const link = { Container: container.id, EndpointConfig: { Aliases: [ALIAS] }, abortSignal };
    return client.getNetwork(network).connect(link);
  });
  const ready = attachOutput(engine, container, {
    timeoutMs: READY_MS,
    until: text => text.includes('ready\n'),
  });
  // Whoever awaits it first gets the failure; there may be nobody before the sandbox is removed.
  ready.catch(() => {});
  return { ready };
}

export const noProxyImage = (cause: unknown) =>
  new SpeckitError('missing', `The image ${PROXY_IMAGE} is not there.`, {
    hint: 'Run `npm run image` or `speckit-remote image` to build it; it is never pulled.',
    cause,
  });

/** Removes proxy and network of the sandbox whose container has this name; neither needs to be there. */
export async function removeEgress(engine: Engine, name: string, options: CallOptions): Promise<void> {
  await removeContainer(engine, proxyName(name), options);
  try {
    await engine.call(
      'remove a network',
      (client, abortSignal) => client.getNetwork(name).remove({ abortSignal }),
      options,
    );
  } catch (error) {
    if (!(error instanceof SpeckitError) || statusOf(error.cause) !== 404) throw error;
  }
}

/** Networks of sandboxes that carry all of `labels`. */
export const listNetworks = (
  engine: Engine,
  labels: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<NetworkInspectInfo[]> =>
  engine.call(
    'list networks',
    (client, abortSignal) =>
      client.listNetworks({ filters: { label: labelFilters('egress', labels) }, abortSignal }),
    options,
  );

/** Rejects with `missing` unless there is a network of ours with this name. */
export async function expectNetwork(engine: Engine, name: string, options: CallOptions): Promise<void> {
  const all = await listNetworks(engine, {}, options);
  if (!all.some(({ Name }) => Name === name)) throw sandboxGone(name);
}
