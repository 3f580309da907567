import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { isSpeckitError } from '../../shared/errors.ts';
import { maskArchive } from '../../shared/pipeline/mask-archive.ts';
import { createRedactor } from '../../shared/text/redact.ts';

const SECRET = 'sk-very-secret-value';

async function archive(files: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

async function filesOf(archive: Uint8Array): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const tar = extract();
  tar.end(gunzipSync(archive));
  for await (const entry of tar) files[entry.header.name] = await text(entry);
  return files;
}

it('masks secrets in the files and leaves everything else as it was', async () => {
  const files = {
    'run/state.json': JSON.stringify({ output: `key ${SECRET} end` }),
    'run/encoded': Buffer.from(SECRET).toString('base64'),
    'run/plain': 'nothing here',
  };
  const masked = await filesOf(await maskArchive(await archive(files), createRedactor([SECRET])));
  expect(masked['run/plain']).toBe('nothing here');
  expect(JSON.parse(masked['run/state.json'] ?? '')).toEqual({ output: `key ${'*'.repeat(20)} end` });
  expect(masked['run/encoded']).toContain('****');
  expect(JSON.stringify(masked)).not.toContain(SECRET);
});

it.each([
  ['no gzip data', Buffer.from('hello')],
  ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024))],
])('refuses %s', async (_what, bytes) => {
  const refused = await maskArchive(bytes, createRedactor([SECRET])).catch((error: unknown) => error);
  expect(isSpeckitError(refused, 'rejected')).toBe(true);
});
