import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { userFolders } from '../../../app/cli/folders.ts';
import { isTended, listRuns } from '../../../app/cli/runs/store.ts';
import { type Called, type CallOptions, makePlace, type Place } from './place.ts';

const execute = promisify(execFile);

/** A person's checkout, with one commit. */
export interface Checkout extends Place {
  git(...args: string[]): Promise<string>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** `speckit-remote run --driver local -- SCRIPT`. */
  run(script: string, options?: CallOptions & { flags?: readonly string[] }): Promise<Called>;
  /** Folders of sandboxes that are left. */
  sandboxes(): Promise<string[]>;
}

export const FILES = { 'README.md': '# Shop\n', 'src/a.txt': '1\n2\n3\n4\n5\n', '.gitignore': '*.log\n' };

export async function makeCheckout(files: Readonly<Record<string, string>> = FILES): Promise<Checkout> {
  const place = await makePlace();
  const { project, env } = place;
  await rm(path.join(project, '.git'), { recursive: true });
  const own = {
    ...env,
    ...{ GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org' },
    ...{ GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.org' },
  };
  const git = async (...args: string[]) =>
    (await execute('git', args, { cwd: project, env: own })).stdout.trimEnd();
  const write = async (content: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(content)) {
      await mkdir(path.dirname(path.join(project, name)), { recursive: true });
      await writeFile(path.join(project, name), text);
    }
  };
  await git('init', '-q', '-b', 'main');
  await write(files);
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Initial commit');
  const folders = userFolders(env);
  return {
    ...{ ...place, git, write },
    run: (script, { flags = [], ...options } = {}) =>
      place.call(['run', '--driver', 'local', ...flags, '--', script], options),
    async sandboxes() {
      return readdir(path.join(folders.state, 'local')).catch(() => []);
    },
    async [Symbol.asyncDispose]() {
      for (const { id, outcome } of await listRuns(folders)) {
        if (!outcome) await place.call(['cancel', id]);
        await vi.waitFor(
          async () => {
            if (await isTended(folders, id)) throw new Error(`The run ${id} has not ended.`);
          },
          { timeout: 60_000, interval: 50 },
        );
      }
      await place[Symbol.asyncDispose]();
    },
  };
}
