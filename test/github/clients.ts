import { Octokit } from '@octokit/rest';
import { Probot, ProbotOctokit } from 'probot';
import type { AppIdentity, EmulatedGitHub } from './index.ts';

/** Octokit as Probot configures it, without its pauses. */
const Unpaced = ProbotOctokit.defaults((options: Record<string, unknown>) => ({
  ...options,
  retry: { enabled: false },
  throttle: { enabled: false },
}));

type Identity = Pick<AppIdentity, 'id' | 'privateKey' | 'webhookSecret'>;

/** A Probot that talks to the emulated GitHub, or to another. */
export function probotFor(github: { app: Identity; apiUrl: string }): Probot {
  return new Probot({
    appId: github.app.id,
    privateKey: github.app.privateKey,
    secret: github.app.webhookSecret,
    baseUrl: github.apiUrl,
    logLevel: 'fatal',
    Octokit: Unpaced,
  });
}

/** A token of the App's installation for an owner, got as a real App gets it. */
export async function installationToken(
  github: EmulatedGitHub,
  owner: string,
  scope: { repository_ids?: number[]; permissions?: Record<string, 'read' | 'write'> } = {},
): Promise<string> {
  const app = await probotFor(github).auth();
  const installation_id = github.installationId(owner);
  const { data } = await app.rest.apps.createInstallationAccessToken({ installation_id, ...scope });
  return data.token;
}

/** The plain client with any token. */
export const octokitWith = (github: EmulatedGitHub, token?: string) =>
  new Octokit({ baseUrl: github.apiUrl, ...(token === undefined ? {} : { auth: token }), log: silent });

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** HTTP status with which a call was refused; fails when it was not. */
export async function refusal(call: Promise<unknown>): Promise<number> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'status' in error) return Number(error.status);
    throw error;
  }
  throw new Error('The call was not refused');
}
