import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { skipUnless } from './needs.ts';

const ROOT = '/usr/lib/postgresql';

/** A real PostgreSQL server of this test's own, in a temporary folder and reached by its unix socket. */
export interface PostgresServer {
  /** URL of the database `name`, which is made if it is missing. */
  database(name: string): Promise<string>;
  /** As the system's administrator would: `immediate` is a crash. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Starts it again on the same data after `stop`. */
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
}

/** The newest installed version's programs; throws if there are none. */
function binaries(): string {
  const versions = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a));
  if (!versions[0]) throw new Error(`no version under ${ROOT}`);
  return join(ROOT, versions[0], 'bin');
}

export const postgresMissing = () =>
  skipUnless('a PostgreSQL server', () => execFileSync(join(binaries(), 'postgres'), ['--version']));

/** PostgreSQL refuses to run as root, so then it runs as the user that its package made. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Makes and starts a server; takes about two seconds. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries();
  const as = account();
  const folder = mkdtempSync(join(tmpdir(), 'speckit-postgres-'));
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const run = { ...as, cwd: folder, env: { PATH: bin, LC_ALL: 'C.UTF-8' }, stdio: 'ignore' } as const;
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'speckit', '-A', 'trust', '-E', 'UTF8', '-N'], run);

  let server: ChildProcess | undefined;
  const url = (name: string) => `postgres://speckit@localhost/${name}?host=${encodeURIComponent(folder)}`;

  const start = async () => {
    const started = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-k', folder, '-h', '', '-c', 'max_connections=60'],
      run,
    );
    server = started;
    for (let tries = 0; ; tries++) {
      if (started.exitCode !== null) throw new Error(`postgres ended with ${started.exitCode}`);
      const client = new pg.Client({ connectionString: url('postgres') });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (tries > 200) throw error;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    }
  };
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => {
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  };
  await start();
  return {
    async database(name) {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
      await client.end();
      return url(name);
    },
    stop,
    start,
    async dispose() {
      await stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
