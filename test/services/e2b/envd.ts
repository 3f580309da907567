import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Handler, Refusal, reply } from '../front.ts';
import { RpcError, ServerStream, streamRequest, unary, unaryRefusal } from './connect.ts';
import { download, upload } from './files.ts';
import { filesystem } from './filesystem.ts';
import { Processes } from './processes.ts';
import type { E2bSandbox, Sandboxes } from './sandboxes.ts';

const ENVD_PORT = '49983';
const USERS = ['user', 'root'];
const KEEPALIVE_MS = 90_000;

/** The proxy in front of all sandboxes, and each one's daemon behind it. */
export function sandboxProxy(sandboxes: Sandboxes): Handler {
  return async (request, response, url) => {
    const id = String(request.headers['e2b-sandbox-id'] ?? '');
    const sandbox = sandboxes.find(id);
    if (!sandbox) {
      throw new Refusal(502, { sandboxId: id, message: 'The sandbox was not found', code: 502 });
    }
    if (request.headers['e2b-sandbox-port'] !== ENVD_PORT) {
      throw new Refusal(502, {
        sandboxId: id,
        message: 'The sandbox is running but port is not open',
        code: 502,
      });
    }
    await envd(sandbox, request, response, url);
  };
}

async function envd(
  sandbox: E2bSandbox,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /health') return reply(response, 204);
  if (route === 'GET /files') return download(sandbox, request, response, url);
  if (route === 'POST /files') return upload(sandbox, request, response, url);
  if (request.headers['x-access-token'] !== sandbox.token) {
    throw new Refusal(401, {
      code: 401,
      message: 'unauthorized access, please provide a valid access token',
    });
  }
  sandbox.processes ??= new Processes(sandbox.machine);
  if (route === 'POST /process.Process/Start') return start(sandbox.processes, request, response);
  if (route === 'POST /process.Process/Connect') return connect(sandbox.processes, request, response);
  const service = services(sandbox, sandbox.processes)[url.pathname.slice(1)];
  if (request.method !== 'POST' || !service) throw new Refusal(404, '404 page not found\n');
  try {
    checkUser(request);
    reply(response, 200, (await service(await unary(request))) ?? {});
  } catch (error) {
    throw error instanceof RpcError ? unaryRefusal(error) : error;
  }
}

async function start(
  processes: Processes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const keepalive = Number(request.headers['keepalive-ping-interval'] ?? KEEPALIVE_MS / 1000) * 1000;
  const timeoutMs = Number(request.headers['connect-timeout-ms'] ?? 0);
  await streaming(request, response, async (message, stream) => {
    checkUser(request);
    await processes.start(message, stream, { timeoutMs, keepaliveMs: keepalive });
  });
}

async function connect(
  processes: Processes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await streaming(request, response, async (message, stream) => {
    await processes.connect(pidOf(message), stream);
  });
}

async function streaming(
  request: IncomingMessage,
  response: ServerResponse,
  serve: (message: Record<string, unknown>, stream: ServerStream) => Promise<void>,
): Promise<void> {
  const message = await streamRequest(request);
  const stream = new ServerStream(response);
  try {
    await serve(message, stream);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    await stream.end(error);
  }
}

type Unary = (message: Record<string, unknown>) => unknown;

const services = (sandbox: E2bSandbox, processes: Processes): Record<string, Unary> => ({
  'process.Process/List': () => processes.list(),
  'process.Process/SendSignal': message => {
    const pid = pidOf(message);
    if (message.signal === 'SIGNAL_SIGKILL') processes.kill(pid);
    else if (message.signal === 'SIGNAL_SIGTERM') processes.terminate(pid);
    else throw new RpcError('unimplemented', `invalid signal: ${message.signal}`);
  },
  'process.Process/SendInput': message => {
    const { stdin } = (message.input ?? {}) as { stdin?: string };
    return processes.input(pidOf(message), Buffer.from(stdin ?? '', 'base64'));
  },
  'process.Process/CloseStdin': message => processes.closeInput(pidOf(message)),
  ...filesystem(sandbox),
});

function pidOf(message: Record<string, unknown>): number {
  const { pid } = (message.process ?? {}) as { pid?: unknown };
  if (typeof pid !== 'number') throw new RpcError('invalid_argument', 'process selector is required');
  return pid;
}

function checkUser(request: IncomingMessage): void {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const name = basic && Buffer.from(basic, 'base64').toString().split(':')[0];
  if (name && !USERS.includes(name)) throw new RpcError('unauthenticated', `invalid username: '${name}'`);
}
