import { isSpeckitError } from '../../shared/errors.ts';
import type { Output, Style } from './output.ts';

/** What one check came to. */
export interface Finding {
  name: string;
  state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was seen. */
  text: string;
  /** What to do about it. */
  hint?: string;
}

const DEFECT = 'That should not happen. Please report it with the lines around it.';

/** What a check saw; a text alone is fine. */
export type Seen = string | Omit<Finding, 'name'>;

/** One check; what it rejects with is its finding, unless the user broke it off. */
export async function find(
  name: string,
  signal: AbortSignal,
  look: () => Seen | Promise<Seen>,
): Promise<Finding> {
  try {
    signal.throwIfAborted();
    const seen = await look();
    return typeof seen === 'string' ? { name, state: 'ok', text: seen } : { name, ...seen };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!isSpeckitError(error)) return { name, state: 'failed', text: String(error), hint: DEFECT };
    return { name, state: 'failed', text: error.message, hint: error.hint };
  }
}

const MARKS: Readonly<Record<Finding['state'], [string, Style]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['-', 'dim'],
};

/** Findings as lines for people: a mark, the name, what was seen, and below it what to do. */
export function findingLines(findings: readonly Finding[], paint: Output['paint']): string[] {
  const width = Math.max(0, ...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, state, text, hint }) => {
    const [mark, style] = MARKS[state];
    const below = hint ? [`  ${' '.repeat(width)}  ${paint('dim', hint)}`] : [];
    return [`${paint(style, mark)} ${name.padEnd(width)}  ${text}`, ...below];
  });
}

export const anyFailed = (findings: readonly Finding[]): boolean =>
  findings.some(({ state }) => state === 'failed');
