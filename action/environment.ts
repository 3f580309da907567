import { readFile } from 'node:fs/promises';
import { SpeckitError } from '../shared/errors.ts';
import { type Endpoints, endpoints } from '../shared/github/endpoints.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the runner says about the job. */
export interface ActionEnvironment {
  event: { name: string; payload: object };
  owner: string;
  repo: string;
  /** Login of whoever caused the event; GitHub gives one for scheduled workflows too. */
  actor: { login: string; id: number };
  /** What was checked out: the branch's or tag's short name. */
  refName: string;
  /** Absolute. */
  workspace: string;
  /** A folder of this job's own that the runner clears; absolute. */
  temp: string;
  workflow: { id: number; url: string };
  endpoints: Endpoints;
  /** `owner/name` of the repository that this action came from; absent for one in the workspace. */
  actionRepository?: string;
  /** The tag, branch or commit of it that the workflow names. */
  actionRef?: string;
}

/** @throws SpeckitError `usage` outside of a runner */
export async function readEnvironment(env: Variables): Promise<ActionEnvironment> {
  const need = (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw new SpeckitError('usage', `The variable \`${name}\` is not set.`, {
      hint: 'This program is a step of a GitHub workflow; use `npm start` for the server.',
    });
  };
  const [owner = '', repo = ''] = need('GITHUB_REPOSITORY').split('/');
  const payload = JSON.parse(await readFile(need('GITHUB_EVENT_PATH'), 'utf8')) as object;
  const urls = endpoints(env);
  const id = need('GITHUB_RUN_ID');
  return {
    event: { name: need('GITHUB_EVENT_NAME'), payload },
    owner,
    repo,
    actor: { login: need('GITHUB_ACTOR'), id: Number(env.GITHUB_ACTOR_ID ?? 0) },
    refName: env.GITHUB_REF_NAME ?? '',
    workspace: need('GITHUB_WORKSPACE'),
    temp: need('RUNNER_TEMP'),
    workflow: { id: Number(id), url: `${urls.server}/${owner}/${repo}/actions/runs/${id}` },
    endpoints: urls,
    ...(env.GITHUB_ACTION_REPOSITORY ? { actionRepository: env.GITHUB_ACTION_REPOSITORY } : {}),
    ...(env.GITHUB_ACTION_REF ? { actionRef: env.GITHUB_ACTION_REF } : {}),
  };
}
