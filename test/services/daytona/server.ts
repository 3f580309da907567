import { Front } from '../front.ts';
import { daytonaApi } from './api.ts';
import { DaytonaSandboxes } from './sandboxes.ts';
import { toolboxProxy } from './toolbox.ts';

export interface DaytonaOptions {
  keys?: readonly string[];
  snapshots?: readonly string[];
  regions?: readonly string[];
  /** CPU cores of the organisation. */
  maxCpus?: number;
  /** Environment that the image brings. */
  env?: Readonly<Record<string, string>>;
  /** How long a minute of the intervals lasts here; default 60,000 ms. */
  minuteMs?: number;
  /** How long the list goes on to show what was removed, in milliseconds; default 500. */
  listLagMs?: number;
}

/** A local Daytona: the API, and behind a second address the sandboxes' own daemon (the toolbox). */
export async function startDaytona(options: DaytonaOptions = {}) {
  const keys = new Set(options.keys ?? ['dtn_0123456789abcdef']);
  const sandboxes = new DaytonaSandboxes({
    snapshots: new Set(options.snapshots ?? ['daytona-small']),
    regions: new Set(options.regions ?? ['us', 'eu']),
    maxCpus: options.maxCpus ?? 250,
    minuteMs: options.minuteMs ?? 60_000,
    env: options.env ?? {},
    listLagMs: options.listLagMs ?? 500,
  });
  const proxy = new Front(toolboxProxy(sandboxes, keys));
  const proxyUrl = await proxy.listen();
  const api = new Front(daytonaApi(sandboxes, keys, `${proxyUrl}/toolbox`));
  return {
    api,
    proxy,
    apiUrl: `${await api.listen()}/api`,
    key: [...keys][0] ?? '',
    /** Refuses every key from now on, until called with the keys to accept. */
    setKeys(accepted: readonly string[] = []) {
      keys.clear();
      for (const key of accepted) keys.add(key);
    },
    sandboxes,
    async [Symbol.asyncDispose]() {
      await sandboxes.clear();
      await Promise.all([api.close(), proxy.close()]);
    },
  };
}
export type LocalDaytona = Awaited<ReturnType<typeof startDaytona>>;
