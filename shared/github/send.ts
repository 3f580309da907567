import { setTimeout as sleep } from 'node:timers/promises';
import { SpeckitError } from '../errors.ts';
import { isOutage, isRateLimit } from './github-error.ts';
import type { Pacer, RequestCost } from './pacer.ts';

export interface SendOptions {
  pacer: Pacer;
  /** Limit of one attempt, answer included. Default 60 s. */
  timeoutMs: number;
  /** The longest time that a rate limit may hold one request up. Default 15 min. */
  maxHoldMs: number;
  /** Waits before the attempts after the first, when GitHub failed or did not answer. */
  backoffMs: readonly number[];
  /** Told with every answer what it says is left of a primary limit. */
  onRate?: (left: RateLeft) => void;
}

/** What is left of one of an installation's hourly limits. */
export interface RateLeft {
  /** GitHub's name of the limit: `core`, `graphql`, … */
  resource: string;
  remaining: number;
}

/** What of Octokit's request parameters matters for sending. */
export interface Parameters {
  method: string;
  url: string;
  query?: unknown;
  headers?: Readonly<Record<string, string | number | undefined>>;
  request?: { signal?: AbortSignal; repeatable?: boolean };
}

/** The part of an answer that is judged here. */
export interface Answer {
  status?: number;
  headers: Readonly<Record<string, string | number | undefined>>;
  data: unknown;
}

type Attempt<T> = (signal: AbortSignal) => Promise<T>;

/** A rate limit without a time: GitHub asks for a minute at least. */
const UNTIMED_HOLD_MS = 60_000;
const MAX_HOLDS = 4;

/**
 * Sends requests through the pacer. Repeated are: whatever a rate limit refused, since GitHub then did nothing, and
 * after an outage GET, HEAD, PUT and PATCH (all of ours set a state) and what its caller marked as repeatable.
 */
export function sendPaced(options: Partial<SendOptions> & Pick<SendOptions, 'pacer'>) {
  const { pacer, timeoutMs = 60_000, maxHoldMs = 900_000, backoffMs = [500, 2000, 5000] } = options;

  return async <T extends Answer>(parameters: Parameters, attempt: Attempt<T>): Promise<T> => {
    const cancel = parameters.request?.signal;
    let failures = 0;
    let holds = 0;
    for (;;) {
      try {
        return await once(parameters, attempt, cancel);
      } catch (error) {
        cancel?.throwIfAborted();
        if (isRateLimit(error) && holds++ < MAX_HOLDS) {
          await hold(error);
          continue;
        }
        const wait = backoffMs[failures++];
        if (!isOutage(error) || !isRepeatable(parameters) || wait === undefined) throw error;
        await sleep(wait, undefined, cancel ? { signal: cancel } : {}).catch(reason => {
          cancel?.throwIfAborted();
          throw reason;
        });
      }
    }
  };

  async function once<T extends Answer>(
    parameters: Parameters,
    attempt: Attempt<T>,
    cancel: AbortSignal | undefined,
  ): Promise<T> {
    const leave = await pacer.enter(costOf(parameters), cancel);
    try {
      const limit = AbortSignal.timeout(timeoutMs);
      const answer = await attempt(cancel ? AbortSignal.any([cancel, limit]) : limit);
      tellRate(answer);
      if (isTorn(answer)) throw new TornAnswer();
      if (isRefusedGraphql(answer)) throw Object.assign(new RefusedAnswer(), { response: answer });
      const reset = exhaustedUntil(answer);
      if (reset !== undefined) await pacer.hold(reset);
      return answer;
    } finally {
      leave();
    }
  }

  function tellRate(answer: Answer | undefined): void {
    const remaining = Number(answer?.headers['x-ratelimit-remaining'] ?? Number.NaN);
    if (Number.isNaN(remaining)) return;
    options.onRate?.({ resource: String(answer?.headers['x-ratelimit-resource'] ?? 'core'), remaining });
  }

  async function hold(error: unknown): Promise<void> {
    const answer = (error as { response?: Answer }).response;
    tellRate(answer);
    const seconds = Number(answer?.headers['retry-after'] ?? Number.NaN);
    const until = Number.isNaN(seconds)
      ? (exhaustedUntil(answer) ?? Date.now() + UNTIMED_HOLD_MS)
      : Date.now() + seconds * 1000;
    // Everybody waits, also those who would not wait that long: asking again only makes it worse.
    await pacer.hold(until);
    if (until - Date.now() <= maxHoldMs) return;
    throw new SpeckitError('exhausted', "GitHub's rate limit for this installation is used up.", {
      hint: `It resets at ${new Date(until).toISOString()}; use \`/speckit retry\` after that.`,
      cause: error,
      retryable: true,
    });
  }
}

/** Points as GitHub counts them; creating git objects and asking for data through GraphQL creates no content. */
export function costOf({ method, url, query }: Parameters): RequestCost {
  if (url.endsWith('/graphql')) {
    return { points: /^\s*mutation\b/.test(String(query ?? '')) ? 5 : 1, content: false };
  }
  const writes = !['GET', 'HEAD', 'OPTIONS'].includes(method);
  return { points: writes ? 5 : 1, content: method === 'POST' && !url.includes('/git/') };
}

function isRepeatable({ method, request }: Parameters): boolean {
  return request?.repeatable ?? ['GET', 'HEAD', 'PUT', 'PATCH'].includes(method);
}

/** Octokit gives the text it got when the connection broke inside a JSON answer. */
function isTorn({ status, headers, data }: Answer): boolean {
  // Without content, whatever its headers say.
  if (status === 204) return false;
  return String(headers['content-type'] ?? '').startsWith('application/json') && typeof data === 'string';
}

function isRefusedGraphql({ data }: Answer): boolean {
  if (typeof data !== 'object' || data === null || !('errors' in data) || !Array.isArray(data.errors))
    return false;
  return data.errors.some(({ type }: { type?: unknown }) => type === 'RATE_LIMITED');
}

function exhaustedUntil(answer: Answer | undefined): number | undefined {
  if (String(answer?.headers['x-ratelimit-remaining']) !== '0') return undefined;
  const reset = Number(answer?.headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isNaN(reset) ? undefined : reset * 1000;
}

/** Looks like Octokit's error for a failure without an answer. */
class TornAnswer extends Error {
  override readonly name = 'TornAnswer';
  readonly status = 500;
  constructor() {
    super('the connection broke inside the answer');
  }
}

/** GraphQL reports its rate limit inside an answer with status 200. */
class RefusedAnswer extends Error {
  override readonly name = 'RefusedAnswer';
  readonly status = 429;
  constructor() {
    super('the GraphQL rate limit is used up');
  }
}
