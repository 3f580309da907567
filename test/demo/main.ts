import { parseArgs } from 'node:util';
import { toSpeckitError } from '../../shared/errors.ts';
import { runDemo } from './demo.ts';
import { createNarrator } from './narrator.ts';

const USAGE = `npm run demo [-- --keep] [-- --json]
  --keep   leave everything running afterwards and print where it is
  --json   print one JSON object at the end on standard output; the story goes to standard error`;

/** The main job on real input: exits 0 when the run succeeded. */
async function main(): Promise<number> {
  let values: { keep?: boolean; json?: boolean; help?: boolean };
  try {
    ({ values } = parseArgs({
      options: { keep: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { keep = false, json = false } = values;
  const summary = await runDemo({ keep, say: createNarrator(json ? process.stderr : process.stdout) });
  if (json) console.log(JSON.stringify(summary));
  return summary.conclusion === 'success' ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, hint, cause } = toSpeckitError(error);
  console.error(`${message}\n${hint}`);
  if (cause !== undefined) console.error(cause);
  process.exitCode = 1;
}
