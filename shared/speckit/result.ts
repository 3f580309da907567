import path from 'node:path/posix';
import type { CallOptions, Sandbox } from '../drivers/types.ts';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { type PhaseOutcome, readOutcome } from './outcome.ts';
import { CONTROL_FILES } from './script.ts';
import type { PhaseNames } from './setup-errors.ts';

/** What a finished phase left in the control folder. */
export interface PhaseResult {
  outcome: PhaseOutcome;
  /** What had to be set up in the checkout first: `spec-kit`, `extension <name>`. The commit's message says so. */
  setUp: string[];
}

/** Bytes; Spec Kit's report holds ids and one message. */
const MAX_BYTES = 256 * 1024;

/** The command can write there too, and it ends up in the commit's message. */
const isSetUp = (line: string) => /^(spec-kit|extension [a-z0-9][a-z0-9-]{0,63})$/.test(line);

/** Reads the result of the phase's script, which ended with `exitCode` (undefined: it was lost). */
export async function readPhaseResult(
  sandbox: Sandbox,
  exitCode: number | undefined,
  names: PhaseNames,
  options: CallOptions = {},
): Promise<PhaseResult> {
  const control = path.join(sandbox.home, 'ctl');
  const json = await contentOf(sandbox, path.join(control, CONTROL_FILES.outcome), options);
  const setUp = await contentOf(sandbox, path.join(control, CONTROL_FILES.setUp), options);
  return {
    outcome: readOutcome(json, exitCode, names),
    setUp: setUp === undefined ? [] : setUp.toString().split('\n').filter(isSetUp),
  };
}

async function contentOf(sandbox: Sandbox, file: string, options: CallOptions): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of await sandbox.readFile(file, options)) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > MAX_BYTES) throw tooLarge(path.basename(file));
      chunks.push(bytes);
    }
  } catch (error) {
    if (isSpeckitError(error, 'missing')) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): SpeckitError {
  return new SpeckitError(
    'rejected',
    `The control file \`${name}\` in the sandbox is larger than ${MAX_BYTES} bytes.`,
    {
      hint: 'Something in the sandbox wrote to it; `/speckit retry` starts the phase again.',
    },
  );
}
