export const id = 201;
export const ids = [201];
export const modules = {

/***/ 52201:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  "default": () => (/* binding */ drivers_docker)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-begun.js

/** What a command exits with that the engine could not begin; so may one that it could. */
const REFUSED = [126, 127];
/**
 * Asked once a command has printed something or has ended: whether it ever began. Where it did not, what was printed
 * is the engine's own words, not the command's.
 */
function begunOnce(engine, exec, options) {
    let answer;
    const ask = async () => {
        const { ExitCode: exitCode, Pid: pid } = await engine.call('look at a command', (_, abortSignal) => exec.inspect({ abortSignal }), options);
        return pid !== 0 || !REFUSED.includes(exitCode);
    };
    return () => {
        answer ??= ask();
        return answer;
    };
}
/** So many processes the engine itself needs in a container to begin a command. */
const PROCESSES = 8;
/** The error for a command that could not begin, if it is the limit of processes that kept it from it. */
async function processesExhausted(engine, id, options) {
    const { pids_stats: pids } = await engine.call('measure a container', (client, abortSignal) => {
        const once = { stream: false, 'one-shot': true, abortSignal };
        return client.getContainer(id).stats(once);
    }, options);
    const { current = 0, limit } = pids;
    if (!limit || limit - current >= PROCESSES)
        return undefined;
    return new errors/* SpeckitError */.Yh('exhausted', 'The sandbox reached its limit of processes.', {
        hint: 'Raise the limit in the profile (`pids`), or let the command start fewer at the same time.',
        retryable: true,
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/egress/image.js
var egress_image = __webpack_require__(38254);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/sizes.js
var sizes = __webpack_require__(73947);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./node_modules/dockerode/lib/docker.js
var docker = __webpack_require__(39040);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-engine.js



const DEFAULT_TIMEOUT_MS = 60_000;
const LOOK_MS = 5_000;
/** Below it a disk counts as full. */
const FULL_BYTES = 1024 * 1024;
/** The engine that `DOCKER_HOST` names, with a time-out on every call and errors of the closed set. */
class Engine {
    #client;
    /**
     * Runs one request. `what` completes “The Docker engine could not …”. Rejects with `unreachable` when nobody
     * answers in time, with the signal's reason when aborted.
     */
    async call(what, request, { signal, timeoutMs = DEFAULT_TIMEOUT_MS, missing, conflict } = {}) {
        signal?.throwIfAborted();
        const timeout = new AbortController();
        const timer = setTimeout(() => timeout.abort(), timeoutMs);
        try {
            const abort = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
            return await request(this.#connect(), abort);
        }
        catch (error) {
            signal?.throwIfAborted();
            if (timeout.signal.aborted)
                throw noEngine(`did not ${what} within ${timeoutMs / 1000} s`, error);
            if (statusOf(error) === 404 && missing)
                throw await missing(error);
            if (statusOf(error) === 409 && conflict)
                throw await conflict(error);
            // The engine answers so to whatever goes wrong in it.
            if (statusOf(error) === 500 && (await this.#isFull()))
                throw engineFull(what, error);
            throw engineError(what, error);
        }
        finally {
            clearTimeout(timer);
        }
    }
    /** Whether the engine's disk is full, as far as that can be seen: of one on this machine. */
    async #isFull() {
        try {
            const client = this.#connect();
            if (!client.modem.socketPath)
                return false;
            const { DockerRootDir: root } = await client.info({ abortSignal: AbortSignal.timeout(LOOK_MS) });
            if (!root)
                return false;
            const { bavail, bsize } = await (0,promises_.statfs)(root);
            return bavail * bsize < FULL_BYTES;
        }
        catch {
            // What the engine could not do is told all the same.
            return false;
        }
    }
    #connect() {
        try {
            this.#client ??= new docker();
            return this.#client;
        }
        catch (cause) {
            throw new errors/* SpeckitError */.Yh('config', 'The engine that DOCKER_HOST names cannot be used.', {
                hint: 'Write DOCKER_HOST like unix:///var/run/docker.sock or tcp://host:2376, with DOCKER_CERT_PATH for TLS.',
                cause,
            });
        }
    }
}
const statusOf = (error) => error.statusCode;
const CONNECTION_CODES = new Set([
    'ENOENT',
    'EACCES',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
]);
/** Any failure of a request or of its stream, by HTTP status or errno. A foreign error comes back as it is. */
function engineError(what, error) {
    if (error instanceof errors/* SpeckitError */.Yh)
        return error;
    const status = statusOf(error);
    if (status !== undefined)
        return refused(what, status, error);
    const { code = '' } = error;
    if (CONNECTION_CODES.has(code))
        return noEngine(`could not ${what}: no connection (${code})`, error);
    return error;
}
const noEngine = (what, cause) => new errors/* SpeckitError */.Yh('unreachable', `The Docker engine ${what}.`, {
    hint: 'Start Docker or point DOCKER_HOST to an engine; the user that speckit-remote runs as must be allowed to use it.',
    cause,
});
const engineFull = (what, cause) => new errors/* SpeckitError */.Yh('exhausted', `The Docker engine could not ${what}: its disk is full.`, {
    hint: 'Make room on the disk of the engine; `docker system df` tells what takes it.',
    cause,
});
function refused(what, status, cause) {
    const said = cause.json?.message;
    const message = `The Docker engine could not ${what} (${status}${typeof said === 'string' ? `: ${said}` : ''}).`;
    if (status >= 500) {
        return new errors/* SpeckitError */.Yh('unreachable', message, {
            hint: 'Try again; if it stays, look into the engine’s own log and at its free disk space.',
            cause,
        });
    }
    return new errors/* SpeckitError */.Yh(status === 401 || status === 403 ? 'auth' : 'config', message, {
        hint: 'Check the docker settings of the profile and the rights of speckit-remote at the engine.',
        cause,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-frames.js

/**
 * Splits an attached stream into its two: frames of a stream number (1 byte), three zeros, the length (u32
 * big-endian) and that many bytes. Yields without copying, so a frame may come in several parts; reads on only
 * when the consumer asks. A stream that ends inside a frame just ends: the caller sees by the exec's state why.
 */
async function* docker_frames_frames(chunks) {
    let header = Buffer.alloc(0);
    let left = 0;
    let stream = 'stdout';
    for await (const chunk of chunks) {
        let rest = chunk;
        while (rest.length > 0) {
            if (left > 0) {
                const bytes = rest.subarray(0, left);
                left -= bytes.length;
                rest = rest.subarray(bytes.length);
                yield { stream, bytes };
                continue;
            }
            const wanted = 8 - header.length;
            header = Buffer.concat([header, rest.subarray(0, wanted)]);
            rest = rest.subarray(wanted);
            if (header.length < 8)
                continue;
            stream = streamName(header);
            left = header.readUInt32BE(4);
            header = Buffer.alloc(0);
        }
    }
}
function streamName(header) {
    // Number 0 is stdin's echo, which the engine writes to stdout.
    if (header[0] === 0 || header[0] === 1)
        return 'stdout';
    if (header[0] === 2)
        return 'stderr';
    throw new errors/* SpeckitError */.Yh('internal', 'The Docker engine sent output in an unknown form.', {
        hint: 'Report it together with the version of the engine.',
        cause: new Error(`frame header ${header.toString('hex')}`),
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-attach.js



/** Output of a helper is a line or two. */
const MAX_BYTES = 64 * 1024;
/** Starts a helper container of ours and resolves with its stdout up to what is waited for, or to its end. */
async function attachOutput(engine, container, { signal, timeoutMs, until }) {
    const socket = (await engine.call('watch a helper container', (_, abortSignal) => container.attach({ stream: true, stdout: true, stderr: true, hijack: true, abortSignal }), { signal }));
    const deadline = AbortSignal.timeout(timeoutMs);
    const ended = AbortSignal.any(signal ? [signal, deadline] : [deadline]);
    const stop = () => socket.destroy();
    ended.addEventListener('abort', stop, { once: true });
    let stdout = '';
    let stderr = '';
    try {
        await engine.call('start a helper container', (_, abortSignal) => container.start({ abortSignal }), {
            signal,
        });
        for await (const { stream, bytes } of docker_frames_frames(socket.iterator({ destroyOnReturn: false }))) {
            const text = Buffer.from(bytes).toString();
            if (stream === 'stdout')
                stdout += text;
            else
                stderr += text;
            if (until?.(stdout))
                return stdout;
            if (stdout.length + stderr.length > MAX_BYTES)
                break;
        }
        if (!until)
            return stdout;
        throw failed(stderr);
    }
    catch (error) {
        signal?.throwIfAborted();
        if (deadline.aborted)
            throw failed(stderr);
        throw engineError('watch a helper container', error);
    }
    finally {
        ended.removeEventListener('abort', stop);
        socket.destroy();
    }
}
const failed = (stderr) => new errors/* SpeckitError */.Yh('unreachable', 'A helper container of the sandbox did not come up.', {
    hint: 'Try again; if it stays, build its image again with `npm run image -- --force` and look into the engine’s log.',
    cause: new Error(stderr),
});

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/labels.js
var labels = __webpack_require__(96612);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-labels.js

const OWN = 'speckit-remote';
/** The name of a sandbox's container and of its network. */
const engineName = (name) => `${OWN}-${name}`;
/** The labels of everything that belongs to a sandbox. */
const { toLabels, fromLabels } = (0,labels/* labelling */.Bw)(`${OWN}.sandbox.`);
/** What the engine's lists are asked for: things of ours that carry all of `labels`. */
const labelFilters = (role, labels) => Object.entries(toLabels(role, labels)).map(([key, value]) => `${key}=${value}`);

// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(38321);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/missing.js
var support_missing = __webpack_require__(44439);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-state.js



/** Exit code of what was ended by SIGKILL. */
const KILLED = 137;
/** The container's state; rejects with `missing` if there is none. */
const inspectContainer = (engine, id, options = {}) => engine.call('look at a container', (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }), { ...options, missing: cause => (0,support_missing/* sandboxGone */.F)(id, cause) });
/** Why nothing can be done in this container any more; `undefined` if it runs. */
async function whyStopped(engine, id, options = {}) {
    const { State: state } = await inspectContainer(engine, id, options);
    if (state.Running && !state.Paused)
        return undefined;
    if (state.OOMKilled || (state.ExitCode === KILLED && (await hadNoMemory(engine, id, state.StartedAt)))) {
        return new errors/* SpeckitError */.Yh('exhausted', 'The sandbox ran out of memory and was ended.', {
            hint: 'Give the profile more memory (`memory`), or let the command use less.',
        });
    }
    const how = state.Paused ? 'is paused' : `ended (exit code ${state.ExitCode})`;
    return new errors/* SpeckitError */.Yh('missing', `The container of the sandbox ${id} ${how}.`, {
        hint: 'Somebody or something stopped it; `/speckit retry` starts again in a new one.',
    });
}
/** The engine's state says so of the first process only; of its children there is but an event. */
async function hadNoMemory(engine, id, startedAt) {
    const events = await engine.call('look for events of a container', async (client, abortSignal) => {
        const filters = { container: [id], event: ['oom'] };
        const [since, until] = [Date.parse(startedAt) / 1000, Date.now() / 1000].map(Math.floor);
        return (0,consumers_.text)((await client.getEvents({ since, until: (until ?? 0) + 1, filters, abortSignal })));
    });
    return events !== '';
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-remove.js




const GONE_MS = 60_000;
/** Kills and removes the container with its anonymous volumes, and resolves when it is gone; none is fine. */
async function removeContainer(engine, id, options = {}) {
    try {
        await engine.call('remove a container', (client, abortSignal) => client.getContainer(id).remove({ force: true, v: true, abortSignal }), options);
    }
    catch (error) {
        const status = error instanceof errors/* SpeckitError */.Yh ? statusOf(error.cause) : undefined;
        if (status === 404)
            return;
        // Somebody else is removing it.
        if (status !== 409)
            throw error;
        await gone(engine, id, options);
    }
}
async function gone(engine, id, options) {
    const until = performance.now() + GONE_MS;
    while (performance.now() < until) {
        try {
            await inspectContainer(engine, id, options);
        }
        catch (error) {
            if ((0,errors/* isSpeckitError */.cN)(error, 'missing'))
                return;
            throw error;
        }
        await (0,external_node_timers_promises_.setTimeout)(50, undefined, { signal: options.signal });
    }
    throw noEngine(`did not remove a container within ${GONE_MS / 1000} s`, undefined);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-egress.js







/** The proxy's name inside the sandbox's network. */
const ALIAS = 'egress';
const READY_MS = 20_000;
const proxyName = (sandboxName) => `${sandboxName}-proxy`;
/** What makes programs go through the proxy. Node's own `fetch` does so only when told. */
function proxyEnvironment() {
    const url = `http://${ALIAS}:${egress_image/* PROXY_PORT */.zk}`;
    const java = `-Dhttp.proxyHost=${ALIAS} -Dhttp.proxyPort=${egress_image/* PROXY_PORT */.zk} -Dhttps.proxyHost=${ALIAS} -Dhttps.proxyPort=${egress_image/* PROXY_PORT */.zk}`;
    const values = {
        HTTP_PROXY: url,
        HTTPS_PROXY: url,
        NO_PROXY: 'localhost,127.0.0.1,::1',
        NODE_USE_ENV_PROXY: '1',
        MAVEN_OPTS: java,
        GRADLE_OPTS: java,
    };
    return Object.entries(values).flatMap(([name, value]) => name.endsWith('_PROXY') && name !== 'NODE_USE_ENV_PROXY'
        ? [`${name}=${value}`, `${name.toLowerCase()}=${value}`]
        : [`${name}=${value}`]);
}
/** The sandbox's own network: no way out, and no address of the host on it. Made first and removed last. */
async function createNetwork(engine, spec) {
    await engine.call('make a network', (client, abortSignal) => client.createNetwork({
        Name: engineName(spec.name),
        CheckDuplicate: true,
        Internal: true,
        // Without it the host's services answer at the bridge's address, internal or not.
        Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
        Labels: toLabels('egress', spec.labels),
        abortSignal,
    }), {
        // Never aborted by the caller: nobody would know whether there is a network now.
        conflict: cause => new errors/* SpeckitError */.Yh('internal', `A sandbox named ${spec.name} exists already.`, {
            hint: 'Destroy it first, or attach to it.',
            cause,
        }),
        // What the engine says when it has no addresses left.
        missing: cause => new errors/* SpeckitError */.Yh('exhausted', 'The Docker engine has no address range left for another network.', {
            hint: 'Let fewer runs go on at once (`concurrency`), remove unused networks (`docker network prune`), or give the engine more ranges (`default-address-pools`).',
            cause,
        }),
    });
}
/**
 * Makes the proxy between the sandbox's network and `engineNetwork` and starts it. It comes up while the sandbox is
 * being filled: `ready` resolves when it takes connections.
 */
async function makeProxy(engine, spec, { allow, engineNetwork }) {
    const network = engineName(spec.name);
    const container = await engine.call('make the proxy of a sandbox', (client, abortSignal) => client.createContainer({
        name: proxyName(network),
        Image: egress_image/* PROXY_IMAGE */.Ju,
        Cmd: [...allow],
        Labels: toLabels('proxy', spec.labels),
        HostConfig: {
            NetworkMode: engineNetwork,
            CapDrop: ['ALL'],
            SecurityOpt: ['no-new-privileges'],
            ReadonlyRootfs: true,
            Memory: 256 * 2 ** 20,
            MemorySwap: 256 * 2 ** 20,
            PidsLimit: 64,
            // What a sandbox asks of it may be too much; a run needs it to its end.
            RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 10 },
            LogConfig: { Type: 'none', Config: {} },
        },
        abortSignal,
    }), { missing: noProxyImage });
    await engine.call('connect the proxy of a sandbox', (client, abortSignal) => {
        const link = { Container: container.id, EndpointConfig: { Aliases: [ALIAS] }, abortSignal };
        return client.getNetwork(network).connect(link);
    });
    const ready = attachOutput(engine, container, {
        timeoutMs: READY_MS,
        until: text => text.includes('ready\n'),
    });
    // Whoever awaits it first gets the failure; there may be nobody before the sandbox is removed.
    ready.catch(() => { });
    return { ready };
}
const noProxyImage = (cause) => new errors/* SpeckitError */.Yh('missing', `The image ${egress_image/* PROXY_IMAGE */.Ju} is not there.`, {
    hint: 'Run `npm run image` or `speckit-remote image` to build it; it is never pulled.',
    cause,
});
/** Removes proxy and network of the sandbox whose container has this name; neither needs to be there. */
async function removeEgress(engine, name, options) {
    await removeContainer(engine, proxyName(name), options);
    try {
        await engine.call('remove a network', (client, abortSignal) => client.getNetwork(name).remove({ abortSignal }), options);
    }
    catch (error) {
        if (!(error instanceof errors/* SpeckitError */.Yh) || statusOf(error.cause) !== 404)
            throw error;
    }
}
/** Networks of sandboxes that carry all of `labels`. */
const listNetworks = (engine, labels, options) => engine.call('list networks', (client, abortSignal) => client.listNetworks({ filters: { label: labelFilters('egress', labels) }, abortSignal }), options);
/** Rejects with `missing` unless there is a network of ours with this name. */
async function expectNetwork(engine, name, options) {
    const all = await listNetworks(engine, {}, options);
    if (!all.some(({ Name }) => Name === name))
        throw (0,support_missing/* sandboxGone */.F)(name);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-cache.js









/** Where the volume is in the container. Its own root belongs to root for good, so the caches are in a folder inside. */
const CACHE_ROOT = '/var/cache/speckit-remote';
const LIMIT_LABEL = 'speckit-remote.cache-limit';
const NAME_LABEL = 'speckit-remote.cache-name';
const MEASURE_MS = 5 * 60_000;
/** What makes two runs share a cache: the same repository of the same installation of the same server. */
const OWNERS = ['server', 'installation', 'repository'];
/** The cache of the sandbox's repository; undefined where it has none or nobody said which repository it is. */
function cacheOf({ cache, cacheLimit }, { labels }) {
    if (cache.length === 0 || labels.repository === undefined)
        return undefined;
    const owner = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(OWNERS.map(key => labels[key] ?? '')));
    const volume = `speckit-remote-cache-${labels.repository}-${owner.digest('hex').slice(0, 12)}`;
    return { volume, limitBytes: (0,sizes/* sizeBytes */.mT)(cacheLimit) ?? 0 };
}
/** The labels of the volume: of the run's only those that the cache is bound to. */
const cacheLabels = ({ labels }) => toLabels('cache', Object.fromEntries(OWNERS.flatMap(key => (labels[key] === undefined ? [] : [[key, labels[key]]]))));
/** Labels of the container, by which whoever destroys it finds its cache. */
const cacheMarks = (cache) => cache ? { [NAME_LABEL]: cache.volume, [LIMIT_LABEL]: String(cache.limitBytes) } : {};
/** The reverse of {@link cacheMarks}. */
function markedCache(labels) {
    const { [NAME_LABEL]: volume, [LIMIT_LABEL]: limit } = labels;
    return volume === undefined ? undefined : { volume, limitBytes: Number(limit) };
}
/** Measures a cache that its container has left, and removes one that is over its limit and that nobody uses. */
async function pruneCache(engine, cache, options) {
    if ((await measureCache(engine, cache.volume, options)) <= cache.limitBytes)
        return;
    try {
        await engine.call('remove a cache', (client, abortSignal) => client.getVolume(cache.volume).remove({ abortSignal }), options);
    }
    catch (error) {
        const status = error instanceof errors/* SpeckitError */.Yh ? statusOf(error.cause) : undefined;
        // 409: another run uses it, and will measure it in its turn.
        if (status !== 404 && status !== 409)
            throw error;
    }
}
/** Bytes that the files of a volume take up on the disk. */
async function measureCache(engine, volume, options) {
    const container = await engine.call('make a helper container', (client, abortSignal) => client.createContainer({
        Image: egress_image/* PROXY_IMAGE */.Ju,
        User: '0:0',
        Entrypoint: ['du', '-sk', '/cache'],
        Cmd: [],
        Labels: toLabels('cache', {}),
        HostConfig: {
            NetworkMode: 'none',
            CapDrop: ['ALL'],
            // To look into folders that only their owner may enter.
            CapAdd: ['DAC_READ_SEARCH'],
            SecurityOpt: ['no-new-privileges'],
            ReadonlyRootfs: true,
            Mounts: [{ Type: 'volume', Source: volume, Target: '/cache', ReadOnly: true }],
            LogConfig: { Type: 'none', Config: {} },
        },
        abortSignal,
    }), { missing: noProxyImage });
    try {
        const kilobytes = Number.parseInt(await attachOutput(engine, container, { ...options, timeoutMs: MEASURE_MS }), 10);
        if (Number.isNaN(kilobytes))
            throw new Error('du printed no number');
        return kilobytes * 1024;
    }
    finally {
        await removeContainer(engine, container.id);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-handover.js
/** Where a container sees the folder that is handed over to it. */
const HANDOVER = '/speckit-handover';
/** Nothing can be changed through it, and what is mounted below the folder later does not show. */
const handoverMount = (folder) => ({
    Type: 'bind',
    Source: folder,
    Target: HANDOVER,
    ReadOnly: true,
    BindOptions: { Propagation: 'private' },
});
/** The folder of this machine among a container's mounts. */
const handedOver = (mounts) => mounts?.find(({ Target }) => Target === HANDOVER)?.Source;
/** Engines, by `DOCKER_HOST`, that have turned out not to have this machine's folders. */
const apart = new Set();
const engineAddress = () => process.env.DOCKER_HOST ?? '';
/** Whether the engine may have this machine's folders, for all that is known. */
const mayHaveFolders = () => !apart.has(engineAddress());
/** Keeps in mind, as long as this process lives, that the engine refuses them. */
function noteFoldersRefused() {
    apart.add(engineAddress());
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(26921);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/egress.js
var egress = __webpack_require__(98524);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-settings.js



const MIN_MEMORY = 6 * 2 ** 20;
const dockerSettings = schemas/* strictObject */.rej({
    image: schemas/* string */.YjP()
        .regex(/^[a-z0-9][\w./:@-]*$/, 'must be an image name like `python:3.12-slim` or `ghcr.io/owner/image@sha256:…`')
        .default('speckit-remote:latest')
        .describe('The image of the sandbox; it must have a POSIX sh, setsid, tail, cat and git.'),
    memory: schemas/* string */.YjP()
        .refine(text => ((0,sizes/* sizeBytes */.mT)(text) ?? 0) >= MIN_MEMORY, `${sizes/* SIZE_RULE */.Vv} and at least \`6m\`.`)
        .default('4g')
        .describe('Memory limit, swap included.'),
    cpus: schemas/* number */.aig()
        .min(0.01)
        .optional()
        .describe('CPU limit in cores; default 2, or what the engine has if that is less.'),
    pids: schemas/* int */.Whr()
        .min(16)
        .max(1_000_000)
        .default(1024)
        .describe('How many processes and threads may exist at once.'),
    network: (0,egress/* egressSetting */.k)(200, 'A small proxy of ours lets them through on ports 80 and 443; nothing else can be reached or resolved. ' +
        '`full` reaches whatever the engine’s network reaches, the host too.'),
    engineNetwork: schemas/* string */.YjP()
        .regex(/^(?!(host|none|default)$)[a-zA-Z0-9][\w.-]*$/, 'must be the name of a bridge network of the engine')
        .default('bridge')
        .describe('The engine’s network that `full` joins, and through which the proxy of an allow list goes out.'),
    readonly: schemas/* boolean */.zMY()
        .default(false)
        .describe('Whether the image’s files cannot be changed; home stays writable, `/tmp` is in memory.'),
    cache: schemas/* array */.YOg(schemas/* string */.YjP()
        .regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/, 'must be a path below the home folder like `.npm`'))
        .max(20)
        .default([])
        .describe('Folders below home, like `.npm` or `.cache/pip`, that all runs of one repository share.'),
    cacheLimit: schemas/* string */.YjP()
        .refine(text => (0,sizes/* sizeBytes */.mT)(text) !== undefined, `${sizes/* SIZE_RULE */.Vv}.`)
        .default('2g')
        .describe('Size of a repository’s `cache`; after a run that leaves it larger, it starts again empty.'),
    user: schemas/* int */.Whr()
        .min(1, 'must be the number of a user other than root')
        .max(2 ** 31 - 1)
        .default(1000)
        .describe('Numeric id of the user (and group) that commands run as.'),
});
/** Everything of ours inside a container lives here; HOME of every command. */
const HOME = '/home/speckit';

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-container.js







const { dirname, join, relative } = external_node_path_.posix;
/** A container that does nothing by itself, as an unprivileged user with every limit set. */
function containerOptions(settings, spec, engineCpus) {
    const memory = (0,sizes/* sizeBytes */.mT)(settings.memory) ?? 0;
    const restricted = typeof settings.network === 'object';
    return {
        name: engineName(spec.name),
        Image: settings.image,
        // Both, so that an image's own entry point plays no part. `tail` waits in debian and in busybox alike.
        Entrypoint: ['tail', '-f', '/dev/null'],
        Cmd: [],
        User: `${settings.user}:${settings.user}`,
        WorkingDir: HOME,
        Env: [`HOME=${HOME}`, 'LANG=C.UTF-8', ...(restricted ? proxyEnvironment() : [])],
        Labels: { ...toLabels('sandbox', spec.labels), ...cacheMarks(cacheOf(settings, spec)) },
        Healthcheck: { Test: ['NONE'] },
        HostConfig: {
            Init: true,
            CapDrop: ['ALL'],
            SecurityOpt: ['no-new-privileges'],
            ...networkOptions(settings, spec),
            Memory: memory,
            MemorySwap: memory,
            NanoCpus: Math.round((settings.cpus ?? Math.min(2, engineCpus)) * 1e9),
            PidsLimit: settings.pids,
            LogConfig: { Type: 'none', Config: {} },
            ...fileOptions(settings, spec),
        },
    };
}
function networkOptions({ network, engineNetwork }, { name }) {
    if (network === 'none')
        return { NetworkMode: 'none' };
    if (network === 'full')
        return { NetworkMode: engineNetwork };
    return {
        NetworkMode: engineName(name),
        // The engine asks the host's resolver for what it does not know itself, also for an internal network.
        // Nobody answers here; the options keep that from taking the usual 20 seconds.
        Dns: ['127.0.0.1'],
        DnsOptions: ['timeout:1', 'attempts:1'],
    };
}
function fileOptions(settings, spec) {
    const cache = cacheOf(settings, spec);
    const mounts = [
        // `tmpfs` would do, but the engine reads and writes no files there.
        ...(settings.readonly ? [volume('', HOME_PARENT, {})] : []),
        ...(cache ? [volume(cache.volume, CACHE_ROOT, cacheLabels(spec))] : []),
        ...(spec.handover !== undefined ? [handoverMount(spec.handover)] : []),
    ];
    return {
        ...(mounts.length > 0 && { Mounts: mounts }),
        ...(settings.readonly && { ReadonlyRootfs: true, Tmpfs: { '/tmp': 'exec,mode=1777' } }),
    };
}
const volume = (Source, Target, Labels) => ({
    Type: 'volume',
    Source,
    Target,
    VolumeOptions: { NoCopy: false, Labels, DriverConfig: { Name: 'local', Options: {} } },
});
/** Where the volume of a read-only sandbox is: home is a folder inside, to belong to the sandbox's user. */
const HOME_PARENT = dirname(HOME);
/** What is put into a new container before it starts: its home, and the way from there to the caches. */
function homeEntries(settings, spec) {
    const { user, readonly, cache } = settings;
    const [uid, gid] = [user, user];
    const into = readonly ? HOME_PARENT : '/';
    const home = relative(into, HOME);
    const folder = (name) => ({ name, type: 'directory', mode: 0o755, uid, gid });
    const cached = cacheOf(settings, spec) ? cache : [];
    const links = cached.flatMap(path => [
        ...parents(path).map(parent => folder(join(home, parent))),
        {
            name: join(home, path),
            type: 'symlink',
            linkname: join(CACHE_ROOT, String(user), path),
            uid,
            gid,
        },
    ]);
    const caches = cached.flatMap(path => [...parents(path), path].map(name => folder(join(String(user), name))));
    return [
        { into, entries: [folder(home), ...links] },
        ...(cached.length > 0 ? [{ into: CACHE_ROOT, entries: [folder(String(user)), ...caches] }] : []),
    ];
}
/** `a/b/c` → `a`, `a/b`. */
const parents = (path) => path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'));

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(56118);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/stdin.js
var stdin = __webpack_require__(49221);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-files.js








/** Large files over a slow line to the engine. */
const TRANSFER_MS = 30 * 60_000;
/** Puts folders and links into the folder `into` of the container, which may be stopped. */
async function putEntries(engine, id, into, entries, options) {
    const archive = (0,tar_stream.pack)();
    for (const entry of entries)
        archive.entry(entry);
    archive.finalize();
    await putArchive(engine, id, into, archive, { ...options, name: '' });
}
async function putFile(engine, id, into, header, content, { signal }) {
    (0,stdin/* expectErrors */.ZR)(content);
    const archive = (0,tar_stream.pack)();
    const filling = fill(archive, header, content);
    filling.catch(error => archive.destroy(error));
    try {
        await putArchive(engine, id, into, archive, { signal, name: header.name });
        await filling;
    }
    catch (error) {
        signal?.throwIfAborted();
        throw (0,stdin/* sourceError */.I8)(content) ?? error;
    }
    finally {
        archive.destroy();
        if (!(content instanceof Uint8Array))
            content.stream.destroy();
    }
}
async function putArchive(engine, id, into, archive, { signal, name }) {
    const missing = async (cause) => {
        await inspectContainer(engine, id, { signal });
        return (0,support_missing/* fileMissing */.t)(external_node_path_.posix.join(into, name), cause);
    };
    await engine.call('write a file', 
    // Through a stream of Node's own: the client pipes and watches for its errors.
    (client, abortSignal) => client
        .getContainer(id)
        .putArchive(external_node_stream_.Readable.from(archive, { objectMode: false }), { path: into, abortSignal }), { signal, timeoutMs: TRANSFER_MS, missing });
}
async function fill(archive, header, content) {
    if (content instanceof Uint8Array) {
        archive.entry({ ...header, size: content.length }, Buffer.from(content.buffer, content.byteOffset, content.length));
    }
    else {
        await (0,external_node_stream_promises_.pipeline)(content.stream, archive.entry({ ...header, size: content.size }));
    }
    archive.finalize();
}
async function writeDocker(engine, id, owner, path, content, { mode = 0o644, signal }) {
    const { dir, base } = external_node_path_.posix.parse(path);
    const header = { name: base, mode, uid: owner, gid: owner, mtime: new Date() };
    await putFile(engine, id, dir, header, content, { signal });
}
/** The bytes of a regular file; links are not followed. */
async function readDocker(engine, id, path, options) {
    const { signal } = options;
    const missing = async (cause) => {
        await inspectContainer(engine, id, options);
        return (0,support_missing/* fileMissing */.t)(path, cause);
    };
    const archive = (await engine.call('read a file', (client, abortSignal) => client.getContainer(id).getArchive({ path, abortSignal }), { signal, missing }));
    const entries = (0,tar_stream.extract)();
    const unpacking = (0,external_node_stream_promises_.pipeline)(archive, entries, { signal });
    unpacking.catch(() => { });
    const iterator = entries[Symbol.asyncIterator]();
    const { value: entry } = await iterator.next();
    if (entry?.header.type !== 'file') {
        archive.destroy();
        throw (0,support_missing/* fileMissing */.t)(path);
    }
    async function* content() {
        try {
            yield* entry;
        }
        catch (error) {
            signal?.throwIfAborted();
            const known = engineError('read a file', error);
            // The archive broke off: there is no errno for that.
            throw known === error ? noEngine('ended in the middle of a file', error) : known;
        }
        finally {
            archive.destroy();
        }
    }
    return external_node_stream_.Readable.from(content(), { objectMode: false });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-image.js

const PULL_MS = 15 * 60_000;
/** Fetches an image that the engine lacks; rejects with `missing` and what to do if it cannot be had. */
async function pullImage(engine, image, { signal }) {
    try {
        await engine.call('pull an image', (client, abortSignal) => pull(client, image, abortSignal), {
            signal,
            timeoutMs: PULL_MS,
        });
    }
    catch (cause) {
        signal?.throwIfAborted();
        throw new errors/* SpeckitError */.Yh('missing', `The image ${image} is not there and cannot be pulled.`, {
            hint: 'Run `npm run image` or `speckit-remote image` to build speckit-remote:latest, or name an image that the engine has ' +
                'or can pull (`image` in the profile).',
            cause,
        });
    }
}
async function pull(client, image, signal) {
    const progress = (await client.pull(image, { abortSignal: signal }));
    const stop = () => progress.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
        await new Promise((resolve, reject) => {
            progress.once('error', reject);
            client.modem.followProgress(progress, error => (error ? reject(error) : resolve()));
        });
    }
    finally {
        signal.removeEventListener('abort', stop);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-create.js










/** Asks the engine once how many cores it has. */
function countCpus(engine) {
    let cpus;
    return async (options) => {
        cpus ??= (await engine.call('tell about itself', (client, abortSignal) => client.info({ abortSignal }), options)).NCPU;
        return cpus;
    };
}
/** Makes a container that runs, with its network and proxy where it has an allow list; of a failure nothing is left. */
async function createSandbox(engine, wanted, options) {
    options.signal?.throwIfAborted();
    const { settings, spec } = wanted;
    const { network, engineNetwork, user } = settings;
    const name = engineName(spec.name);
    const restricted = typeof network === 'object';
    if (restricted)
        await createNetwork(engine, spec);
    let id;
    // Both are awaited to their end: what is still being made could not be removed.
    const [container, proxy] = await Promise.allSettled([
        startContainer(engine, wanted, options, made => {
            id = made;
        }),
        restricted && makeProxy(engine, spec, { allow: network.allow, engineNetwork }),
    ]);
    const ready = (proxy.status === 'fulfilled' && proxy.value && proxy.value.ready) || Promise.resolve();
    if (container.status === 'fulfilled' && proxy.status === 'fulfilled') {
        const cache = cacheOf(settings, spec);
        return { ...container.value, name, user, egress: restricted, cache, ready };
    }
    await Promise.allSettled([ready]);
    if (id !== undefined)
        await removeContainer(engine, id);
    if (restricted)
        await removeEgress(engine, name, {});
    throw container.status === 'rejected' ? container.reason : proxy.reason;
}
/**
 * Starts a container with the folder that is handed over to it, or without where the engine refuses that: one elsewhere
 * has no such path, one without root's rights may not enter it.
 */
async function startContainer(engine, wanted, options, made) {
    const without = { ...wanted, spec: { ...wanted.spec, handover: undefined } };
    if (!mayHaveFolders())
        return beginContainer(engine, without, options, made);
    let id;
    try {
        return await beginContainer(engine, wanted, options, begun => {
            id = begun;
            made(begun);
        });
    }
    catch (error) {
        const status = error instanceof errors/* SpeckitError */.Yh ? statusOf(error.cause) : undefined;
        if (wanted.spec.handover === undefined || (status !== 400 && status !== 500))
            throw error;
        if (id !== undefined)
            await removeContainer(engine, id);
        const started = await beginContainer(engine, without, options, made);
        // The engine says 500 to whatever goes wrong in it, which need not happen again.
        if (status === 400)
            noteFoldersRefused();
        return started;
    }
}
async function beginContainer(engine, wanted, options, made) {
    const { settings, spec } = wanted;
    const container = await createContainer(engine, wanted, options);
    made(container.id);
    options.signal?.throwIfAborted();
    for (const { into, entries } of homeEntries(settings, spec)) {
        await putEntries(engine, container.id, into, entries, options);
    }
    await engine.call('start a container', (_, abortSignal) => container.start({ abortSignal }), options);
    return { id: container.id, handover: spec.handover };
}
async function createContainer(engine, { settings, spec, engineCpus }, options) {
    const wanted = containerOptions(settings, spec, await engineCpus(options));
    const create = () => engine.call('make a container', (client, abortSignal) => client.createContainer({ ...wanted, abortSignal }), {
        // Never aborted by the caller: nobody would know whether there is a container now.
        conflict: cause => new errors/* SpeckitError */.Yh('internal', `A sandbox named ${spec.name} exists already.`, {
            hint: 'Destroy it first, or attach to it.',
            cause,
        }),
    });
    try {
        return await create();
    }
    catch (error) {
        if (!(error instanceof errors/* SpeckitError */.Yh) || statusOf(error.cause) !== 404)
            throw error;
        await pullImage(engine, settings.image, options);
        return create();
    }
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-pipe.js
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








/** Whoever still holds the pipe open, as something left behind by the command may, gets so long. */
const LINGER_MS = 3000;
/**
 * Only where the byte is found that waits in one pipe, the other leads anywhere: a folder can come from another machine
 * and its pipes never do. Opening the first for both does not wait for somebody to write.
 */
const INTO = `
at=$1
shift
token=$({ timeout 1 head -c 1 <>"$at/in"; } 2>/dev/null)
if [ "$token" = x ]; then exec "$@" >"$at/out"; fi
exec "$@"
`;
/**
 * A pipe in the folder that is handed over to a container, which sees it read-only: that keeps it from making or changing
 * files there, not from writing into a pipe. Nothing where this machine cannot make one.
 */
async function openPipe(folder) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const name = `stdout-${(0,external_node_crypto_.randomUUID)()}`;
        const at = (0,external_node_path_.join)(folder, name);
        const opening = __addDisposableResource(env_1, new AsyncDisposableStack(), true);
        opening.defer(() => (0,promises_.rm)(at, { recursive: true, force: true }));
        try {
            await (0,promises_.mkdir)(at);
            // The user inside is another one than here, whatever our umask says; the folder above is ours alone.
            await (0,promises_.chmod)(at, 0o755);
            await (0,external_node_util_.promisify)(external_node_child_process_.execFile)('mkfifo', ['-m', '666', (0,external_node_path_.join)(at, 'in'), (0,external_node_path_.join)(at, 'out')]);
            const both = external_node_fs_.constants.O_RDWR | external_node_fs_.constants.O_NONBLOCK;
            const token = opening.use(await (0,promises_.open)((0,external_node_path_.join)(at, 'in'), both));
            await token.write('x');
            // Without a writer a pipe is at its end before it began.
            const writer = opening.use(await (0,promises_.open)((0,external_node_path_.join)(at, 'out'), both));
            const fd = await (0,external_node_util_.promisify)(external_node_fs_.open)((0,external_node_path_.join)(at, 'out'), external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NONBLOCK);
            const output = new external_node_net_.Socket({ fd, readable: true, writable: false });
            opening.defer(() => void output.destroy());
            // Whoever reads hears of it.
            output.on('error', () => undefined);
            let timer;
            opening.defer(() => clearTimeout(timer));
            const end = () => {
                // With something in hand it is our reader who is slow; the pipe itself may have more of the command then.
                if (output.readableLength === 0)
                    output.push(null);
                else
                    timer = setTimeout(end, LINGER_MS).unref();
            };
            const opened = opening.move();
            return {
                into: argv => ['sh', '-c', INTO, 'sh', external_node_path_.posix.join(HANDOVER, name), ...argv],
                output,
                async close() {
                    await writer.close();
                    timer = setTimeout(end, LINGER_MS).unref();
                },
                [Symbol.asyncDispose]: () => opened.disposeAsync(),
            };
        }
        catch {
            return undefined;
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

// EXTERNAL MODULE: external "node:readline"
var external_node_readline_ = __webpack_require__(80481);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-watch.js


/** Short commands are over before it pays to ask the engine for its events. */
const WATCH_AFTER_MS = 1000;
const EVENTS = ['die', 'pause', 'destroy'];
/**
 * Calls `ended` with the reason as soon as the container does not run any more, also where the connection of the
 * command would not show it.
 */
function watchContainer(engine, id, ended) {
    const since = Math.floor(Date.now() / 1000);
    const stop = new AbortController();
    const timer = setTimeout(() => {
        follow(engine, id, since, stop.signal).then(reason => reason && !stop.signal.aborted && ended(reason), () => {
            // The engine is out of reach: the command's own connection tells that, with what to do.
        });
    }, WATCH_AFTER_MS).unref();
    return {
        [Symbol.dispose]() {
            clearTimeout(timer);
            stop.abort();
        },
    };
}
async function follow(engine, id, since, signal) {
    const filters = { container: [id], event: EVENTS };
    const events = (await engine.call('watch a container', (client, abortSignal) => client.getEvents({ since, filters, abortSignal })));
    const onAbort = () => events.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted)
        onAbort();
    try {
        for await (const _ of (0,external_node_readline_.createInterface)({ input: events })) {
            const reason = await whyStopped(engine, id, { signal }).catch((error) => error);
            if (reason)
                return reason;
        }
        return undefined;
    }
    finally {
        signal.removeEventListener('abort', onAbort);
        events.destroy();
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/leftovers.js
var support_leftovers = __webpack_require__(85639);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/output.js
var support_output = __webpack_require__(60750);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-exec.js
var docker_exec_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var docker_exec_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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














const KILL_TIMEOUT_MS = 10_000;
const SETTLE_MS = 3000;
/** A container dies with its first process, but its state says so only once the engine has tidied up. */
const DEATH_NOTED_MS = 1000;
/**
 * Runs one command in the container to the end of its output; `begun` says whether the engine could begin it at all.
 * Its processes carry `mark` in their environment. Bulk comes through `handover`, the container's folder of this machine.
 */
async function execDocker(engine, id, mark, argv, { handover, ...options }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const pipe = docker_exec_addDisposableResource(env_1, options.bulk && handover !== undefined ? await openPipe(handover) : undefined, true);
        const { exec, socket } = await start(engine, id, pipe?.into(argv) ?? argv, mark, options);
        const output = (0,support_output/* execOutput */.N)(options.onStdout);
        const ended = Promise.withResolvers();
        const onAbort = () => ended.reject(options.signal?.reason);
        if (options.signal?.aborted)
            onAbort();
        options.signal?.addEventListener('abort', onAbort, { once: true });
        const _stdin = docker_exec_addDisposableResource(env_1, options.stdin === undefined ? undefined : (0,stdin/* feedStdin */.Jo)(options.stdin, socket, ended.reject), false);
        const _watch = docker_exec_addDisposableResource(env_1, watchContainer(engine, id, ended.reject), false);
        const begun = begunOnce(engine, exec, { signal: options.signal });
        const reading = Promise.all([read(socket, output, begun).then(pipe?.close), readPipe(pipe, output)]);
        try {
            await Promise.race([reading, ended.promise]);
            const exitCode = await exitCodeOf(engine, id, exec, options);
            return { ...output.result(exitCode), begun: await begun() };
        }
        catch (error) {
            ended.promise.catch(() => { });
            // Not awaited: a listener that never resolves must not hold up an abort.
            reading.catch(() => { });
            await hasStarted(engine, exec);
            throw error;
        }
        finally {
            options.signal?.removeEventListener('abort', onAbort);
            socket.destroy();
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = docker_exec_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function start(engine, id, argv, mark, { cwd = HOME, env = {}, stdin, signal }) {
    const missing = (cause) => (0,support_missing/* sandboxGone */.F)(id, cause);
    const conflict = async (cause) => (await whyStopped(engine, id)) ?? (0,support_missing/* sandboxGone */.F)(id, cause);
    const exec = await engine.call('prepare a command', (client, abortSignal) => client.getContainer(id).exec({
        Cmd: [...argv],
        Env: [...Object.entries(env).map(([key, value]) => `${key}=${value}`), `${support_leftovers/* EXEC_MARK */.qg}=${mark}`],
        WorkingDir: cwd,
        AttachStdin: stdin !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        abortSignal,
    }), { signal, missing, conflict });
    const socket = await engine.call('start a command', 
    // Never aborted by the caller: nobody would know whether the command runs now.
    (_, abortSignal) => exec.start({ hijack: true, stdin: true, abortSignal }), { missing, conflict });
    return { exec, socket };
}
async function read(socket, output, begun) {
    const chunks = socket.iterator({ destroyOnReturn: false });
    try {
        for await (const { stream, bytes } of docker_frames_frames(chunks)) {
            if (stream === 'stdout' && (await begun()))
                await output.stdout(bytes);
            else
                output.stderr(bytes);
        }
    }
    catch (error) {
        throw engineError('stream the output of a command', error);
    }
}
async function readPipe(pipe, output) {
    if (pipe)
        for await (const bytes of pipe.output)
            await output.stdout(bytes);
}
/** The stream may end a moment before the engine has noted the exit, or long before when the connection drops. */
async function exitCodeOf(engine, id, exec, { signal }) {
    const until = performance.now() + SETTLE_MS;
    for (;;) {
        const { Running: running, ExitCode: exitCode } = await engine.call('look at a command', (_, abortSignal) => exec.inspect({ abortSignal }), {
            signal,
            missing: async (cause) => (await whyStopped(engine, id, { signal })) ?? (0,support_missing/* sandboxGone */.F)(id, cause),
        });
        if (!running && exitCode !== null) {
            // Killed: by somebody inside, or together with its container?
            const stopped = exitCode === KILLED ? await whyKilled(engine, id, { signal }) : undefined;
            if (stopped)
                throw stopped;
            return exitCode;
        }
        if (performance.now() > until) {
            throw ((await whyStopped(engine, id, { signal })) ?? noEngine('lost the connection to a command', undefined));
        }
        await (0,external_node_timers_promises_.setTimeout)(10, undefined, { signal });
    }
}
async function whyKilled(engine, id, options) {
    const until = performance.now() + DEATH_NOTED_MS;
    for (;;) {
        const why = await whyStopped(engine, id, options);
        if (why || performance.now() > until)
            return why;
        await (0,external_node_timers_promises_.setTimeout)(50, undefined, options);
    }
}
/** A command that is just being started does not show its mark yet, and would outlive a search for it. */
async function hasStarted(engine, exec) {
    const signal = AbortSignal.timeout(SETTLE_MS);
    try {
        for (;;) {
            const { Running: running, ExitCode: exitCode } = await engine.call('look at a command', (_, abortSignal) => exec.inspect({ abortSignal }), { signal });
            if (running || exitCode !== null)
                return;
            await (0,external_node_timers_promises_.setTimeout)(10, undefined, { signal });
        }
    }
    catch {
        // The caller gets the failure that matters; what cannot be seen now is looked for again before the next command.
    }
}
/** Ends all processes that carry one of the marks: the engine has no call that ends a command. */
async function killMarked(engine, id, marks) {
    try {
        const signal = AbortSignal.timeout(KILL_TIMEOUT_MS);
        const { exitCode, stderr } = await execDocker(engine, id, (0,external_node_crypto_.randomUUID)(), (0,support_leftovers/* killCommand */.un)(marks), { signal });
        if (exitCode === 0)
            return;
        throw ((await processesExhausted(engine, id, { signal })) ??
            new Error(`kill: exit ${exitCode}: ${stderr.toString()}`));
    }
    catch (error) {
        // In a container that is gone or does not run there is nothing to end.
        if (!(0,errors/* isSpeckitError */.cN)(error, 'missing'))
            throw error;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-list.js


/** Containers of ours that carry all of `labels`, and networks of creations that broke off before the container. */
async function listSandboxes(engine, labels, options) {
    const [containers, networks] = await Promise.all([
        engine.call('list containers', (client, abortSignal) => client.listContainers({
            all: true,
            filters: { label: labelFilters('sandbox', labels) },
            abortSignal,
        }), options),
        listNetworks(engine, labels, options),
    ]);
    const names = new Set(containers.flatMap(({ Names }) => Names));
    const left = networks.filter(({ Name }) => !names.has(`/${Name}`));
    return [...containers.map(describe), ...left.map(describeLeft)];
}
const describe = (container) => ({
    id: container.Id,
    labels: fromLabels('sandbox', container.Labels) ?? {},
    createdAt: new Date(container.Created * 1000),
    state: container.State === 'running' || container.State === 'paused' ? 'running' : 'stopped',
});
const describeLeft = ({ Name, Labels, Created }) => ({
    id: Name,
    labels: fromLabels('egress', Labels) ?? {},
    createdAt: new Date(Created),
    state: 'stopped',
});

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-made.js




/** What the engine knows of a sandbox; throws `missing` for a container that is none of ours. */
function found({ Id: id, Name, Config: config, HostConfig: host }) {
    if (!fromLabels('sandbox', config.Labels))
        throw (0,support_missing/* sandboxGone */.F)(id);
    const name = Name.replace(/^\//, '');
    return {
        id,
        name,
        user: Number.parseInt(config.User, 10),
        egress: host.NetworkMode === name,
        cache: markedCache(config.Labels),
        handover: handedOver(host.Mounts),
        ready: Promise.resolve(),
    };
}
/** What is left of a creation that broke off before there was a container. */
const onlyNetwork = (name, user) => ({
    id: name,
    name,
    user,
    egress: true,
    cache: undefined,
    handover: undefined,
    ready: Promise.resolve(),
});

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker-usage.js
/** One sample of `docker stats`: CPU in percent of one core, memory without what is only cached file content. */
function usageOf(stats) {
    const { cpu_stats: now, precpu_stats: before, memory_stats: memory } = stats;
    const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
    const passed = now.system_cpu_usage - before.system_cpu_usage;
    // `total_` in cgroup version 1, without it in version 2.
    const cached = { ...memory.stats };
    const cachedBytes = cached.total_inactive_file ?? cached.inactive_file ?? 0;
    return {
        // The system's time counts all cores, so their number makes it percent of one.
        cpuPercent: passed > 0 ? (used / passed) * (now.online_cpus ?? 1) * 100 : 0,
        memoryBytes: Math.max(0, (memory.usage ?? 0) - cachedBytes),
    };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/abortable.js
var abortable = __webpack_require__(9921);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/disk.js
var disk = __webpack_require__(76190);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/handover.js
var support_handover = __webpack_require__(96632);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/docker.js






















function make(settings) {
    const engine = new Engine();
    const engineCpus = countCpus(engine);
    function sandbox({ id, name, user, egress, cache, handover, ready }) {
        const leftovers = new support_leftovers/* Leftovers */.bG(marks => killMarked(engine, id, marks));
        const exec = async (argv, options = {}) => {
            (0,stdin/* expectErrors */.ZR)(options.stdin);
            await (0,abortable/* abortable */.Z)(ready, options.signal).catch(async (error) => {
                // It may have been removed before its proxy was up; then that is what there is to say.
                await inspectContainer(engine, id, options);
                throw error;
            });
            const { begun, ...result } = await leftovers.guard(mark => execDocker(engine, id, mark, argv, { ...options, handover }));
            const crowded = begun ? undefined : await processesExhausted(engine, id, options);
            if (crowded)
                throw crowded;
            return result;
        };
        const diskUsed = (0,disk/* rarely */.Sf)(options => (0,disk/* folderSize */.Ip)(exec, HOME, options));
        return {
            id,
            home: HOME,
            ...(handover !== undefined && { handover: HANDOVER }),
            exec,
            async writeFile(path, content, options = {}) {
                try {
                    await writeDocker(engine, id, user, path, content, options);
                }
                catch (error) {
                    // The engine answers 500 to that as to any failure of its own.
                    const failed = error instanceof errors/* SpeckitError */.Yh && statusOf(error.cause) === 500;
                    throw failed ? await (0,disk/* orDiskFull */.oZ)(exec, external_node_path_.posix.dirname(path), error) : error;
                }
            },
            readFile: (path, options = {}) => readDocker(engine, id, path, options),
            async destroy(options = {}) {
                await (0,abortable/* abortable */.Z)(Promise.allSettled([ready]), options.signal);
                await removeContainer(engine, id, options);
                await (0,support_handover/* removeHandover */.Q)(handover);
                if (egress)
                    await removeEgress(engine, name, options);
                if (cache)
                    await pruneCache(engine, cache, options);
            },
            async usage(options = {}) {
                const [stats, diskBytes] = await Promise.all([
                    engine.call('measure a container', (client, abortSignal) => statsOf(client.getContainer(id), abortSignal), { ...options, missing: cause => (0,support_missing/* sandboxGone */.F)(id, cause) }),
                    diskUsed(options),
                ]);
                return { ...usageOf(stats), diskBytes };
            },
        };
    }
    return {
        name: 'docker',
        ...(settings.network === 'full' && { notice: FULL_NOTICE }),
        async probe(options = {}) {
            await engine.call('answer', (client, abortSignal) => client.ping({ abortSignal }), {
                ...options,
                timeoutMs: 10_000,
            });
        },
        create: async (spec, options = {}) => sandbox(await createSandbox(engine, { settings, spec, engineCpus }, options)),
        async attach(id, options = {}) {
            // It becomes part of a URL's path.
            if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(id))
                throw (0,support_missing/* sandboxGone */.F)(id);
            try {
                return sandbox(found(await inspectContainer(engine, id, options)));
            }
            catch (error) {
                if (!(0,errors/* isSpeckitError */.cN)(error, 'missing'))
                    throw error;
                // Of a creation that broke off there may be only the network, which goes by this name.
                await expectNetwork(engine, id, options);
                return sandbox(onlyNetwork(id, settings.user));
            }
        },
        list: (labels, options = {}) => listSandboxes(engine, labels, options),
    };
}
const FULL_NOTICE = 'The sandbox reaches whatever the engine’s network reaches, the server too, as the profile says `network: full`.';
/** Two samples of the engine, a second apart. */
function statsOf(container, abortSignal) {
    const options = { stream: false, abortSignal };
    return container.stats(options);
}
const definition = {
    name: 'docker',
    isolation: 'A container of its own per run, as an unprivileged user without capabilities, with limits on memory, CPU and ' +
        'processes; it reaches nothing but the domains of its allow list, through a proxy, unless its `network` says ' +
        'otherwise. It shares the host’s kernel.',
    docs: {
        start: 'About a second with the image at hand: 0.6 to 0.8 s to a command’s first line with the proxy of an allow list ' +
            '(measured). The first run pulls the image. From 16 MiB packed on, an engine of this machine is handed the ' +
            'repository read-only through an empty folder (`/speckit-handover` inside) instead of being sent it; the folder is ' +
            'empty again before the command starts, and holds nothing but a pipe while the result is fetched.',
        egress: '`full`, `none`, or an allow list: a network without a way out but a proxy of ours, which lets the listed names ' +
            'through on ports 80 and 443. No other name even resolves, and the host cannot be reached.',
        cost: 'The machine that the engine runs on; nothing per run.',
        limits: 'Memory, CPU and processes as set. Disk is measured and not limited; a repository’s cache over `cacheLimit` ' +
            'starts again empty. A time-out has no cap of its own.',
        lacks: 'A kernel of its own. Behind an allow list a program that ignores the proxy variables reaches nothing, and so ' +
            'does anything that is not HTTP or TLS, like git over ssh.',
        minimal: {},
    },
    settings: dockerSettings,
    bound: () => !/^(tcp|ssh|https?):/.test(process.env.DOCKER_HOST ?? ''),
    make,
};
/* harmony default export */ const drivers_docker = (definition);


/***/ }),

/***/ 9921:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ abortable)
/* harmony export */ });
/** `work`, or a rejection with the signal's reason as soon as it aborts: for calls that take no signal. */
async function abortable(work, signal) {
    if (!signal)
        return work;
    const aborted = Promise.withResolvers();
    const onAbort = () => aborted.reject(signal.reason);
    if (signal.aborted)
        onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
        return await Promise.race([work, aborted.promise]);
    }
    finally {
        signal.removeEventListener('abort', onAbort);
        aborted.promise.catch(() => { });
        work.catch(() => { });
    }
}


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

/***/ 96632:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ removeHandover)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);

/**
 * Removes the folder that was handed over to a sandbox which is gone. One that is not empty, or not on this machine, is
 * left to whoever made it: a path that an engine tells is no reason to remove files.
 */
async function removeHandover(folder) {
    if (folder !== undefined)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rmdir)(folder).catch(() => undefined);
}


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


/***/ }),

/***/ 38254:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ju: () => (/* binding */ PROXY_IMAGE),
/* harmony export */   zk: () => (/* binding */ PROXY_PORT)
/* harmony export */ });
/* unused harmony exports proxyFingerprint, writeProxyContext */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);



/** The image of the proxy, which only `npm run image` makes: a registry could have anybody's under that name. */
const PROXY_IMAGE = 'speckit-remote-proxy:latest';
/** Where the proxy listens. */
const PROXY_PORT = 3128;
const FILES = (/* unused pure expression or super */ null && (['Dockerfile', 'domains.ts', 'guard.ts', 'main.ts', 'proxy.ts']));
const source = (name) => path.join(import.meta.dirname, name);
/** Twelve hexadecimal digits that change with what the image is made of. */
function proxyFingerprint(nodeVersion) {
    const hash = createHash('sha256').update(nodeVersion);
    for (const name of FILES)
        hash.update(readFileSync(source(name)));
    return hash.digest('hex').slice(0, 12);
}
/** Puts the context of its `docker build` into an empty folder. */
function writeProxyContext(folder) {
    for (const name of FILES)
        copyFileSync(source(name), path.join(folder, name));
    writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}\n');
}


/***/ })

};
