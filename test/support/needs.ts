import { execFileSync } from 'node:child_process';
import { DEFAULT_IMAGE } from '../../shared/image/pins.ts';

/**
 * Reason to skip a suite that needs something from outside, or `false` where it is there.
 * Under `CI=true` a missing thing is a failure, never a skip: `available` then throws.
 */
export function skipUnless(what: string, available: () => unknown): string | false {
  try {
    available();
    return false;
  } catch (cause) {
    if (process.env.CI === 'true') throw new Error(`CI must provide ${what}`, { cause });
    return `${what} is not available here`;
  }
}

export const dockerMissing = () =>
  skipUnless('a Docker engine', () => execFileSync('docker', ['version'], { stdio: 'ignore' }));

export const imageMissing = () =>
  skipUnless(`the image ${DEFAULT_IMAGE} (npm run image)`, () =>
    execFileSync('docker', ['image', 'inspect', DEFAULT_IMAGE], { stdio: 'ignore' }),
  );

/** A session bus, GNOME Keyring and a second program that reads it. */
export const secretServiceMissing = () =>
  skipUnless('a Secret Service (dbus, gnome-keyring, libsecret-tools)', () => {
    for (const program of ['dbus-run-session', 'dbus-send', 'gnome-keyring-daemon', 'secret-tool'])
      execFileSync('which', [program], { stdio: 'ignore' });
  });
