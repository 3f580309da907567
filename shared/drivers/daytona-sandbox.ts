import { randomUUID } from 'node:crypto';
import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import type { DaytonaClient, DaytonaSdk } from './daytona-client.ts';
import { daytonaError, noDaytona } from './daytona-errors.ts';
import { execDaytona } from './daytona-exec.ts';
import { downloadDaytona, uploadDaytona } from './daytona-files.ts';
import { quote, removeJobs } from './daytona-scripts.ts';
import { alive, removeDaytona } from './daytona-state.ts';
import { runScript } from './daytona-toolbox.ts';
import { folderSize, rarely } from './support/disk.ts';
import { killCommand, Leftovers } from './support/leftovers.ts';
import { fileMissing, sandboxGone } from './support/missing.ts';
import { measureFile, placeFile, wholeFile } from './support/remote-files.ts';
import { expectErrors } from './support/stdin.ts';
import type { CallOptions, Sandbox } from './types.ts';

const KILL_MS = 15_000;

/** A running sandbox as our interface has it. Asks it where its home is. */
export async function openDaytona(
  client: DaytonaClient,
  box: DaytonaSandbox,
  options: CallOptions,
): Promise<Sandbox> {
  const { id } = box;

  /** A call into the sandbox. When it does not answer or knows no sandbox, the API tells what has become of it. */
  async function inside<T>(
    about: { what: string; missing?: (cause: unknown) => SpeckitError } & CallOptions,
    request: (sdk: DaytonaSdk) => Promise<T>,
  ): Promise<T> {
    try {
      return await client.call(about, (_, sdk) => request(sdk));
    } catch (error) {
      if (!isSpeckitError(error) || !['unreachable', 'config', 'missing'].includes(error.code)) throw error;
      await alive(client, id, about);
      throw error;
    }
  }

  const home = await inside({ what: 'tell the home folder', ...options }, async () => {
    const { exitCode, result } = await runScript(box, 'printf %s "$HOME"');
    if (exitCode === 0 && result.startsWith('/')) return result;
    throw new SpeckitError('unsupported', 'The sandbox has no shell that tells its home folder.', {
      hint: 'The image must have a POSIX sh and base64; name another snapshot or image in the profile.',
      cause: new Error(`exit ${exitCode}: ${result}`),
    });
  });
  const draft = () => `${home}/.speckit-remote/${randomUUID()}`;

  const leftovers = new Leftovers(async marks => {
    const script = `${killCommand(marks).map(quote).join(' ')} || exit 6\n${removeJobs(marks, home)}`;
    const about = { what: 'end a command', signal: AbortSignal.timeout(KILL_MS) };
    const { exitCode } = await inside(about, () => runScript(box, script));
    if (exitCode !== 0) throw noDaytona('end a command', new Error(`kill: exit ${exitCode}`));
  });
  const exec: Sandbox['exec'] = async (argv, options = {}) => {
    expectErrors(options.stdin);
    options.signal?.throwIfAborted();
    const about = { what: 'run a command', signal: options.signal };
    return leftovers.guard(mark =>
      inside(about, () => execDaytona(box, { argv, mark, home, draft, cwd: options.cwd ?? home }, options)),
    );
  };
  // The service measures the whole disk, most of which is the snapshot's.
  const diskUsed = rarely(more => folderSize(exec, home, more));
  return {
    id,
    home,
    filesFirst: true,
    exec,
    async writeFile(path, content, options = {}) {
      const { signal } = options;
      if (!(content instanceof Uint8Array)) expectErrors(content);
      const file = draft();
      await inside({ what: 'write a file', signal }, () => uploadDaytona(box, file, content, signal));
      await placeFile(exec, file, path, options);
    },
    async readFile(path, options = {}) {
      const { signal } = options;
      const size = await measureFile(exec, path, options);
      const about = { what: 'read a file', signal, missing: (cause: unknown) => fileMissing(path, cause) };
      return inside(about, async sdk => {
        const broken = (cause: unknown) =>
          signal?.aborted ? signal.reason : (daytonaError(sdk, cause, about) ?? noDaytona(about.what, cause));
        return wholeFile(await downloadDaytona(box, path, signal), size, broken);
      });
    },
    destroy: (options = {}) => removeDaytona(client, box, options),
    async usage({ signal } = {}) {
      const gone = (cause: unknown) => sandboxGone(id, cause);
      const about = { what: 'measure a sandbox', missing: gone, signal };
      const [metrics, diskBytes] = await Promise.all([
        inside(about, () => box.getMetricsLatest()),
        diskUsed({ signal }),
      ]);
      return {
        // The service says it in percent of all cores, and counts cached file content as memory.
        cpuPercent: metrics.cpuUsedPct * metrics.cpuCount,
        memoryBytes: Math.max(0, metrics.memUsed - metrics.memCache),
        diskBytes,
      };
    },
  };
}
