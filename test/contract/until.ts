import type { Sandbox } from '../../shared/drivers/types.ts';

/** Runs a script in the background, from the moment it printed `text`; disposing ends it. */
export async function untilPrinted(sandbox: Sandbox, script: string, text: string): Promise<AsyncDisposable> {
  const abort = new AbortController();
  const printed = Promise.withResolvers<void>();
  let seen = '';
  const running = sandbox.exec(['sh', '-c', script], {
    signal: abort.signal,
    onStdout(chunk) {
      seen += Buffer.from(chunk).toString();
      if (seen.includes(text)) printed.resolve();
    },
  });
  const ended = running.then(
    ({ exitCode }) => printed.reject(new Error(`it ended with ${exitCode} after printing ${seen}`)),
    error => printed.reject(error),
  );
  await printed.promise;
  return {
    async [Symbol.asyncDispose]() {
      abort.abort();
      await ended;
    },
  };
}
