import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { SpeckitError } from '../errors.ts';

/** Longer than any script of ours waits. */
const SECONDS = 60;
/** Linux takes no longer single argument. */
const MAX_ARGUMENT = 128 * 1024 - 1;

/** Room for content in one script, with what else stands in it. */
export const INLINE_BYTES = 48 * 1024;

/**
 * Runs a text of sh in the sandbox to its end; the answer is what it printed. The service splits a command into
 * words by rules of its own, so the text travels as one word of base64.
 */
export async function runScript(
  { process }: DaytonaSandbox,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number; result: string }> {
  const text = Buffer.from(script).toString('base64');
  if (text.length > MAX_ARGUMENT) {
    throw new SpeckitError('unsupported', 'A command for the sandbox is longer than Daytona takes.', {
      hint: 'Pass long content in a file or through stdin.',
    });
  }
  const command = `sh -c 'eval "$(printf %s "$1" | base64 -d)"' sh ${text}`;
  const { exitCode, result } = await process.executeCommand(command, undefined, { ...env }, SECONDS);
  return { exitCode, result };
}
