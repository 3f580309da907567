import type { Bare } from './bare.ts';
import type { Emulate, RepoRow, Tables } from './emulate.ts';
import type { Identity } from './gate.ts';
import type { Answer, Json } from './refusal.ts';
import type { Webhooks } from './webhooks.ts';

export interface AppIdentity {
  id: number;
  /** RSA key, PEM. */
  privateKey: string;
  webhookSecret: string;
  slug: string;
  /** `<slug>[bot]`. */
  botLogin: string;
}

export interface Hosted {
  /** emulate's row; read it anew through {@link Hub.repository} after changes. */
  row: RepoRow;
  bare: Bare;
}

/** Facts about a commit that git does not hold. */
export interface CommitRecord {
  author: unknown;
  committer: unknown;
  signature: unknown;
  verified: boolean;
}

export interface CommentHistory {
  /** Bodies before the present one, oldest first. */
  edits: string[];
  reactions: { id: number; content: string; user: string }[];
  byApp: boolean;
}

export interface IssuedToken {
  token: string;
  owner: string;
  installationId: number;
  /** Full names, or `all` repositories of the owner. */
  repositories: string[] | 'all';
  permissions: Record<string, string>;
  expiresAt: Date;
}

/** One move of a ref, as `GET /activity` lists it. */
export interface Activity {
  ref: string;
  before: string;
  after: string;
  at: Date;
  actor: string;
}

/** One REST request on its way through the routes. */
export interface Call {
  method: string;
  /** Below the API's root, percent-encoding intact. */
  path: string;
  query: URLSearchParams;
  body: Json;
  accept: string;
  authorization: string | undefined;
  who: Identity;
}

/** A {@link Call} on a repository; `rest` is the decoded path below `repos/{owner}/{repo}/`. */
export interface RepoCall extends Call {
  repo: Hosted;
  rest: string;
}

export type Route = (call: RepoCall, match: RegExpExecArray, hub: Hub) => Answer | Promise<Answer>;
export type RouteTable = readonly (readonly [method: string, pattern: RegExp, route: Route])[];

/** The state that all routes share. */
export interface Hub {
  url: string;
  apiUrl: string;
  app: AppIdentity;
  /** Events that the App subscribed to. */
  events: ReadonlySet<string>;
  emulate: Emulate;
  tables: Tables;
  webhooks: Webhooks;
  repositories: Map<string, Hosted>;
  commits: Map<string, CommitRecord>;
  comments: Map<number, CommentHistory>;
  /** By check run id. */
  actions: Map<number, { identifier: string; label: string; description: string }[]>;
  rerequested: Set<number>;
  protectedRefs: Map<string, Set<string>>;
  /** By the repository's full name, oldest first. */
  activity: Map<string, Activity[]>;
  issued: IssuedToken[];
  threads: Map<string, { repo: string; comment: number; resolved: boolean; resolvedBy?: string | undefined }>;
  /** Links of emulate in any text, mapped to ours. */
  map(text: string): string;
  /** Asks emulate and maps its links to ours. */
  ask(call: Pick<Call, 'method' | 'path' | 'authorization'> & Partial<Call>): Promise<Answer>;
  /** The same, as somebody who may see and do everything. */
  askAsOwner(method: string, path: string, body?: Json): Promise<Answer>;
}
