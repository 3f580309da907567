import { headBytes } from '../text/cut.ts';
import { redactKnownShapes } from '../text/known-shapes.ts';
import { neutraliseMentions } from '../text/markdown.ts';
import { stripInvisible } from '../text/sanitize.ts';

/** Git's and GitHub's lists cut subjects from here on. */
const MAX_SUBJECT = 72;

/** A person as a commit credits them. */
export interface Credit {
  login: string;
  /** The account's numeric id. */
  id: number;
  /** Display name; default: the login. */
  name?: string;
}

export interface MessageParts {
  runId: string;
  /** The phase's name, or `shell`. */
  phase: string;
  /** What the subject says after the phase, such as the feature's name. */
  subject?: string;
  /** Paragraphs of the body. */
  body?: readonly string[];
  coAuthor?: Credit;
  /** Address of the GitHub that the commit is for: `https://github.com`. */
  serverUrl: string;
}

/**
 * `speckit: <phase> …`, the body, and the trailers `Co-authored-by` and `Speckit-Run`. Nothing in the words given
 * mentions anybody, closes an issue or passes for a trailer.
 */
export function commitMessage(parts: MessageParts): string {
  const subject = headBytes(
    `speckit: ${line(`${parts.phase} ${parts.subject ?? ''}`)}`,
    MAX_SUBJECT,
  ).trimEnd();
  const body = (parts.body ?? []).map(paragraph).filter(text => text !== '');
  const trailers = [
    ...(parts.coAuthor ? [`Co-authored-by: ${credit(parts.coAuthor, parts.serverUrl)}`] : []),
    `Speckit-Run: ${parts.runId}`,
  ];
  return `${[subject, ...body, trailers.join('\n')].join('\n\n')}\n`;
}

/** The noreply address that GitHub links to the account, on github.com as on other hosts. */
export function noreplyAddress({ login, id }: Credit, serverUrl: string): string {
  return `${id}+${login}@users.noreply.${new URL(serverUrl).hostname}`;
}

function credit(person: Credit, serverUrl: string): string {
  const name = stripInvisible(person.name ?? '')
    .replace(/[<>\s]+/g, ' ')
    .trim();
  return `${name === '' ? person.login : name} <${noreplyAddress(person, serverUrl)}>`;
}

function line(text: string): string {
  return safe(text).replace(/\s+/g, ' ').trim();
}

function paragraph(text: string): string {
  // Only the last paragraph holds trailers, and that one is ours.
  return safe(text)
    .replace(/\n\s*\n/g, '\n')
    .trim();
}

function safe(text: string): string {
  return neutraliseMentions(redactKnownShapes(stripInvisible(text)));
}
