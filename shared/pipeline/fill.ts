import type { Sandbox } from '../drivers/types.ts';
import { whileReachable } from '../session/index.ts';
import type { Snapshot } from '../sync/pack.ts';
import { uploadSnapshot } from '../sync/upload.ts';
import { removeFolders } from './clear.ts';
import { layoutOf } from './execute.ts';
import { patienceOf } from './patience.ts';
import { uploadProgress } from './progress.ts';
import type { PipelinePorts, PipelineRun } from './types.ts';

export interface FillInput {
  run: Pick<PipelineRun, 'branch' | 'profile'>;
  ports: Pick<PipelinePorts, 'emit'>;
  snapshot: Snapshot;
  /** The folder of this machine that was handed over to the sandbox. */
  handover?: string | undefined;
  signal: AbortSignal;
}

/** Brings the snapshot into a new sandbox; an upload that breaks off with the line begins again from nothing. */
export async function fillSandbox(
  sandbox: Sandbox,
  { run, ports, snapshot, handover, signal }: FillInput,
): Promise<void> {
  const { repo, control } = layoutOf(sandbox);
  let begun = false;
  await whileReachable(sandbox, patienceOf({ ...run, ...ports, signal }), async () => {
    if (begun) await removeFolders(sandbox, [repo, control], { signal });
    begun = true;
    await uploadSnapshot(sandbox, snapshot, {
      dir: repo,
      controlDir: control,
      branch: run.branch,
      handover,
      signal,
      onProgress: uploadProgress(ports.emit, snapshot),
    });
  });
}
