import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { baseImage, buildImage, hasImage } from './docker-image.ts';
import { skipUnless } from './needs.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);
const PLUGIN = ['docker', 'compose'] as const;
const ALONE = ['docker-compose'] as const;

/** Docker Compose as the engine's plugin, or the program of its own that takes the same arguments. */
function program(): readonly [string, ...string[]] {
  for (const words of [PLUGIN, ALONE]) {
    const [file, ...args] = words;
    try {
      execFileSync(file, [...args, 'version'], { stdio: 'ignore' });
      return words;
    } catch {
      // The other one then.
    }
  }
  throw new Error('neither `docker compose` nor `docker-compose`');
}

export const composeMissing = () => skipUnless('Docker Compose', program);

/** A copy of what the server's image is built from, in which Compose is called as in a clone of the repository. */
export interface Project extends AsyncDisposable {
  folder: string;
  /** A command as the pages have it, `docker compose …`; resolves with its output. */
  compose(command: string): Promise<string>;
}

export async function startProject(): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-compose-'));
  const ignored = await readFile(path.join(ROOT, '.dockerignore'), 'utf8');
  const held = [...ignored.matchAll(/^!(.+)$/gm)].map(([, name = '']) => name);
  for (const name of ['.dockerignore', ...held])
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const [file, ...words] = program();
  const compose = async (command: string) => {
    const args = [...words, ...command.split(' ').slice(PLUGIN.length)];
    const { stdout } = await run(file, args, { cwd: folder, maxBuffer: 64 * 2 ** 20 });
    return stdout;
  };
  return {
    ...{ folder, compose },
    async [Symbol.asyncDispose]() {
      await compose('docker compose --project-directory . -f app/compose.yml down --volumes --timeout 1');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the set-up needs of `postgres:17`, which cannot be pulled everywhere, from Debian's packages. */
const postgresFile = (base: string) => `FROM ${base}
ENV DEBIAN_FRONTEND=noninteractive PGDATA=/var/lib/postgresql/data
RUN apt-get update \\
 && apt-get install -y --no-install-recommends postgresql \\
 && rm -rf /var/lib/apt/lists/* \\
 && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ \\
 && install -d -o postgres -m 700 $PGDATA
USER postgres
VOLUME /var/lib/postgresql/data
CMD if [ ! -e $PGDATA/PG_VERSION ]; then \\
      echo "$POSTGRES_PASSWORD" >/tmp/password \\
      && initdb -U $POSTGRES_USER -A scram-sha-256 --auth-local trust --pwfile /tmp/password -E UTF8 \\
      && echo "host all all all scram-sha-256" >>$PGDATA/pg_hba.conf \\
      && echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -D $PGDATA postgres || exit 1; \\
    fi; exec postgres -h '*'
`;

/** The name of an image that takes the variables of `postgres:17`; the first time it is built (about 20 s). */
export async function postgresImage(): Promise<string> {
  const version = createHash('sha256').update(postgresFile('')).digest('hex').slice(0, 8);
  const name = `speckit-remote-test-postgres:${version}`;
  if (!(await hasImage(name))) await buildImage(name, postgresFile(await baseImage()));
  return name;
}

/** Makes a port of this machine's loopback one that containers reach; resolves with its URL for them. */
export async function reachable(port: number): Promise<AsyncDisposable & { url: string }> {
  const format = '{{(index .IPAM.Config 0).Gateway}}';
  const { stdout } = await run('docker', ['network', 'inspect', 'bridge', '--format', format]);
  // An engine that found its bridge there when it started does not tell.
  const gateway =
    stdout.trim() || networkInterfaces().docker0?.find(({ family }) => family === 'IPv4')?.address;
  if (gateway === undefined) throw new Error('The engine has no bridge that containers reach us by');
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket.on('close', () => open.delete(socket)));
    const onward = connect(port, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, gateway, resolve);
  });
  return {
    url: `http://${gateway}:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise(resolve => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
