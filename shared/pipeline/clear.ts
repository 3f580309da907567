import { killCommand } from '../drivers/support/leftovers.ts';
import type { CallOptions, Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';

/** Marks a run's command and whatever it starts, so that it can be ended without its sandbox. */
const COMMAND_MARK = 'SPECKIT_REMOTE_COMMAND';

/** What goes into the environment of a run's command. The home tells apart sandboxes that share a machine. */
export function commandMark({ home }: Sandbox): Record<string, string> {
  return { [COMMAND_MARK]: home };
}

/** Folders are made writable first: a command may leave some that are not. */
const REMOVE =
  'for dir; do [ ! -e "$dir" ] || { chmod -R u+rwX "$dir" 2>/dev/null; rm -rf "$dir" || exit; }; done';

/** Removes all that is in `folder` but `kept`, a path right in it. */
const CLEAR = `
for path in "$1"/* "$1"/.[!.]*; do
  [ "$path" = "$2" ] || [ ! -e "$path" ] || { chmod -R u+rwX "$path" 2>/dev/null; rm -rf "$path" || exit; }
done
`;

const END_AND_CLEAR = 'sh -c "$1" sh "$2" && exec sh -c "$3" sh "$4" "$5"';

/**
 * The command that ends every process which a run's command has left in its sandbox, and then removes what the run has
 * left in `folder`, except for `kept`, a path right in it.
 */
export function clearCommand(sandbox: Sandbox, folder: string, kept: string): string[] {
  const [, , kill = '', , mark = ''] = killLeftovers(sandbox);
  return ['sh', '-c', END_AND_CLEAR, 'sh', kill, mark, CLEAR, folder, kept];
}

const killLeftovers = (sandbox: Sandbox) => killCommand(Object.values(commandMark(sandbox)), COMMAND_MARK);

/** Ends every process that a run's command has left in its sandbox. */
export async function endLeftovers(sandbox: Sandbox, options: CallOptions): Promise<void> {
  await must(sandbox, killLeftovers(sandbox), options);
}

/** Removes folders of an earlier run. */
export async function removeFolders(
  sandbox: Sandbox,
  folders: readonly string[],
  options: CallOptions,
): Promise<void> {
  await must(sandbox, ['sh', '-c', REMOVE, 'sh', ...folders], options);
}

async function must(sandbox: Sandbox, argv: readonly string[], options: CallOptions): Promise<void> {
  const { exitCode, stderr } = await sandbox.exec(argv, options);
  if (exitCode === 0) return;
  throw new SpeckitError('internal', 'The sandbox of the run before could not be cleaned.', {
    hint: 'Nothing to do: it is removed, and a new one is made.',
    cause: new Error(`exit ${exitCode}: ${stderr.toString()}`),
  });
}
