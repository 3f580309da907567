import { execFile } from 'node:child_process';
import { access, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SpeckitError } from '../../shared/errors.ts';
import { SPECIFY_VERSION } from '../../shared/speckit/version.ts';
import { skipUnless } from './needs.ts';

const run = promisify(execFile);
const CACHE = path.join(import.meta.dirname, '..', '..', '.cache');
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

/** A `claude` that needs no model; the folder goes in front of PATH, or the file into `…_EXECUTABLE`. */
export const SCRIPTED_AGENT = path.join(import.meta.dirname, '..', 'fixtures', 'scripted-agent', 'claude');

/**
 * The folder with the pinned `specify`, installed from PyPI into a private environment on the first call. Several
 * processes may call it at once. Throws `missing` where there is no Python 3.11 or PyPI does not answer.
 * @param cache where it is kept between calls, git-ignored
 */
export async function ensureSpecify(cache = CACHE): Promise<string> {
  const link = path.join(cache, `specify-${SPECIFY_VERSION}`);
  const bin = path.join(link, 'bin');
  if (await exists(path.join(bin, 'specify'))) return bin;
  const python = await findPython();
  await mkdir(cache, { recursive: true });
  const own = `${link}-${process.pid}`;
  try {
    await run(python, ['-m', 'venv', own]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(path.join(own, 'bin', 'python'), [...pip, `specify-cli==${SPECIFY_VERSION}`]);
    await publish(own, link);
  } catch (cause) {
    await rm(own, { recursive: true, force: true });
    throw new SpeckitError('missing', `specify-cli ${SPECIFY_VERSION} could not be installed from PyPI.`, {
      hint: 'Check the network, the proxy settings of pip, and that Python brings venv (Debian: python3-venv).',
      cause,
    });
  }
  return bin;
}

/** {@link ensureSpecify} for a suite: the folder, or the reason to skip. Under CI its absence is a failure. */
export async function specifyForTests(): Promise<{ bin: string; skip: string | false }> {
  try {
    return { bin: await ensureSpecify(), skip: false };
  } catch (error) {
    const skip = skipUnless(`Spec Kit ${SPECIFY_VERSION}`, () => {
      throw error;
    });
    return { bin: '', skip };
  }
}

/** Puts the link in place of none or a broken one; whoever comes second keeps what is there. */
async function publish(own: string, link: string): Promise<void> {
  if (await exists(path.join(link, 'bin', 'specify'))) {
    await rm(own, { recursive: true, force: true });
    return;
  }
  const temporary = `${own}.link`;
  await symlink(path.basename(own), temporary);
  const broken = await readlink(link).catch(() => undefined);
  if (broken === undefined) await rm(link, { recursive: true, force: true });
  await rename(temporary, link);
}

async function findPython(): Promise<string> {
  for (const python of PYTHONS) {
    const test = 'import sys; raise SystemExit(sys.version_info < (3, 11))';
    const works = await run(python, ['-c', test]).then(
      () => true,
      () => false,
    );
    if (works) return python;
  }
  throw new SpeckitError('missing', 'Spec Kit needs Python 3.11 or newer, and none was found.', {
    hint: 'Install Python 3.11 or newer with its venv module.',
  });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
