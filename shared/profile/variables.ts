import { SpeckitError } from '../errors.ts';
import { findAgent } from './agents.ts';
import { setterOf } from './ceiling.ts';
import type { ProfileConfig, RepoConfig, ServerConfig } from './config.ts';
import { matchesRepository } from './match.ts';
import { isReserved, RESERVED_RULE } from './reserved.ts';

interface Request {
  server: ServerConfig;
  repo: RepoConfig;
  repository: string;
  /** The profile's name. */
  name: string;
  agent: string;
  /** The server's profile of that name. */
  ours: ProfileConfig | undefined;
  theirs: ProfileConfig;
}

/**
 * The names of the server's variables that go into the sandbox: those that the profile lists, each of which the
 * server must allow for this repository, or without a list the agent's keys as far as the server allows them.
 * Throws `denied`.
 */
export function passedVariables(request: Request): string[] {
  const { server, repo, ours, theirs, name, agent } = request;
  const names = theirs.env ?? ours?.env;
  if (names === undefined) return [...(findAgent(agent)?.keys ?? [])].filter(key => !refusal(key, request));
  for (const variable of names) {
    const reason = refusal(variable, request);
    if (reason === undefined) continue;
    const file = theirs.env ? repo.file : server.file;
    throw new SpeckitError(
      'denied',
      `\`${file}\`: \`profiles.${name}.env\` asks for \`${variable}\`, which ${reason}.`,
      {
        hint: isReserved(variable) ? 'Leave it out.' : `Leave it out, or ${allowing(server, variable)}.`,
      },
    );
  }
  return [...new Set(names)];
}

const allowing = ({ allow, file }: ServerConfig, variable: string) =>
  allow.setBy
    ? (allow.setBy.passes ?? `list it under \`variables\` in \`${file}\``)
    : `ask whoever runs the server to allow it under \`variables.${variable}\``;

function refusal(variable: string, { server, repository, name, ours }: Request): string | undefined {
  if (isReserved(variable)) return RESERVED_RULE;
  const rule = Object.hasOwn(server.variables, variable) ? server.variables[variable] : undefined;
  if (rule === undefined || !matchesRepository(rule.repositories, repository)) {
    return `${setterOf(server.allow).name} does not pass to ${repository}`;
  }
  if (rule.profiles && !(ours && rule.profiles.includes(name)))
    return 'this server passes to other profiles only';
  return undefined;
}
