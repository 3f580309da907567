import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from '../types.ts';

const DIST = path.join(import.meta.dirname, '..', '..', '..', 'action', 'dist');

const figure: Figure = {
  name: 'action-size',
  about: 'all files of the bundle, which a runner downloads',
  unit: 'bytes',
  runs: 1,
  target: { kind: 'value', most: 12_000_000 },
  open: async () => ({
    async ours() {
      const entries = await readdir(DIST, { recursive: true, withFileTypes: true });
      const files = entries.filter(entry => entry.isFile());
      const sizes = await Promise.all(
        files.map(async file => (await stat(path.join(file.parentPath, file.name))).size),
      );
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};
export default [figure];
