import { z } from 'zod';
import type { RunFlags, Work } from '../shared/command/types.ts';
import type { AskedConflict, Conclusion, RunOutcome } from '../shared/events.ts';
import type { RunFacts } from '../shared/github/run-facts.ts';

/** What later steps of other workflow runs must know of a run. There is no database: its status comment carries it. */
export interface Memo {
  /** Id of the workflow run that works on it. */
  workflow: number;
  work: Work;
  flags: RunFlags;
  facts: RunFacts;
  /** The branch of the pull request. */
  branch: string;
  sender: { id: number; login: string };
  /** Once it has ended. */
  outcome?: { conclusion: Conclusion; resultRef?: string; asked?: AskedConflict[]; afterwards?: unknown };
}

/** A comment holds 65,536 characters, and most of them are for people. */
const MOST = 16_000;

const Shape = z.object({
  workflow: z.number(),
  work: z.union([
    z.object({ kind: z.literal('phase'), phase: z.string(), text: z.string() }),
    z.object({ kind: z.literal('shell'), command: z.string() }),
  ]),
  flags: z.looseObject({}),
  facts: z.looseObject({ id: z.string(), phase: z.string(), pullNumber: z.number(), headSha: z.string() }),
  branch: z.string(),
  sender: z.object({ id: z.number(), login: z.string() }),
  outcome: z.looseObject({ conclusion: z.string() }).optional(),
});

/** Fit for {@link RunFacts.memo}; without the questions or the words of the work where they are too long. */
export function writeMemo(memo: Memo, outcome?: RunOutcome): string {
  const whole: Memo = outcome ? { ...memo, outcome: kept(outcome) } : memo;
  const text = encode(whole);
  if (text.length <= MOST) return text;
  const work: Work = memo.work.kind === 'phase' ? { ...memo.work, text: '' } : { kind: 'shell', command: '' };
  const { asked: _asked, ...short } = whole.outcome ?? { conclusion: 'failure' };
  return encode({ ...whole, work, ...(whole.outcome ? { outcome: short } : {}) });
}

/** `undefined` for anything that is no memo of ours. */
export function readMemo(text: string | undefined): Memo | undefined {
  if (text === undefined) return undefined;
  try {
    return Shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString())) as unknown as Memo;
  } catch {
    return undefined;
  }
}

function kept({ conclusion, resultRef, asked, ...rest }: RunOutcome): NonNullable<Memo['outcome']> {
  return {
    conclusion,
    ...(resultRef === undefined ? {} : { resultRef }),
    ...(asked === undefined ? {} : { asked: asked.map(({ detail: _detail, ...one }) => one) }),
    ...('afterwards' in rest ? { afterwards: rest.afterwards } : {}),
  };
}

function encode(memo: Memo): string {
  return Buffer.from(JSON.stringify(memo)).toString('base64url');
}
