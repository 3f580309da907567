import type { Daytona } from '@daytonaio/sdk';
import { SpeckitError } from '../errors.ts';
import { DAYTONA_KEY, type DaytonaWhat, daytonaError } from './daytona-errors.ts';
import type { DaytonaSettings } from './daytona-settings.ts';
import { abortable } from './support/abortable.ts';
import type { CallOptions } from './types.ts';

const REQUEST_MS = 60_000;

const load = () => import('@daytonaio/sdk');
export type DaytonaSdk = Awaited<ReturnType<typeof load>>;

/** One Daytona organisation or installation. Making one does no I/O. */
export class DaytonaClient {
  readonly #settings: DaytonaSettings;
  readonly #key: string | undefined;
  #connected: Promise<{ sdk: DaytonaSdk; daytona: Daytona }> | undefined;

  constructor(settings: DaytonaSettings, key: string | undefined) {
    this.#settings = settings;
    this.#key = key;
  }

  /** Runs one call of the SDK; its errors become ours, an abort rejects with the signal's reason. */
  async call<T>(
    about: DaytonaWhat & CallOptions,
    request: (daytona: Daytona, sdk: DaytonaSdk) => Promise<T>,
  ): Promise<T> {
    about.signal?.throwIfAborted();
    this.#connected ??= this.#connect(this.#key);
    const { sdk, daytona } = await this.#connected;
    try {
      return await abortable(request(daytona, sdk), about.signal);
    } catch (error) {
      throw about.signal?.aborted ? about.signal.reason : (daytonaError(sdk, error, about) ?? error);
    }
  }

  async #connect(apiKey: string | undefined) {
    if (!apiKey)
      throw new SpeckitError('auth', `${DAYTONA_KEY.name} is missing.`, { hint: DAYTONA_KEY.hint });
    const sdk = await load();
    const { apiUrl, region } = this.#settings;
    const daytona = new sdk.Daytona({
      apiKey,
      apiUrl,
      ...(region !== undefined && { target: region }),
      requestTimeoutMs: REQUEST_MS,
      // Without it the constructor opens a socket that nobody closes.
      useDeprecatedPolling: true,
    });
    return { sdk, daytona };
  }
}
