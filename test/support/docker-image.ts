import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Made from nothing by `debootstrap` where no registry can be reached. */
const LOCAL_BASE = 'debian-base:bookworm';
const PUBLIC_BASE = 'debian:bookworm-slim';

const dockerfile = (base: string) => `FROM ${base}
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update \\
 && apt-get install -y --no-install-recommends \\
      ca-certificates git python3 python3-pip python3-venv busybox-static \\
 && rm -rf /var/lib/apt/lists/* \\
 && useradd --create-home --uid 1000 --user-group --shell /bin/bash speckit
`;

let built: Promise<string> | undefined;

/** The name of an image with git, Python and a user 1000 for tests; the first time it is built (about 20 s). */
export function testImage(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const version = createHash('sha256').update(dockerfile('')).digest('hex').slice(0, 8);
  const name = `speckit-remote-test:${version}`;
  if (!(await hasImage(name))) await buildImage(name, dockerfile(await baseImage()));
  return name;
}

/** Builds an image from the text of a Dockerfile, without further files. */
export async function buildImage(name: string, text: string): Promise<void> {
  await feed(['build', '--tag', name, '-'], text);
}

async function baseImage(): Promise<string> {
  if (await hasImage(LOCAL_BASE)) return LOCAL_BASE;
  try {
    await run('docker', ['pull', '--quiet', PUBLIC_BASE]);
    return PUBLIC_BASE;
  } catch {
    // No registry within reach.
  }
  const dir = await mkdtemp(join(tmpdir(), 'speckit-base-'));
  try {
    await run('debootstrap', ['--variant=minbase', 'bookworm', join(dir, 'root')], {
      maxBuffer: 64 * 1024 * 1024,
    });
    const tar = spawn('tar', ['-C', join(dir, 'root'), '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await feed(['import', '-', LOCAL_BASE], tar.stdout);
    return LOCAL_BASE;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function hasImage(name: string): Promise<boolean> {
  try {
    await run('docker', ['image', 'inspect', name]);
    return true;
  } catch {
    return false;
  }
}

async function feed(args: readonly string[], stdin: string | Readable): Promise<void> {
  const child = spawn('docker', args, { stdio: 'pipe' });
  if (typeof stdin === 'string') child.stdin.end(stdin);
  else stdin.pipe(child.stdin);
  const code = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const [said] = await Promise.all([text(child.stderr), text(child.stdout)]);
  if ((await code) !== 0) throw new Error(`docker ${args.join(' ')}: ${said}`);
}
