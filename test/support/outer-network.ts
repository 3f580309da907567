import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();

/** A network of the engine with a web server that has two names: what the world outside is to a proxy. */
export async function startOuterNetwork(
  image: string,
): Promise<AsyncDisposable & { name: string; allowed: string; denied: string }> {
  const name = `speckit-test-outer-${randomUUID().slice(0, 8)}`;
  const [allowed, denied] = ['allowed.test', 'denied.test'];
  await docker('network', 'create', name);
  const serve = 'import http.server as h; h.HTTPServer(("", 80), h.SimpleHTTPRequestHandler).serve_forever()';
  const aliases = ['--network-alias', allowed, '--network-alias', denied];
  const place = [
    '--detach',
    '--rm',
    '--init',
    '--user',
    '0',
    '--workdir',
    '/mnt',
    '--network',
    name,
    ...aliases,
  ];
  const container = await docker('run', ...place, image, 'python3', '-c', serve);
  return {
    ...{ name, allowed, denied },
    async [Symbol.asyncDispose]() {
      await docker('rm', '--force', container);
      await docker('network', 'rm', name);
    },
  };
}
