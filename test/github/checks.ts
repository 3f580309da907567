import type { CheckRunRow } from './emulate.ts';
import type { Hub, RepoCall, RouteTable } from './hub.ts';
import { invalid, isJson, type Json, notFound, Refusal, textOf, unprocessable } from './refusal.ts';

const MAX_OUTPUT_BYTES = 65_535;
const MAX_ANNOTATIONS = 50;
const MAX_ACTIONS = 3;
const ACTION_LENGTHS = { label: 20, description: 40, identifier: 20 };

function checkOutput(output: unknown): void {
  if (output === undefined) return;
  if (!isJson(output)) throw unprocessable('Invalid request.\n\n"output" is not an object.');
  if (!textOf(output.title)) throw unprocessable('Invalid request.\n\n"title" wasn\'t supplied.');
  if (textOf(output.summary) === undefined)
    throw unprocessable('Invalid request.\n\n"summary" wasn\'t supplied.');
  for (const field of ['summary', 'text'] as const) {
    const bytes = Buffer.byteLength(textOf(output[field]) ?? '');
    if (bytes > MAX_OUTPUT_BYTES) {
      const message = `Only ${MAX_OUTPUT_BYTES} characters are allowed; ${bytes} were supplied.`;
      throw invalid('CheckRun', field, 'invalid', message);
    }
  }
  const { annotations } = output;
  if (Array.isArray(annotations) && annotations.length > MAX_ANNOTATIONS) {
    throw unprocessable(
      `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`,
    );
  }
}

function checkedActions(actions: unknown) {
  if (!Array.isArray(actions)) return [];
  if (actions.length > MAX_ACTIONS) {
    throw unprocessable(
      `Invalid request.\n\nNo more than ${MAX_ACTIONS} items are allowed; ${actions.length} were supplied.`,
    );
  }
  return actions.map(action => {
    const fields = { label: '', description: '', identifier: '' };
    for (const [name, most] of Object.entries(ACTION_LENGTHS)) {
      const value = isJson(action) ? textOf(action[name]) : undefined;
      if (!value) throw unprocessable(`Invalid request.\n\n"${name}" wasn't supplied.`);
      if (value.length > most) {
        throw unprocessable(
          `Invalid request.\n\nOnly ${most} characters are allowed; ${value.length} were supplied.`,
        );
      }
      fields[name as keyof typeof fields] = value;
    }
    return fields;
  });
}

/** A check run as GitHub gives it, from emulate's answer. */
export function presentCheckRun(hub: Hub, run: unknown): unknown {
  if (!isJson(run) || !('head_sha' in run)) return run;
  const row = hub.tables.checkRuns.get(Number(run.id));
  const pulls = hub.tables.pullRequests.all().filter(pull => {
    const own = pull.repo_id === pull.head_repo_id && pull.repo_id === row?.repo_id;
    return own && pull.state === 'open' && pull.head_sha === run.head_sha;
  });
  const pull_requests = pulls.map(pull => ({
    id: pull.id,
    number: pull.number,
    head: { ref: pull.head_ref, sha: pull.head_sha },
    base: { ref: pull.base_ref, sha: pull.base_sha },
  }));
  return { ...run, app: presentApp(hub), pull_requests };
}

export function presentApp({ app, url }: Hub) {
  return {
    id: app.id,
    slug: app.slug,
    name: app.slug,
    owner: { login: 'owner' },
    html_url: `${url}/apps/${app.slug}`,
  };
}

// emulate finds a commit's runs through its own table of commits.
function rememberCommit(hub: Hub, { repo }: RepoCall, sha: string): void {
  const known = hub.tables.commits.findBy('sha', sha).some(commit => commit.repo_id === repo.row.id);
  if (!known) hub.tables.commits.insert({ repo_id: repo.row.id, sha, parent_shas: [] });
}

async function create(call: RepoCall, hub: Hub) {
  const { body } = call;
  const sha = textOf(body.head_sha) ?? '';
  if (!textOf(body.name)?.trim()) throw unprocessable('Invalid request.\n\n"name" wasn\'t supplied.');
  if ((await call.repo.bare.type(sha)) !== 'commit') throw unprocessable(`No commit found for SHA: ${sha}`);
  checkOutput(body.output);
  const actions = checkedActions(body.actions);
  rememberCommit(hub, call, sha);
  const status = body.status ?? (body.conclusion === undefined ? 'queued' : 'completed');
  const started_at = body.started_at ?? new Date().toISOString();
  const { actions: _, ...fields } = body;
  const answer = await hub.ask({ ...call, body: { ...fields, status, started_at } });
  if (isJson(answer.body) && answer.status === 201) hub.actions.set(Number(answer.body.id), actions);
  return { ...answer, body: presentCheckRun(hub, answer.body) };
}

function found(hub: Hub, call: RepoCall, id: number): CheckRunRow {
  const row = hub.tables.checkRuns.get(id);
  if (row?.repo_id !== call.repo.row.id) throw notFound();
  return row;
}

async function update(call: RepoCall, id: number, hub: Hub) {
  const row = found(hub, call, id);
  const { actions: sent, head_sha: _, ...body } = call.body;
  checkOutput(body.output);
  const actions = sent === undefined ? undefined : checkedActions(sent);
  const reopens = body.status !== undefined && body.status !== 'completed';
  if (row.status === 'completed' && reopens && !hub.rerequested.has(id)) {
    throw unprocessable('A completed check run cannot be reopened; create a new one');
  }
  if (body.conclusion !== undefined && body.status === undefined) body.status = 'completed';
  if (isJson(body.output)) {
    const added = Array.isArray(body.output.annotations) ? body.output.annotations : [];
    body.output = { ...body.output, annotations: [...row.output.annotations, ...added] };
  }
  const answer = await hub.ask({ ...call, body });
  if (answer.status === 200 && actions) hub.actions.set(id, actions);
  if (answer.status === 200) hub.rerequested.delete(id);
  return { ...answer, body: presentCheckRun(hub, answer.body) };
}

async function presentList(call: RepoCall, path: string, hub: Hub) {
  const answer = await hub.ask({ ...call, path });
  if (!isJson(answer.body) || !Array.isArray(answer.body.check_runs)) return answer;
  const check_runs = answer.body.check_runs.map(run => presentCheckRun(hub, run));
  return { ...answer, body: { ...answer.body, check_runs } as Json };
}

export const checkRoutes: RouteTable = [
  ['POST', /^check-runs$/, (call, _, hub) => create(call, hub)],
  ['PATCH', /^check-runs\/(\d+)$/, (call, [, id], hub) => update(call, Number(id), hub)],
  [
    'GET',
    /^check-runs\/(\d+)$/,
    async (call, _, hub) => {
      const answer = await hub.ask(call);
      return { ...answer, body: presentCheckRun(hub, answer.body) };
    },
  ],
  [
    'POST',
    /^check-runs\/(\d+)\/rerequest$/,
    // The run itself does not change: the App decides what to do.
    async (call, [, id], hub) => {
      const row = found(hub, call, Number(id));
      if (row.status !== 'completed') throw unprocessable('This check run is not rerequestable');
      await announceCheckRun(hub, call.repo.row.full_name, row.id, 'rerequested', hub.app.botLogin);
      return { status: 201, body: {} };
    },
  ],
  [
    'GET',
    /^commits\/(.+)\/(check-runs|check-suites)$/,
    async (call, [, name = '', kind], hub) => {
      const sha = await call.repo.bare.resolve(name);
      if (!sha) throw new Refusal(422, `No commit found for SHA: ${name}`);
      rememberCommit(hub, call, sha);
      return presentList(call, `/repos/${call.repo.row.full_name}/commits/${sha}/${kind}`, hub);
    },
  ],
  ['GET', /^check-suites\/\d+\/check-runs$/, (call, _, hub) => presentList(call, call.path, hub)],
];

/** Sends a `check_run` webhook for a run as it is now. */
export async function announceCheckRun(
  hub: Hub,
  repo: string,
  id: number,
  action: string,
  sender: string,
  more: Json = {},
) {
  if (action === 'rerequested') hub.rerequested.add(id);
  const { body } = await hub.askAsOwner('GET', `/repos/${repo}/check-runs/${id}`);
  await hub.emulate.hooks.dispatch('check_run', action, {
    ...{ action, check_run: body, repository: { full_name: repo }, sender: { login: sender } },
    ...more,
  });
}
