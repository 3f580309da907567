import type { Duplex } from 'node:stream';
import type { Container } from 'dockerode';
import { SpeckitError } from '../errors.ts';
import { type Engine, engineError } from './docker-engine.ts';
import { frames } from './docker-frames.ts';
import type { CallOptions } from './types.ts';

/** Output of a helper is a line or two. */
const MAX_BYTES = 64 * 1024;

export interface AttachOptions extends CallOptions {
  timeoutMs: number;
  /** Whether its output so far is what is waited for; default: all of it. */
  until?: (stdout: string) => boolean;
}

/** Starts a helper container of ours and resolves with its stdout up to what is waited for, or to its end. */
export async function attachOutput(
  engine: Engine,
  container: Container,
  { signal, timeoutMs, until }: AttachOptions,
): Promise<string> {
  const socket = (await engine.call(
    'watch a helper container',
    (_, abortSignal) =>
      container.attach({ stream: true, stdout: true, stderr: true, hijack: true, abortSignal }),
    { signal },
  )) as Duplex;
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = AbortSignal.any(signal ? [signal, deadline] : [deadline]);
  const stop = () => socket.destroy();
  ended.addEventListener('abort', stop, { once: true });
  let stdout = '';
  let stderr = '';
  try {
    await engine.call('start a helper container', (_, abortSignal) => container.start({ abortSignal }), {
      signal,
    });
    for await (const { stream, bytes } of frames(socket.iterator({ destroyOnReturn: false }))) {
      const text = Buffer.from(bytes).toString();
      if (stream === 'stdout') stdout += text;
      else stderr += text;
      if (until?.(stdout)) return stdout;
      if (stdout.length + stderr.length > MAX_BYTES) break;
    }
    if (!until) return stdout;
    throw failed(stderr);
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) throw failed(stderr);
    throw engineError('watch a helper container', error);
  } finally {
    ended.removeEventListener('abort', stop);
    socket.destroy();
  }
}

const failed = (stderr: string) =>
  new SpeckitError('unreachable', 'A helper container of the sandbox did not come up.', {
    hint: 'Try again; if it stays, build its image again with `npm run image -- --force` and look into the engine’s log.',
    cause: new Error(stderr),
  });
