import { SpeckitError } from '../errors.ts';
import { findBase } from './base.ts';
import { makeContext, networkArguments } from './context.ts';
import { dockerAnswer, dockerShown } from './docker-cli.ts';
import { BASE_LABEL, DEFAULT_IMAGE, FINGERPRINT_LABEL, fingerprint, IMAGE_NAME, PINS } from './pins.ts';

export interface ImageOptions {
  /** The image to build on, based on Debian 12; default: see {@link findBase}. */
  base?: string | undefined;
  /** What `docker build --network` takes, e.g. `host`; default: Docker's own. */
  network?: string | undefined;
  /** Debian's package archive for making a base. */
  mirror?: string | undefined;
  /** Builds also what is up to date. */
  force?: boolean | undefined;
  /** Called with each line of progress of ours; Docker's own goes to the terminal. */
  say: (line: string) => void;
}

/** Whether the default image is there and made of what is pinned here; `none` also without an engine. */
export async function imageState(): Promise<'current' | 'outdated' | 'none'> {
  const format = `{{index .Config.Labels "${FINGERPRINT_LABEL}"}}`;
  const found = await dockerAnswer(['image', 'inspect', '--format', format, DEFAULT_IMAGE]);
  if (found === undefined) return 'none';
  return found === fingerprint() ? 'current' : 'outdated';
}

/**
 * Builds the default image by the `docker` program, with BuildKit or the legacy builder, unless it is up to date.
 * Throws `unreachable` without an engine, `missing` or `denied` without a base, `rejected` when the build fails.
 */
export async function buildImage(options: ImageOptions): Promise<void> {
  const { say } = options;
  if ((await dockerAnswer(['version', '--format', '{{.Server.Version}}'])) === undefined) {
    throw new SpeckitError('unreachable', 'No Docker engine answers.', {
      hint: 'Start one (`dockerd`, Docker Desktop), or set DOCKER_HOST to where it runs.',
    });
  }
  if (!options.force && (await imageState()) === 'current') {
    say(`${DEFAULT_IMAGE} is up to date (${fingerprint()}); --force builds it again.`);
    return;
  }
  const base = options.base ?? (await findBase(say, options.mirror));
  await using context = await makeContext(process.env);
  say(`Building ${DEFAULT_IMAGE} on ${base}, with ${context.certificates} certificate(s) of this machine …`);
  const exitCode = await dockerShown([
    'build',
    ...['--tag', DEFAULT_IMAGE, '--tag', `${IMAGE_NAME}:${fingerprint()}`],
    ...['--label', `${FINGERPRINT_LABEL}=${fingerprint()}`, '--label', `${BASE_LABEL}=${base}`],
    ...(options.network === undefined ? [] : ['--network', options.network]),
    ...Object.entries({ BASE: base, ...PINS }).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]),
    ...networkArguments(process.env),
    context.folder,
  ]);
  if (exitCode === 0) return;
  throw new SpeckitError('rejected', `docker build failed with exit code ${exitCode}.`, {
    hint: 'The last lines of its output say why. If a registry was not reached, try `npm run image -- --network host`.',
  });
}
