import { Front } from '../front.ts';
import { controlApi } from './control.ts';
import { sandboxProxy } from './envd.ts';
import { Sandboxes } from './sandboxes.ts';

export interface E2bOptions {
  /** Keys that are accepted; default one. */
  keys?: readonly string[];
  /** Template names or ids that exist. */
  templates?: readonly string[];
  /** The plan's longest time to live, in hours. */
  maxHours?: number;
  maxSandboxes?: number;
}

/** A local E2B: the control API, and behind a second address the sandboxes' own daemon (envd). */
export async function startE2b(options: E2bOptions = {}) {
  const keys = new Set(options.keys ?? ['e2b_0123456789abcdef0123456789abcdef01234567']);
  const sandboxes = new Sandboxes(
    new Set(options.templates ?? ['base']),
    options.maxHours ?? 24,
    options.maxSandboxes ?? 100,
  );
  const api = new Front(controlApi(sandboxes, keys));
  const proxy = new Front(sandboxProxy(sandboxes));
  return {
    api,
    proxy,
    apiUrl: await api.listen(),
    sandboxUrl: await proxy.listen(),
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
export type LocalE2b = Awaited<ReturnType<typeof startE2b>>;
