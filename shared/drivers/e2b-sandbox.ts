import { SpeckitError } from '../errors.ts';
import type { E2bBox, E2bClient, E2bSdk } from './e2b-client.ts';
import { e2bError } from './e2b-errors.ts';
import { execE2b } from './e2b-exec.ts';
import { downloadE2b, draftPath, uploadE2b } from './e2b-files.ts';
import { RpcFailure } from './e2b-rpc.ts';
import { type E2bSettings, ttlMs } from './e2b-settings.ts';
import { usageE2b } from './e2b-usage.ts';
import { folderSize, rarely } from './support/disk.ts';
import { KeepAlive } from './support/keep-alive.ts';
import { killCommand, Leftovers } from './support/leftovers.ts';
import { fileMissing, sandboxGone } from './support/missing.ts';
import { measureFile, placeFile, wholeFile } from './support/remote-files.ts';
import { expectErrors } from './support/stdin.ts';
import type { CallOptions, ExecOptions, ExecResult, Sandbox } from './types.ts';

const KILL_MS = 15_000;
const TRUNCATED = new RpcFailure('the file ended early', {});

/** A running sandbox as our interface has it. Asks it where its home is. */
export async function openE2b(
  client: E2bClient,
  settings: E2bSettings,
  box: E2bBox,
  options: CallOptions,
): Promise<Sandbox> {
  const id = box.sandboxId;
  const { user } = settings;
  const daemon = box.daemon(user);
  const gone = (cause: unknown) => sandboxGone(id, cause);
  const keepAlive = new KeepAlive(ttlMs(settings), () =>
    client.call({ what: 'renew a sandbox' }, () => box.setTimeout(ttlMs(settings))),
  );

  /** A call into the sandbox. When it does not answer, the API tells whether it is still there. */
  async function inside<T>(
    about: { what: string; missing?: (cause: unknown) => SpeckitError } & CallOptions,
    request: (sdk: E2bSdk) => Promise<T>,
  ): Promise<T> {
    using _held = keepAlive.hold();
    try {
      return await client.call(about, request);
    } catch (error) {
      if (!(error instanceof SpeckitError) || error.code !== 'unreachable') throw error;
      const look = { what: 'look at a sandbox', missing: gone, signal: about.signal };
      await client.call(look, (sdk, connection) => sdk.Box.getInfo(id, connection));
      throw error;
    }
  }

  const run = (
    argv: readonly string[],
    options: ExecOptions,
    mark: string,
    cwd?: string,
  ): Promise<ExecResult> =>
    inside({ what: 'run a command', signal: options.signal }, () =>
      execE2b(daemon, { argv, mark, cwd }, options),
    );

  const leftovers = new Leftovers(async marks => {
    const limit = { signal: AbortSignal.timeout(KILL_MS) };
    const { exitCode } = await run(killCommand(marks), limit, 'none');
    if (exitCode !== 0) throw gone(new Error(`kill: exit ${exitCode}`));
  });

  const { stdout } = await run(['sh', '-c', 'printf %s "$HOME"'], options, 'none');
  const home = stdout.toString();
  const exec: Sandbox['exec'] = async (argv, options = {}) => {
    expectErrors(options.stdin);
    options.signal?.throwIfAborted();
    return leftovers.guard(mark => run(argv, options, mark, options.cwd ?? home));
  };
  // The service measures the whole machine's disk, most of which is the template's.
  const diskUsed = rarely(more => folderSize(exec, home, more));
  return {
    id,
    home,
    filesFirst: true,
    exec,
    async writeFile(path, content, options = {}) {
      const { signal } = options;
      if (!(content instanceof Uint8Array)) expectErrors(content);
      const draft = draftPath(home);
      await inside({ what: 'write a file', signal }, () => uploadE2b(box, draft, content, user, signal));
      await placeFile(exec, draft, path, options);
    },
    async readFile(path, options = {}) {
      const { signal } = options;
      const size = await measureFile(exec, path, options);
      const about = { what: 'read a file', signal, missing: (cause: unknown) => fileMissing(path, cause) };
      return inside(about, async sdk => {
        const broken = (cause: unknown) =>
          signal?.aborted ? signal.reason : (e2bError(sdk, cause ?? TRUNCATED, about) ?? cause);
        return wholeFile(await downloadE2b(box, path, user, signal), size, broken);
      });
    },
    async destroy({ signal } = {}) {
      const about = { what: 'remove a sandbox', signal };
      await client.call(about, (sdk, connection) => sdk.Box.kill(id, connection));
    },
    async usage({ signal } = {}) {
      const about = { what: 'measure a sandbox', missing: gone, signal };
      const read = () => client.call(about, (sdk, connection) => sdk.Box.getMetrics(id, connection));
      const [measured, diskBytes] = await Promise.all([usageE2b(read, { signal }), diskUsed({ signal })]);
      return { ...measured, diskBytes };
    },
  };
}
