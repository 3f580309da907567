import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { SpeckitError } from '../errors.ts';
import { DaytonaClient } from './daytona-client.ts';
import { createForbidden, DAYTONA_KEY } from './daytona-errors.ts';
import { openDaytona } from './daytona-sandbox.ts';
import { createParams, type DaytonaSettings, daytonaSettings, lifetimeMs } from './daytona-settings.ts';
import { alive, isGone, isRunning, removeDaytona } from './daytona-state.ts';
import { ownLabels, serviceLabels } from './support/labels.ts';
import { sandboxGone } from './support/missing.ts';
import type { CallOptions, Driver, DriverContext, DriverDefinition, SandboxInfo } from './types.ts';

const ID = /^[A-Za-z0-9-]{1,100}$/;
/** Building from an image takes minutes. */
const CREATE_SECONDS = { snapshot: 120, image: 1800 };
const CLEANUP_MS = 90_000;
const PAGE = 100;

function make(settings: DaytonaSettings, context: DriverContext): Driver {
  const client = new DaytonaClient(settings, context.credentials?.[DAYTONA_KEY.name]);

  /** Removes what a create that failed may have left behind. Never rejects. */
  async function cleanUp(name: string, creating: Promise<DaytonaSandbox> | undefined): Promise<void> {
    try {
      const [made] = await Promise.allSettled([creating]);
      const options = { signal: AbortSignal.timeout(CLEANUP_MS) };
      if (made.status === 'fulfilled') {
        if (made.value) await removeDaytona(client, made.value, options);
        return;
      }
      const { statusCode } = made.reason as { statusCode?: number };
      if (statusCode !== undefined && statusCode < 500) return;
      // Nobody knows whether the request arrived; the name is unique.
      const missing = (cause: unknown) => sandboxGone(name, cause);
      const about = { what: 'find a sandbox', missing, ...options };
      const box = await client.call(about, daytona => daytona.get(name));
      if (ownLabels(box.labels)) await removeDaytona(client, box, options);
    } catch {
      // Out of reach; it carries its labels, so the sweeper finds it, and its time to live ends it.
    }
  }

  return {
    name: 'daytona',
    async probe(options = {}) {
      await client.call({ what: 'answer', ...options }, daytona => daytona.list({ limit: 1 }).next());
    },
    async create(spec, options = {}) {
      const timeout = settings.image === undefined ? CREATE_SECONDS.snapshot : CREATE_SECONDS.image;
      const about = { what: 'make a sandbox', forbidden: createForbidden, ...options };
      let creating: Promise<DaytonaSandbox> | undefined;
      try {
        const box = await client.call(about, async (daytona, sdk) => {
          creating = daytona.create(createParams(settings, spec), { timeout });
          return creating.catch(error => {
            throw error instanceof sdk.DaytonaConflictError ? taken(spec.name, error) : error;
          });
        });
        return await openDaytona(client, box, options);
      } catch (error) {
        const cleaning = cleanUp(spec.name, creating);
        if (!options.signal?.aborted) await cleaning;
        throw error;
      }
    },
    async attach(id, options = {}) {
      if (!ID.test(id)) throw sandboxGone(id);
      const box = await alive(client, id, options);
      if (!ownLabels(box.labels)) throw sandboxGone(id);
      return openDaytona(client, box, options);
    },
    async remove(id, options = {}) {
      if (!ID.test(id)) throw sandboxGone(id);
      const missing = (cause: unknown) => sandboxGone(id, cause);
      const box = await client.call({ what: 'find a sandbox', missing, ...options }, daytona =>
        daytona.get(id),
      );
      if (isGone(box) || !ownLabels(box.labels)) throw sandboxGone(id);
      await removeDaytona(client, box, options);
    },
    list: (labels, options = {}) => list(labels, options),
  };

  async function list(
    labels: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<SandboxInfo[]> {
    return client.call({ what: 'list sandboxes', ...options }, async (daytona, sdk) => {
      const found: SandboxInfo[] = [];
      for await (const box of daytona.list({ labels: serviceLabels(labels), limit: PAGE })) {
        // The list lags behind; whether it is still there, only a look at the sandbox itself tells.
        const now = await daytona.get(box.id).catch(error => {
          if (error instanceof sdk.DaytonaNotFoundError) return undefined;
          throw error;
        });
        if (!now || isGone(now)) continue;
        found.push({
          id: now.id,
          labels: ownLabels(now.labels) ?? {},
          createdAt: new Date(now.createdAt ?? 0),
          state: isRunning(now) ? 'running' : 'stopped',
        });
      }
      return found;
    });
  }
}

const taken = (name: string, cause: unknown) =>
  new SpeckitError('internal', `A sandbox named ${name} exists already.`, {
    hint: 'Destroy it first, or attach to it.',
    cause,
  });

const definition: DriverDefinition<DaytonaSettings> = {
  name: 'daytona',
  isolation:
    'A container (or, by the snapshot’s class, a virtual machine) of its own per run at Daytona; the repository’s ' +
    'files and what the profile passes leave your network for that service.',
  docs: {
    start:
      'From a snapshot that was built before, or, with `image`, after a build of minutes the first time. How long Daytona ' +
      'itself takes was not measured; what we add is about 0.2 s (measured against a local server that speaks its protocol).',
    egress:
      '`full`, `none`, or up to 20 domains, which Daytona enforces. In an organisation of a low tier its own policy ' +
      'overrides the profile’s.',
    cost: 'Daytona bills each second that a sandbox runs, by the CPU and memory it is given, and its disk.',
    limits:
      'A sandbox is removed at the age `ttl` (default 4 hours); a longer time-out is refused. CPU, memory and disk ' +
      'can be set with `image`, in whole cores and `g`, and are the snapshot’s else; quotas are the organisation’s.',
    lacks: 'A limit on processes. Servers of older versions do not tell what a run uses.',
    minimal: { snapshot: 'speckit' },
  },
  settings: daytonaSettings,
  credentials: [DAYTONA_KEY],
  endpointSettings: ['apiUrl'],
  lifetimeMs,
  make,
};
export default definition;
