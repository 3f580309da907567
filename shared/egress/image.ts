import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The image of the proxy, which only `npm run image` makes: a registry could have anybody's under that name. */
export const PROXY_IMAGE = 'speckit-remote-proxy:latest';
/** Where the proxy listens. */
export const PROXY_PORT = 3128;

const FILES = ['Dockerfile', 'domains.ts', 'guard.ts', 'main.ts', 'proxy.ts'];
const source = (name: string) => path.join(import.meta.dirname, name);

/** Twelve hexadecimal digits that change with what the image is made of. */
export function proxyFingerprint(nodeVersion: string): string {
  const hash = createHash('sha256').update(nodeVersion);
  for (const name of FILES) hash.update(readFileSync(source(name)));
  return hash.digest('hex').slice(0, 12);
}

/** Puts the context of its `docker build` into an empty folder. */
export function writeProxyContext(folder: string): void {
  for (const name of FILES) copyFileSync(source(name), path.join(folder, name));
  writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}\n');
}
