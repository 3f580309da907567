import { statfs } from 'node:fs/promises';
import Docker from 'dockerode';
import { SpeckitError } from '../errors.ts';
import type { CallOptions } from './types.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const LOOK_MS = 5_000;
/** Below it a disk counts as full. */
const FULL_BYTES = 1024 * 1024;

/** The client's types do not say that these take a signal too. */
export type Client = Docker & {
  info(options: { abortSignal: AbortSignal }): Promise<{ NCPU: number; DockerRootDir?: string }>;
  ping(options: { abortSignal: AbortSignal }): Promise<unknown>;
};

interface EngineCallOptions extends CallOptions {
  timeoutMs?: number | undefined;
  /** What a 404 means. Default: an unexpected failure of the engine. */
  missing?: ((cause: unknown) => SpeckitError | Promise<SpeckitError>) | undefined;
  /** What a 409 means: mostly that the container does not run. */
  conflict?: ((cause: unknown) => SpeckitError | Promise<SpeckitError>) | undefined;
}

/** The engine that `DOCKER_HOST` names, with a time-out on every call and errors of the closed set. */
export class Engine {
  #client: Client | undefined;

  /**
   * Runs one request. `what` completes “The Docker engine could not …”. Rejects with `unreachable` when nobody
   * answers in time, with the signal's reason when aborted.
   */
  async call<T>(
    what: string,
    request: (client: Client, abortSignal: AbortSignal) => Promise<T>,
    { signal, timeoutMs = DEFAULT_TIMEOUT_MS, missing, conflict }: EngineCallOptions = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      const abort = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
      return await request(this.#connect(), abort);
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.signal.aborted) throw noEngine(`did not ${what} within ${timeoutMs / 1000} s`, error);
      if (statusOf(error) === 404 && missing) throw await missing(error);
      if (statusOf(error) === 409 && conflict) throw await conflict(error);
      // The engine answers so to whatever goes wrong in it.
      if (statusOf(error) === 500 && (await this.#isFull())) throw engineFull(what, error);
      throw engineError(what, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the engine's disk is full, as far as that can be seen: of one on this machine. */
  async #isFull(): Promise<boolean> {
    try {
      const client = this.#connect();
      if (!(client.modem as { socketPath?: string }).socketPath) return false;
      const { DockerRootDir: root } = await client.info({ abortSignal: AbortSignal.timeout(LOOK_MS) });
      if (!root) return false;
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize < FULL_BYTES;
    } catch {
      // What the engine could not do is told all the same.
      return false;
    }
  }

  #connect(): Client {
    try {
      this.#client ??= new Docker() as Client;
      return this.#client;
    } catch (cause) {
      throw new SpeckitError('config', 'The engine that DOCKER_HOST names cannot be used.', {
        hint: 'Write DOCKER_HOST like unix:///var/run/docker.sock or tcp://host:2376, with DOCKER_CERT_PATH for TLS.',
        cause,
      });
    }
  }
}

export const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode;

const CONNECTION_CODES = new Set([
  'ENOENT',
  'EACCES',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Any failure of a request or of its stream, by HTTP status or errno. A foreign error comes back as it is. */
export function engineError(what: string, error: unknown): unknown {
  if (error instanceof SpeckitError) return error;
  const status = statusOf(error);
  if (status !== undefined) return refused(what, status, error);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (CONNECTION_CODES.has(code)) return noEngine(`could not ${what}: no connection (${code})`, error);
  return error;
}

export const noEngine = (what: string, cause: unknown) =>
  new SpeckitError('unreachable', `The Docker engine ${what}.`, {
    hint: 'Start Docker or point DOCKER_HOST to an engine; the user that speckit-remote runs as must be allowed to use it.',
    cause,
  });

const engineFull = (what: string, cause: unknown) =>
  new SpeckitError('exhausted', `The Docker engine could not ${what}: its disk is full.`, {
    hint: 'Make room on the disk of the engine; `docker system df` tells what takes it.',
    cause,
  });

function refused(what: string, status: number, cause: unknown): SpeckitError {
  const said = (cause as { json?: { message?: unknown } }).json?.message;
  const message = `The Docker engine could not ${what} (${status}${typeof said === 'string' ? `: ${said}` : ''}).`;
  if (status >= 500) {
    return new SpeckitError('unreachable', message, {
      hint: 'Try again; if it stays, look into the engine’s own log and at its free disk space.',
      cause,
    });
  }
  return new SpeckitError(status === 401 || status === 403 ? 'auth' : 'config', message, {
    hint: 'Check the docker settings of the profile and the rights of speckit-remote at the engine.',
    cause,
  });
}
