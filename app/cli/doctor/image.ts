import { randomBytes } from 'node:crypto';
import { Engine } from '../../../shared/drivers/docker-engine.ts';
import { loadDriver } from '../../../shared/drivers/index.ts';
import { openDriver } from '../../../shared/drivers/open.ts';
import { PROXY_IMAGE, proxyFingerprint } from '../../../shared/egress/image.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { DEFAULT_IMAGE, FINGERPRINT_LABEL, fingerprint, PINS } from '../../../shared/image/pins.ts';
import { isGroup } from '../../../shared/profile/shape.ts';
import type { Context } from '../command.ts';
import type { TerminalProfile } from '../configuration/resolve.ts';
import { type Finding, find, type Seen } from '../findings.ts';
import { judgeVersion } from './specify.ts';

const BUILD = 'Build it with `speckit-remote image` (in a clone: `npm run image`).';

interface Known {
  profile: TerminalProfile | undefined;
  engine: Finding;
}

/** The images that runs in Docker take, and whether Spec Kit starts in the one that the profile names. */
export async function* imageFindings(context: Context, { profile, engine }: Known): AsyncGenerator<Finding> {
  const { signal } = context;
  const others = profile !== undefined && profile.driver !== 'docker';
  const why = others ? `the driver ${profile.driver} needs none` : 'not looked at without Docker';
  const look = (name: string, seen: () => Promise<Seen>) =>
    find(name, signal, () => (others || engine.state !== 'ok' ? { state: 'skipped', text: why } : seen()));
  const image = imageOf(profile);
  const found = await look('image', () => imageSeen(image, signal));
  yield found;
  yield await look('proxy image', () => imageSeen(PROXY_IMAGE, signal));
  yield await look('specify inside', async () =>
    found.state === 'failed'
      ? { state: 'skipped', text: 'not tried without the image' }
      : specifyIn(image, context),
  );
}

function imageOf(profile: TerminalProfile | undefined): string {
  const settings = profile?.settings;
  return isGroup(settings) && typeof settings.image === 'string' ? settings.image : DEFAULT_IMAGE;
}

/** Whether the engine has the image, and if it is one of ours, whether it is this release's. */
export async function imageSeen(name: string, signal: AbortSignal): Promise<Seen> {
  const inspect = new Engine().call('look at an image', client => client.getImage(name).inspect(), {
    signal,
    missing: cause => new SpeckitError('missing', `${name} is not there.`, { hint: BUILD, cause }),
  });
  const { Id, Config } = await inspect;
  const made = Config?.Labels?.[FINGERPRINT_LABEL];
  const ours: Readonly<Record<string, string>> = {
    [DEFAULT_IMAGE]: fingerprint(),
    [PROXY_IMAGE]: proxyFingerprint(PINS.NODE_VERSION),
  };
  // An image of one's own has no fingerprint, and needs none.
  return made !== undefined && ours[name] !== undefined && made !== ours[name]
    ? { state: 'warning', text: `${name} was built for another release`, hint: BUILD }
    : `${name} (${Id.replace('sha256:', '').slice(0, 12)})`;
}

/** Starts a container as runs do, without a network. */
async function specifyIn(image: string, { env, folders, signal }: Context): Promise<Seen> {
  const settings = (await loadDriver('docker')).settings.parse({ image, network: 'none' });
  const driver = await openDriver({ driver: 'docker', settings, variables: env, dataDir: folders.state });
  const name = `speckit-doctor-${randomBytes(4).toString('hex')}`;
  const sandbox = await driver.create({ name, labels: { purpose: 'doctor' } }, { signal });
  try {
    const { exitCode, stdout } = await sandbox.exec(['specify', '--version'], { signal });
    if (exitCode === 0) return judgeVersion(stdout.toString('utf8'), BUILD);
    return {
      state: 'failed',
      text: `${image} has no \`specify\` that starts`,
      hint: 'Phases need it in the image; shell commands do not.',
    };
  } finally {
    await sandbox.destroy();
  }
}
