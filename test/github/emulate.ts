import { readFile } from 'node:fs/promises';
import { createEmulator } from 'emulate';
import type { Json } from './refusal.ts';

export interface Row extends Json {
  id: number;
}
export interface UserRow extends Row {
  login: string;
  type: string;
}
export interface RepoRow extends Row {
  node_id: string;
  name: string;
  full_name: string;
  owner_id: number;
  private: boolean;
  default_branch: string;
}
export interface PullRow extends Row {
  repo_id: number;
  number: number;
  state: string;
  head_ref: string;
  head_sha: string;
  head_repo_id: number;
  base_ref: string;
  base_sha: string;
}
export interface IssueRow extends Row {
  number: number;
  locked: boolean;
  is_pull_request: boolean;
}
export interface CommentRow extends Row {
  repo_id: number;
  issue_number: number | null;
  pull_number: number | null;
  user_id: number;
  body: string;
  comment_type: string;
}
export interface CheckRunRow extends Row {
  repo_id: number;
  head_sha: string;
  name: string;
  status: string;
  output: { annotations: unknown[] };
}
export interface InstallationRow extends Row {
  installation_id: number;
  account_id: number;
  account_login: string;
  repository_selection: 'all' | 'selected';
  repository_ids: number[];
  permissions: Record<string, string>;
}

/** One table of emulate's store. */
export interface Table<T extends Row> {
  insert(row: Json): T;
  get(id: number): T | undefined;
  all(): T[];
  findBy(field: string, value: unknown): T[];
  findOneBy(field: string, value: unknown): T | undefined;
  update(id: number, patch: Json): T | undefined;
  delete(id: number): boolean;
}

export interface Tables {
  users: Table<UserRow>;
  repos: Table<RepoRow>;
  collaborators: Table<Row & { user_id: number; permission: string }>;
  issues: Table<IssueRow>;
  pullRequests: Table<PullRow>;
  comments: Table<CommentRow>;
  reviews: Table<Row>;
  checkRuns: Table<CheckRunRow>;
  branches: Table<Row & { name: string }>;
  refs: Table<Row & { ref: string }>;
  commits: Table<Row & { repo_id: number }>;
  apps: Table<Row>;
  appInstallations: Table<InstallationRow>;
}

/** What a token stands for, as emulate keeps it. */
export interface Grant {
  login: string;
  id: number;
  scopes: string[];
  installation?: {
    installationId: number;
    accountId: number;
    permissions: Record<string, string>;
    repositoryIds: number[];
    repositorySelection: 'all' | 'selected';
  };
}

export type Dispatch = (event: string, action: string | undefined, payload: Json) => Promise<void>;

export interface Emulate {
  tables: Tables;
  tokens: Map<string, Grant>;
  /** Where emulate announces what happened; replaced by our own deliveries. */
  hooks: { dispatch: Dispatch };
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

interface Plugin {
  githubPlugin: { register: (...args: unknown[]) => void };
  getGitHubStore(store: unknown): Tables;
}

// Its public interface seeds people and installations once, at the start, and cannot uninstall, lock or move a pull
// request's head. So we take the store it hands to its GitHub plugin. The version is pinned for that reason.
async function loadPlugin(): Promise<Plugin> {
  const entry = import.meta.resolve('emulate');
  const chunk = /import\("(\.\/[^"]+)"\);\s*return \{\s*plugin: mod\.githubPlugin/.exec(
    await readFile(new URL(entry), 'utf8'),
  )?.[1];
  if (chunk === undefined) throw new Error('This version of emulate keeps its GitHub plugin elsewhere');
  return (await import(new URL(chunk, entry).href)) as Plugin;
}

// `register` is shared by every emulator of the process, so starts go one after the other.
let previous: Promise<unknown> = Promise.resolve();

/** Starts one emulate GitHub with one App, whose links point to `baseUrl`. */
export function startEmulate(baseUrl: string, app: Json): Promise<Emulate> {
  const started = previous.then(() => start(baseUrl, app));
  previous = started.catch(() => undefined);
  return started;
}

async function start(baseUrl: string, app: Json): Promise<Emulate> {
  const { githubPlugin, getGitHubStore } = await loadPlugin();
  const register = githubPlugin.register;
  let captured: unknown[] = [];
  githubPlugin.register = (...args) => {
    captured = args;
    register.apply(githubPlugin, args);
  };
  try {
    const seed = { tokens: {}, github: { users: [{ login: 'ghost' }], apps: [app] } };
    const server = await createEmulator({ service: 'github', port: 0, baseUrl, seed });
    const [hono, store, hooks, , tokens] = captured;
    return {
      tables: getGitHubStore(store),
      tokens: tokens as Map<string, Grant>,
      hooks: hooks as Emulate['hooks'],
      fetch: (hono as { fetch: Emulate['fetch'] }).fetch,
      close: () => server.close(),
    };
  } finally {
    githubPlugin.register = register;
  }
}
