import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROXY_IMAGE, proxyFingerprint, writeProxyContext } from '../egress/image.ts';
import { SpeckitError } from '../errors.ts';
import { dockerAnswer, dockerShown } from './docker-cli.ts';
import { BASE_LABEL, DEFAULT_IMAGE, FINGERPRINT_LABEL, PINS } from './pins.ts';

const label = (image: string, name: string) =>
  dockerAnswer(['image', 'inspect', '--format', `{{index .Config.Labels "${name}"}}`, image]);

/** Whether the proxy's image is there and made of what is here; `none` also without an engine. */
export async function proxyImageState(): Promise<'current' | 'outdated' | 'none'> {
  const found = await label(PROXY_IMAGE, FINGERPRINT_LABEL);
  if (found === undefined) return 'none';
  return found === proxyFingerprint(PINS.NODE_VERSION) ? 'current' : 'outdated';
}

/**
 * Builds the image of the proxy that enforces allow lists, on the default image and its base: fetches nothing.
 * Throws `missing` without the default image, `rejected` when the build fails.
 */
export async function buildProxyImage({ force = false, say }: ProxyImageOptions): Promise<void> {
  if (!force && (await proxyImageState()) === 'current') {
    say(`${PROXY_IMAGE} is up to date (${proxyFingerprint(PINS.NODE_VERSION)}).`);
    return;
  }
  const base = await label(DEFAULT_IMAGE, BASE_LABEL);
  if (!base) {
    throw new SpeckitError(
      'missing',
      `The image ${DEFAULT_IMAGE}, which ${PROXY_IMAGE} needs, is not there.`,
      {
        hint: 'Run `npm run image`, which builds both.',
      },
    );
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-proxy-'));
  try {
    writeProxyContext(folder);
    say(`Building ${PROXY_IMAGE} on ${base} …`);
    const exitCode = await dockerShown([
      ...['build', '--tag', PROXY_IMAGE, '--network', 'none'],
      ...['--label', `${FINGERPRINT_LABEL}=${proxyFingerprint(PINS.NODE_VERSION)}`],
      ...['--build-arg', `BASE=${base}`, '--build-arg', `IMAGE=${DEFAULT_IMAGE}`, folder],
    ]);
    if (exitCode === 0) return;
    throw new SpeckitError('rejected', `docker build of ${PROXY_IMAGE} failed with exit code ${exitCode}.`, {
      hint: 'The last lines of its output say why.',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface ProxyImageOptions {
  /** Builds also what is up to date. */
  force?: boolean | undefined;
  /** Called with each line of progress of ours. */
  say: (line: string) => void;
}
