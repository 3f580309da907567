export const id = 956;
export const ids = [956];
export const modules = {

/***/ 38956:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  "default": () => (/* binding */ local)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(26921);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/local-marks.js



/** The environment variable that tells whose process this is, also after it made a session of its own. */
const SANDBOX_MARK = 'SPECKIT_REMOTE_SANDBOX';
const KILL_MS = 10_000;
/**
 * Kills every process whose environment says `name=value`, until there is none left.
 * Only Linux shows the environment of other processes; elsewhere this finds nobody.
 */
async function killMarked(name, value) {
    const until = performance.now() + KILL_MS;
    for (;;) {
        const pids = await markedPids(`${name}=${value}`);
        if (pids.length === 0)
            return;
        if (performance.now() > until) {
            throw new errors/* SpeckitError */.Yh('internal', `Processes of the sandbox do not end: ${pids.join(', ')}.`, {
                hint: 'They hang in the kernel, mostly on a dead network disk; end them by hand.',
            });
        }
        for (const pid of pids)
            kill(pid);
        await (0,external_node_timers_promises_.setTimeout)(10);
    }
}
/** Kills the process group of `pid`, if there still is one. */
const killGroup = (pid) => kill(-pid);
function kill(pid) {
    try {
        process.kill(pid, 'SIGKILL');
    }
    catch (error) {
        if (error.code !== 'ESRCH')
            throw error;
    }
}
/** The processes whose environment has this entry; on Linux only. */
async function markedPids(entry) {
    if (process.platform !== 'linux')
        return [];
    const pids = (await (0,promises_.readdir)('/proc')).filter(name => /^\d+$/.test(name) && name !== String(process.pid));
    const found = await Promise.all(pids.map(async (pid) => ((await hasEntry(pid, entry)) ? Number(pid) : undefined)));
    return found.filter(pid => pid !== undefined);
}
async function hasEntry(pid, entry) {
    try {
        return (await (0,promises_.readFile)(`/proc/${pid}/environ`, 'latin1')).split('\0').includes(entry);
    }
    catch {
        // It ended meanwhile, or is another user's and so none of ours.
        return false;
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/leftovers.js
var leftovers = __webpack_require__(85639);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/missing.js
var missing = __webpack_require__(44439);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/output.js
var support_output = __webpack_require__(60750);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/stdin.js
var stdin = __webpack_require__(49221);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/local-exec.js
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










/** Runs one command on this machine in a process group of its own, to the end of its output. */
async function execLocal(run, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        options.signal?.throwIfAborted();
        const mark = (0,external_node_crypto_.randomUUID)();
        const [command = '', ...args] = run.argv;
        const child = (0,external_node_child_process_.spawn)(command, args, {
            cwd: run.cwd,
            env: { ...run.env, [leftovers/* EXEC_MARK */.qg]: mark },
            detached: true,
            stdio: 'pipe',
        });
        const ended = Promise.withResolvers();
        const onAbort = () => ended.reject(options.signal?.reason);
        options.signal?.addEventListener('abort', onAbort, { once: true });
        const _stdin = __addDisposableResource(env_1, (0,stdin/* feedStdin */.Jo)(options.stdin, child.stdin, ended.reject), false);
        if (child.pid)
            run.onGroup(child.pid, true);
        const work = collect(child, options, run);
        try {
            return await Promise.race([work, ended.promise]);
        }
        catch (error) {
            if (child.pid)
                killGroup(child.pid);
            await killMarked(leftovers/* EXEC_MARK */.qg, mark);
            child.stdout.destroy();
            child.stderr.destroy();
            // Not awaited: a listener that never resolves must not hold up an abort.
            work.catch(() => { });
            throw error;
        }
        finally {
            options.signal?.removeEventListener('abort', onAbort);
            if (child.pid)
                run.onGroup(child.pid, false);
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
async function collect(child, options, run) {
    const output = (0,support_output/* execOutput */.N)(options.onStdout);
    const closed = (0,external_node_events_.once)(child, 'close');
    try {
        await Promise.all([closed, drain(child.stdout, output.stdout), drain(child.stderr, output.stderr)]);
    }
    catch (error) {
        return notStarted(error, run, output);
    }
    const [code, signal] = await closed;
    return output.result(code ?? 128 + (signal ? external_node_os_.constants.signals[signal] : 0));
}
async function drain(stream, take) {
    for await (const chunk of stream ?? [])
        await take(chunk);
}
/** As every shell has it: 127 for a command that is not there, 126 for one that cannot be run. */
async function notStarted(error, { argv, cwd }, output) {
    const { code, syscall = '' } = error;
    if (!syscall.startsWith('spawn') || (code !== 'ENOENT' && code !== 'EACCES'))
        throw error;
    const folder = await (0,promises_.stat)(cwd).catch(() => undefined);
    if (!folder?.isDirectory())
        throw (0,missing/* fileMissing */.t)(cwd, error);
    output.stderr(Buffer.from(`${argv[0]}: ${code === 'ENOENT' ? 'command not found' : 'permission denied'}\n`));
    return output.result(code === 'ENOENT' ? 127 : 126);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/disk.js
var disk = __webpack_require__(76190);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/local-files.js









const errno = (error) => error.code ?? '';
/** Writes beside the target and renames, so that nobody reads half a file. */
async function writeLocal(path, content, { mode = 0o644, signal }) {
    signal?.throwIfAborted();
    const draft = (0,external_node_path_.join)((0,external_node_path_.dirname)(path), `.${(0,external_node_path_.basename)(path)}.${(0,external_node_crypto_.randomUUID)()}`);
    try {
        await (0,promises_.writeFile)(draft, content instanceof Uint8Array ? content : content.stream, { flag: 'wx', signal });
        const handle = await (0,promises_.open)(draft, external_node_fs_.constants.O_RDONLY);
        await handle.chmod(mode).finally(() => handle.close());
        await (0,promises_.rename)(draft, path);
    }
    catch (error) {
        await (0,promises_.rm)(draft, { force: true });
        signal?.throwIfAborted();
        const broken = (0,stdin/* sourceError */.I8)(content);
        if (broken)
            throw broken;
        if (['ENOSPC', 'EDQUOT'].includes(errno(error)))
            throw (0,disk/* diskFull */.xg)(error);
        throw ['ENOENT', 'ENOTDIR'].includes(errno(error)) ? (0,missing/* fileMissing */.t)(path, error) : error;
    }
}
/** Opens a regular file; a link, a pipe or a device is `missing`, lest reading it leads elsewhere or hangs. */
async function readLocal(path, { signal }) {
    signal?.throwIfAborted();
    const handle = await (0,promises_.open)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK).catch(error => {
        throw ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(errno(error)) ? (0,missing/* fileMissing */.t)(path, error) : error;
    });
    if (!(await handle.stat()).isFile()) {
        await handle.close();
        throw (0,missing/* fileMissing */.t)(path);
    }
    return handle.createReadStream({ ...(signal && { signal }) });
}
/** Removes a folder with everything in it, also folders that the command made read-only. */
async function removeTree(folder) {
    const remove = () => (0,promises_.rm)(folder, { recursive: true, force: true, maxRetries: 5 });
    try {
        await remove();
    }
    catch (error) {
        if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes(errno(error)))
            throw error;
        await (0,external_node_util_.promisify)(external_node_child_process_.execFile)('chmod', ['-R', 'u+rwX', folder]);
        await remove();
    }
}

// EXTERNAL MODULE: ./node_modules/zod/v4/core/api.js
var api = __webpack_require__(43759);
;// CONCATENATED MODULE: ./node_modules/zod/v4/classic/iso.js



function datetime(params) {
    return api/* _isoDateTime */.G1(schemas/* ZodISODateTime */.You, params);
}
function date(params) {
    return core._isoDate(ZodISODate, params);
}
function time(params) {
    return core._isoTime(ZodISOTime, params);
}
function duration(params) {
    return core._isoDuration(ZodISODuration, params);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/local-store.js






const Entry = schemas/* strictObject */.rej({
    labels: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()),
    createdAt: datetime(),
    /** What the environment of each of its processes says. */
    mark: schemas/* uuid */.uRe(),
    /** The folder that was handed over to it. */
    handover: schemas/* string */.YjP().optional(),
});
const ID = /^[a-z0-9-]{1,60}$/;
/**
 * The local driver's records: per sandbox a folder `<id>` and beside it `<id>.json`. The record is written first
 * and removed last, so that after a crash every folder still has its record.
 */
class LocalStore {
    #dir;
    constructor(dir) {
        this.#dir = dir;
    }
    folder(id) {
        return (0,external_node_path_.join)(this.#dir, id);
    }
    /** Makes the folder of all sandboxes, or rejects with `config`. */
    async prepare() {
        await (0,promises_.mkdir)(this.#dir, { recursive: true, mode: 0o700 }).catch(cause => {
            throw new errors/* SpeckitError */.Yh('config', `The folder for local sandboxes, ${this.#dir}, cannot be made.`, {
                hint: 'Give the server a data folder that it may write to.',
                cause,
            });
        });
    }
    async add({ name: id, labels, handover }) {
        if (!ID.test(id)) {
            throw new errors/* SpeckitError */.Yh('internal', `“${id}” cannot be the name of a sandbox.`, {
                hint: 'Names are made of a-z, 0-9 and -, at most 60 characters.',
            });
        }
        const entry = {
            labels: { ...labels },
            createdAt: new Date().toISOString(),
            mark: (0,external_node_crypto_.randomUUID)(),
            ...(handover !== undefined && { handover }),
        };
        const draft = (0,external_node_path_.join)(this.#dir, `.${id}.${entry.mark}`);
        await (0,promises_.writeFile)(draft, JSON.stringify(entry), { flag: 'wx', mode: 0o600 });
        try {
            // Unlike a rename, a link never replaces: two makers of one name cannot both win.
            await (0,promises_.link)(draft, this.#record(id));
        }
        catch (cause) {
            if (cause.code !== 'EEXIST')
                throw cause;
            throw new errors/* SpeckitError */.Yh('internal', `A sandbox named ${id} exists already.`, {
                hint: 'Destroy it first, or attach to it.',
                cause,
            });
        }
        finally {
            await (0,promises_.rm)(draft, { force: true });
        }
        return entry;
    }
    /** Rejects with `missing` if there is no such sandbox. */
    async get(id) {
        if (!ID.test(id))
            throw (0,missing/* sandboxGone */.F)(id);
        try {
            return Entry.parse(JSON.parse(await (0,promises_.readFile)(this.#record(id), 'utf8')));
        }
        catch (cause) {
            if (cause.code === 'ENOENT')
                throw (0,missing/* sandboxGone */.F)(id, cause);
            throw new errors/* SpeckitError */.Yh('internal', `The record of the local sandbox ${id} cannot be read.`, {
                hint: `Remove ${this.#record(id)} and the folder beside it by hand.`,
                cause,
            });
        }
    }
    async ids() {
        const names = await (0,promises_.readdir)(this.#dir).catch(cause => {
            if (cause.code === 'ENOENT')
                return [];
            throw cause;
        });
        return names.filter(name => name.endsWith('.json')).map(name => name.slice(0, -'.json'.length));
    }
    async remove(id) {
        await (0,promises_.rm)(this.#record(id), { force: true });
    }
    #record(id) {
        return (0,external_node_path_.join)(this.#dir, `${id}.json`);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/local-usage.js



/** Between the two looks from which the CPU is computed. */
const WINDOW_MS = 500;
/** Of one tick of the kernel's account, and of a page, on every Linux that Node runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;
/** CPU and memory of all processes that carry the sandbox's mark. What they share counts once for each. */
async function usageLocal(mark, { signal }) {
    const before = await look(mark);
    const from = performance.now();
    await (0,external_node_timers_promises_.setTimeout)(WINDOW_MS, undefined, { signal });
    const after = await look(mark);
    const passedMs = performance.now() - from;
    const ticks = [...after].map(([pid, { cpu }]) => cpu - (before.get(pid)?.cpu ?? 0));
    return {
        cpuPercent: (Math.max(0, sum(ticks)) * TICK_MS * 100) / passedMs,
        memoryBytes: sum([...after.values()].map(({ pages }) => pages)) * PAGE_BYTES,
    };
}
/** By process, the CPU ticks it has had and its resident pages. */
async function look(mark) {
    const pids = await markedPids(`${SANDBOX_MARK}=${mark}`);
    const rows = await Promise.all(pids.map(async (pid) => [pid, await processUsage(pid)]));
    return new Map(rows.flatMap(([pid, usage]) => (usage ? [[pid, usage]] : [])));
}
async function processUsage(pid) {
    try {
        const stat = await (0,promises_.readFile)(`/proc/${pid}/stat`, 'latin1');
        // The name in parentheses may hold anything, so what counts begins behind the last one.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { cpu: Number(fields[11]) + Number(fields[12]), pages: Number(fields[21]) };
    }
    catch (error) {
        const { code = '' } = error;
        // It ended meanwhile.
        if (code === 'ENOENT' || code === 'ESRCH')
            return undefined;
        throw error;
    }
}
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/handover.js
var support_handover = __webpack_require__(96632);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/local.js













const settings = schemas/* strictObject */.rej({
    path: schemas/* array */.YOg(schemas/* string */.YjP().startsWith('/', 'must be an absolute path'))
        .default([])
        .describe('Folders to search for commands before those of the server’s PATH.'),
});
function make({ path }, context) {
    const store = new LocalStore((0,external_node_path_.resolve)(context.dataDir, 'local'));
    const systemPath = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
    function sandbox(id, { mark, handover }) {
        const folder = store.folder(id);
        const home = (0,external_node_path_.join)(folder, 'home');
        const groups = new Set();
        const env = {
            PATH: [...path, systemPath].join(external_node_path_.delimiter),
            HOME: home,
            TMPDIR: (0,external_node_path_.join)(folder, 'tmp'),
            LANG: 'C.UTF-8',
        };
        const alive = async () => {
            if ((await store.get(id)).mark !== mark)
                throw (0,missing/* sandboxGone */.F)(id);
        };
        const exec = async (argv, options = {}) => {
            (0,stdin/* expectErrors */.ZR)(options.stdin);
            await alive();
            const onGroup = (pgid, lives) => {
                if (lives)
                    groups.add(pgid);
                else
                    groups.delete(pgid);
            };
            return execLocal({ argv, cwd: options.cwd ?? home, env: { ...env, ...options.env, [SANDBOX_MARK]: mark }, onGroup }, options);
        };
        const diskUsed = (0,disk/* rarely */.Sf)(options => (0,disk/* folderSize */.Ip)(exec, home, options));
        return {
            id,
            home,
            ...(handover !== undefined && { handover }),
            exec,
            async writeFile(target, content, options = {}) {
                (0,stdin/* expectErrors */.ZR)(content);
                await alive();
                return writeLocal(target, content, options);
            },
            async readFile(target, options = {}) {
                await alive();
                return readLocal(target, options);
            },
            async destroy() {
                for (const pgid of groups)
                    killGroup(pgid);
                await killMarked(SANDBOX_MARK, mark);
                if ((await present(store.get(id)))?.mark !== mark)
                    return;
                await removeTree(folder);
                await (0,support_handover/* removeHandover */.Q)(handover);
                await store.remove(id);
            },
            // Only Linux shows what the processes of a sandbox use.
            ...(process.platform === 'linux' && {
                async usage(options = {}) {
                    await alive();
                    const [processes, diskBytes] = await Promise.all([usageLocal(mark, options), diskUsed(options)]);
                    return { ...processes, diskBytes };
                },
            }),
        };
    }
    return {
        name: 'local',
        probe: () => store.prepare(),
        async create(spec, { signal } = {}) {
            signal?.throwIfAborted();
            await store.prepare();
            const made = sandbox(spec.name, await store.add(spec));
            await (0,promises_.mkdir)(made.home, { recursive: true, mode: 0o700 });
            await (0,promises_.mkdir)((0,external_node_path_.join)(store.folder(spec.name), 'tmp'), { mode: 0o700 });
            return made;
        },
        attach: async (id) => sandbox(id, await store.get(id)),
        async list(labels) {
            const all = await Promise.all((await store.ids()).map(id => present(describe(store, id))));
            return all
                .filter(info => info !== undefined)
                .filter(info => Object.entries(labels).every(([key, value]) => info.labels[key] === value));
        },
    };
}
/** What was found, or undefined if the sandbox went away meanwhile. */
async function present(found) {
    try {
        return await found;
    }
    catch (error) {
        if ((0,errors/* isSpeckitError */.cN)(error, 'missing'))
            return undefined;
        throw error;
    }
}
async function describe(store, id) {
    const { labels, createdAt } = await store.get(id);
    return { id, labels, createdAt: new Date(createdAt), state: 'running' };
}
const definition = {
    name: 'local',
    isolation: 'Isolates nothing: commands run on the server itself, as its user, with its files and its network; ' +
        'they only get a folder and an environment of their own. Use it for repositories that you trust as you trust the server.',
    docs: {
        start: 'At once: a folder is made, and a command’s first line is there after some 0.05 s (measured).',
        egress: 'Enforces nothing and has no such setting: commands reach whatever the server reaches.',
        cost: 'Nothing but the server itself.',
        limits: 'None on memory, CPU, processes or disk; the run’s `timeout` is all there is. A time-out has no cap of its own.',
        lacks: 'Isolation. Beyond Linux it cannot tell what a run uses, and a process that left its process group may outlive its run.',
        minimal: {},
    },
    settings,
    bound: () => true,
    make,
};
/* harmony default export */ const local = (definition);


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


/***/ })

};
