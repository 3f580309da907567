import { randomUUID } from 'node:crypto';
import { Machine } from '../machine.ts';
import { apiError } from './refusal.ts';

export interface NewSandbox {
  name?: string;
  snapshot?: string;
  buildInfo?: { dockerfileContent?: string };
  user?: string;
  env: Record<string, string>;
  labels: Record<string, string>;
  target?: string;
  cpu?: number;
  memory?: number;
  disk?: number;
  autoStopInterval?: number;
  ttlMinutes?: number;
  networkBlockAll?: boolean;
  networkAllowList?: string;
  domainAllowList?: string;
}

export interface DaytonaBox extends NewSandbox {
  id: string;
  name: string;
  state: string;
  machine: Machine;
  createdAt: Date;
  activeAt: number;
  ttl: NodeJS.Timeout | undefined;
  idle: NodeJS.Timeout | undefined;
  /** CPU in percent over the last sample window, 0 until there is one. */
}

interface Limits {
  snapshots: ReadonlySet<string>;
  regions: ReadonlySet<string>;
  maxCpus: number;
  env: Readonly<Record<string, string>>;
  minuteMs: number;
  listLagMs: number;
}

const START_MS = 100;
const BUILD_MS = 500;
const DEFAULT_AUTO_STOP = 15;
const DEFAULT_CPUS = 1;
const DOMAIN = /^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/i;
const CIDR = /^\d+(\.\d+){3}\/\d+$/;

/** The sandboxes of one organisation, with their intervals. */
export class DaytonaSandboxes {
  readonly #limits: Limits;
  readonly #all = new Map<string, DaytonaBox>();
  /** Removed ones that the list still shows. */
  readonly #ghosts = new Set<DaytonaBox>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get all(): DaytonaBox[] {
    return [...this.#all.values()];
  }

  get listed(): DaytonaBox[] {
    return [...this.all, ...this.#ghosts];
  }

  get(idOrName: string): DaytonaBox {
    const found = this.#all.get(idOrName) ?? this.all.find(({ name }) => name === idOrName);
    if (!found) throw apiError(404, `Sandbox with ID or name ${idOrName} not found`);
    return found;
  }

  async create(wanted: NewSandbox): Promise<DaytonaBox> {
    this.#check(wanted);
    const id = randomUUID();
    const machine = await Machine.make({ ...this.#limits.env, ...wanted.env });
    const box: DaytonaBox = {
      ...wanted,
      id,
      name: wanted.name ?? id,
      target: wanted.target ?? [...this.#limits.regions][0] ?? '',
      state: wanted.buildInfo ? 'pending_build' : 'creating',
      machine,
      createdAt: new Date(),
      activeAt: Date.now(),
      ttl: undefined,
      idle: undefined,
    };
    this.#all.set(id, box);
    setTimeout(
      () => {
        if (box.state !== 'destroying') box.state = 'started';
      },
      wanted.buildInfo ? BUILD_MS : START_MS,
    );
    const { minuteMs } = this.#limits;
    if (wanted.ttlMinutes) box.ttl = setTimeout(() => void this.destroy(id), wanted.ttlMinutes * minuteMs);
    const autoStop = wanted.autoStopInterval ?? DEFAULT_AUTO_STOP;
    // Requests count as activity, running processes do not.
    if (autoStop > 0) {
      box.idle = setInterval(() => {
        if (Date.now() - box.activeAt > autoStop * minuteMs) void this.stop(box);
      }, minuteMs / 4);
    }
    return box;
  }

  /** Ends its processes; the files stay. */
  async stop(box: DaytonaBox): Promise<void> {
    if (box.state !== 'started') return;
    box.state = 'stopped';
    await box.machine.stop();
  }

  async destroy(id: string): Promise<DaytonaBox> {
    const box = this.get(id);
    if (box.state === 'destroying') return box;
    box.state = 'destroying';
    clearTimeout(box.ttl);
    clearInterval(box.idle);
    void box.machine.destroy().then(() => {
      this.#all.delete(box.id);
      this.#ghosts.add({ ...box, state: 'started' });
      const ghost = [...this.#ghosts].at(-1);
      setTimeout(() => ghost && this.#ghosts.delete(ghost), this.#limits.listLagMs).unref();
    });
    return box;
  }

  async clear(): Promise<void> {
    await Promise.all(
      this.all.map(async box => {
        clearTimeout(box.ttl);
        clearInterval(box.idle);
        await box.machine.destroy();
      }),
    );
    this.#all.clear();
  }

  #check(wanted: NewSandbox): void {
    const { snapshots, regions, maxCpus } = this.#limits;
    const { snapshot, buildInfo, target, name, cpu, memory, disk } = wanted;
    if (snapshot !== undefined && !snapshots.has(snapshot)) {
      throw apiError(400, `Snapshot ${snapshot} not found. Did you add it through the Daytona Dashboard?`);
    }
    if (!buildInfo && (cpu ?? memory ?? disk) !== undefined) {
      throw apiError(400, 'Cannot specify Sandbox resources when using a snapshot');
    }
    if (target !== undefined && !regions.has(target)) throw apiError(404, `Region ${target} not found`);
    if (name !== undefined && this.all.some(box => box.name === name)) {
      throw apiError(409, `Sandbox with name ${name} already exists`);
    }
    checkNetwork(wanted);
    const used = this.all.reduce((sum, box) => sum + (box.cpu ?? DEFAULT_CPUS), 0);
    if (used + (cpu ?? DEFAULT_CPUS) > maxCpus) {
      throw apiError(403, `Total CPU limit exceeded. Maximum allowed: ${maxCpus}.`);
    }
  }
}

function checkNetwork({ networkBlockAll, networkAllowList = '', domainAllowList = '' }: NewSandbox): void {
  const entries = (list: string) => list.split(',').filter(entry => entry.trim() !== '');
  const [networks, domains] = [entries(networkAllowList), entries(domainAllowList)];
  if (networks.some(entry => !CIDR.test(entry))) throw apiError(400, 'Invalid network allow list');
  if (domains.some(entry => !DOMAIN.test(entry))) throw apiError(400, 'Invalid domain allow list');
  if (networks.length > 10) throw apiError(400, 'Network allow list cannot contain more than 10 networks');
  if (domains.length > 20) throw apiError(400, 'Domain allow list cannot contain more than 20 domains');
  if (networks.length > 0 && domains.length > 0) throw apiError(400, 'only one allow list can be set');
  if (networkBlockAll && networks.length + domains.length > 0) {
    throw apiError(400, 'networkBlockAll cannot be combined with an allow list');
  }
}
