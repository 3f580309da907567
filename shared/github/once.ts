/** Makes an answer recognisable, so that one that was posted, but not acknowledged to us, is not posted again. */
export interface Once {
  /** Names what is answered. */
  key: string;
  /** Given when an earlier try may have posted it: by whom (`<slug>[bot]`), and not before when. */
  lookFor?: { author: string; since: Date };
}

/** GitHub's clock may be behind ours. */
const CLOCK_SKEW_MS = 300_000;

/** GitHub's parameter that leaves out comments which are older. */
export function sinceParameter(since: Date | undefined): { since?: string } {
  return since ? { since: new Date(since.getTime() - CLOCK_SKEW_MS).toISOString() } : {};
}

export function answerMarker(key: string): string {
  return `<!-- speckit-remote answer=${key.replaceAll(/[^\w-]/g, '-')} -->`;
}

export function marked(body: string, once: Once | undefined): string {
  return once ? `${answerMarker(once.key)}\n${body}` : body;
}

interface Comment {
  id: number;
  body?: string;
  user: { login: string } | null;
}

/** The first comment of `author` that begins with `marker`; what others copied does not count. */
export async function findMarked<C extends Comment>(
  pages: AsyncIterable<{ data: C[] }>,
  author: string,
  marker: string,
): Promise<C | undefined> {
  for await (const { data } of pages) {
    const own = data.find(({ user, body }) => user?.login === author && body?.startsWith(marker));
    if (own) return own;
  }
  return undefined;
}
