/** The only events of which anything can be asked. */
export const EVENTS = [
  'issue_comment',
  'issues',
  'pull_request',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'check_run',
  'check_suite',
] as const;
