import type { CallOptions, Sandbox } from '../drivers/types.ts';

const LITTLE_KIB = 1024;

/** Whether less than 1 MiB is left on the disk of `path` inside; `false` where its `df` cannot tell. */
export async function isDiskFull(sandbox: Sandbox, path: string, options: CallOptions): Promise<boolean> {
  const { exitCode, stdout } = await sandbox.exec(['df', '-Pk', path], options);
  const free = Number(stdout.toString('utf8').trim().split('\n').at(-1)?.split(/\s+/)[3]);
  return exitCode === 0 && free < LITTLE_KIB;
}
