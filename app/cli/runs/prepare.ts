import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedProfile } from '../../../shared/profile/resolve.ts';
import { gitLine } from '../../../shared/sync/git.ts';
import { openMirror } from '../../../shared/sync/mirror.ts';
import { packSnapshot } from '../../../shared/sync/pack.ts';
import { treeOf } from '../../../shared/sync/trees.ts';
import { asOwner, findWorkspace } from '../../../shared/sync/workspace.ts';
import { withCredentials } from '../credentials.ts';
import { type RunSettings, runSettings } from '../profiles/run-settings.ts';
import type { RunRecord } from './record.ts';
import { excludeFor } from './secret-files.ts';
import { ownIgnore, type SnapshotOptions, takeSnapshot } from './snapshot.ts';
import type { Tending } from './tend.ts';
import type { WorkingTreeTarget } from './working-tree.ts';

export interface Prepared extends Pick<RunSettings, 'variables'>, SnapshotOptions {
  profile: ResolvedProfile;
  started: WorkingTreeTarget['started'];
  /** Files that did not go up. */
  keptBack: number;
  /** What the sandbox's checkout calls its branch. */
  branch: string;
}

/** Decides all that a run needs, once: whoever goes on with it finds what was decided in its record. */
export async function prepareRun(
  { context, files, note }: Tending,
  before: RunRecord,
  signal: AbortSignal,
): Promise<Prepared> {
  const { root, include } = before;
  const { scratch: scratchDir } = files;
  await mkdir(scratchDir, { recursive: true });
  const mirror = await openMirror(files.mirror);
  const [{ profile, variables }, workspace, ignore] = await Promise.all([
    settingsOf(context, before, signal),
    findWorkspace(root, signal),
    ownIgnore(context, signal),
  ]);
  const head = before.head ?? workspace.head;
  const options: SnapshotOptions = { checkout: { root, head }, mirror, scratchDir, include, ignore };
  const started = await startedWith();
  const sent = await packSnapshot(mirror, started.commit, { exclude: profile.exclude, signal });
  const branch = before.branch ?? (await branchOf(root, signal));
  if (before.headSha === undefined) await note({ profile, head, headSha: started.commit, branch });
  return {
    ...{ ...options, variables, profile, branch },
    started: { ...started, sent: sent.tree },
    keptBack: sent.excluded,
  };

  async function startedWith() {
    if (before.headSha === undefined) return takeSnapshot(options, signal);
    return { commit: before.headSha, tree: await treeOf(mirror, before.headSha, signal) };
  }
}

/** A run that was begun keeps its profile, whatever became of the configuration. */
async function settingsOf(
  context: Tending['context'],
  before: RunRecord,
  signal: AbortSignal,
): Promise<Pick<Prepared, 'profile' | 'variables'>> {
  if (before.profile) {
    const variables = await withCredentials(context.env, before.profile, signal);
    return { profile: before.profile, variables };
  }
  const { profile, variables } = await runSettings({ ...context, signal }, before.root, before.flags);
  const project = projectOf(before, profile.project);
  return {
    profile: { ...profile, project, exclude: excludeFor(profile.exclude, before.include) },
    variables,
  };
}

/** The branch that is checked out, whose name may tell the feature. */
async function branchOf(root: string, signal: AbortSignal): Promise<string> {
  const args = ['symbolic-ref', '--short', '--quiet', 'HEAD'];
  return gitLine(args, asOwner(root, signal)).catch(() => 'work');
}

/** What the project's configuration says, else where the person is: a command runs there, Spec Kit where it is set up. */
function projectOf({ root, directory, work }: RunRecord, configured: string): string {
  if (configured !== '.') return configured;
  if (work.kind === 'shell') return directory;
  return existsSync(path.join(root, directory, '.specify')) ? directory : '.';
}
