/** One question that an agent left open. */
export interface OpenQuestion {
  text: string;
  /** The file that holds it; absent for one that was only printed. */
  path?: string;
}

/** Shown at most; an agent is told to ask no more than five. */
const MOST = 20;
const LONGEST = 500;

/** Spec Kit's marker for what a specification leaves open; the bare words appear in its checklists. */
const MARKER = /\[NEEDS CLARIFICATION:\s*([^\]]+)\]/g;
/** The form in which `clarify` has to ask, and in which it records an answer. */
const ASKED = /^\*\*Question:\*\*\s+(.+\?(?:\s*\([^)]*\))?)\s*$/gm;
const ANSWERED = /^[-*]\s*Q:\s*(.+?)\s*(?:→|->)\s*A:/gm;

/** Templates and the agents' own instructions hold the marker as an example. */
const NOT_A_RESULT = /(?:^|\/)\.(?!specify\/bugs\/)[^/]+\//;

/**
 * The questions that a run leaves open: markers in the Markdown files that it changed, and what was printed in the
 * form that `clarify` prescribes, unless a changed file records the answer. A run with any is not done.
 * @param files the changed files' content as it is after the run, paths relative to the repository
 * @param output what the run printed, as text
 */
export function openQuestions(
  files: readonly { path: string; content: string }[],
  output = '',
): OpenQuestion[] {
  const found = new Map<string, OpenQuestion>();
  const answered = new Set<string>();
  for (const { path, content } of files) {
    if (!path.endsWith('.md') || NOT_A_RESULT.test(path)) continue;
    const text = withoutCode(content);
    for (const [, question] of text.matchAll(MARKER)) add(found, question, path);
    for (const [, question] of text.matchAll(ANSWERED)) answered.add(key(question ?? ''));
  }
  for (const [, question] of output.matchAll(ASKED)) {
    if (!answered.has(key(question ?? ''))) add(found, question);
  }
  return [...found.values()].slice(0, MOST);
}

function add(found: Map<string, OpenQuestion>, question: string | undefined, path?: string): void {
  const flat = (question ?? '').replace(/\s+/g, ' ').trim();
  if (flat === '' || found.has(key(flat))) return;
  const text = flat.length > LONGEST ? `${flat.slice(0, LONGEST - 1)}…` : flat;
  found.set(key(flat), path === undefined ? { text } : { text, path });
}

/** Questions are the same when only case, space and a trailing requirement id differ. */
function key(question: string): string {
  return question
    .replace(/\s*\([^)]*\)\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** The Markdown without fenced blocks and inline code, where a marker is quoted, not asked. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, '').replace(/`[^`\n]*`/g, '');
}
