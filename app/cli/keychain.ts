import type { AsyncEntry } from '@napi-rs/keyring';
import { abortable } from '../../shared/drivers/support/abortable.ts';
import { SpeckitError } from '../../shared/errors.ts';

/** The system's keychain, with one entry for each variable. */
export interface Keychain {
  read(variable: string): Promise<string | undefined>;
  save(variable: string, value: string): Promise<void>;
  /** Whether there was one. */
  remove(variable: string): Promise<boolean>;
}

const SERVICE = 'speckit-remote';
/** Without it Linux may fall back to the kernel's keyring, which forgets at the next start. */
const PLACE = { linux: { store: 'secret-service' } } as const;

/**
 * macOS Keychain, Windows Credential Manager or, on Linux, the Secret Service of the session. Nothing is asked before
 * the first call; every call rejects with `unsupported` where there is no keychain or it stays locked.
 */
export function openKeychain(signal?: AbortSignal): Keychain {
  const entry = async <T>(variable: string, use: (entry: AsyncEntry) => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      const { AsyncEntry: Entry } = await import('@napi-rs/keyring');
      return await abortable(use(new Entry(SERVICE, variable, PLACE)), signal);
    } catch (cause) {
      throw signal?.aborted ? signal.reason : noKeychain(variable, cause);
    }
  };
  return {
    read: async variable => (await entry(variable, found => found.getPassword())) ?? undefined,
    save: (variable, value) => entry(variable, found => found.setPassword(value)),
    remove: variable => entry(variable, found => found.deletePassword()),
  };
}

function noKeychain(variable: string, cause: unknown): SpeckitError {
  const linux =
    process.platform === 'linux'
      ? ' On Linux it takes the Secret Service of a desktop session, like GNOME Keyring or KWallet.'
      : '';
  return new SpeckitError('unsupported', "This system's keychain cannot be used, or is locked.", {
    hint: `Set \`${variable}\` in the environment instead, which always comes first.${linux}`,
    cause,
  });
}
