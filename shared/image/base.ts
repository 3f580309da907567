import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SpeckitError } from '../errors.ts';
import { dockerAnswer, dockerShown, shown } from './docker-cli.ts';

/** What the image is built on where images can be pulled. */
const PUBLISHED = 'debian:bookworm-slim';
/** What is made here where none can. */
const MADE_HERE = 'speckit-remote-base:bookworm';
const MIRROR = 'http://deb.debian.org/debian';

/**
 * The name of an image to build on: Debian's own, pulled if need be, else one made by debootstrap, once. Throws
 * `missing` or `denied` with what to install or how to run it.
 * @param mirror Debian's package archive, for debootstrap
 */
export async function findBase(say: (line: string) => void, mirror = MIRROR): Promise<string> {
  if (await exists(PUBLISHED)) return PUBLISHED;
  say(`Pulling ${PUBLISHED} …`);
  if ((await dockerShown(['pull', '--quiet', PUBLISHED])) === 0) return PUBLISHED;
  if (await exists(MADE_HERE)) {
    say(`It cannot be pulled; using ${MADE_HERE}, which was made here before.`);
    return MADE_HERE;
  }
  say(`It cannot be pulled, so a base is made from ${mirror} by debootstrap (about a minute) …`);
  await debootstrap(mirror);
  return MADE_HERE;
}

async function exists(image: string): Promise<boolean> {
  return (await dockerAnswer(['image', 'inspect', '--format', '{{.Id}}', image])) !== undefined;
}

async function debootstrap(mirror: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new SpeckitError('denied', `A base image can be neither pulled nor made: debootstrap needs root.`, {
      hint: 'Run `sudo npm run image`, or name an image that is based on Debian 12 with `npm run image -- --base IMAGE`.',
    });
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-base-'));
  const root = path.join(folder, 'root');
  const archive = path.join(folder, 'root.tar');
  try {
    const options = ['--variant=minbase', '--include=ca-certificates', 'bookworm', root, mirror];
    await must('debootstrap', options, 'Install it (`apt-get install debootstrap`), or use `--base IMAGE`.');
    await must('tar', ['-C', root, '--exclude=./var/cache/apt/archives/*.deb', '-cf', archive, '.'], SPACE);
    await must('docker', ['import', archive, MADE_HERE], SPACE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SPACE = 'The lines above say why; 1 GB of free space is needed in the folder for temporary files.';

async function must(program: string, args: readonly string[], hint: string): Promise<void> {
  const exitCode = await shown(program, args);
  if (exitCode === 0) return;
  throw new SpeckitError('missing', `\`${program}\` failed with exit code ${exitCode}.`, { hint });
}
