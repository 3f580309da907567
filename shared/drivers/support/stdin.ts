import type { Readable, Writable } from 'node:stream';
import type { ExecOptions } from '../types.ts';

/**
 * Feeds a command's stdin and ends it. A command that reads no further is no failure; a source that breaks is,
 * and goes to `onBroken`. Disposing lets go of the source.
 */
export function feedStdin(
  source: ExecOptions['stdin'],
  target: Writable,
  onBroken: (reason: Error) => void,
): Disposable {
  // EPIPE and its kin: the command ended or closed its stdin first.
  target.on('error', () => {});
  if (!isStream(source)) {
    target.end(source);
    return { [Symbol.dispose]() {} };
  }
  if (source.errored) onBroken(source.errored);
  source.on('error', onBroken);
  source.pipe(target);
  return {
    [Symbol.dispose]() {
      source.off('error', onBroken);
      source.on('error', () => {});
      source.unpipe(target);
      source.destroy();
    },
  };
}

/** Keeps a source that breaks before somebody reads it from ending the process; whoever reads it sees the error. */
export function expectErrors(source: ExecOptions['stdin'] | { stream: Readable }): void {
  streamOf(source)?.on('error', () => {});
}

/** The error that the source itself broke with: the caller's own, whatever code it carries. */
export const sourceError = (source: ExecOptions['stdin'] | { stream: Readable }) => streamOf(source)?.errored;

function streamOf(source: ExecOptions['stdin'] | { stream: Readable }): Readable | undefined {
  if (source === undefined || source instanceof Uint8Array) return undefined;
  return 'stream' in source ? source.stream : source;
}

function isStream(source: ExecOptions['stdin']): source is Readable {
  return source !== undefined && !(source instanceof Uint8Array);
}
