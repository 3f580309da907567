import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Place } from './place.ts';

/** A session bus with GNOME Keyring on it, in a home of its own, unlocked as after a login. */
export interface SecretService extends AsyncDisposable {
  /** What a process needs to find it. */
  env: Record<string, string>;
  /** The keyring's own view: the secret of an entry, by the other program that reads keyrings. */
  lookUp(variable: string): string | undefined;
  lock(): void;
}

const COLLECTION = '/org/freedesktop/secrets/collection/login';
/** Starts the daemon, tells where the bus is, and keeps it until standard input ends. */
const SESSION = `
printf 'a password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 1
printf '%s\\n' "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null`;

export async function startSecretService({ home }: Pick<Place, 'home'>): Promise<SecretService> {
  const runtime = path.join(home, 'runtime');
  await mkdir(runtime, { mode: 0o700 });
  const base = { PATH: process.env.PATH ?? '', HOME: home, XDG_RUNTIME_DIR: runtime };
  const session = spawn('dbus-run-session', ['--', 'sh', '-c', SESSION], {
    env: base,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(session, 'exit');
  const first = createInterface(session.stdout)[Symbol.asyncIterator]().next();
  const line = await Promise.race([first, ended.then(() => undefined)]);
  if (line === undefined || line.done) throw new Error('The session bus or its keyring did not start.');
  const env = { DBUS_SESSION_BUS_ADDRESS: line.value, XDG_RUNTIME_DIR: runtime };
  return {
    env,
    lookUp(variable) {
      try {
        return execFileSync('secret-tool', ['lookup', 'service', 'speckit-remote', 'username', variable], {
          env: { ...base, ...env },
          encoding: 'utf8',
        });
      } catch {
        return undefined;
      }
    },
    lock() {
      const call = ['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
      const method = ['org.freedesktop.Secret.Service.Lock', `array:objpath:${COLLECTION}`];
      execFileSync('dbus-send', ['--session', '--print-reply', ...call, ...method], {
        env: { ...base, ...env },
        stdio: 'ignore',
      });
    },
    async [Symbol.asyncDispose]() {
      session.stdin.end();
      await ended;
    },
  };
}
