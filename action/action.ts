import type { Client } from '../shared/github/client.ts';
import type { ServerConfig } from '../shared/profile/config.ts';
import type { Cancellation } from './cancel.ts';
import type { ActionEnvironment } from './environment.ts';
import type { Inputs } from './inputs.ts';
import type { JobLog } from './job-log.ts';

/** What every part of the Action works with. */
export interface Action {
  env: ActionEnvironment;
  inputs: Inputs;
  client: Client;
  /** Login of the account that the token belongs to. */
  login: string;
  /** What the workflow file allows. */
  server: ServerConfig;
  /** What profiles may pass and drivers need. */
  variables: Readonly<Record<string, string>>;
  defaultBranch: string;
  repositoryId: number;
  log: JobLog;
  cancel: Cancellation;
  /** Folders of this job: the mirror, scratch files, local sandboxes. */
  folder: string;
}

/** What became of the step: the outputs are set, and this is what its exit code follows from. */
export type StepResult = 'fine' | 'failed';
