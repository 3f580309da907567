import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { getExecOutput } from '@actions/exec';
import { PROXY_IMAGE } from '../shared/egress/image.ts';
import { DEFAULT_IMAGE } from '../shared/image/pins.ts';
import type { ResolvedProfile } from '../shared/profile/resolve.ts';
import { isGroup } from '../shared/profile/shape.ts';
import type { ActionEnvironment } from './environment.ts';
import type { JobLog } from './job-log.ts';

/** What images carry as their tag: a release's version, its major version, and its commit. */
const TAG = /^(v\d+(\.\d+\.\d+)?|[0-9a-f]{40})$/;
/** For an action that is taken from a branch. */
const NEWEST = 'v1';

/**
 * Fetches our own images where a fresh runner lacks them, of the very release that the workflow names. What cannot be fetched is only told: the driver then says
 * what is missing. Rejects with the signal's reason.
 */
export async function ensureImages(
  { driver, settings }: Pick<ResolvedProfile, 'driver' | 'settings'>,
  { actionRepository, actionRef = '' }: Pick<ActionEnvironment, 'actionRepository' | 'actionRef'>,
  log: Pick<JobLog, 'info' | 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  if (driver !== 'docker' || actionRepository === undefined || !isGroup(settings)) return;
  const tag = TAG.test(actionRef) ? actionRef : NEWEST;
  const wanted = [
    ...(settings.image === DEFAULT_IMAGE ? [[DEFAULT_IMAGE, '']] : []),
    ...(isGroup(settings.network) ? [[PROXY_IMAGE, '-proxy']] : []),
  ];
  for (const [image = '', suffix = ''] of wanted) {
    if (await docker('image', 'inspect', image)) continue;
    const published = `ghcr.io/${actionRepository.toLowerCase()}${suffix}:${tag}`;
    log.info(`Fetching the image ${published} …`);
    if ((await pull(published, signal)) && (await docker('tag', published, image))) continue;
    log.warn(`The image ${published} could not be fetched.`);
  }
}

/** Whether it is there now. It takes minutes, and what `@actions/exec` has started cannot be broken off. */
async function pull(image: string, signal: AbortSignal): Promise<boolean> {
  try {
    await promisify(execFile)('docker', ['pull', '--quiet', image], { signal });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** Whether `docker` did it; without a `docker` it did not. */
async function docker(...args: string[]): Promise<boolean> {
  const options = { silent: true, ignoreReturnCode: true };
  return getExecOutput('docker', args, options).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
}
