import type { Context } from '../command.ts';
import type { Finding } from '../findings.ts';
import { machineFindings } from './machine.ts';

/** Looks at everything that runs and servers rest on; says of each what was seen, and what to do. */
export async function examine(
  context: Context,
  told: (finding: Finding) => void = () => undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { serverFindings } = await import('./server.ts');
  for (const look of [machineFindings, serverFindings]) {
    for await (const finding of look(context, findings)) {
      findings.push(finding);
      told(finding);
    }
  }
  return findings;
}
