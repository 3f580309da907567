import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpeckitError } from '../../shared/errors.ts';

/** Answers a request. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listening {
  /** `http://host:port`. */
  url: string;
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>;
}

/** GitHub sends at most 25 MB; whoever sends more is not GitHub. */
const MAX_BODY_BYTES = 26 * 1024 * 1024;

/** Listens for HTTP. Rejects with `config` when the address cannot be had. */
export async function listen(
  serve: Serve,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const http = createServer((request, response) => {
    const refusal = refusedBody(request);
    if (refusal === undefined) serve(request, response);
    else response.writeHead(refusal, { connection: 'close' }).end();
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', cause => {
      const message = `The server cannot listen on ${host}:${port}.`;
      const hint =
        'Another program may have that port, or HOST names no address of this machine: change PORT or HOST.';
      reject(new SpeckitError('config', message, { hint, cause }));
    });
    http.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(http.address() as AddressInfo).port}`,
    close() {
      const closed = new Promise<void>(resolve => http.close(() => resolve()));
      http.closeIdleConnections();
      return closed;
    },
  };
}

/** The status for a request whose body may be too large; GitHub always says how long it is. */
function refusedBody({ method, headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  if (method === 'POST' && length === undefined) return 411;
  return Number(length ?? 0) > MAX_BODY_BYTES ? 413 : undefined;
}
