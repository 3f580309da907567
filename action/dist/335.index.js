export const id = 335;
export const ids = [335];
export const modules = {

/***/ 5335:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  "default": () => (/* binding */ e2b)
});

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(26921);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-rpc.js

/** A call that failed. With neither `status` nor `code` nobody answered, or the connection broke. */
class RpcFailure extends Error {
    status;
    /** Name of the Connect protocol, like `not_found`. */
    code;
    constructor(message, details) {
        super(message, { cause: details.cause });
        this.status = details.status;
        this.code = details.code;
    }
}
const Trouble = schemas/* object */.Ikc({
    code: schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig()]).optional(),
    message: schemas/* string */.YjP().optional(),
});
const EndOfStream = schemas/* object */.Ikc({ error: Trouble.optional() });
const END_STREAM = 2;
const HEADER = 5;
const MAX_FRAME = 16 * 2 ** 20;
/** One request with one answer, which nobody here needs. */
async function unary(daemon, method, message, signal) {
    const response = await post(daemon, method, 'application/json', JSON.stringify(message), signal);
    await response.arrayBuffer().catch(broken);
}
/**
 * One request with a stream of answers, which the daemon sends no faster than they are taken. The SDK's own
 * commands decode output as UTF-8 and keep all of it in memory, so bytes would be lost and memory grow.
 * Throws {@link RpcFailure}.
 */
async function* serverStream(daemon, method, message, { signal, silenceMs }) {
    const body = e2b_rpc_frame(Buffer.from(JSON.stringify(message)));
    const response = await post(daemon, method, 'application/connect+json', body, signal);
    let rest = Buffer.alloc(0);
    for await (const chunk of bytes(response, silenceMs)) {
        rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
        while (rest.length >= HEADER) {
            const length = rest.readUInt32BE(1);
            if (length > MAX_FRAME)
                throw new RpcFailure('a frame is too large', {});
            if (rest.length < HEADER + length)
                break;
            const content = JSON.parse(rest.toString('utf8', HEADER, HEADER + length));
            const flags = rest.readUInt8(0);
            rest = rest.subarray(HEADER + length);
            if (!(flags & END_STREAM)) {
                yield content;
                continue;
            }
            const { error } = EndOfStream.parse(content);
            if (error)
                throw new RpcFailure(error.message ?? '', { code: String(error.code) });
            return;
        }
    }
    throw new RpcFailure('the stream ended without its last frame', {});
}
/** A connection may die without a word; waiting for the consumer does not count as silence. */
async function* bytes(response, silenceMs) {
    const reader = response.body?.getReader();
    try {
        for (;;) {
            const silence = Promise.withResolvers();
            const timer = setTimeout(() => silence.reject(new Error(`silent for ${silenceMs} ms`)), silenceMs);
            const next = await Promise.race([reader?.read(), silence.promise])
                .catch(broken)
                .finally(() => clearTimeout(timer));
            if (!next || next.done)
                return;
            yield next.value;
        }
    }
    finally {
        await reader?.cancel().catch(() => { });
    }
}
function broken(cause) {
    throw new RpcFailure('the connection broke', { cause });
}
function e2b_rpc_frame(content) {
    const framed = Buffer.alloc(HEADER + content.length);
    framed.writeUInt32BE(content.length, 1);
    content.copy(framed, HEADER);
    return framed;
}
async function post({ url, headers }, method, type, body, signal) {
    const response = await fetch(`${url}/${method}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': type, 'connect-protocol-version': '1' },
        body,
        signal,
    }).catch(broken);
    if (response.ok)
        return response;
    const trouble = Trouble.safeParse(await response.json().catch(() => ({})));
    const { code, message = '' } = trouble.data ?? {};
    throw new RpcFailure(message, {
        status: response.status,
        code: typeof code === 'string' ? code : undefined,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-errors.js


const E2B_KEY = {
    name: 'E2B_API_KEY',
    hint: 'Get a key at https://e2b.dev/dashboard (API Keys) and set E2B_API_KEY in the environment of speckit-remote.',
    required: true,
};
/** Any failure of a call to E2B, by class, status or code. Undefined for a foreign error. */
function e2bError(sdk, error, { what, missing }) {
    if (error instanceof errors/* SpeckitError */.Yh)
        return error;
    const kind = classify(sdk, error);
    if (kind === 'missing' && missing)
        return missing(error);
    return kind && failure(kind, what, error);
}
function classify(sdk, error) {
    if (error instanceof RpcFailure)
        return byRpc(error);
    if (error instanceof sdk.AuthenticationError)
        return 'auth';
    if (error instanceof sdk.RateLimitError)
        return 'rate';
    if (error instanceof sdk.NotEnoughSpaceError)
        return 'disk';
    if (error instanceof sdk.NotFoundError)
        return 'missing';
    if (error instanceof sdk.InvalidArgumentError || error instanceof sdk.TemplateError)
        return 'refused';
    if (error instanceof sdk.ServiceBusyError || error instanceof sdk.TimeoutError)
        return 'unreachable';
    if (error instanceof sdk.SandboxError)
        return byStatus(error.statusCode);
    return isTransport(error) ? 'unreachable' : undefined;
}
function byStatus(status) {
    if (status === 401 || status === 403)
        return 'auth';
    if (status === 402 || status === 429)
        return 'rate';
    if (status === 404)
        return 'missing';
    if (status === 507)
        return 'disk';
    return status !== undefined && status < 500 ? 'refused' : 'unreachable';
}
function byRpc({ status, code }) {
    if (code === 'unauthenticated' || code === 'permission_denied')
        return 'auth';
    if (code === 'resource_exhausted')
        return 'rate';
    if (code === 'not_found')
        return 'missing';
    if (code === 'invalid_argument' || code === 'unimplemented')
        return 'refused';
    return byStatus(status);
}
/** A connection that failed or broke, or a request that took too long, as fetch reports them. */
function isTransport(error) {
    if (error instanceof DOMException)
        return error.name === 'TimeoutError' || error.name === 'AbortError';
    const { code = '' } = error;
    return error instanceof TypeError || code.startsWith('UND_ERR_') || code.startsWith('ECONN');
}
function failure(kind, what, cause) {
    const said = cause instanceof Error && cause.message ? `: ${cause.message}` : '';
    switch (kind) {
        case 'auth':
            return new errors/* SpeckitError */.Yh('auth', `E2B refused ${E2B_KEY.name}.`, { hint: E2B_KEY.hint, cause });
        case 'rate':
            return new errors/* SpeckitError */.Yh('exhausted', `E2B could not ${what}: a limit of the account is reached.`, {
                hint: 'Wait until other runs have ended, or raise the limits of the account at https://e2b.dev/dashboard.',
                // An account that is not paid for stays so.
                retryable: cause.statusCode !== 402,
                cause,
            });
        case 'disk':
            return new errors/* SpeckitError */.Yh('exhausted', `E2B could not ${what}: the sandbox’s disk is full.`, {
                hint: 'Use a template with a larger disk, or let the command leave less behind.',
                cause,
            });
        case 'missing':
        case 'refused':
            return new errors/* SpeckitError */.Yh('config', `E2B could not ${what}${said}`, {
                hint: 'Check the e2b settings of the profile: template, plan, ttl and network.',
                cause,
            });
        case 'unreachable':
            return new errors/* SpeckitError */.Yh('unreachable', `E2B could not ${what}: no answer, or the connection broke.`, {
                hint: 'Try again; if it stays, look at https://status.e2b.dev and at the network where speckit-remote runs.',
                cause,
            });
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-client.js


const REQUEST_MS = 60_000;
/** The SDK, with the address of a sandbox's daemon brought out. */
async function load() {
    const sdk = await __webpack_require__.e(/* import() */ 627).then(__webpack_require__.t.bind(__webpack_require__, 11627, 19));
    class Box extends sdk.Sandbox {
        daemon(user) {
            const { sandboxId, sandboxDomain, envdPort, envdAccessToken } = this;
            return {
                url: this.connectionConfig.getSandboxUrl(sandboxId, { sandboxDomain, envdPort }),
                headers: {
                    'e2b-sandbox-id': sandboxId,
                    'e2b-sandbox-port': String(envdPort),
                    ...(envdAccessToken && { 'x-access-token': envdAccessToken }),
                    ...(user && { authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` }),
                },
            };
        }
    }
    return { ...sdk, Box };
}
/** One E2B account or installation. Making one does no I/O. */
class E2bClient {
    #settings;
    #key;
    #sdk;
    constructor(settings, key) {
        this.#settings = settings;
        this.#key = key;
    }
    /** Runs one call; its errors become ours, an abort rejects with the signal's reason. */
    async call(about, request) {
        about.signal?.throwIfAborted();
        const connection = this.connection(about);
        this.#sdk ??= load();
        const sdk = await this.#sdk;
        try {
            return await request(sdk, connection);
        }
        catch (error) {
            throw about.signal?.aborted ? about.signal.reason : (e2bError(sdk, error, about) ?? error);
        }
    }
    /** Where and as whom; explicit throughout, so that no variable of the server's environment counts. */
    connection({ signal } = {}) {
        const { domain, apiUrl = `https://api.${domain}`, sandboxUrl } = this.#settings;
        if (!this.#key)
            throw new errors/* SpeckitError */.Yh('auth', `${E2B_KEY.name} is missing.`, { hint: E2B_KEY.hint });
        return {
            apiKey: this.#key,
            domain,
            apiUrl,
            ...(sandboxUrl && { sandboxUrl }),
            debug: false,
            requestTimeoutMs: REQUEST_MS,
            ...(signal && { signal }),
        };
    }
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/leftovers.js
var support_leftovers = __webpack_require__(85639);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/missing.js
var missing = __webpack_require__(44439);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/output.js
var support_output = __webpack_require__(60750);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/stdin.js
var stdin = __webpack_require__(49221);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-exec.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});







/** Answers of `Process/Start`; protobuf's JSON leaves out zeros, and bytes are base64. */
const Answer = schemas/* object */.Ikc({
    event: schemas/* object */.Ikc({
        start: schemas/* object */.Ikc({ pid: schemas/* int */.Whr() }),
        data: schemas/* object */.Ikc({ stdout: schemas/* string */.YjP(), stderr: schemas/* string */.YjP() }).partial(),
        end: schemas/* object */.Ikc({ exitCode: schemas/* int */.Whr().default(0) }),
    })
        .partial(),
});
/** A shell around the command turns a signal, and a command that is not there, into the usual exit codes. */
const WRAPPER = '"$@"; exit $?';
/** More often than any proxy on the way closes a silent connection. */
const KEEPALIVE_SECONDS = 10;
const SILENCE_MS = 3 * KEEPALIVE_SECONDS * 1000;
const STDIN_PIECE = 512 * 1024;
const KILLED = 137;
/** Runs one command to the end of its output. When it rejects, the command may live on: end it by its mark. */
async function execE2b(daemon, { argv, mark, cwd }, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const over = new AbortController();
        const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
        const broken = Promise.withResolvers();
        broken.promise.catch(() => { });
        const onAbort = () => broken.reject(options.signal?.reason);
        options.signal?.addEventListener('abort', onAbort, { once: true });
        const request = {
            process: {
                cmd: '/bin/sh',
                args: ['-c', WRAPPER, 'sh', ...argv],
                envs: { ...options.env, [support_leftovers/* EXEC_MARK */.qg]: mark },
                ...(cwd !== undefined && { cwd }),
            },
            stdin: options.stdin !== undefined,
        };
        const keepalive = { ...daemon.headers, 'keepalive-ping-interval': String(KEEPALIVE_SECONDS) };
        const answers = serverStream({ ...daemon, headers: keepalive }, 'process.Process/Start', request, {
            signal,
            silenceMs: SILENCE_MS,
        });
        const output = (0,support_output/* execOutput */.N)(options.onStdout);
        const pid = Promise.withResolvers();
        const _stdin = __addDisposableResource(env_1, options.stdin === undefined
            ? undefined
            : (0,stdin/* feedStdin */.Jo)(options.stdin, remoteStdin(daemon, pid.promise, signal, broken.reject), broken.reject), false);
        async function run() {
            for await (const answer of answers) {
                const { start, data, end } = Answer.parse(answer).event;
                if (start)
                    pid.resolve(start.pid);
                if (data?.stdout)
                    await output.stdout(Buffer.from(data.stdout, 'base64'));
                if (data?.stderr)
                    output.stderr(Buffer.from(data.stderr, 'base64'));
                // Negative: the wrapper itself was killed.
                if (end)
                    return output.result(end.exitCode < 0 ? KILLED : end.exitCode);
            }
            throw new RpcFailure('the stream ended without the end of the command', {});
        }
        const running = run();
        try {
            return await Promise.race([running, broken.promise]);
        }
        catch (error) {
            running.catch(() => { });
            // The shell is always there, so it can only be the folder.
            if (cwd !== undefined && error instanceof RpcFailure && error.code === 'invalid_argument') {
                throw (0,missing/* fileMissing */.t)(cwd, error);
            }
            throw error;
        }
        finally {
            options.signal?.removeEventListener('abort', onAbort);
            over.abort();
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
}
/** The command's stdin. Fails quietly when the command reads no further, and tells `onLost` of a broken line. */
function remoteStdin(daemon, pid, signal, onLost) {
    async function call(method, details) {
        try {
            await unary(daemon, `process.Process/${method}`, { process: { pid: await pid }, ...details }, signal);
        }
        catch (error) {
            // An answer says that the command is over or has closed its stdin.
            if (!(error instanceof RpcFailure) || error.code === undefined)
                onLost(error);
            throw error;
        }
    }
    return new external_node_stream_.Writable({
        async write(chunk, _, done) {
            try {
                for (let at = 0; at < chunk.length; at += STDIN_PIECE) {
                    const stdin = chunk.toString('base64', at, at + STDIN_PIECE);
                    await call('SendInput', { input: { stdin } });
                }
                done();
            }
            catch (error) {
                done(error);
            }
        },
        final(done) {
            call('CloseStdin', {}).then(() => done(), done);
        },
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-files.js



/** Where files wait in the sandbox before they are put in place. */
const draftPath = (home) => `${home}/.speckit-remote/${(0,external_node_crypto_.randomUUID)()}`;
/** Uploads to `draft`, as one raw body that is never held in memory. Rejects with the source's own error. */
async function uploadE2b(box, draft, content, user, signal) {
    const options = { useOctetStream: true, ...(signal && { signal }), ...(user && { user }) };
    if (content instanceof Uint8Array) {
        await box.files.write(draft, new Blob([Buffer.from(content)]), options);
        return;
    }
    const { stream } = content;
    try {
        // Node's and the DOM's types of the same class differ in name only.
        await box.files.write(draft, external_node_stream_.Readable.toWeb(stream), options);
    }
    catch (error) {
        throw (0,stdin/* sourceError */.I8)(content) ?? error;
    }
    finally {
        stream.destroy();
    }
}
async function downloadE2b(box, path, user, signal) {
    const stream = await box.files.read(path, {
        format: 'stream',
        ...(signal && { signal }),
        ...(user && { user }),
    });
    return stream;
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/durations.js
var durations = __webpack_require__(19688);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/egress.js
var egress = __webpack_require__(98524);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-settings.js



const LABEL = /^[A-Za-z0-9_.-]{1,100}$/;
const label = schemas/* string */.YjP().regex(LABEL, 'must be made of letters, digits, `_`, `.` and `-`');
const address = (what, example) => schemas/* url */.OZ5({ protocol: /^https?$/ })
    .optional()
    .describe(`${what} of your own installation, like \`${example}\`.`);
/** The longest time to live that E2B grants, by plan. */
const CAPS = { hobby: '1h', pro: '24h' };
const capMs = (plan) => (0,durations/* durationMs */.pc)(CAPS[plan]) ?? 0;
const e2bSettings = schemas/* strictObject */.rej({
    template: schemas/* string */.YjP()
        .regex(/^[A-Za-z0-9][\w./:-]{0,199}$/, 'must be the name or id of a template')
        .default('base')
        .describe('Name or id of the template; it must have git, and what Spec Kit and the agent need.'),
    plan: schemas/* enum */.k5n(['hobby', 'pro'])
        .default('hobby')
        .describe('Plan of the E2B account: a sandbox lives at most 1 hour with `hobby`, 24 hours with `pro`.'),
    ttl: schemas/* string */.YjP()
        .refine(text => (0,durations/* durationMs */.pc)(text) !== undefined, `${durations/* DURATION_RULE */.Qb}.`)
        .default('30m')
        .describe('After how long without news from the server E2B ends the sandbox, a kept one too; renewed while a run goes on.'),
    user: schemas/* string */.YjP()
        .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'must be the name of a user')
        .optional()
        .describe('User that commands run as; default: that of the template.'),
    labels: schemas/* record */.g1P(label, label).default({}).describe('Further metadata of the sandbox.'),
    network: (0,egress/* egressSetting */.k)(100, 'E2B enforces domains for HTTP and TLS on ports 80 and 443, and lets DNS through.'),
    domain: schemas/* string */.YjP()
        .regex(/^[a-z0-9.-]+(:\d+)?$/, 'must be a host name')
        .default('e2b.app')
        .describe('Domain of the E2B installation.'),
    apiUrl: address('Address of the API', 'https://api.e2b.example.com'),
    sandboxUrl: address('Address of the sandboxes', 'https://sandbox.e2b.example.com'),
})
    .superRefine(({ plan, ttl }, context) => {
    if (((0,durations/* durationMs */.pc)(ttl) ?? 0) <= capMs(plan))
        return;
    context.addIssue({
        code: 'custom',
        path: ['ttl'],
        message: `must be at most \`${CAPS[plan]}\`, which is what E2B grants with \`plan: ${plan}\``,
    });
});
const ttlMs = ({ ttl }) => (0,durations/* durationMs */.pc)(ttl) ?? 0;
const lifetimeMs = ({ plan }) => capMs(plan);
/** The request's part about the network: an allow list must say that the rest is denied. */
function egressOptions({ network }) {
    if (network === 'full')
        return { allowInternetAccess: true };
    if (network === 'none')
        return { allowInternetAccess: false };
    return { network: { allowOut: network.allow, denyOut: ['0.0.0.0/0'] } };
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-usage.js


/** The service samples every five seconds, so a new sandbox has no sample yet. */
const FIRST_SAMPLE_MS = 15_000;
const AGAIN_MS = 1000;
/** CPU and memory of the newest sample. Its CPU is percent of all cores. */
async function usageE2b(read, { signal }) {
    const until = performance.now() + FIRST_SAMPLE_MS;
    for (;;) {
        const last = (await read()).at(-1);
        if (last) {
            return {
                cpuPercent: last.cpuUsedPct * last.cpuCount,
                memoryBytes: last.memUsed,
            };
        }
        if (performance.now() > until) {
            throw new errors/* SpeckitError */.Yh('unreachable', 'E2B has no measurements of the sandbox yet.', {
                hint: 'They come every few seconds; an old template has none and must be built again.',
            });
        }
        await (0,promises_.setTimeout)(AGAIN_MS, undefined, { signal });
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/disk.js
var disk = __webpack_require__(76190);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/support/keep-alive.js
/** Renews a sandbox's time to live while at least one call holds it. */
class KeepAlive {
    #periodMs;
    #renew;
    #holders = 0;
    #timer;
    #renewedAt = performance.now();
    /** `ttlMs`: how long the service waits without a renewal. */
    constructor(ttlMs, renew) {
        this.#periodMs = ttlMs / 3;
        this.#renew = renew;
    }
    hold() {
        if (performance.now() - this.#renewedAt > this.#periodMs)
            this.#now();
        this.#holders += 1;
        this.#timer ??= setInterval(() => this.#now(), this.#periodMs).unref();
        return {
            [Symbol.dispose]: () => {
                this.#holders -= 1;
                if (this.#holders > 0)
                    return;
                clearInterval(this.#timer);
                this.#timer = undefined;
            },
        };
    }
    #now() {
        this.#renewedAt = performance.now();
        this.#renew().catch(() => {
            // Two more tries fit into the time to live; whoever uses the sandbox then finds it out of reach or gone.
        });
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/remote-files.js
var remote_files = __webpack_require__(44147);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b-sandbox.js
var e2b_sandbox_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var e2b_sandbox_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});













const KILL_MS = 15_000;
const TRUNCATED = new RpcFailure('the file ended early', {});
/** A running sandbox as our interface has it. Asks it where its home is. */
async function openE2b(client, settings, box, options) {
    const id = box.sandboxId;
    const { user } = settings;
    const daemon = box.daemon(user);
    const gone = (cause) => (0,missing/* sandboxGone */.F)(id, cause);
    const keepAlive = new KeepAlive(ttlMs(settings), () => client.call({ what: 'renew a sandbox' }, () => box.setTimeout(ttlMs(settings))));
    /** A call into the sandbox. When it does not answer, the API tells whether it is still there. */
    async function inside(about, request) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const _held = e2b_sandbox_addDisposableResource(env_1, keepAlive.hold(), false);
            try {
                return await client.call(about, request);
            }
            catch (error) {
                if (!(error instanceof errors/* SpeckitError */.Yh) || error.code !== 'unreachable')
                    throw error;
                const look = { what: 'look at a sandbox', missing: gone, signal: about.signal };
                await client.call(look, (sdk, connection) => sdk.Box.getInfo(id, connection));
                throw error;
            }
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            e2b_sandbox_disposeResources(env_1);
        }
    }
    const run = (argv, options, mark, cwd) => inside({ what: 'run a command', signal: options.signal }, () => execE2b(daemon, { argv, mark, cwd }, options));
    const leftovers = new support_leftovers/* Leftovers */.bG(async (marks) => {
        const limit = { signal: AbortSignal.timeout(KILL_MS) };
        const { exitCode } = await run((0,support_leftovers/* killCommand */.un)(marks), limit, 'none');
        if (exitCode !== 0)
            throw gone(new Error(`kill: exit ${exitCode}`));
    });
    const { stdout } = await run(['sh', '-c', 'printf %s "$HOME"'], options, 'none');
    const home = stdout.toString();
    const exec = async (argv, options = {}) => {
        (0,stdin/* expectErrors */.ZR)(options.stdin);
        options.signal?.throwIfAborted();
        return leftovers.guard(mark => run(argv, options, mark, options.cwd ?? home));
    };
    // The service measures the whole machine's disk, most of which is the template's.
    const diskUsed = (0,disk/* rarely */.Sf)(more => (0,disk/* folderSize */.Ip)(exec, home, more));
    return {
        id,
        home,
        filesFirst: true,
        exec,
        async writeFile(path, content, options = {}) {
            const { signal } = options;
            if (!(content instanceof Uint8Array))
                (0,stdin/* expectErrors */.ZR)(content);
            const draft = draftPath(home);
            await inside({ what: 'write a file', signal }, () => uploadE2b(box, draft, content, user, signal));
            await (0,remote_files/* placeFile */.af)(exec, draft, path, options);
        },
        async readFile(path, options = {}) {
            const { signal } = options;
            const size = await (0,remote_files/* measureFile */.v9)(exec, path, options);
            const about = { what: 'read a file', signal, missing: (cause) => (0,missing/* fileMissing */.t)(path, cause) };
            return inside(about, async (sdk) => {
                const broken = (cause) => signal?.aborted ? signal.reason : (e2bError(sdk, cause ?? TRUNCATED, about) ?? cause);
                return (0,remote_files/* wholeFile */.AA)(await downloadE2b(box, path, user, signal), size, broken);
            });
        },
        async destroy({ signal } = {}) {
            const about = { what: 'remove a sandbox', signal };
            await client.call(about, (sdk, connection) => sdk.Box.kill(id, connection));
        },
        async usage({ signal } = {}) {
            const about = { what: 'measure a sandbox', missing: gone, signal };
            const read = () => client.call(about, (sdk, connection) => sdk.Box.getMetrics(id, connection));
            const [measured, diskBytes] = await Promise.all([usageE2b(read, { signal }), diskUsed({ signal })]);
            return { ...measured, diskBytes };
        },
    };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/labels.js
var support_labels = __webpack_require__(96612);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/e2b.js







const ID = /^[A-Za-z0-9-]{1,100}$/;
const CLEANUP_MS = 30_000;
function make(settings, context) {
    const client = new E2bClient(settings, context.credentials?.[E2B_KEY.name]);
    /** Every sandbox whose metadata holds all of `metadata`. */
    const find = (metadata, options) => client.call({ what: 'list sandboxes', ...options }, async (sdk, connection) => {
        const { signal, ...rest } = connection;
        const pages = sdk.Box.list({ ...rest, query: { metadata } });
        const found = [];
        while (pages.hasNext)
            found.push(...(await pages.nextItems({ ...(signal && { signal }) })));
        return found;
    });
    const kill = (id, options) => client.call({ what: 'remove a sandbox', ...options }, (sdk, connection) => sdk.Box.kill(id, connection));
    /** Rejects with `missing` if there is no such sandbox, or it is not ours. */
    async function ours(id, options) {
        if (!ID.test(id))
            throw (0,missing/* sandboxGone */.F)(id);
        const about = { what: 'find a sandbox', missing: (cause) => (0,missing/* sandboxGone */.F)(id, cause), ...options };
        const info = await client.call(about, (sdk, connection) => sdk.Box.getInfo(id, connection));
        if (!(0,support_labels/* ownLabels */.ct)(info.metadata))
            throw (0,missing/* sandboxGone */.F)(id);
    }
    /** What a create that broke off may have left behind. */
    async function discard({ name }) {
        const options = { signal: AbortSignal.timeout(CLEANUP_MS) };
        for (const { sandboxId } of await find((0,support_labels/* serviceLabels */.PW)({}, name), options))
            await kill(sandboxId, options);
    }
    return {
        name: 'e2b',
        async probe(options = {}) {
            await client.call({ what: 'answer', ...options }, (sdk, { signal, ...connection }) => sdk.Box.list({ ...connection, limit: 1 }).nextItems({ ...(signal && { signal }) }));
        },
        async create(spec, options = {}) {
            // E2B itself knows no names.
            if ((await find((0,support_labels/* serviceLabels */.PW)({}, spec.name), options)).length > 0) {
                throw new errors/* SpeckitError */.Yh('internal', `A sandbox named ${spec.name} exists already.`, {
                    hint: 'Destroy it first, or attach to it.',
                });
            }
            try {
                const box = await client.call({ what: 'make a sandbox', ...options }, (sdk, connection) => sdk.Box.create(settings.template, {
                    ...connection,
                    ...egressOptions(settings),
                    timeoutMs: ttlMs(settings),
                    metadata: { ...settings.labels, ...(0,support_labels/* serviceLabels */.PW)(spec.labels, spec.name) },
                }));
                return await openE2b(client, settings, box, options);
            }
            catch (error) {
                await discard(spec).catch(() => {
                    // Out of reach; it carries its labels, so the sweeper finds it, and its time to live ends it.
                });
                throw error;
            }
        },
        async attach(id, options = {}) {
            await ours(id, options);
            const about = {
                what: 'find a sandbox',
                missing: (cause) => (0,missing/* sandboxGone */.F)(id, cause),
                ...options,
            };
            const box = await client.call(about, (sdk, connection) => sdk.Box.connect(id, { ...connection, timeoutMs: ttlMs(settings) }));
            return openE2b(client, settings, box, options);
        },
        async remove(id, options = {}) {
            await ours(id, options);
            await kill(id, options);
        },
        async list(labels, options = {}) {
            const found = await find((0,support_labels/* serviceLabels */.PW)(labels), options);
            return found.map((info) => ({
                id: info.sandboxId,
                labels: (0,support_labels/* ownLabels */.ct)(info.metadata) ?? {},
                createdAt: info.startedAt,
                state: info.state === 'running' ? 'running' : 'stopped',
            }));
        },
    };
}
const definition = {
    name: 'e2b',
    isolation: 'A virtual machine of its own per run at E2B, with its own kernel; the repository’s files and what the profile ' +
        'passes leave your network for that service.',
    docs: {
        start: 'A virtual machine from a template that was built before. How long E2B itself takes was not measured; what we add ' +
            'is below 0.1 s (measured against a local server that speaks its protocol).',
        egress: '`full`, `none`, or up to 100 domains, which E2B enforces by the name in HTTP and TLS on ports 80 and 443. DNS ' +
            'passes, so names outside the list resolve.',
        cost: 'E2B bills each second that a sandbox runs, by the CPU and memory it is given, on top of the plan.',
        limits: 'A sandbox lives for at most 1 hour (`plan: hobby`) or 24 hours (`plan: pro`); a longer time-out is refused. ' +
            'CPU, memory and disk are the template’s; how many sandboxes may be there at once is the plan’s, and a run waits ' +
            'for its place as long as `unreachable` says.',
        lacks: 'Limits on memory, CPU and processes per profile. It measures only every 5 s.',
        minimal: { template: 'speckit' },
    },
    settings: e2bSettings,
    credentials: [E2B_KEY],
    endpointSettings: ['domain', 'apiUrl', 'sandboxUrl'],
    lifetimeMs: lifetimeMs,
    make,
};
/* harmony default export */ const e2b = (definition);


/***/ }),

/***/ 76190:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ip: () => (/* binding */ folderSize),
/* harmony export */   Sf: () => (/* binding */ rarely),
/* harmony export */   oZ: () => (/* binding */ orDiskFull),
/* harmony export */   xg: () => (/* binding */ diskFull)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);

/** A tree is walked at most this often. */
const DISK_EVERY_MS = 30_000;
/** Measures by `measure`, which costs something, and answers with what is at hand in between. */
function rarely(measure) {
    let last;
    return async (options) => {
        if (!last || performance.now() - last.at > DISK_EVERY_MS) {
            last = { bytes: await measure(options), at: performance.now() };
        }
        return last.bytes;
    };
}
/** What the files in a folder of the sandbox take up on its disk, in bytes; other disks inside do not count. */
async function folderSize(exec, folder, options) {
    // Without what it may not read, and it then ends with 1.
    const { stdout } = await exec(['du', '-skx', folder], options);
    const kilobytes = Number.parseInt(stdout.toString(), 10);
    if (!Number.isNaN(kilobytes))
        return kilobytes * 1024;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('unsupported', `The size of ${folder} cannot be measured in the sandbox.`, {
        hint: 'Its image needs a `du`.',
    });
}
/** Prints how many KiB are left where the folder `$1` is; nothing where that cannot be told. */
const FREE = 'df -Pk "$1" 2>/dev/null | { read -r _; read -r _ _ _ free _; echo "$free"; }';
const FULL_KIB = 1024;
/** The error to throw in place of `error` when a file could not be written into `folder` because its disk is full. */
async function orDiskFull(exec, folder, error) {
    try {
        const { stdout } = await exec(['sh', '-c', FREE, 'sh', folder]);
        const free = Number.parseInt(stdout.toString(), 10);
        return free < FULL_KIB ? diskFull(error) : error;
    }
    catch {
        // A sandbox that cannot be asked either has another trouble, which the first error tells.
        return error;
    }
}
const diskFull = (cause) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('exhausted', 'The disk of the sandbox is full.', {
    hint: 'Make room on it, give the sandbox more, or let the command write less.',
    cause,
});


/***/ }),

/***/ 96612:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bw: () => (/* binding */ labelling),
/* harmony export */   PW: () => (/* binding */ serviceLabels),
/* harmony export */   ct: () => (/* binding */ ownLabels)
/* harmony export */ });
const MARKER = 'speckit-remote';
const NAME = `${MARKER}-name`;
/**
 * How labels of ours are stored beside anybody else's: each under a prefix, and with a marker that says what the
 * labelled thing is for, its role.
 */
function labelling(prefix) {
    return {
        toLabels: (role, labels) => ({
            [MARKER]: role,
            ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key, value])),
        }),
        /** The labels that were given; undefined for what is not ours or has another role. */
        fromLabels(role, labels) {
            if (labels?.[MARKER] !== role)
                return undefined;
            const ours = Object.entries(labels).filter(([key]) => key.startsWith(prefix));
            return Object.fromEntries(ours.map(([key, value]) => [key.slice(prefix.length), value]));
        },
    };
}
const service = labelling(`${MARKER}.`);
/** A sandbox's labels as a service stores them. */
const serviceLabels = (labels, name) => ({
    ...service.toLabels('sandbox', labels),
    ...(name !== undefined && { [NAME]: name }),
});
/** The labels that `create` was given; undefined for a sandbox that is not ours. */
const ownLabels = (labels) => service.fromLabels('sandbox', labels);


/***/ }),

/***/ 44439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ sandboxGone),
/* harmony export */   t: () => (/* binding */ fileMissing)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);

/** The sandbox `id` is not there any more. */
const sandboxGone = (id, cause) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('missing', `The sandbox ${id} is gone.`, {
    hint: 'Somebody or something removed it; `/speckit retry` starts again in a new one.',
    cause,
});
/** `path`, or the folder it should lie in, is not in the sandbox, or it is no regular file. */
const fileMissing = (path, cause) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('missing', `There is no file ${path} in the sandbox.`, {
    hint: 'Its folder must exist, and it must be a regular file; the command may have removed it.',
    cause,
});


/***/ }),

/***/ 60750:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ execOutput)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);

const STDERR_BYTES = 64 * 1024;
/** A sandbox may print what it likes, so even a short command's output has a bound. */
const STDOUT_BYTES = 64 * 1024 * 1024;
/** Takes what a command prints: stdout to `onStdout` or collected, of stderr the last 64 KiB. */
function execOutput(onStdout) {
    const stdout = [];
    let stdoutBytes = 0;
    let stderr = Buffer.alloc(0);
    return {
        /** Awaits the listener, so a slow one slows the command down. Rejects with `exhausted` over 64 MiB. */
        async stdout(chunk) {
            if (onStdout)
                return onStdout(chunk);
            stdoutBytes += chunk.length;
            if (stdoutBytes > STDOUT_BYTES) {
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('exhausted', 'A command in the sandbox printed more than 64 MiB.', {
                    hint: 'The run was ended; look at what the command did to the tools in the sandbox.',
                });
            }
            stdout.push(chunk);
        },
        stderr(chunk) {
            const all = Buffer.concat([stderr, chunk]);
            stderr = all.length > STDERR_BYTES ? Buffer.from(all.subarray(-STDERR_BYTES)) : all;
        },
        result(exitCode) {
            return { exitCode, stdout: Buffer.concat(stdout), stderr };
        },
    };
}


/***/ }),

/***/ 44147:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AA: () => (/* binding */ wholeFile),
/* harmony export */   af: () => (/* binding */ placeFile),
/* harmony export */   v9: () => (/* binding */ measureFile)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(57075);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68164);
/* harmony import */ var _disk_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76190);
/* harmony import */ var _missing_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(44439);





/**
 * What a service's own file calls lack: they make missing folders, leave half a file behind, know no modes and
 * follow links and pipes. So files travel to and from names of ours, and a command puts them in place.
 */
const PLACE = `
[ -d "$3" ] && [ ! -d "$2" ] || { rm -f "$1"; exit 3; }
chmod "$4" "$1" && mv -f "$1" "$2" || { rm -f "$1"; exit 4; }
`;
const MEASURE = '[ -f "$1" ] && [ ! -h "$1" ] || exit 3; wc -c <"$1"';
/** Moves the uploaded file `draft` to `path`; rejects with `missing` if there is no such folder. */
async function placeFile(exec, draft, path, { mode = 0o644, signal }) {
    const args = [draft, path, node_path__WEBPACK_IMPORTED_MODULE_0__.posix.dirname(path), mode.toString(8)];
    const { exitCode, stderr } = await exec(['sh', '-c', PLACE, 'sh', ...args], { signal });
    if (exitCode === 0)
        return;
    const cause = new Error(`exit ${exitCode}: ${stderr.toString()}`);
    if (exitCode === 3)
        throw (0,_missing_js__WEBPACK_IMPORTED_MODULE_4__/* .fileMissing */ .t)(path, cause);
    const denied = new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .SpeckitError */ .Yh('denied', `${path} cannot be written in the sandbox.`, {
        hint: 'The sandbox’s user must be allowed to write there.',
        cause,
    });
    throw await (0,_disk_js__WEBPACK_IMPORTED_MODULE_3__/* .orDiskFull */ .oZ)(exec, node_path__WEBPACK_IMPORTED_MODULE_0__.posix.dirname(path), denied);
}
/** Size in bytes of a regular file; anything else, links too, is `missing`. */
async function measureFile(exec, path, { signal }) {
    const { exitCode, stdout } = await exec(['sh', '-c', MEASURE, 'sh', path], { signal });
    const size = Number.parseInt(stdout.toString(), 10);
    if (exitCode !== 0 || Number.isNaN(size))
        throw (0,_missing_js__WEBPACK_IMPORTED_MODULE_4__/* .fileMissing */ .t)(path);
    return size;
}
/**
 * `source` as a stream that fails when fewer than `size` bytes come, as a broken connection may look like an end.
 * `failed` turns a failure of the source, or its absence, into the error to throw.
 */
function wholeFile(source, size, failed) {
    async function* content() {
        let bytes = 0;
        try {
            for await (const chunk of source) {
                bytes += chunk.length;
                yield chunk;
            }
        }
        catch (error) {
            throw failed(error);
        }
        if (bytes < size)
            throw failed(undefined);
    }
    return node_stream__WEBPACK_IMPORTED_MODULE_1__.Readable.from(content(), { objectMode: false });
}


/***/ }),

/***/ 49221:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I8: () => (/* binding */ sourceError),
/* harmony export */   Jo: () => (/* binding */ feedStdin),
/* harmony export */   ZR: () => (/* binding */ expectErrors)
/* harmony export */ });
/**
 * Feeds a command's stdin and ends it. A command that reads no further is no failure; a source that breaks is,
 * and goes to `onBroken`. Disposing lets go of the source.
 */
function feedStdin(source, target, onBroken) {
    // EPIPE and its kin: the command ended or closed its stdin first.
    target.on('error', () => { });
    if (!isStream(source)) {
        target.end(source);
        return { [Symbol.dispose]() { } };
    }
    if (source.errored)
        onBroken(source.errored);
    source.on('error', onBroken);
    source.pipe(target);
    return {
        [Symbol.dispose]() {
            source.off('error', onBroken);
            source.on('error', () => { });
            source.unpipe(target);
            source.destroy();
        },
    };
}
/** Keeps a source that breaks before somebody reads it from ending the process; whoever reads it sees the error. */
function expectErrors(source) {
    streamOf(source)?.on('error', () => { });
}
/** The error that the source itself broke with: the caller's own, whatever code it carries. */
const sourceError = (source) => streamOf(source)?.errored;
function streamOf(source) {
    if (source === undefined || source instanceof Uint8Array)
        return undefined;
    return 'stream' in source ? source.stream : source;
}
function isStream(source) {
    return source !== undefined && !(source instanceof Uint8Array);
}


/***/ })

};
