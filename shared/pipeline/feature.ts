import { featureFor, featureNeed } from '../speckit/feature.ts';
import { listDirectories } from '../sync/trees.ts';
import type { PipelinePorts, PipelineRun } from './types.ts';

/**
 * The feature directory that a phase works on, decided when the run starts: an earlier run of the same PR may
 * have made it after this one was asked for. Shell commands and phases without one get `undefined`.
 * @throws SpeckitError `usage` that lists the candidates or says how to start a feature
 */
export async function chooseFeature(
  run: PipelineRun,
  ports: PipelinePorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { work, profile, branch, headSha } = run;
  if (work.kind !== 'phase') return undefined;
  if (featureNeed(work.phase) === 'optional' && run.feature === undefined) return undefined;
  const specs = profile.project === '.' ? 'specs' : `${profile.project}/specs`;
  const creates = featureNeed(work.phase) === 'creates';
  const [dirs, changedPaths, taken] = await Promise.all([
    listDirectories(ports.mirror, headSha, specs, { signal }),
    ports.publisher.changedPaths(signal),
    // A number that the base branch has given away meanwhile must not be taken a second time.
    creates ? ports.publisher.baseDirectories(specs, signal) : [],
  ]);
  return featureFor(work.phase, {
    flag: run.feature,
    changedPaths,
    branch,
    dirs,
    projectDir: profile.project,
    text: work.text,
    taken,
  });
}
