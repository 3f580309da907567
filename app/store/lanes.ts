/** Deliveries of one lane are handled one after the other, those of different lanes side by side. */
export type Lane = string;

const SETTLING = 'settling';

/** Requests about a repository; each is dealt with in moments. */
export const repositoryLane = (repositoryId: unknown): Lane => `repository:${repositoryId}`;

/** Whether the delivery `d` is in the {@link repositoryLane} of the run `r`, in SQL. */
export const IN_REPOSITORY_LANE = "d.lane = 'repository:' || r.repository_id";

/**
 * What may bring a kept result onto a pull request's branch, which takes as long as its merge and commit do: nothing
 * but runs of that pull request waits for it.
 */
export const settlingLane = (repositoryId: number, pr: number): Lane => `${SETTLING}:${repositoryId}:${pr}`;

export const isSettling = (lane: Lane): boolean => lane.startsWith(`${SETTLING}:`);

/** {@link isSettling} in SQL. */
export const IS_SETTLING = `starts_with(lane, '${SETTLING}:')`;
