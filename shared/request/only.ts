import { SpeckitError } from '../errors.ts';

/** The answer to a command on an issue. */
export function onlyPullRequests(): SpeckitError {
  return new SpeckitError('usage', 'speckit-remote works on pull requests, and this is an issue.', {
    hint: 'Open a pull request from a branch of this repository and post the command there.',
  });
}

/** The answer to another command than `keep` in a review thread. */
export function onlyAnswers(): SpeckitError {
  return new SpeckitError('usage', 'In a thread, only `/speckit keep` has a meaning.', {
    hint: 'Post other commands as a comment on the pull request itself.',
  });
}
