import { readFile } from 'node:fs/promises';
import { Probot, ProbotOctokit } from 'probot';
import { parse } from 'yaml';
import { endpoints } from '../../../shared/github/endpoints.ts';
import { toGitHubError } from '../../../shared/github/github-error.ts';
import type { Environment } from '../../environment.ts';
import { createLog } from '../../log.ts';
import { type Finding, find, type Seen } from '../findings.ts';
import { webhookSeen } from './webhook.ts';

/** The App's own client. */
export type AppClient = Awaited<ReturnType<Probot['auth']>>['rest'];

type Levels = Readonly<Record<string, string | undefined>>;

interface Manifest {
  default_permissions: Record<string, string>;
  default_events: string[];
}

const ANSWER_MS = 20_000;
const REMEDY = 'On the settings page of the App, under "Permissions & events".';

/** Whether GitHub takes the App's key, what it may do, where it is installed, and whether webhooks arrive. */
export async function* appFindings(environment: Environment, signal: AbortSignal): AsyncGenerator<Finding> {
  const inTime = () => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const client = await openApp(environment);
  const ask = async <T>(what: string, request: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await request(inTime());
    } catch (error) {
      throw toGitHubError(error, what);
    }
  };
  const manifest = parse(await readFile(new URL('../../../app.yml', import.meta.url), 'utf8')) as Manifest;
  let app: Awaited<ReturnType<AppClient['apps']['getAuthenticated']>>['data'];
  const key = await find('App key', signal, async () => {
    app = (
      await ask('read the App', request => client.apps.getAuthenticated({ request: { signal: request } }))
    ).data;
    return `GitHub knows it as ${app?.slug ?? 'an App without a name'}`;
  });
  yield key;
  if (key.state !== 'ok') return;
  yield await find('permissions', signal, () => permissionsSeen(app?.permissions ?? {}, manifest));
  yield await find('events', signal, () => eventsSeen(app?.events ?? [], manifest));
  yield await find('installations', signal, async () => {
    const { data } = await ask('list installations', request =>
      client.apps.listInstallations({ per_page: 100, request: { signal: request } }),
    );
    return installationsSeen(data, manifest);
  });
  yield await find('webhook', signal, () => webhookSeen(client, environment, ask, inTime()));
}

async function openApp({ appId, privateKey, github }: Environment): Promise<AppClient> {
  const probot = new Probot({
    appId,
    privateKey,
    log: createLog({ level: 'silent', secrets: [privateKey] }),
    baseUrl: endpoints(github).api,
    // One try each: a doctor reports what happens, and at once.
    Octokit: ProbotOctokit.defaults((options: object) => ({
      ...options,
      throttle: { enabled: false },
      retry: { enabled: false },
    })),
  });
  return (await probot.auth()).rest;
}

/** Those of `wanted` that are granted less. */
function lacking(wanted: Record<string, string>, granted: Levels): string[] {
  const rank = (level: string | undefined) => ['read', 'write', 'admin'].indexOf(level ?? '');
  return Object.entries(wanted).flatMap(([name, level]) =>
    rank(granted[name]) < rank(level) ? [`${name}: ${level}`] : [],
  );
}

function permissionsSeen(granted: Levels, { default_permissions: wanted }: Manifest): Seen {
  const missing = lacking(wanted, granted);
  if (missing.length === 0) return `${Object.keys(wanted).length} of ${Object.keys(wanted).length}`;
  return { state: 'failed', text: `missing ${missing.join(', ')}`, hint: `Add what is missing. ${REMEDY}` };
}

/** What GitHub sends an App that may write check runs, subscribed or not. */
const UNASKED: readonly string[] = ['check_run', 'check_suite'];

function eventsSeen(subscribed: readonly string[], { default_events }: Manifest): Seen {
  const wanted = default_events.filter(event => !UNASKED.includes(event));
  const missing = wanted.filter(event => !subscribed.includes(event));
  if (missing.length === 0) return `${wanted.length} of ${wanted.length}`;
  return {
    state: 'failed',
    text: `missing ${missing.join(', ')}`,
    hint: `Subscribe to what is missing. ${REMEDY}`,
  };
}

interface Installation {
  account: { login?: string } | { slug?: string } | null;
  permissions: Levels;
  suspended_at: string | null;
}

function installationsSeen(installations: readonly Installation[], { default_permissions }: Manifest): Seen {
  if (installations.length === 0) {
    return {
      state: 'warning',
      text: 'the App is installed nowhere',
      hint: 'Install it on an account or organisation, from its page on GitHub.',
    };
  }
  const faults = installations.flatMap(({ account, permissions, suspended_at }) => {
    const name = account && 'login' in account ? account.login : 'an enterprise';
    const missing = lacking(default_permissions, permissions);
    if (suspended_at) return [`${name} is suspended`];
    return missing.length > 0 ? [`${name} grants no ${missing.join(', ')}`] : [];
  });
  if (faults.length === 0) return `${installations.length}, all with the permissions they need`;
  return {
    state: 'warning',
    text: faults.join('; '),
    hint: 'An owner of the account accepts new permissions, or lifts the suspension, in the account\'s settings under "GitHub Apps".',
  };
}
