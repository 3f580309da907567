import { phaseKey } from '../command/phases.ts';
import { quoted } from '../command/suggest.ts';
import type { Command, RunFlags, Work } from '../command/types.ts';
import { SpeckitError } from '../errors.ts';
import type { RepoConfig, ServerConfig } from './config.ts';
import { profileName } from './layers.ts';
import { matchesRepository } from './match.ts';

/** What GitHub says about a person's rights on a repository, as the name of the role. */
export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Sender {
  login: string;
  /** GitHub's account type. Anything but `User` is treated as a bot. */
  type: string;
  /** For a bot `none`: GitHub does not tell. */
  permission: Permission;
}

export interface Request {
  server: ServerConfig;
  repo: RepoConfig;
  /** `owner/name` of the repository that the pull request belongs to. */
  repository: string;
  sender: Sender;
  pr: { fork: boolean; open: boolean };
  command: Command;
  /** For a command about an earlier run: what that run executed, so that its limits hold again. */
  original?: { work: Work; flags: RunFlags };
}

export type Decision =
  | { allowed: true }
  /** `silent`: an answer could start a conversation between bots. */
  | { allowed: false; error: SpeckitError; silent?: boolean };

const MAY_RUN: readonly Permission[] = ['admin', 'maintain', 'write'];
/** Commands that may end in a commit. */
const WRITING: ReadonlySet<Command['name']> = new Set(['run', 'retry', 'keep', 'apply']);

/** Whether the server works for this repository. */
export function isServed({ serve }: ServerConfig, owner: string, repo: string): boolean {
  return (
    serve.owners.some(served => served.toLowerCase() === owner.toLowerCase()) ||
    matchesRepository(serve.repositories, `${owner}/${repo}`)
  );
}

/** Whether the sender is a bot that the server does not name; an answer could start a conversation between bots. */
export function isUnlistedBot(
  { bots }: ServerConfig,
  { type, login }: Pick<Sender, 'type' | 'login'>,
): boolean {
  return type !== 'User' && !bots.some(listed => listed.toLowerCase() === login.toLowerCase());
}

/** Whether the sender may have the command carried out, and if not, why. Pure. */
export function decide(request: Request): Decision {
  const sender = decideSender(request);
  if (!sender.allowed) return sender;
  const { command, original } = request;
  if (command.name === 'apply' && request.sender.permission !== 'admin') return onlyAdminsApply();
  const run = command.name === 'run' ? command : WRITING.has(command.name) ? original : undefined;
  return (run && adminFault(request, run)) ?? { allowed: true };
}

/**
 * The part of {@link decide} that does not need the repository's configuration: whom it refuses need not hear of
 * mistakes in that file.
 */
export function decideSender(request: Omit<Request, 'repo' | 'original'>): Decision {
  const { server, repository, sender, command } = request;
  const [owner = '', name = ''] = repository.split('/');
  const bot = sender.type !== 'User';
  if (!isServed(server, owner, name)) {
    return refused(
      `This server does not work for ${repository}.`,
      `Whoever runs the server can add it under \`serve\` in \`${server.file}\`.`,
      bot,
    );
  }
  if (isUnlistedBot(server, sender)) {
    return refused(
      `The bot ${quoted(sender.login)} may not give commands.`,
      server.allow.setBy
        ? 'Ask somebody who has write permission to give the command.'
        : `Whoever runs the server can add it under \`bots\` in \`${server.file}\`.`,
      true,
    );
  }
  if (!bot && !MAY_RUN.includes(sender.permission)) {
    return refused(
      `${quoted(sender.login)} has no write permission here, which commands need.`,
      'Ask somebody who has it to post the command.',
    );
  }
  return (WRITING.has(command.name) && pullRequestFault(request)) || { allowed: true };
}

/**
 * Whether the sender hears how commands are spelt. Everybody who may give commands at all may have `help` carried out;
 * whoever may not hears that instead.
 */
export function decideWords(request: Pick<Request, 'server' | 'repository' | 'sender'>): Decision {
  return decideSender({ ...request, pr: { fork: false, open: true }, command: { name: 'help' } });
}

function pullRequestFault({ pr }: Pick<Request, 'pr'>): Decision | undefined {
  if (pr.fork) {
    return refused(
      'This pull request comes from a fork, whose code would run here beside the secrets of this repository.',
      'Push the branch to this repository and open the pull request from there.',
    );
  }
  if (!pr.open) return refused('This pull request is closed.', 'Reopen it and post the command again.');
  return undefined;
}

function onlyAdminsApply(): Decision {
  return refused(
    '`/speckit apply` is left to admins of this repository: it commits changes of protected files.',
    'Ask one of them to look at the kept result and to post the command.',
  );
}

/** Both files can leave something to admins; neither can give back what the other took. */
function adminFault(request: Request, run: { work: Work; flags: RunFlags }): Decision | undefined {
  const { server, repo, sender } = request;
  if (sender.permission === 'admin') return undefined;
  const { work } = run;
  const profile = profileName({ server, repo, flags: run.flags });
  for (const { admin, file } of [server, repo]) {
    const limited =
      work.kind === 'shell'
        ? admin.shell && 'Shell commands are'
        : admin.phases.includes(phaseKey(work.phase)) && `The phase ${quoted(work.phase)} is`;
    const subject = limited || (admin.profiles.includes(profile) && `The profile ${quoted(profile)} is`);
    if (subject) {
      return refused(
        `${subject} left to admins of this repository.`,
        `Ask one of them to post the command; \`admin\` in \`${file}\` says so.`,
      );
    }
  }
  return undefined;
}

function refused(message: string, hint: string, silent = false): Decision {
  const error = new SpeckitError('denied', message, { hint });
  return silent ? { allowed: false, error, silent } : { allowed: false, error };
}
