import { type ZodType, z } from 'zod';
import { DRIVER_NAMES, type DriverName, loadDriver } from '../drivers/index.ts';
import { DOMAIN } from '../drivers/support/egress.ts';
import { DEFAULT_PROTECTED } from '../sync/guards.ts';
import { DEFAULT_LIMITS, DEFAULT_RETENTION, DEFAULT_UNREACHABLE_MS } from './config.ts';
import { formatDays, formatDuration } from './durations.ts';
import { formatSize } from './sizes.ts';
import * as value from './values.ts';

/** The settings' schema of each driver that a file mentions. */
export type DriverSchemas = Partial<Record<DriverName, ZodType>>;

/** What a repository may change in a profile that the server defines, if the server says so. */
export const OVERRIDABLE = [
  'driver',
  'agent',
  'timeout',
  'keep',
  'unreachable',
  'env',
  'limits',
  'image',
  'memory',
  'cpus',
  'pids',
  'network',
] as const;
export type Overridable = (typeof OVERRIDABLE)[number];

/** The two that can take commands of a repository. */
export const ANSWERERS = ['app', 'action'] as const;
export type Answerer = (typeof ANSWERERS)[number];

const limits = z
  .strictObject({
    output: value.size
      .optional()
      .describe(
        `How much of the output is stored; beyond it head and tail; default: ${formatSize(DEFAULT_LIMITS.output)}.`,
      ),
    result: value.size
      .optional()
      .describe(`Size of the result as a pack; default: ${formatSize(DEFAULT_LIMITS.result)}.`),
    tree: value.size
      .optional()
      .describe(`Size of all files of the result that changed; default: ${formatSize(DEFAULT_LIMITS.tree)}.`),
    file: value.size
      .optional()
      .describe(
        `Size of one file of the result; GitHub takes at most 100 MB; default: ${formatSize(DEFAULT_LIMITS.file)}.`,
      ),
    files: value
      .count(100_000)
      .optional()
      .describe(`Number of files that may change; default: ${DEFAULT_LIMITS.files}.`),
  })
  .describe('How large a result may be.');

const profileFields = {
  driver: z.enum(DRIVER_NAMES).optional().describe('The kind of sandbox.'),
  agent: value.agentName.optional().describe('The coding agent, by the key of its Spec Kit integration.'),
  timeout: value.duration.optional().describe('A run is ended after this time, at most `24h`.'),
  keep: value.duration
    .optional()
    .describe(
      "How long a sandbox is kept for the pull request's next run, with what is in its home folder; default: not at all.",
    ),
  unreachable: value.duration
    .optional()
    .describe(
      `How long a sandbox may be out of reach, or a limit of its service keep it from being made, before its run is given up; default: \`${formatDuration(DEFAULT_UNREACHABLE_MS)}\`.`,
    ),
  env: z
    .array(value.envName)
    .max(100)
    .optional()
    .describe(
      "Names of variables of the server to pass. Without it the agent's key is passed if `variables` allows it.",
    ),
  limits: limits.optional(),
};

const admin = z
  .strictObject({
    shell: z.boolean().optional().describe('Only admins may run shell commands.'),
    phases: z.array(value.phaseName).max(100).optional().describe('Phases that only admins may run.'),
    profiles: z.array(value.profileName).max(100).optional().describe('Profiles that only admins may use.'),
  })
  .describe('What is left to people with the admin permission, beside what the other file says.');

function driverFields(schemas: DriverSchemas): Partial<Record<DriverName, ZodType>> {
  const entries = DRIVER_NAMES.map(name => {
    const settings = schemas[name] ?? z.record(z.string(), z.unknown());
    return [name, settings.optional().describe(`Settings of the driver \`${name}\`.`)] as const;
  });
  return Object.fromEntries(entries);
}

function profiles<Fields extends z.core.$ZodLooseShape>(fields: Fields) {
  return z
    .record(value.profileName, z.strictObject(fields))
    .optional()
    .describe('Named ways to run, by name.');
}

const PROTECT = `Files as in a \`.gitignore\`: a result that changes one is kept, and committed only when an admin asks for it. Both files count; the server's own list takes the place of the default: ${DEFAULT_PROTECTED.map(pattern => `\`${pattern}\``).join(', ')}.`;

const shared = {
  profile: value.profileName.optional().describe('The profile of a command without `--profile`.'),
  agent: value.agentName.optional().describe('The agent of profiles that name none; default: `claude`.'),
  timeout: value.duration.optional().describe('The time-out of profiles that name none; default: `30m`.'),
  admin: admin.optional(),
  protect: z.array(value.ignorePattern).max(1000).optional().describe(PROTECT),
};

/** The schema of `.github/speckit.yml`. */
export function repoSchema(schemas: DriverSchemas) {
  return z.strictObject({
    ...shared,
    profiles: profiles({ ...profileFields, ...driverFields(schemas) }),
    project: value.projectDirectory
      .optional()
      .describe('The directory of the project in a monorepo; default: the root of the repository.'),
    answer: z
      .enum(ANSWERERS)
      .optional()
      .describe(
        'Who answers where both the App and the Action are installed: the other one stays silent. Without it both answer.',
      ),
    exclude: z
      .array(value.ignorePattern)
      .max(1000)
      .optional()
      .describe(
        'What is neither sent into the sandbox nor taken back, as in a `.gitignore`. A pattern with `!` takes back ' +
          'what the ones before it match, also inside a folder, and takes along what git ignores.',
      ),
  });
}

const caps = z
  .strictObject({
    repository: value
      .count(1000)
      .optional()
      .describe('Runs at once in one repository, over all processes; default: no cap.'),
    person: value
      .count(1000)
      .optional()
      .describe('Runs at once that one person asked for, over all processes; default: no cap.'),
    runsPerDay: value
      .count(100_000)
      .optional()
      .describe('Runs that one person may ask for in a day (UTC); default: no cap.'),
    minutesPerDay: value
      .count(1_000_000)
      .optional()
      .describe(
        'Minutes that the runs which one person asks for in a day (UTC) may have taken before the next is refused; default: no cap.',
      ),
  })
  .describe('How much one repository or person may have. Repositories take turns in any case.');

const retention = z
  .strictObject({
    output: value.retention
      .optional()
      .describe(
        `How long the output of an ended run is kept; default: \`${formatDays(DEFAULT_RETENTION.outputMs)}\`.`,
      ),
    outputSize: value.size
      .optional()
      .describe(
        `How much output of ended runs is kept, the newest; default: ${formatSize(DEFAULT_RETENTION.outputBytes)}.`,
      ),
    runs: value.retention
      .optional()
      .describe(
        `How long ended runs, deliveries and decisions are known; a kept result's run stays as long as that. Default: \`${formatDays(DEFAULT_RETENTION.runsMs)}\`.`,
      ),
  })
  .describe('What the database forgets.');

const patterns = z.array(value.repositoryPattern).max(1000);

const set = z
  .record(value.envName, z.string().max(32_768))
  .optional()
  .describe('Variables with literal values that are no secrets.');

/** The schema of the `config.yml` of whoever uses the command line. */
export function userSchema(schemas: DriverSchemas) {
  return z.strictObject({
    profile: shared.profile.describe('The profile of a run without `--profile`; `profile use` writes it.'),
    projects: z
      .record(
        z.string().min(1).max(4096),
        z.strictObject({ profile: value.profileName.optional().describe('The profile of runs there.') }),
      )
      .optional()
      .describe('What holds in one project only, by the absolute path of its folder.'),
    agent: shared.agent,
    timeout: shared.timeout,
    exclude: z
      .array(value.ignorePattern)
      .max(1000)
      .optional()
      .describe('What is neither sent nor taken back, beside what the project excludes.'),
    variables: z
      .array(value.envName)
      .max(1000)
      .optional()
      .describe("Your variables that a project's own profiles may pass, beside the keys of agents."),
    profiles: profiles({ ...profileFields, set, ...driverFields(schemas) }),
  });
}

/** The schema of `speckit-remote.yml`. */
export function serverSchema(schemas: DriverSchemas) {
  return z.strictObject({
    serve: z
      .strictObject({
        owners: z.array(value.ownerName).max(1000).optional().describe('Users and organisations.'),
        repositories: patterns.optional().describe('Single repositories.'),
      })
      .optional()
      .describe('Whom the server works for; default: nobody.'),
    bots: z.array(value.botLogin).max(100).optional().describe('Bots whose commands count; default: none.'),
    keepResults: value.retention
      .optional()
      .describe('How long a result that was not committed is kept in its repository; default: `14d`.'),
    concurrency: value
      .count(1000)
      .optional()
      .describe('How many runs one process works on at once; default: 4.'),
    caps: caps.optional(),
    retention: retention.optional(),
    ...shared,
    profiles: profiles({ ...profileFields, set, ...driverFields(schemas) }),
    variables: z
      .record(
        value.envName,
        z.strictObject({
          repositories: patterns.min(1).describe('The repositories whose runs may get it.'),
          profiles: z
            .array(value.profileName)
            .min(1)
            .optional()
            .describe("Only these of the server's profiles may pass it; default: every profile."),
        }),
      )
      .optional()
      .describe("Variables of the server's environment that may enter a sandbox; default: none."),
    allow: z
      .strictObject({
        profiles: z.boolean().optional().describe('Whether a repository may define profiles; default: yes.'),
        override: z
          .array(z.enum(OVERRIDABLE))
          .optional()
          .describe(
            "What a repository or a flag may change in a profile of the server's; default: agent, timeout.",
          ),
        drivers: z.array(z.enum(DRIVER_NAMES)).min(1).optional().describe('Drivers; default: docker.'),
        images: z
          .array(z.string().min(1).max(500))
          .optional()
          .describe('Images, `*` stands for any characters; default: only those of the server.'),
        timeout: value.duration.optional().describe('The longest time-out; default: `2h`.'),
        keep: value.duration
          .optional()
          .describe('The longest time that a repository may keep a sandbox; default: it may not.'),
        memory: value.size.optional().describe('The most memory; default: no ceiling.'),
        cpus: z.number().positive().max(1024).optional().describe('The most CPUs; default: no ceiling.'),
        pids: value.count(1_000_000).optional().describe('The most processes; default: no ceiling.'),
        network: z
          .array(
            z
              .string()
              .refine(
                text => ['full', 'none'].includes(text) || DOMAIN.test(text),
                'must be `full`, `none`, or a domain like `pypi.org` or `*.example.com`',
              ),
          )
          .min(1)
          .optional()
          .describe(
            'What sandboxes may reach: `full` for everything, or domains; `none` is always allowed. Default: the ' +
              'model endpoints of all agents and the package registries, not `full`.',
          ),
        limits: limits.optional(),
      })
      .optional()
      .describe('The ceiling of what repositories and flags may ask for.'),
  });
}

export async function loadSchemas(names: readonly DriverName[]): Promise<DriverSchemas> {
  const entries = names.map(async name => [name, (await loadDriver(name)).settings] as const);
  return Object.fromEntries(await Promise.all(entries));
}
