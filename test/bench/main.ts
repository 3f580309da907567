import { isSpeckitError } from '../../shared/errors.ts';
import { parseArguments } from './arguments.ts';
import { measure } from './measure.ts';
import { FIGURES } from './registry.ts';
import { TABLE_HEAD, tableRow } from './report.ts';

const USAGE = `npm run bench [-- NAME…] [--json]
Takes the named figures (default: all) beside their references. --json prints one object a line.
A missed target is shown and is no error: on a busy machine it may be noise. The exit code is 1
when a figure could not be taken, 2 when the command line is wrong.
Figures: ${Object.keys(FIGURES).join(', ')}`;

function explain(error: unknown): string {
  return isSpeckitError(error) ? `${error.message} ${error.hint}` : String((error as Error)?.stack ?? error);
}

/** Takes figures one after the other; one that fails does not stop the others. Returns the exit code. */
async function bench(args: readonly string[]): Promise<number> {
  const { names, json, help } = parseArguments(args, Object.keys(FIGURES));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (!json) console.log(TABLE_HEAD);
  let failures = 0;
  for (const name of names) {
    try {
      for (const figure of (await FIGURES[name]?.())?.default ?? []) {
        if (process.stderr.isTTY) console.error(`${figure.name}: ${figure.about} …`);
        const result = await measure(figure);
        console.log(json ? JSON.stringify(result) : tableRow(result));
      }
    } catch (error) {
      failures += 1;
      console.error(`${name}: ${explain(error)}`);
    }
  }
  return failures > 0 ? 1 : 0;
}

// Octokit and Probot would log into the report otherwise.
process.env.LOG_LEVEL ??= 'fatal';
try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  if (!isSpeckitError(error, 'usage')) throw error;
  console.error(explain(error));
  process.exitCode = 2;
}
