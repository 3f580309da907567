import path from 'node:path';
import { parseEnv } from 'node:util';
import type { Context } from '../command.ts';
import { readIfThere } from '../configuration/read.ts';

/** The variables that a server started in this folder would have: those of `.env`, after the environment's own. */
export async function serverVariables({
  cwd,
  env,
}: Pick<Context, 'cwd' | 'env'>): Promise<Record<string, string | undefined>> {
  const file = await readIfThere(path.join(cwd, '.env'));
  return { ...(file === undefined ? {} : parseEnv(file)), ...env };
}
