import type { Collected, CollectOptions, collectResult } from './collect.ts';
import { OddFiles } from './odd-files.ts';
import { receiveResult } from './receive.ts';
import { receiveFiles } from './receive-files.ts';
import type { Received, ReceiveOptions } from './received.ts';
import type { Repository } from './trees.ts';

/** `packed`: as of {@link collectResult}. */
export type Collect = (way: Pick<CollectOptions, 'packed'>) => ReturnType<typeof collectResult>;

/**
 * Brings a sandbox's result into a scratch repository: `collect` calls `collectResult`, once more when files that came
 * one by one turn out to be for git inside to pack, or to refuse. `undefined` when the tree is as it was. Rejects as
 * `collectResult` and `receiveResult` do.
 */
export async function bringBack(
  collect: Collect,
  mirror: Repository,
  options: ReceiveOptions,
): Promise<Received | undefined> {
  try {
    return await receive(await collect({}), mirror, options);
  } catch (error) {
    if (!(error instanceof OddFiles)) throw error;
    return await receive(await collect({ packed: true }), mirror, options);
  }
}

async function receive(
  collected: Collected | undefined,
  mirror: Repository,
  options: ReceiveOptions,
): Promise<Received | undefined> {
  if (!collected) return undefined;
  const { stream, commit } = collected;
  if (commit === undefined) {
    const received = await receiveFiles(mirror, stream, options);
    if (received.changes.length > 0) return received;
    // Written again as they were.
    await received[Symbol.asyncDispose]();
    return undefined;
  }
  return await receiveResult(mirror, stream, { ...options, commit });
}
