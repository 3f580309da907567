/**
 * The store's tables, as ordered steps that are each run once. A step that has been released is never
 * changed; a change is a new step at the end. JSON columns are `json`, not `jsonb`: they hold what
 * people wrote, and `jsonb` refuses some of it (`\u0000`).
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE speckit.deliveries (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    event text NOT NULL,
    action text,
    lane text NOT NULL,
    payload text,
    received_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
    attempts int NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    worker text,
    lease_until timestamptz,
    outcome text,
    settled_at timestamptz
  );
  CREATE INDEX deliveries_open ON speckit.deliveries (lane, seq) WHERE state = 'open';

  CREATE TABLE speckit.decisions (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id text NOT NULL,
    repository text NOT NULL,
    pr int,
    sender text NOT NULL,
    command text NOT NULL,
    allowed boolean NOT NULL,
    reason text NOT NULL,
    run text,
    at timestamptz NOT NULL,
    UNIQUE (delivery_id, allowed, reason)
  );
  CREATE INDEX decisions_by_repository ON speckit.decisions (repository, seq);

  CREATE TABLE speckit.runs (
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    request_key text NOT NULL UNIQUE,
    installation_id bigint NOT NULL,
    repository_id bigint NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    pr int NOT NULL,
    sender json NOT NULL,
    work json NOT NULL,
    profile json NOT NULL,
    head_sha text NOT NULL,
    head_ref text NOT NULL,
    exact_sha boolean NOT NULL,
    comment_id bigint,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'ended')),
    phase text,
    conclusion text,
    outcome json,
    attempt int NOT NULL DEFAULT 0,
    worker text,
    lease_until timestamptz,
    driver text,
    sandbox_id text,
    output_offset bigint NOT NULL DEFAULT 0,
    result_ref text,
    commit_sha text,
    status_comment_id bigint,
    check_run_ids json NOT NULL DEFAULT '{}',
    cancel_requested json,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz
  );
  CREATE INDEX runs_by_pr ON speckit.runs (repository_id, pr, created_at, seq);
  CREATE INDEX runs_not_ended ON speckit.runs (created_at, seq) WHERE state <> 'ended';

  CREATE TABLE speckit.output (
    run_id text NOT NULL REFERENCES speckit.runs (id) ON DELETE CASCADE,
    start bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (run_id, start)
  );
  CREATE TABLE speckit.run_states (
    run_id text PRIMARY KEY REFERENCES speckit.runs (id) ON DELETE CASCADE,
    archive bytea NOT NULL
  );
  -- Output is text that pglz shrinks little for the time it takes in the embedded database.
  ALTER TABLE speckit.output ALTER COLUMN bytes SET STORAGE EXTERNAL;
  `,
  `
  -- One row: who this server is, on the labels of its sandboxes.
  CREATE TABLE speckit.server (
    id text NOT NULL,
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one)
  );
  INSERT INTO speckit.server (id) VALUES (replace(gen_random_uuid()::text, '-', ''));

  -- Where runs have had sandboxes: what the sweeper looks through, also after a profile is gone.
  CREATE TABLE speckit.sandbox_places (
    key text PRIMARY KEY,
    driver text NOT NULL,
    settings json NOT NULL,
    used_at timestamptz NOT NULL DEFAULT now()
  );

  -- Sandboxes that outlive their run on purpose.
  CREATE TABLE speckit.spared_sandboxes (
    sandbox_id text PRIMARY KEY,
    run_id text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('kept', 'unreachable')),
    spared_until timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    repository_id bigint NOT NULL,
    pr int NOT NULL,
    fingerprint text NOT NULL
  );
  CREATE INDEX spared_by_pr ON speckit.spared_sandboxes (repository_id, pr);
  `,
  `
  -- What another worker needs to take a run up again.
  ALTER TABLE speckit.runs
    ADD COLUMN sandbox_made_at timestamptz,
    -- Since when the command runs, and how it ended once that was seen.
    ADD COLUMN executing_at timestamptz,
    ADD COLUMN command_end json,
    -- The machine that alone reaches the sandbox, and since when somebody else waits for it.
    ADD COLUMN machine text,
    ADD COLUMN waiting_since timestamptz,
    -- Whether an earlier worker may still believe that it has the run.
    ADD COLUMN contested boolean NOT NULL DEFAULT false,
    -- Of an ended run whose end GitHub may not show yet: when to show it again.
    ADD COLUMN show_at timestamptz,
    ADD COLUMN shown_tries int NOT NULL DEFAULT 0;
  CREATE INDEX runs_to_show ON speckit.runs (show_at) WHERE show_at IS NOT NULL;
  `,
  `
  -- The run's place among those of all repositories, which take turns; absent until it is queued.
  ALTER TABLE speckit.runs ADD COLUMN turn int;
  -- What a person has asked for lately.
  CREATE INDEX runs_by_sender ON speckit.runs (((sender->>'id')::bigint), created_at);
  `,
  `
  -- Work that one process does for all of them, and when it was begun last.
  CREATE TABLE speckit.chores (name text PRIMARY KEY, begun_at timestamptz NOT NULL);

  -- What each installation has spent of GitHub's limits.
  CREATE TABLE speckit.github_budgets (key text PRIMARY KEY, budget json NOT NULL);

  -- What is old enough to be forgotten.
  CREATE INDEX runs_by_end ON speckit.runs (ended_at) WHERE state = 'ended';
  CREATE INDEX deliveries_settled ON speckit.deliveries (settled_at) WHERE state <> 'open';
  CREATE INDEX decisions_by_time ON speckit.decisions (at);
  `,
  `
  -- The head when the run was asked for, which says whether it took a newer one.
  ALTER TABLE speckit.runs ADD COLUMN requested_sha text;
  `,
];
