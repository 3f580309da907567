import { SpeckitError } from '../errors.ts';

/** The three addresses of one GitHub, without a slash at the end. */
export interface Endpoints {
  /** REST: `https://api.github.com`, `https://HOST/api/v3`. */
  api: string;
  /** GraphQL: `https://api.github.com/graphql`, `https://HOST/api/graphql`. */
  graphql: string;
  /** Pages and git: `https://github.com`, `https://HOST`. */
  server: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PUBLIC_SERVER = 'https://github.com';

/**
 * Reads `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL` and `GITHUB_SERVER_URL`, the names that Actions uses. What is not
 * set follows from what is, for github.com, its data residency hosts and GitHub Enterprise Server.
 * @throws SpeckitError `config` naming the variable that holds no http(s) address.
 */
export function endpoints(env: Environment): Endpoints {
  const api = address(env, 'GITHUB_API_URL');
  const server = address(env, 'GITHUB_SERVER_URL') ?? (api === undefined ? PUBLIC_SERVER : serverOf(api));
  const rest = api ?? apiOf(server);
  return { api: rest, graphql: address(env, 'GITHUB_GRAPHQL_URL') ?? graphqlOf(rest), server };
}

function address(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  if (value === undefined || value === '') return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new SpeckitError('config', `${name} is not an http or https address.`, {
      hint: `Set ${name} to an address such as https://github.example.com, or remove it for github.com.`,
    });
  }
  return value.replace(/\/+$/, '');
}

/** github.com and the data residency hosts have their API on a host of its own; a server has it below a path. */
function apiOf(server: string): string {
  const { protocol, host } = new URL(server);
  return isHosted(host) ? `${protocol}//api.${host}` : `${server}/api/v3`;
}

function serverOf(api: string): string {
  const { protocol, host } = new URL(api);
  if (host.startsWith('api.') && isHosted(host.slice(4))) return `${protocol}//${host.slice(4)}`;
  return api.replace(/\/api\/v3$/, '');
}

function graphqlOf(api: string): string {
  return api.endsWith('/api/v3') ? api.replace(/\/v3$/, '/graphql') : `${api}/graphql`;
}

function isHosted(host: string): boolean {
  return host === 'github.com' || host.endsWith('.ghe.com');
}
