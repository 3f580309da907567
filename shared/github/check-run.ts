import type { SpeckitError } from '../errors.ts';
import type { CheckConclusion, CheckOutput } from './check-text.ts';
import type { Client, RepositoryName } from './client.ts';
import { createCoalescer } from './coalescer.ts';
import { isOutage, toGitHubError } from './github-error.ts';
import { checkName } from './run-facts.ts';

/** The button on a completed check run; `check_run.requested_action` carries the identifier. */
export const RETRY_ACTION = { label: 'Retry', description: 'Run this again', identifier: 'retry' } as const;

export interface CheckRunOptions extends RepositoryName {
  client: Client;
  headSha: string;
  /** The phase, or `shell`; the check run's name derives from it. */
  phase: string;
  /** {@link externalId} of the run; finds the check run again. */
  externalId: string;
  /** The run's page, if the server has one that others can reach. */
  detailsUrl?: string;
  /** Id of the check run, when an earlier attempt made it. */
  id?: number;
  /** Whether an earlier attempt may have made it without its id being stored: it is looked for first. */
  adopt?: boolean;
  /** Whether others of the same run are there on purpose: then none of them is taken for this one. */
  further?: boolean;
  startedAt?: Date;
  /** Told when a live update failed; the run goes on. */
  onUpdateError(error: SpeckitError): void;
  signal?: AbortSignal;
}

export interface CheckRun {
  /** Creates it as `queued`, or brings the existing one back to that; returns its id. */
  queue(output: CheckOutput): Promise<number>;
  /** Creates it or makes it `in_progress`; live updates may follow. Returns its id. */
  start(output: CheckOutput): Promise<number>;
  /** Takes the newest state and writes it when the interval allows. Never two writes at once; returns at once. */
  update(output: CheckOutput): void;
  /** Ends the live updates and completes it, with Retry. Returns its id. */
  complete(conclusion: CheckConclusion, output: CheckOutput, completedAt?: Date): Promise<number>;
  /** Ends the live updates without a last word, for a process that hands the run over. */
  stop(): void;
}

/** The run's id and the PR's number, which GitHub does not tell for every check run. */
export function externalId(run: string, pullNumber: number): string {
  return `${run}#${pullNumber}`;
}

export function parseExternalId(id: string): { run: string; pullNumber: number } | undefined {
  const match = /^(r[0-9a-z]{12})#([1-9]\d*)$/.exec(id);
  return match?.[1] && match[2] ? { run: match[1], pullNumber: Number(match[2]) } : undefined;
}

interface State {
  status: 'queued' | 'in_progress' | 'completed';
  output: CheckOutput;
  started_at?: string;
  completed_at?: string;
  conclusion?: CheckConclusion;
  actions?: (typeof RETRY_ACTION)[];
}

/** The writer of one check run. Nothing is sent before the first call. */
export function createCheckRun(options: CheckRunOptions): CheckRun {
  const { client, owner, repo, headSha, externalId: external_id, detailsUrl, signal } = options;
  const name = checkName(options.phase);
  const request = signal ? { signal } : {};
  const started = options.startedAt ?? new Date();

  let id = options.id;
  let written: string | undefined;
  let adopt = options.adopt ?? false;
  let live = false;
  // Writes are chained, so that a late one never overwrites a newer state.
  let chain: Promise<unknown> = Promise.resolve();

  const write = (state: State, repeatable = true): Promise<number> => {
    const turn = chain.then(async () => {
      const text = JSON.stringify(state);
      if (id === undefined && adopt) id = await find();
      if (id === undefined) id = await create(state);
      else if (text !== written) await change(id, state, repeatable);
      written = text;
      updates.touch();
      return id;
    });
    chain = turn.catch(() => undefined);
    return turn.catch(error => {
      throw toGitHubError(error, `write the check run \`${name}\``);
    });
  };

  const create = async (state: State): Promise<number> => {
    const send = async () => {
      const { data } = await client.rest.checks.create({
        owner,
        repo,
        name,
        head_sha: headSha,
        external_id,
        ...fields(state),
        request,
      });
      return data.id;
    };
    try {
      return await send();
    } catch (error) {
      if (!isOutage(error) || options.further) throw error;
      // The request may have been carried out although its answer was lost.
      adopt = true;
      const found = await find();
      if (found === undefined) return send();
      await change(found, state);
      return found;
    }
  };

  const change = async (check_run_id: number, state: State, repeatable = true): Promise<void> => {
    const target = { owner, repo, check_run_id };
    await client.rest.checks.update({ ...target, ...fields(state), request: { ...request, repeatable } });
  };

  const find = async (): Promise<number | undefined> => {
    const runs = await client.paginate(client.rest.checks.listForRef, {
      owner,
      repo,
      ref: headSha,
      check_name: name,
      filter: 'all',
      per_page: 100,
      request,
    });
    return runs.find(run => run.external_id === external_id)?.id;
  };

  const fields = (state: State) => ({
    ...state,
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
  });

  const running = (output: CheckOutput): State => ({
    status: 'in_progress',
    started_at: timestamp(started),
    output,
  });

  const updates = createCoalescer<State>(started, async state => {
    // A newer state follows anyway, so a live update is not repeated: `complete` must not wait for it.
    await write(state, false).catch(options.onUpdateError);
  });

  const stop = () => {
    live = false;
    updates.stop();
  };

  return {
    queue: output => write({ status: 'queued', output }),
    start(output) {
      live = true;
      return write(running(output));
    },
    update(output) {
      if (!live) return;
      const state = running(output);
      if (JSON.stringify(state) === written) updates.withdraw();
      else updates.offer(state);
    },
    complete(conclusion, output, completedAt = new Date()) {
      stop();
      return write({
        status: 'completed',
        started_at: timestamp(started),
        completed_at: timestamp(completedAt),
        conclusion,
        output,
        actions: [RETRY_ACTION],
      });
    },
    stop,
  };
}

/** GitHub's own form, whole seconds. */
function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
