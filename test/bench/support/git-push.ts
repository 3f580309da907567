import { git } from '../../../shared/sync/git.ts';
import { pinRef } from '../../../shared/sync/mirror.ts';
import type { Uploads } from './uploads.ts';

/** A fresh container with an empty bare repository; the call pushes the commit to it, through git inside. */
export async function pushOpener(uploads: Uploads): Promise<() => Promise<void>> {
  const { mirror, commit } = uploads.repository;
  const sandbox = await uploads.sandbox();
  const bare = `${sandbox.home}/bare.git`;
  // Our mirror has no history to give.
  const script = 'git init -q --bare "$1" && git -C "$1" config receive.shallowUpdate true';
  const { exitCode } = await sandbox.exec(['sh', '-c', script, 'sh', bare]);
  if (exitCode !== 0) throw new Error(`No bare repository could be made: ${exitCode}`);
  const url = `ext::docker exec --interactive ${sandbox.id} %S ${bare}`;
  const args = [
    '-c',
    'protocol.ext.allow=always',
    'push',
    '--quiet',
    url,
    `${pinRef(commit)}:refs/heads/main`,
  ];
  return async () => void (await git(args, { gitDir: mirror.gitDir }));
}
