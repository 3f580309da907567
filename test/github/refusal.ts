export type Json = Record<string, unknown>;

/** What a route answers; `body` goes out as JSON, or as it is when it is bytes. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Thrown by a route to answer as GitHub answers a request that it refuses. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    const documentation_url = 'https://docs.github.com/rest';
    const body = { message, ...(errors ? { errors } : {}), documentation_url, status: String(status) };
    this.answer = { status, body };
  }
}

export const notFound = () => new Refusal(404, 'Not Found');
export const badCredentials = () => new Refusal(401, 'Bad credentials');
export const notAccessible = () => new Refusal(403, 'Resource not accessible by integration');
export const unprocessable = (message: string) => new Refusal(422, message);

/** GitHub's 422 for one field of the request. */
export function invalid(resource: string, field: string, code: string, message?: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code, ...(message ? { message } : {}) }]);
}

/** Something that GitHub has and this emulator doesn't: loud, so that no test passes by accident. */
export const notEmulated = (what: string) => new Refusal(501, `The emulated GitHub does not serve ${what}`);

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
