import { SpeckitError } from '../errors.ts';

/** The private git directory inside a control folder. */
export const privateGitDir = (controlDir: string) => `${controlDir}/git`;

/** Who commits inside a sandbox when the agent does. */
export const SANDBOX_IDENTITY = { name: 'speckit-remote', email: 'speckit-remote@users.noreply.github.com' };

/** Environment of our own git calls inside a sandbox: nothing of the image's or the agent's configuration counts. */
export const SANDBOX_GIT_ENV: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
};

/** Files travel byte by byte: no line endings, keywords, encodings or filters (LFS) whatever `.gitattributes` says. */
export const NEUTRAL_ATTRIBUTES = '* -text -ident -filter -working-tree-encoding\n';

/**
 * Configuration of a repository inside the sandbox. Names that Windows or macOS do not take may be in the repository
 * already; new ones are judged on the host.
 */
export function sandboxGitConfig(
  settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): string {
  const sections = {
    core: {
      repositoryformatversion: '0',
      bare: 'false',
      filemode: 'true',
      logallrefupdates: 'true',
      autocrlf: 'false',
      protectNTFS: 'false',
      protectHFS: 'false',
    },
    gc: { auto: '0' },
    user: SANDBOX_IDENTITY,
    ...settings,
  };
  return Object.entries(sections)
    .flatMap(([name, keys]) => [
      `[${name}]`,
      ...Object.entries(keys).map(([key, value]) => `\t${key} = ${value}`),
      '',
    ])
    .join('\n');
}

const SHOWN = 300;

/** The last line that a failed script printed, fit for a message. */
export function lastLine(stderr: Buffer): string {
  const text = stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
  return text.replace(/[^\x20-\x7e\u00a0-\u{10ffff}]/gu, ' ').slice(0, SHOWN);
}

/** Exit 127: a program that sync needs is not in the image. */
export function noGitInside(cause: unknown): SpeckitError {
  return new SpeckitError('missing', 'The sandbox has no `git` or no `tar`, which carrying files needs.', {
    hint: 'Use the image that `npm run image` builds, or install git and tar in yours.',
    cause,
  });
}
