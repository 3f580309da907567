import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { SpeckitError } from '../../../shared/errors.ts';
import type { Context } from '../command.ts';
import { isTended, runFiles } from './store.ts';

export interface Tender {
  /** Never resolves; rejects when the process ends without the run having ended. */
  gone: Promise<never>;
}

/** The entry of the command line, in the sources and in the package. */
const MAIN = path.join(import.meta.dirname, '..', `main${path.extname(import.meta.filename)}`);

/**
 * Starts the process that tends the run: it has no terminal, and lives on when this one ends. Credentials reach it by
 * the environment only.
 */
export async function startTender(
  { env, folders }: Pick<Context, 'env' | 'folders'>,
  id: string,
): Promise<Tender> {
  const log = await open(runFiles(folders, id).log, 'a', 0o600);
  const child = spawn(process.execPath, [MAIN, 'tend', id], {
    cwd: path.parse(process.cwd()).root,
    detached: true,
    windowsHide: true,
    env,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  child.once('error', cause => gone.reject(broken(id, cause)));
  child.once('exit', code => {
    if (code !== 0) gone.reject(broken(id));
  });
  child.unref();
  return { gone: gone.promise };
}

/** Starts one where nobody tends the run. */
export async function ensureTender(
  context: Pick<Context, 'env' | 'folders'>,
  id: string,
): Promise<Partial<Tender>> {
  return (await isTended(context.folders, id)) ? {} : startTender(context, id);
}

function broken(id: string, cause?: Error): SpeckitError {
  return new SpeckitError('internal', `The process that looks after run ${id} broke off.`, {
    hint: `\`speckit-remote attach ${id}\` takes the run up again.`,
    cause,
  });
}
