import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { toSpeckitError } from '../../shared/errors.ts';
import { git } from '../../shared/sync/git.ts';
import { openMirror } from '../../shared/sync/mirror.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { receiveResult } from '../../shared/sync/receive.ts';
import { commitTree } from '../../shared/sync/trees.ts';
import { newOrigin, tempDir, writeTree } from './repo.ts';

const MB = 1024 * 1024;
const limits = { packBytes: 64 * MB, treeBytes: 64 * MB, fileBytes: 64 * MB, files: 100 };

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
test.skipIf(!mayMount)(
  'a full disk of the server is named by every step, and is no lasting harm',
  async () => {
    await using dir = await tempDir();
    const origin = await newOrigin(dir.path, { a: '1', noise: randomBytes(MB) });
    const next = await origin.commit({ a: '2', noise: randomBytes(MB) }, [origin.head]);
    const tree = await writeTree(origin.gitDir, { a: '3', noise: randomBytes(MB) });
    const commit = await commitTree({ gitDir: origin.gitDir }, tree, [origin.head], 'result');
    const pack = await git(['pack-objects', '-q', '--revs', '--thin', '--stdout'], {
      gitDir: origin.gitDir,
      stdin: Buffer.from(`${commit}\n^${origin.head}\n`),
    });
    const small = join(dir.path, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', small]);
    try {
      const place = join(small, 'mirror');
      const mirror = await openMirror(place);
      await mirror.fetch({ url: origin.url, commit: origin.head });
      const steps: Record<string, () => Promise<unknown>> = {
        open: () => openMirror(place),
        fetch: () => mirror.fetch({ url: origin.url, commit: next }),
        pack: () => packSnapshot(mirror, origin.head, { exclude: [] }),
        receive: async () => {
          const scratchDir = join(small, 'scratch');
          await using received = await receiveResult(mirror, Readable.from([pack]), {
            ...{ base: origin.head, commit, limits, scratchDir },
          });
          expect(received.changes).toHaveLength(2);
        },
      };
      const filler = join(small, 'filler');
      await expect(writeFile(filler, Buffer.alloc(80 * MB))).rejects.toMatchObject({ code: 'ENOSPC' });
      for (const [name, step] of Object.entries(steps)) {
        const error = await step().then(() => undefined, toSpeckitError);
        expect(error, name).toMatchObject({ code: 'exhausted', message: expect.stringContaining('disk') });
      }
      await rm(filler);
      for (const step of Object.values(steps)) await step();
    } finally {
      execFileSync('umount', ['--lazy', small]);
    }
  },
);
