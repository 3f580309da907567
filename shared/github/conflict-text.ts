import type { AskedConflict } from '../events.ts';
import { headAndTail } from '../text/cut.ts';
import { count, formatBytes, shortSha } from '../text/format.ts';
import { redactKnownShapes } from '../text/known-shapes.ts';
import { code, fence } from '../text/markdown.ts';
import { plainText } from '../text/sanitize.ts';
import {
  answerMarker,
  type ConflictPlace,
  type ConflictQuestion,
  type ConflictVersion,
  conflictMarker,
} from './conflict-question.ts';
import { commitLink, paragraphs, prose } from './result-text.ts';
import type { Placement } from './review-lines.ts';
import type { RunFacts } from './run-facts.ts';

/** Bytes of one version that are shown; the file itself has the rest. */
const SHOWN_BYTES = 4_000;
/** So many places of one file are shown. */
const SHOWN_PLACES = 5;

export interface Asking {
  run: RunFacts;
  /** The branch's head that the result did not merge with. */
  branchHead: string;
}

/** The first comment of a conflict's thread. */
export function threadText(asking: Asking, question: ConflictQuestion, placement?: Placement): string {
  const { run } = asking;
  const suggestion = placement?.suggestion;
  const partly =
    suggestion !== undefined && placement && placement.covered < question.places.length
      ? `The suggestion covers ${placement.covered} of ${count(question.places.length, 'place')}; the others are asked again then.`
      : '';
  return paragraphs(
    `${conflictMarker(run.id, question.id)}\n⚠️ **${headline(question)}**`,
    versionsText(asking, question),
    ...(suggestion === undefined
      ? []
      : [`To take those of the run here:\n\n${fence(suggestion, 'suggestion')}`, partly]),
    `Reply \`/speckit keep branch\` or \`/speckit keep result\`${suggestion === undefined ? '' : ', or commit the suggestion'}. Editing the file and resolving this conversation keeps what the branch has then.`,
  );
}

/** What the review says above its threads. */
export function reviewText({ run, branchHead }: Asking, conflicts: number): string {
  return `Run \`${run.id}\` and the branch at ${commitLink(run, branchHead)} disagree in ${count(conflicts, 'place')}. When all are settled, the whole result is committed. \`/speckit keep branch\` or \`/speckit keep result\` on the pull request settles all the rest at once.`;
}

/** A conflict without a thread, for the status comment: what both sides have. */
export function detailText(asking: Asking, question: ConflictQuestion): string {
  return paragraphs(`**${headline(question)}**`, versionsText(asking, question));
}

/** Our reply in a thread that notes down an answer given on the pull request. */
export function answeredText(side: 'branch' | 'result', by: string): string {
  return `${answerMarker(side, by)}\n${prose(by)} chose what ${side === 'branch' ? 'the branch has' : 'the run made'}.`;
}

/** The list of a run's open conflicts in its status comment; those without a thread with all their details. */
export function askedText(run: RunFacts, asked: readonly AskedConflict[], room = 40_000): string {
  if (asked.length === 0) return '';
  let left = room;
  const entries = asked.map(conflict => {
    const whole = entryText(run, conflict, true);
    const text = whole.length <= left ? whole : entryText(run, conflict, false);
    left -= text.length;
    return text;
  });
  const fit: string[] = [];
  let length = 0;
  for (const entry of entries) {
    length += entry.length;
    if (length > room) break;
    fit.push(entry);
  }
  const more = entries.length - fit.length;
  return paragraphs(
    'The branch and this run both changed:',
    ...fit,
    more > 0 ? `… and ${count(more, 'more conflict')}.` : '',
    `\`/speckit keep branch ${run.id}\` or \`/speckit keep result ${run.id}\` settles all that is open.`,
  );
}

function entryText(run: RunFacts, { id, path, url, detail, answer }: AskedConflict, whole: boolean): string {
  const marker = url === undefined ? `${conflictMarker(run.id, id)}\n` : '';
  const name = code(redactKnownShapes(path));
  const place = url === undefined ? '' : `: [thread](${url})`;
  if (answer) {
    return `${marker}${answerMarker(answer.side, answer.by)}\n- ${name}${place} (${prose(answer.by)} chose the ${answer.side === 'branch' ? "branch's" : "run's"})`;
  }
  if (url !== undefined) return `- ${name}${place}`;
  const short = id.slice(0, 10);
  const how = `Answer with \`/speckit keep branch ${short}\` or \`/speckit keep result ${short}\`.`;
  return `${marker}- ${name}, which the diff of this pull request does not show\n\n${paragraphs(whole ? (detail ?? '') : '', how)}`;
}

function headline({ kind, branch, result, paths }: ConflictQuestion): string {
  const names = paths.map(path => code(redactKnownShapes(path))).join(', ');
  if (branch.kind === 'absent' && result.kind !== 'absent') {
    return kind === 'modify/delete' || kind === 'rename/delete'
      ? `The branch deleted ${names}, and the run changed it`
      : `Only the run has ${names} in this place`;
  }
  if (result.kind === 'absent' && branch.kind !== 'absent') {
    return kind === 'modify/delete' || kind === 'rename/delete'
      ? `The run deleted ${names}, and the branch changed it`
      : `Only the branch has ${names} in this place`;
  }
  const what = HEADLINES[kind];
  return what === undefined
    ? `The branch and the run disagree about ${names}`
    : what.replace('NAMES', () => names);
}

const HEADLINES: Readonly<Record<string, string>> = {
  content: 'The branch and the run changed the same lines of NAMES',
  binary: 'The branch and the run changed the binary file NAMES',
  symlink: 'The branch and the run made the symbolic link NAMES lead to different places',
  mode: 'Only one of the branch and the run made NAMES executable',
  lfs: 'The branch and the run changed the Git LFS file NAMES',
  'add/add': 'The branch and the run both added NAMES',
  'rename/rename': 'The branch and the run renamed a file differently: NAMES',
  'rename/add': 'A file was renamed to a name that the other side used as well: NAMES',
  'file/directory': 'One side has a file and the other a folder: NAMES',
  'distinct types': 'The branch and the run made different kinds of file of NAMES',
  submodule: 'The branch and the run changed the submodule NAMES',
  case: 'The branch and the run use names that differ only by case: NAMES',
};

function versionsText({ run, branchHead }: Asking, question: ConflictQuestion): string {
  const branch = `The branch at ${commitLink(run, branchHead)}`;
  const result = `Run \`${run.id}\` (${code(run.phase)} on ${commitLink(run, run.headSha)})`;
  if (question.places.length === 0) {
    return paragraphs(versionText(branch, question.branch), versionText(result, question.result));
  }
  const shown = question.places.slice(0, SHOWN_PLACES);
  const more = question.places.length - shown.length;
  return paragraphs(
    ...shown.map(place => placeText(place, branch, result)),
    more > 0 ? `… and ${count(more, 'more place')} in this file.` : '',
  );
}

function placeText({ start, end, ours, theirs }: ConflictPlace, branch: string, result: string): string {
  const where =
    end < start ? `before line ${start}` : end === start ? `in line ${start}` : `in lines ${start}–${end}`;
  return paragraphs(
    ours.length === 0 ? `${branch} has nothing ${where}.` : `${branch} has ${where}:`,
    ours.length === 0 ? '' : shownText(joined(ours)),
    theirs.length === 0 ? `${result} has nothing there.` : `${result} has there:`,
    theirs.length === 0 ? '' : shownText(joined(theirs)),
  );
}

const joined = (lines: readonly string[]) => lines.map(line => `${line}\n`).join('');

function versionText(who: string, version: ConflictVersion): string {
  const at = version.path === undefined ? '' : ` ${code(redactKnownShapes(version.path))}`;
  switch (version.kind) {
    case 'absent':
      return `${who} does not have it.`;
    case 'text':
      return `${who} has${at}${version.executable ? ' (executable)' : ''}:\n\n${version.text === '' ? '(an empty file)' : shownText(version.text)}`;
    case 'binary':
      return `${who} has${at} ${formatBytes(version.bytes)} that are no text${version.executable ? ', executable' : ''}.`;
    case 'symlink':
      return `${who} has${at} a symbolic link to ${code(redactKnownShapes(version.target))}.`;
    case 'folder':
      return `${who} has${at} a folder.`;
    case 'submodule':
      return `${who} has${at} a submodule at ${code(shortSha(version.commit))}.`;
  }
}

/** Text of a file, safe to show: nothing invisible, nothing that looks like a credential, beginning and end when long. */
function shownText(text: string): string {
  return fence(headAndTail(redactKnownShapes(plainText(text)), SHOWN_BYTES, 0.7));
}
