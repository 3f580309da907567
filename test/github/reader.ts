import type { TreeEntry } from './bare.ts';
import { historyOf } from './comments.ts';
import type { Hub } from './hub.ts';
import type { Person } from './person.ts';
import type { Json } from './refusal.ts';
import { repositoryNamed } from './repositories.ts';

export interface CheckRunView {
  id: number;
  name: string;
  headSha: string;
  status: string;
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Json[];
  actions: { identifier: string; label: string; description: string }[];
}

export interface CommentView {
  id: number;
  user: string;
  body: string;
  /** Bodies before the present one, oldest first. */
  edits: string[];
  reactions: { content: string; user: string }[];
}

export interface ReviewCommentView extends CommentView {
  path: string | null;
  line: number | null;
  /** First line of a thread on several. */
  startLine: number | null;
  inReplyTo: number | null;
  /** State of the thread that a top comment starts; null for a reply. */
  resolved: boolean | null;
}

export interface CommitView {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: Person;
  committer: Person;
  /** What the request carried; `undefined` where it was left out, or where git made the commit. */
  sent: { author: unknown; committer: unknown; signature: unknown } | undefined;
  verified: boolean;
}

/** What is there, for assertions. */
export class Reader {
  readonly #hub: Hub;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Oldest first. */
  checkRuns(repo: string, sha?: string): CheckRunView[] {
    const rows = this.#hub.tables.checkRuns.findBy('repo_id', repositoryNamed(this.#hub, repo).row.id);
    return rows
      .filter(row => sha === undefined || row.head_sha === sha)
      .map(row => {
        const { title, summary, text, annotations } = row.output as unknown as CheckRunView;
        const { id, name, status, head_sha: headSha } = row;
        const conclusion = row.conclusion as string | null;
        const more = { externalId: String(row.external_id), detailsUrl: row.details_url as string | null };
        const actions = this.#hub.actions.get(id) ?? [];
        return { id, name, headSha, status, conclusion, ...more, title, summary, text, annotations, actions };
      });
  }

  /** Comments in the conversation of a pull request or issue, oldest first. */
  comments(repo: string, number: number): CommentView[] {
    return this.#comments(repo, 'issue', 'issue_number', number).map(row => this.#comment(row));
  }

  /** Comments on the files of a pull request. */
  reviewComments(repo: string, number: number): ReviewCommentView[] {
    return this.#comments(repo, 'review', 'pull_number', number).map(row => {
      const thread = [...this.#hub.threads.values()].find(one => one.comment === row.id);
      const [path, line] = [row.path as string | null, row.line as number | null];
      const inReplyTo = row.in_reply_to_id as number | null;
      const startLine = (row.start_line as number | null | undefined) ?? null;
      return { ...this.#comment(row), path, line, startLine, inReplyTo, resolved: thread?.resolved ?? null };
    });
  }

  reactions(commentId: number): { content: string; user: string }[] {
    return historyOf(this.#hub, commentId).reactions.map(({ content, user }) => ({ content, user }));
  }

  async commitOf(repo: string, refOrBranch: string): Promise<CommitView> {
    const { bare } = repositoryNamed(this.#hub, repo);
    const sha = await bare.resolve(refOrBranch);
    if (!sha) throw new RangeError(`${repo} has no ${refOrBranch}`);
    const record = this.#hub.commits.get(`${repo}:${sha}`);
    const sent = record && {
      author: record.author,
      committer: record.committer,
      signature: record.signature,
    };
    return { ...(await bare.commit(sha)), sent, verified: record?.verified ?? false };
  }

  /** Content of a file; undefined where it is not there. */
  async readFile(repo: string, ref: string, path: string): Promise<Buffer | undefined> {
    const entry = (await this.tree(repo, ref)).find(one => one.path === path);
    return entry && repositoryNamed(this.#hub, repo).bare.read('blob', entry.sha);
  }

  /** All files of a commit, with modes. */
  async tree(repo: string, ref: string): Promise<TreeEntry[]> {
    const { bare } = repositoryNamed(this.#hub, repo);
    const sha = await bare.resolve(ref);
    if (!sha) throw new RangeError(`${repo} has no ${ref}`);
    return (await bare.tree(sha, true)).filter(entry => entry.type !== 'tree');
  }

  async refs(repo: string): Promise<Record<string, string>> {
    return Object.fromEntries(await repositoryNamed(this.#hub, repo).bare.refs());
  }

  /** The bare repository on disk, for git commands in tests. */
  gitDir(repo: string): string {
    return repositoryNamed(this.#hub, repo).bare.dir;
  }

  async labels(repo: string, number: number): Promise<string[]> {
    const { body } = await this.#hub.askAsOwner('GET', `/repos/${repo}/issues/${number}/labels`);
    return (body as { name: string }[]).map(label => label.name);
  }

  async pullRequest(repo: string, number: number): Promise<Json> {
    return (await this.#hub.askAsOwner('GET', `/repos/${repo}/pulls/${number}`)).body as Json;
  }

  #comments(repo: string, type: string, field: 'issue_number' | 'pull_number', number: number) {
    const rows = this.#hub.tables.comments.findBy('repo_id', repositoryNamed(this.#hub, repo).row.id);
    return rows.filter(row => row.comment_type === type && row[field] === number);
  }

  #comment(row: { id: number; user_id: number; body: string }): CommentView {
    const user = this.#hub.tables.users.get(row.user_id)?.login ?? 'ghost';
    const { edits } = historyOf(this.#hub, row.id);
    return { id: row.id, user, body: row.body, edits: [...edits], reactions: this.reactions(row.id) };
  }
}
