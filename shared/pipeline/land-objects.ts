import { isSpeckitError } from '../errors.ts';
import type { PipelinePorts, Result } from './types.ts';

/** From here on one transfer of all objects beats many requests of a few files each. */
const MANY_FILES = 300;
const MANY_BYTES = 5 * 1024 * 1024;

/** Where a large result's objects are put ahead of its commit, on a ref of its own. */
export interface ObjectPort {
  /** `onProgress` is told the share that is there, from 0 to 1. */
  put(result: Result, signal: AbortSignal, onProgress?: (share: number) => void): Promise<void>;
  drop(signal: AbortSignal): Promise<void>;
}

type Ports = Pick<PipelinePorts, 'objects' | 'warn'>;

/** The result with its objects at the publisher's already, if it is large. Without that the commit takes longer. */
export async function withObjects(ports: Ports, result: Result, signal: AbortSignal): Promise<Result> {
  const bytes = result.changes.reduce((sum, { size }) => sum + size, 0);
  if (!ports.objects || (result.changes.length < MANY_FILES && bytes < MANY_BYTES)) return result;
  try {
    await ports.objects.put(result, signal);
    return { ...result, uploaded: true };
  } catch (error) {
    signal.throwIfAborted();
    if (!isSpeckitError(error)) throw error;
    ports.warn('The objects of a large result go up one by one.', error);
    return result;
  }
}

/** Removes the ref again once the commit holds the objects; a failure to do so costs nothing but the ref. */
export async function dropObjects(
  ports: Ports,
  result: Pick<Result, 'uploaded'>,
  signal: AbortSignal,
): Promise<void> {
  if (!ports.objects || !result.uploaded) return;
  try {
    await ports.objects.drop(signal);
  } catch (error) {
    signal.throwIfAborted();
    ports.warn('The ref of a large result stays until it expires.', error);
  }
}
