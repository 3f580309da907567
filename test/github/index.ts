import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from './accounts.ts';
import { announceThrough } from './announce.ts';
import { Buttons } from './buttons.ts';
import { type FaultHook, type LoggedRequest, listen } from './front.ts';
import type { AppIdentity, IssuedToken } from './hub.ts';
import { createHub } from './new-hub.ts';
import { Pushes } from './pushes.ts';
import { Reader } from './reader.ts';
import type { Json } from './refusal.ts';
import { Scene } from './scene.ts';
import type { DeliverOptions, Delivery } from './webhooks.ts';

export type { FaultHook, LoggedRequest } from './front.ts';
export type { Role } from './gate.ts';
export type { AppIdentity, IssuedToken } from './hub.ts';
export type { CheckRunView, CommentView, CommitView } from './reader.ts';
export type { FileContent } from './repositories.ts';
export type { Delivery } from './webhooks.ts';

export interface GitHubOptions {
  /** Where webhooks go; may be set later. */
  webhookUrl?: string;
  webhookSecret?: string;
  slug?: string;
  appId?: number;
  /** What installations grant. Default: what the App asks for (metadata, contents, pull requests, checks, issues). */
  permissions?: Record<string, string>;
  /** Webhook events that the App subscribed to. */
  events?: readonly string[];
}

/** A class without its private fields. */
type Public<T> = { [K in keyof T]: T[K] };

/** A GitHub on loopback: people act through its methods, programs through its URLs. */
export interface EmulatedGitHub
  extends AsyncDisposable,
    Public<Accounts>,
    Public<Pushes>,
    Public<Scene>,
    Public<Buttons>,
    Public<Reader> {
  /** `GITHUB_SERVER_URL`: clone from `${url}/${owner}/${repo}.git`. */
  readonly url: string;
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `GITHUB_GRAPHQL_URL`. */
  readonly graphqlUrl: string;
  readonly app: AppIdentity;
  readonly requests: LoggedRequest[];
  readonly deliveries: readonly Delivery[];
  setWebhookUrl(url: string | undefined): void;
  /** Posts any payload, signed; for payloads that GitHub would never send. */
  deliver(event: string, payload: Json, options?: DeliverOptions): Promise<Delivery>;
  /** The same payload again under the same guid. */
  redeliver(deliveryId: number): Promise<Delivery>;
  /** Resolves when every webhook up to now was answered or failed. */
  settled(): Promise<void>;
  /** Asked before every request; returns how to undo it. */
  onRequest(hook: FaultHook): () => void;
  tokens(): readonly IssuedToken[];
  close(): Promise<void>;
}

/** Starts an emulated GitHub with one App. Close it (or `await using`) to free its ports and its folder. */
export async function startGitHub(options: GitHubOptions = {}): Promise<EmulatedGitHub> {
  const folder = await mkdtemp(join(tmpdir(), 'emulated-github-'));
  let ready: Awaited<ReturnType<typeof createHub>> | undefined;
  const front = await listen(() => {
    if (!ready) throw new Error('The emulated GitHub is still starting');
    return ready;
  });
  const address = front.server.address();
  if (address === null || typeof address === 'string') throw new Error('No port to listen on');
  const hub = await createHub(`http://127.0.0.1:${address.port}`, options);
  ready = hub;
  announceThrough(hub);

  const sent = async (delivery: Delivery | undefined): Promise<Delivery> => {
    if (!delivery) throw new RangeError('Set a webhook URL first');
    await delivery.finished;
    return delivery;
  };
  const close = async () => {
    await hub.webhooks.close();
    front.server.closeAllConnections();
    await new Promise(resolve => front.server.close(resolve));
    await hub.emulate.close();
    await rm(folder, { recursive: true, force: true });
  };
  const own = {
    url: hub.url,
    apiUrl: hub.apiUrl,
    graphqlUrl: `${hub.url}/api/graphql`,
    app: hub.app,
    requests: front.requests,
    deliveries: hub.webhooks.deliveries,
    setWebhookUrl: (url: string | undefined) => hub.webhooks.setUrl(url),
    deliver: (event: string, payload: Json, more?: DeliverOptions) =>
      sent(hub.webhooks.send(event, payload, more)),
    redeliver: async (id: number) => sent(hub.webhooks.redeliver(id)),
    settled: () => hub.webhooks.settled(),
    tokens: () => hub.issued,
    onRequest: (hook: FaultHook) => {
      front.hooks.add(hook);
      return () => void front.hooks.delete(hook);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  const accounts = new Accounts(hub, folder, options.permissions);
  return Object.assign(
    bound(accounts),
    bound(new Pushes(hub, accounts)),
    bound(new Scene(hub, accounts)),
    bound(new Buttons(hub, accounts)),
    bound(new Reader(hub)),
    own,
  );
}

/** An object's methods as plain functions, so that several objects can be served as one. */
function bound<T extends object>(object: T): Public<T> {
  const proto = Object.getPrototypeOf(object) as object;
  const names = Object.getOwnPropertyNames(proto).filter(name => name !== 'constructor');
  const pairs = names.map(name => {
    const method = Reflect.get(object, name) as (...args: unknown[]) => unknown;
    return [name, method.bind(object)];
  });
  return Object.fromEntries(pairs) as Public<T>;
}
