import { run as runProbot } from 'probot';
import { toSpeckitError } from '../shared/errors.ts';
import { isUnregistered, readEnvironment } from './environment.ts';
import { startServer } from './server.ts';

/** The server's entry: starts, and stops on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  if (isUnregistered(process.env)) {
    console.error(
      'No GitHub App is configured yet: Probot serves the page that registers one and writes .env.',
    );
    await runProbot(() => {});
    return;
  }
  const server = await startServer({ environment: readEnvironment(process.env), variables: process.env });
  let closing = false;
  const stop = (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    server.context.log.info({ signal }, 'stopping');
    server.close().catch(fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(error: unknown): void {
  const { message, hint, cause } = toSpeckitError(error);
  console.error(`${message}\n${hint}`);
  if (cause !== undefined) console.error(cause);
  process.exitCode = 1;
}

main().catch(fail);
