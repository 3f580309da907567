import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { findBase } from '../../shared/image/base.ts';

const run = promisify(execFile);

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
export async function buildImage(name: string, instructions: string): Promise<void> {
  const child = spawn('docker', ['build', '--tag', name, '-'], { stdio: 'pipe' });
  child.stdin.end(instructions);
  const code = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  const [said] = await Promise.all([text(child.stderr), text(child.stdout)]);
  if ((await code) !== 0) throw new Error(`docker build ${name}: ${said}`);
}

/** The image that `npm run image` builds on too. */
export const baseImage = () => findBase(() => undefined);

export async function hasImage(name: string): Promise<boolean> {
  try {
    await run('docker', ['image', 'inspect', name]);
    return true;
  } catch {
    return false;
  }
}
