import { openQuestions } from '../speckit/questions.ts';
import type { Download } from './download.ts';
import type { PipelineRun } from './types.ts';
import type { JudgedWork } from './verdict.ts';

/** Documents above this are not read for questions; a specification is a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** The verdict on a phase that went well but left questions open: never green, and it shows them. */
export async function withOpenQuestions(
  verdict: JudgedWork,
  { run, received, outputTail }: { run: PipelineRun; received: Download | undefined; outputTail: string },
): Promise<JudgedWork> {
  if (run.work.kind !== 'phase' || verdict.conclusion !== 'success') return verdict;
  const files: { path: string; content: string }[] = [];
  for (const change of received?.changes ?? []) {
    if (change.status === 'deleted' || !change.path.endsWith('.md') || change.size > MOST_BYTES) continue;
    if (!received) continue;
    const content = await received.objects.read(change.oid, change.size);
    files.push({ path: change.path, content: content.toString('utf8') });
  }
  const questions = openQuestions(files, run.work.phase === 'clarify' ? outputTail : '');
  if (questions.length === 0) return verdict;
  return {
    ...verdict,
    conclusion: 'action_required',
    title: `The phase \`${run.work.phase}\` left ${questions.length === 1 ? 'a question' : `${questions.length} questions`} open.`,
    notes: [
      ...questions.map(({ text, path }) => (path ? `${text} (${path})` : text)),
      'Answer with `/speckit run clarify <answers>`, or edit the document.',
      ...verdict.notes,
    ],
  };
}
