import { SpeckitError } from '../errors.ts';
import { E2bClient } from './e2b-client.ts';
import { E2B_KEY } from './e2b-errors.ts';
import { openE2b } from './e2b-sandbox.ts';
import { type E2bSettings, e2bSettings, egressOptions, lifetimeMs, ttlMs } from './e2b-settings.ts';
import { ownLabels, serviceLabels } from './support/labels.ts';
import { sandboxGone } from './support/missing.ts';
import type {
  CallOptions,
  Driver,
  DriverContext,
  DriverDefinition,
  SandboxInfo,
  SandboxSpec,
} from './types.ts';

const ID = /^[A-Za-z0-9-]{1,100}$/;
const CLEANUP_MS = 30_000;

function make(settings: E2bSettings, context: DriverContext): Driver {
  const client = new E2bClient(settings, context.credentials?.[E2B_KEY.name]);

  /** Every sandbox whose metadata holds all of `metadata`. */
  const find = (metadata: Record<string, string>, options: CallOptions) =>
    client.call({ what: 'list sandboxes', ...options }, async (sdk, connection) => {
      const { signal, ...rest } = connection;
      const pages = sdk.Box.list({ ...rest, query: { metadata } });
      const found = [];
      while (pages.hasNext) found.push(...(await pages.nextItems({ ...(signal && { signal }) })));
      return found;
    });

  const kill = (id: string, options: CallOptions) =>
    client.call({ what: 'remove a sandbox', ...options }, (sdk, connection) => sdk.Box.kill(id, connection));

  /** Rejects with `missing` if there is no such sandbox, or it is not ours. */
  async function ours(id: string, options: CallOptions): Promise<void> {
    if (!ID.test(id)) throw sandboxGone(id);
    const about = { what: 'find a sandbox', missing: (cause: unknown) => sandboxGone(id, cause), ...options };
    const info = await client.call(about, (sdk, connection) => sdk.Box.getInfo(id, connection));
    if (!ownLabels(info.metadata)) throw sandboxGone(id);
  }

  /** What a create that broke off may have left behind. */
  async function discard({ name }: SandboxSpec): Promise<void> {
    const options = { signal: AbortSignal.timeout(CLEANUP_MS) };
    for (const { sandboxId } of await find(serviceLabels({}, name), options)) await kill(sandboxId, options);
  }

  return {
    name: 'e2b',
    async probe(options = {}) {
      await client.call({ what: 'answer', ...options }, (sdk, { signal, ...connection }) =>
        sdk.Box.list({ ...connection, limit: 1 }).nextItems({ ...(signal && { signal }) }),
      );
    },
    async create(spec, options = {}) {
      // E2B itself knows no names.
      if ((await find(serviceLabels({}, spec.name), options)).length > 0) {
        throw new SpeckitError('internal', `A sandbox named ${spec.name} exists already.`, {
          hint: 'Destroy it first, or attach to it.',
        });
      }
      try {
        const box = await client.call({ what: 'make a sandbox', ...options }, (sdk, connection) =>
          sdk.Box.create(settings.template, {
            ...connection,
            ...egressOptions(settings),
            timeoutMs: ttlMs(settings),
            metadata: { ...settings.labels, ...serviceLabels(spec.labels, spec.name) },
          }),
        );
        return await openE2b(client, settings, box, options);
      } catch (error) {
        await discard(spec).catch(() => {
          // Out of reach; it carries its labels, so the sweeper finds it, and its time to live ends it.
        });
        throw error;
      }
    },
    async attach(id, options = {}) {
      await ours(id, options);
      const about = {
        what: 'find a sandbox',
        missing: (cause: unknown) => sandboxGone(id, cause),
        ...options,
      };
      const box = await client.call(about, (sdk, connection) =>
        sdk.Box.connect(id, { ...connection, timeoutMs: ttlMs(settings) }),
      );
      return openE2b(client, settings, box, options);
    },
    async remove(id, options = {}) {
      await ours(id, options);
      await kill(id, options);
    },
    async list(labels, options = {}) {
      const found = await find(serviceLabels(labels), options);
      return found.map(
        (info): SandboxInfo => ({
          id: info.sandboxId,
          labels: ownLabels(info.metadata) ?? {},
          createdAt: info.startedAt,
          state: info.state === 'running' ? 'running' : 'stopped',
        }),
      );
    },
  };
}

const definition: DriverDefinition<E2bSettings> = {
  name: 'e2b',
  isolation:
    'A virtual machine of its own per run at E2B, with its own kernel; the repository’s files and what the profile ' +
    'passes leave your network for that service.',
  docs: {
    start:
      'A virtual machine from a template that was built before. How long E2B itself takes was not measured; what we add ' +
      'is below 0.1 s (measured against a local server that speaks its protocol).',
    egress:
      '`full`, `none`, or up to 100 domains, which E2B enforces by the name in HTTP and TLS on ports 80 and 443. DNS ' +
      'passes, so names outside the list resolve.',
    cost: 'E2B bills each second that a sandbox runs, by the CPU and memory it is given, on top of the plan.',
    limits:
      'A sandbox lives for at most 1 hour (`plan: hobby`) or 24 hours (`plan: pro`); a longer time-out is refused. ' +
      'CPU, memory and disk are the template’s; how many sandboxes may be there at once is the plan’s, and a run waits ' +
      'for its place as long as `unreachable` says.',
    lacks: 'Limits on memory, CPU and processes per profile. It measures only every 5 s.',
    minimal: { template: 'speckit' },
  },
  settings: e2bSettings,
  credentials: [E2B_KEY],
  endpointSettings: ['domain', 'apiUrl', 'sandboxUrl'],
  lifetimeMs,
  make,
};
export default definition;
