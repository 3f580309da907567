import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Timing } from '../../../app/context.ts';
import type { Environment } from '../../../app/environment.ts';
import type { Role } from '../../../app/roles/roles.ts';
import type { EmulatedGitHub } from '../../github/index.ts';

export interface AppOptions {
  /** As JSON can carry it. */
  environment: Omit<Environment, 'roles'> & { roles?: readonly Role[] };
  variables?: Record<string, string>;
  timing?: Timing;
}

export type Question =
  /** How many deliveries are stored, and how many of these are not. */
  | { ask: 'missing'; ids: string[] }
  /** {@link Memory} since it was asked last. */
  | { ask: 'memory' }
  /** Ages of the lines that came since it was asked last, in milliseconds. */
  | { ask: 'latencies' }
  | { ask: 'sql'; text: string };

/** Peaks in bytes. */
export interface Memory {
  /** What the process has grown by. */
  grown: number;
  /** All that its children had: the embedded database, local sandboxes. */
  children: number;
}

/** The App in a process of its own. */
export interface AppProcess extends AsyncDisposable {
  url: string;
  ask<T>(question: Question): Promise<T>;
  isAlive(): boolean;
  /** Resolves when it has ended. */
  kill(): Promise<void>;
}

/** Starts one and waits until it listens. */
export async function startApp(options: AppOptions): Promise<AppProcess> {
  const child = fork(path.join(import.meta.dirname, 'process.ts'), [JSON.stringify(options)]);
  const ended = once(child, 'exit');
  const [first] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`The App of a figure ended with ${code} at its start`);
    }),
  ]);
  let asked = 0;
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: (first as { url: string }).url,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    ask<T>(question: Question) {
      const id = asked++;
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const hear = (message: { id?: number; value?: T & { failed?: string } }) => {
        if (message.id !== id) return;
        child.off('message', hear);
        if (message.value?.failed) reject(new Error(message.value.failed));
        else resolve(message.value as T);
      };
      child.on('message', hear);
      child.send({ ...question, id });
      ended.then(() => reject(new Error('The App of a figure was ended')));
      return promise;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** The environment of an App on this GitHub. */
export function environmentOn(
  { app, apiUrl, graphqlUrl, url }: EmulatedGitHub,
  { dataDir, databaseUrl }: { dataDir: string; databaseUrl?: string },
) {
  return {
    appId: String(app.id),
    privateKey: app.privateKey,
    webhookSecret: app.webhookSecret,
    host: '127.0.0.1',
    port: 0,
    dataDir,
    configPath: path.join(dataDir, 'speckit-remote.yml'),
    github: { GITHUB_API_URL: apiUrl, GITHUB_GRAPHQL_URL: graphqlUrl, GITHUB_SERVER_URL: url },
    ...(databaseUrl ? { databaseUrl } : {}),
  };
}
