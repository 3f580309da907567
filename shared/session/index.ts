export { type CancelOptions, cancelSession } from './cancel.ts';
export { madeRoom } from './crowded.ts';
export type { SessionEnd, Shortage } from './end.ts';
export { type FollowOptions, followSession } from './follow.ts';
export { type Reach, type ReachOptions, whileReachable } from './reach.ts';
export { type RunEnd, type RunSessionOptions, runSession } from './run.ts';
export { type StartOptions, startSession } from './start.ts';
