import { SpeckitError, toSpeckitError } from '../shared/errors.ts';
import { isUnregistered, readEnvironment } from './environment.ts';
import { serveRegistration } from './registration.ts';
import { startServer } from './server.ts';

/** Whoever asked for the end kills the process after ten seconds. */
const END_MS = 9_000;

/** The server's entry: starts, and stops on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  readEnvFile();
  if (isUnregistered(process.env)) return await serveRegistration();
  const server = await startServer({ environment: readEnvironment(process.env), variables: process.env });
  let closing = false;
  const stop = (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    server.context.log.info({ signal }, 'stopping');
    server.close().catch(fail);
    // Whatever still holds the process: the run's row is handed over, or its lease ends by itself.
    setTimeout(() => process.exit(), END_MS).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** The registration page writes `.env`; what the environment says already comes first. */
function readEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new SpeckitError('config', 'The file `.env` cannot be read.', {
      hint: 'Check that it is a file of lines like NAME=value and that the server may read it.',
      cause,
    });
  }
}

function fail(error: unknown): void {
  const { code, message, hint, cause } = toSpeckitError(error);
  console.error(code === 'internal' ? 'speckit-remote cannot go on:' : `${message}\n${hint}`);
  if (cause !== undefined) console.error(cause);
  process.exitCode = 1;
}

main().catch(fail);
