import type { Accounts } from './accounts.ts';
import { announceCheckRun, presentApp } from './checks.ts';
import { deliveryOf } from './delivery-of.ts';
import type { Hub } from './hub.ts';
import { isJson } from './refusal.ts';
import { repositoryNamed } from './repositories.ts';
import type { Delivery } from './webhooks.ts';

/** What people press on check runs. */
export class Buttons {
  readonly #hub: Hub;
  readonly #accounts: Accounts;

  constructor(hub: Hub, accounts: Accounts) {
    this.#hub = hub;
    this.#accounts = accounts;
  }

  /** GitHub's own Re-run of one check run. */
  async rerequestCheckRun(repo: string, id: number, sender: string): Promise<Delivery | undefined> {
    this.#completed(id);
    this.#accounts.addUser(sender);
    await announceCheckRun(this.#hub, repo, id, 'rerequested', sender);
    return deliveryOf(
      this.#hub,
      'check_run',
      'rerequested',
      p => isJson(p.check_run) && p.check_run.id === id,
    );
  }

  /** Re-run all: one event for the App's suite on a commit. */
  async rerequestCheckSuite(repo: string, sha: string, sender: string): Promise<Delivery | undefined> {
    const { row } = repositoryNamed(this.#hub, repo);
    this.#accounts.addUser(sender);
    const run = this.#hub.tables.checkRuns.findBy('repo_id', row.id).find(one => one.head_sha === sha);
    if (!run) throw new RangeError(`${repo} has no check runs on ${sha}`);
    const pulls = this.#hub.tables.pullRequests
      .findBy('repo_id', row.id)
      .filter(pull => pull.head_sha === sha);
    const pull_requests = pulls.map(({ id, number }) => ({ id, number }));
    const check_suite = { id: run.check_suite_id, head_sha: sha, app: presentApp(this.#hub), pull_requests };
    await this.#hub.emulate.hooks.dispatch('check_suite', 'rerequested', {
      ...{ action: 'rerequested', check_suite, repository: { full_name: repo }, sender: { login: sender } },
    });
    return deliveryOf(
      this.#hub,
      'check_suite',
      'rerequested',
      p => isJson(p.check_suite) && p.check_suite.head_sha === sha,
    );
  }

  /** Presses one of the buttons of a completed check run. */
  async requestedAction(
    repo: string,
    id: number,
    identifier: string,
    sender: string,
  ): Promise<Delivery | undefined> {
    this.#completed(id);
    const actions = this.#hub.actions.get(id) ?? [];
    if (!actions.some(action => action.identifier === identifier)) {
      throw new RangeError(`The check run ${id} has no button ${identifier}`);
    }
    this.#accounts.addUser(sender);
    const requested_action = { identifier };
    await announceCheckRun(this.#hub, repo, id, 'requested_action', sender, { requested_action });
    return deliveryOf(
      this.#hub,
      'check_run',
      'requested_action',
      p => isJson(p.check_run) && p.check_run.id === id,
    );
  }

  #completed(id: number): void {
    const status = this.#hub.tables.checkRuns.get(id)?.status;
    if (status !== 'completed')
      throw new RangeError(`The check run ${id} is ${status}: it shows buttons when completed`);
  }
}
