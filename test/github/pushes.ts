import type { Accounts } from './accounts.ts';
import { ZERO } from './bare.ts';
import type { Hosted, Hub } from './hub.ts';
import { buildCommit, type FileContent, moveRefs, repositoryNamed } from './repositories.ts';

/** What people push. A push of theirs is not checked: only Apps and git clients meet protection and permissions. */
export class Pushes {
  readonly #hub: Hub;
  readonly #accounts: Accounts;

  constructor(hub: Hub, accounts: Accounts) {
    this.#hub = hub;
    this.#accounts = accounts;
  }

  /** A push of one commit to a branch (made from the default branch where it is new). Returns its SHA. */
  async commit(
    repo: string,
    branch: string,
    files: Record<string, FileContent>,
    message = 'Change',
    author?: string,
  ): Promise<string> {
    const { hosted, sender } = this.#pusher(repo, author);
    const { bare, row } = hosted;
    const ref = `refs/heads/${branch}`;
    const before = await bare.ref(ref);
    const parent = before ?? (await bare.ref(`refs/heads/${row.default_branch}`));
    const after = await buildCommit(hosted, parent, files, message, sender);
    await this.#move(hosted, ref, before ?? ZERO, after, sender);
    return after;
  }

  /** A forced push: the branch then holds one commit on top of `onto` (default: the default branch). */
  async forcePush(
    repo: string,
    branch: string,
    files: Record<string, FileContent>,
    options: { onto?: string; author?: string } = {},
  ) {
    const { hosted, sender } = this.#pusher(repo, options.author);
    const ref = `refs/heads/${branch}`;
    const onto = await hosted.bare.resolve(options.onto ?? hosted.row.default_branch);
    const after = await buildCommit(hosted, onto, files, 'Rewritten', sender);
    await this.#move(hosted, ref, (await hosted.bare.ref(ref)) ?? ZERO, after, sender);
    return after;
  }

  async deleteBranch(repo: string, branch: string, author?: string): Promise<void> {
    const { hosted, sender } = this.#pusher(repo, author);
    const ref = `refs/heads/${branch}`;
    const before = await hosted.bare.ref(ref);
    if (!before) throw new RangeError(`${repo} has no branch ${branch}`);
    await this.#move(hosted, ref, before, ZERO, sender);
    await this.#hub.webhooks.announced();
  }

  /** Removes any ref, by its full name. */
  async deleteRef(repo: string, ref: string): Promise<void> {
    const { hosted, sender } = this.#pusher(repo, undefined);
    const before = await hosted.bare.ref(ref);
    if (!before) throw new RangeError(`${repo} has no ${ref}`);
    await this.#move(hosted, ref, before, ZERO, sender);
  }

  /** Refuses every direct update of a branch from now on, through the API and by git. */
  async protectBranch(repo: string, branch: string): Promise<void> {
    const { bare } = repositoryNamed(this.#hub, repo);
    const refs = this.#hub.protectedRefs.get(repo) ?? new Set();
    refs.add(`refs/heads/${branch}`);
    this.#hub.protectedRefs.set(repo, refs);
    await bare.protect(refs);
  }

  #pusher(repo: string, author: string | undefined) {
    return { hosted: repositoryNamed(this.#hub, repo), sender: author ?? repo.split('/')[0] ?? '' };
  }

  async #move(repo: Hosted, ref: string, before: string, after: string, sender: string): Promise<void> {
    this.#accounts.addUser(sender);
    if (!(await moveRefs(this.#hub, repo, [{ ref, before, after }], sender))) {
      throw new Error(`${ref} moved while it was being pushed`);
    }
  }
}
