import { CommanderError } from 'commander';
import { SpeckitError, toSpeckitError } from '../../shared/errors.ts';
import type { Output } from './output.ts';
import { NAME } from './parser.ts';

/** Help and version were printed, which is all that was wanted. */
const PRINTED = new Set(['commander.helpDisplayed', 'commander.version']);
/** Help was printed in the place of an error. */
const HELPED = 'commander.help';

/** What a thrown value means for the command line: nothing to say, an error that was said, or one to show. */
export function failureOf(error: unknown, call: string): 'fine' | 'told' | SpeckitError {
  if (!(error instanceof CommanderError)) return ofOurs(error);
  if (PRINTED.has(error.code)) return 'fine';
  if (error.code === HELPED) return 'told';
  const [what = '', suggestion = ''] = withoutValues(error.message).split('\n');
  const also = suggestion.replace(/^\((.*)\)$/, ' $1');
  return new SpeckitError(
    'usage',
    `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.${also}`,
    {
      hint: `\`${[NAME, call, '--help'].filter(Boolean).join(' ')}\` shows what there is.`,
      cause: error,
    },
  );
}

/** Words in the wrong place are not shown: one may be a credential that was meant for `login`. */
function withoutValues(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/( but got \d+): [\s\S]*$/, '$1')
    .replace(/^(unknown option '-[^=']*)=[\s\S]*'/, "$1'");
}

function ofOurs(error: unknown): SpeckitError {
  const known = toSpeckitError(error);
  if (known.code !== 'internal') return known;
  return new SpeckitError('internal', known.message, {
    hint: 'Set SPECKIT_DEBUG=1 and try again: it then shows where it happened. Please report that.',
    cause: known.cause ?? known,
  });
}

/** Says what is wrong and what to do. */
export function showFailure(error: SpeckitError, out: Output, debug: boolean): void {
  out.progress('');
  if (out.json) {
    const { code, message, hint } = error;
    out.result({ error: { code, message, hint } }, () => []);
  } else {
    out.note(`${out.paint('red', 'error:', 'note')} ${error.message}`);
    out.note(out.paint('dim', error.hint, 'note'));
  }
  if (debug && error.cause instanceof Error) out.note(error.cause.stack ?? String(error.cause));
}
