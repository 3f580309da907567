import { parseComment } from '../shared/command/parse.ts';
import { quoted } from '../shared/command/suggest.ts';
import type { Command } from '../shared/command/types.ts';
import { SpeckitError } from '../shared/errors.ts';

/**
 * The input `command`: a phase with text or `-- <shell command>`, with the flags of a comment before it, or all that
 * a comment may say. @throws SpeckitError `usage`
 */
export function readCommandInput(text: string): Command {
  const typed = text.trim();
  const parsed = parseComment(/^\/speckit\b/i.test(typed) ? typed : `/speckit run ${typed}`);
  if (parsed.type === 'command') return parsed.command;
  if (parsed.type === 'reply') throw parsed.error;
  throw new SpeckitError('usage', `The input \`command\` is ${quoted(typed)}, which is no command.`, {
    hint: 'Write a phase with its text, like `plan` or `specify A cart`, or `-- npm test`.',
  });
}
