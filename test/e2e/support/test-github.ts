import { type Endpoints, endpoints } from '../../../shared/github/endpoints.ts';
import type { Person } from './conflict-place.ts';

/** A GitHub with a scratch repository on which an App of ours is installed, as `TEST_GITHUB_*` name it. */
export interface TestGitHub {
  appId: string;
  /** As the server takes it: PEM, with `\n` escaped or as base64. */
  privateKey: string;
  owner: string;
  repo: string;
  /** Tokens of people. */
  tokens: { alice: string } & Partial<Record<Person, string>>;
  endpoints: Endpoints;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `TEST_GITHUB_*`; CONTRIBUTING.md describes them. `undefined` where there is no App; half of it is an error. */
export function testGitHub(env: Environment = process.env): TestGitHub | undefined {
  const appId = env.TEST_GITHUB_APP_ID;
  if (!appId) return undefined;
  const needed = (name: string) => {
    const value = env[name];
    if (!value) throw new Error(`TEST_GITHUB_APP_ID is set, so ${name} must be, too: see CONTRIBUTING.md`);
    return value;
  };
  const [owner, repo, more] = needed('TEST_GITHUB_REPOSITORY').split('/');
  if (!owner || !repo || more !== undefined) throw new Error('TEST_GITHUB_REPOSITORY must be OWNER/NAME');
  const { TEST_GITHUB_BEN: ben, TEST_GITHUB_EVE: eve } = env;
  return {
    ...{ appId, owner, repo },
    privateKey: needed('TEST_GITHUB_PRIVATE_KEY'),
    tokens: { alice: needed('TEST_GITHUB_ALICE'), ...(ben ? { ben } : {}), ...(eve ? { eve } : {}) },
    endpoints: endpoints({
      GITHUB_API_URL: env.TEST_GITHUB_API_URL,
      GITHUB_GRAPHQL_URL: env.TEST_GITHUB_GRAPHQL_URL,
      GITHUB_SERVER_URL: env.TEST_GITHUB_SERVER_URL,
    }),
  };
}
