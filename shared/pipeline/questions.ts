import { posix } from 'node:path';
import { openQuestions } from '../speckit/questions.ts';
import { openObjects } from '../sync/objects.ts';
import { treeLookup } from '../sync/tree-lookup.ts';
import type { Repository } from '../sync/trees.ts';
import type { Download } from './download.ts';
import type { PipelineRun } from './types.ts';
import type { JudgedWork } from './verdict.ts';

/** Documents above this are not read for questions; a specification is a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

interface Document {
  path: string;
  content: string;
}

export interface QuestionsInput {
  run: PipelineRun;
  received: Download | undefined;
  outputTail: string;
  /** The feature that the phase worked on, and what the repository held of it before. */
  before: { repository: Repository; tree: string; feature: string | undefined };
  signal: AbortSignal;
}

/** The verdict on a phase that went well but left questions open: never green, and it shows them. */
export async function withOpenQuestions(verdict: JudgedWork, input: QuestionsInput): Promise<JudgedWork> {
  const { run, received, outputTail } = input;
  if (run.work.kind !== 'phase' || verdict.conclusion !== 'success') return verdict;
  const clarify = run.work.phase === 'clarify';
  const files: Document[] = clarify ? await untouchedSpecification(input) : [];
  for (const change of received?.changes ?? []) {
    if (change.status === 'deleted' || !change.path.endsWith('.md') || change.size > MOST_BYTES) continue;
    if (!received) continue;
    const content = await received.objects.read(change.oid, change.size);
    files.push({ path: change.path, content: content.toString('utf8') });
  }
  const questions = openQuestions(files, clarify ? outputTail : '');
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

/** A `clarify` that changed nothing, however it asked, has left open what the specification already had open. */
async function untouchedSpecification({
  run,
  received,
  before,
  signal,
}: QuestionsInput): Promise<Document[]> {
  const { repository, tree, feature } = before;
  if (feature === undefined) return [];
  const path = posix.join(run.profile.project, feature, 'spec.md');
  if (received?.changes.some(change => change.path === path)) return [];
  await using objects = openObjects(repository, { signal });
  const found = await treeLookup(objects)(tree, path);
  const content = found && (await objects.readSmall(found.oid, MOST_BYTES));
  return content ? [{ path, content: content.toString('utf8') }] : [];
}
