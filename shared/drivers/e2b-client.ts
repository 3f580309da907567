import { SpeckitError } from '../errors.ts';
import { E2B_KEY, type E2bWhat, e2bError } from './e2b-errors.ts';
import type { Daemon } from './e2b-rpc.ts';
import type { E2bSettings } from './e2b-settings.ts';
import type { CallOptions } from './types.ts';

const REQUEST_MS = 60_000;

/** The SDK, with the address of a sandbox's daemon brought out. */
async function load() {
  const sdk = await import('@e2b/code-interpreter');
  class Box extends sdk.Sandbox {
    daemon(user: string | undefined): Daemon {
      const { sandboxId, sandboxDomain, envdPort, envdAccessToken } = this;
      return {
        url: this.connectionConfig.getSandboxUrl(sandboxId, { sandboxDomain, envdPort }),
        headers: {
          'e2b-sandbox-id': sandboxId,
          'e2b-sandbox-port': String(envdPort),
          ...(envdAccessToken && { 'x-access-token': envdAccessToken }),
          ...(user && { authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` }),
        },
      };
    }
  }
  return { ...sdk, Box };
}
export type E2bSdk = Awaited<ReturnType<typeof load>>;
export type E2bBox = InstanceType<E2bSdk['Box']>;

/** One E2B account or installation. Making one does no I/O. */
export class E2bClient {
  readonly #settings: E2bSettings;
  readonly #key: string | undefined;
  #sdk: Promise<E2bSdk> | undefined;

  constructor(settings: E2bSettings, key: string | undefined) {
    this.#settings = settings;
    this.#key = key;
  }

  /** Runs one call; its errors become ours, an abort rejects with the signal's reason. */
  async call<T>(
    about: E2bWhat & CallOptions,
    request: (sdk: E2bSdk, connection: ReturnType<E2bClient['connection']>) => Promise<T>,
  ): Promise<T> {
    about.signal?.throwIfAborted();
    const connection = this.connection(about);
    this.#sdk ??= load();
    const sdk = await this.#sdk;
    try {
      return await request(sdk, connection);
    } catch (error) {
      throw about.signal?.aborted ? about.signal.reason : (e2bError(sdk, error, about) ?? error);
    }
  }

  /** Where and as whom; explicit throughout, so that no variable of the server's environment counts. */
  connection({ signal }: CallOptions = {}) {
    const { domain, apiUrl = `https://api.${domain}`, sandboxUrl } = this.#settings;
    if (!this.#key) throw new SpeckitError('auth', `${E2B_KEY.name} is missing.`, { hint: E2B_KEY.hint });
    return {
      apiKey: this.#key,
      domain,
      apiUrl,
      ...(sandboxUrl && { sandboxUrl }),
      debug: false,
      requestTimeoutMs: REQUEST_MS,
      ...(signal && { signal }),
    };
  }
}
