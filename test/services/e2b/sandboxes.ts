import { randomBytes } from 'node:crypto';
import { Refusal } from '../front.ts';
import { Machine } from '../machine.ts';
import type { Processes } from './processes.ts';

export interface NewSandbox {
  templateID: string;
  metadata: Record<string, string>;
  envVars: Record<string, string>;
  /** Seconds. */
  timeout: number;
  network: { allowOut?: string[]; denyOut?: string[] };
  allowInternetAccess: boolean | undefined;
}

export interface Metric {
  timestamp: Date;
  cpuUsedPct: number;
  memUsed: number;
  diskUsed: number;
  diskTotal: number;
}

export interface E2bSandbox extends NewSandbox {
  id: string;
  token: string;
  machine: Machine;
  processes: Processes | undefined;
  startedAt: Date;
  endAt: Date;
  metrics: Metric[];
  timer: NodeJS.Timeout;
  sampler: NodeJS.Timeout;
}

const METRIC_PERIOD_MS = 5000;
const FIRST_METRIC_MS = 1000;
/** What a virtual machine's own system takes. */
const GUEST_BYTES = 64 * 2 ** 20;
const error = (code: number, message: string) => new Refusal(code, { code, message });
const LABEL = /^[A-Za-z0-9_.-]+$/;
const ADDRESS = /^\d+(\.\d+){3}(\/\d+)?$/;

/** The sandboxes of one team, each with its time to live. */
export class Sandboxes {
  readonly templates: Set<string>;
  readonly maxHours: number;
  readonly maxSandboxes: number;
  readonly #all = new Map<string, E2bSandbox>();

  constructor(templates: Set<string>, maxHours: number, maxSandboxes: number) {
    this.templates = templates;
    this.maxHours = maxHours;
    this.maxSandboxes = maxSandboxes;
  }

  get all(): E2bSandbox[] {
    return [...this.#all.values()];
  }

  find(id: string): E2bSandbox | undefined {
    return this.#all.get(id);
  }

  get(id: string): E2bSandbox {
    const found = this.#all.get(id);
    if (!found) throw error(404, `sandbox ${id} not found`);
    return found;
  }

  async create(wanted: NewSandbox): Promise<E2bSandbox> {
    this.#check(wanted);
    const machine = await Machine.make(wanted.envVars);
    const id = `i${randomBytes(10).toString('hex').slice(0, 19)}`;
    const sandbox: E2bSandbox = {
      ...wanted,
      id,
      token: randomBytes(24).toString('hex'),
      machine,
      processes: undefined,
      startedAt: new Date(),
      endAt: new Date(),
      metrics: [],
      timer: setTimeout(() => {}),
      sampler: setInterval(() => void this.#sample(sandbox), METRIC_PERIOD_MS),
    };
    this.#all.set(id, sandbox);
    this.setTimeout(sandbox, wanted.timeout);
    setTimeout(() => void this.#sample(sandbox), FIRST_METRIC_MS).unref();
    return sandbox;
  }

  /** Lets the sandbox end in `seconds` from now. */
  setTimeout(sandbox: E2bSandbox, seconds: number): void {
    this.checkTimeout(seconds);
    clearTimeout(sandbox.timer);
    sandbox.endAt = new Date(Date.now() + seconds * 1000);
    sandbox.timer = setTimeout(() => void this.kill(sandbox.id), seconds * 1000);
  }

  /** The time-out in seconds, if the plan allows it. */
  checkTimeout(seconds: unknown): number {
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
      throw error(400, 'Invalid timeout');
    }
    if (seconds <= this.maxHours * 3600) return seconds;
    throw error(400, `Timeout cannot be greater than ${this.maxHours} hours`);
  }

  async kill(id: string): Promise<void> {
    const sandbox = this.get(id);
    this.#all.delete(id);
    clearTimeout(sandbox.timer);
    clearInterval(sandbox.sampler);
    await sandbox.machine.destroy();
    sandbox.processes?.cut();
  }

  async clear(): Promise<void> {
    await Promise.all(this.all.map(({ id }) => this.kill(id)));
  }

  #check(wanted: NewSandbox): void {
    if (!this.templates.has(wanted.templateID)) throw error(404, `template '${wanted.templateID}' not found`);
    this.checkTimeout(wanted.timeout);
    for (const [key, value] of Object.entries(wanted.metadata)) {
      if (!LABEL.test(key) || !LABEL.test(value)) throw error(400, `Invalid metadata: ${key}=${value}`);
    }
    const { allowOut = [], denyOut = [] } = wanted.network;
    if (denyOut.some(entry => !ADDRESS.test(entry))) throw error(400, 'invalid denied CIDR');
    if (allowOut.some(entry => !ADDRESS.test(entry)) && !denyOut.includes('0.0.0.0/0')) {
      throw error(
        400,
        "When specifying allowed domains in allow out, you must include 'ALL_TRAFFIC' in deny out.",
      );
    }
    if (this.#all.size >= this.maxSandboxes) {
      throw error(429, `you have reached the maximum number of concurrent sandboxes (${this.maxSandboxes})`);
    }
  }

  async #sample(sandbox: E2bSandbox): Promise<void> {
    if (!this.#all.has(sandbox.id)) return;
    const before = performance.now();
    const first = await sandbox.machine.usage();
    await new Promise(resolve => setTimeout(resolve, 100));
    const second = await sandbox.machine.usage();
    const seconds = (performance.now() - before) / 1000;
    sandbox.metrics.push({
      timestamp: new Date(),
      cpuUsedPct: Math.max(0, ((second.cpuSeconds - first.cpuSeconds) / seconds) * 100) / 2,
      memUsed: GUEST_BYTES + second.memoryBytes,
      diskUsed: second.diskUsed,
      diskTotal: second.diskTotal,
    });
  }
}
