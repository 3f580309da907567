export const id = 911;
export const ids = [911];
export const modules = {

/***/ 68911:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  "default": () => (/* binding */ daytona)
});

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-errors.js

const DAYTONA_KEY = {
    name: 'DAYTONA_API_KEY',
    hint: 'Get a key at https://app.daytona.io/dashboard/keys and set DAYTONA_API_KEY in the environment of speckit-remote.',
    required: true,
};
/** Any failure of a call to Daytona, by class and status. Undefined for a foreign error. */
function daytonaError(sdk, error, about) {
    if (error instanceof errors/* SpeckitError */.Yh)
        return error;
    if (!(error instanceof sdk.DaytonaError))
        return undefined;
    const { what, missing, forbidden } = about;
    const { statusCode: status, message: said } = error;
    if (error instanceof sdk.DaytonaConnectionError || error instanceof sdk.DaytonaTimeoutError) {
        return noDaytona(what, error);
    }
    if (status === 401) {
        return new errors/* SpeckitError */.Yh('auth', `Daytona refused ${DAYTONA_KEY.name}.`, {
            hint: DAYTONA_KEY.hint,
            cause: error,
        });
    }
    if (status === 403)
        return forbidden?.(said, error) ?? keyLacksPermission(what, error);
    if (status === 402 || status === 429) {
        const message = `Daytona could not ${what}: too many requests, or a limit of the organisation.`;
        // An account that is not paid for stays so.
        return limitReached(message, { retryable: status === 429, cause: error });
    }
    if (status === 404 && missing)
        return missing(error);
    if (status === undefined || status >= 500)
        return noDaytona(what, error);
    return new errors/* SpeckitError */.Yh('config', `Daytona could not ${what} (${status}): ${said}`, {
        hint: 'Check the daytona settings of the profile: snapshot or image, resources, region, ttl and network.',
        cause: error,
    });
}
const noDaytona = (what, cause) => new errors/* SpeckitError */.Yh('unreachable', `Daytona could not ${what}: no answer, or the connection broke.`, {
    hint: 'Try again; if it stays, look at https://status.app.daytona.io and at the network where speckit-remote runs.',
    cause,
});
const limitReached = (message, details) => new errors/* SpeckitError */.Yh('exhausted', message, {
    hint: 'Wait until other runs have ended, or raise the limits at https://app.daytona.io/dashboard/limits.',
    ...details,
});
/** Daytona refuses a sandbox over the organisation's quota as it refuses a key without the permission. */
const createForbidden = (said, cause) => new errors/* SpeckitError */.Yh('exhausted', `Daytona made no sandbox: ${said}`, {
    hint: 'Wait until other sandboxes of the organisation have ended, or raise its limits at ' +
        `https://app.daytona.io/dashboard/limits; the key in ${DAYTONA_KEY.name} must be allowed to write sandboxes.`,
    cause,
});
const keyLacksPermission = (what, cause) => new errors/* SpeckitError */.Yh('auth', `Daytona does not let ${DAYTONA_KEY.name} ${what}.`, {
    hint: `The key needs the permissions to write and delete sandboxes. ${DAYTONA_KEY.hint}`,
    cause,
});
/** Neither memory nor disk of the sandbox has room for what a command prints or reads. */
const noRoom = (cause) => new errors/* SpeckitError */.Yh('exhausted', 'A command could not be run in the sandbox: no space is left.', {
    hint: 'Its disk and its memory for files are full; give the sandbox more, or let the command leave less behind.',
    cause,
});

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/abortable.js
var abortable = __webpack_require__(9921);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-client.js



const REQUEST_MS = 60_000;
const load = () => Promise.all(/* import() */[__webpack_require__.e(830), __webpack_require__.e(214), __webpack_require__.e(432)]).then(__webpack_require__.bind(__webpack_require__, 59214));
/** One Daytona organisation or installation. Making one does no I/O. */
class DaytonaClient {
    #settings;
    #key;
    #connected;
    constructor(settings, key) {
        this.#settings = settings;
        this.#key = key;
    }
    /** Runs one call of the SDK; its errors become ours, an abort rejects with the signal's reason. */
    async call(about, request) {
        about.signal?.throwIfAborted();
        this.#connected ??= this.#connect(this.#key);
        const { sdk, daytona } = await this.#connected;
        try {
            return await (0,abortable/* abortable */.Z)(request(daytona, sdk), about.signal);
        }
        catch (error) {
            throw about.signal?.aborted ? about.signal.reason : (daytonaError(sdk, error, about) ?? error);
        }
    }
    async #connect(apiKey) {
        if (!apiKey)
            throw new errors/* SpeckitError */.Yh('auth', `${DAYTONA_KEY.name} is missing.`, { hint: DAYTONA_KEY.hint });
        const sdk = await load();
        const { apiUrl, region } = this.#settings;
        const daytona = new sdk.Daytona({
            apiKey,
            apiUrl,
            ...(region !== undefined && { target: region }),
            requestTimeoutMs: REQUEST_MS,
            // Without it the constructor opens a socket that nobody closes.
            useDeprecatedPolling: true,
        });
        return { sdk, daytona };
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-scripts.js
/**
 * The POSIX sh texts by which a command runs in Daytona, which answers a call only when its command has ended,
 * with both outputs merged and bytes that are no UTF-8 replaced. So a command runs detached as a *job*, and calls
 * fetch what it has printed, in base64.
 *
 * A job's folder holds `o.0`, `o.1` … (pieces of stdout, at most 1 MiB each), `n` (number of the piece that is being
 * written), `a` (number of the one that the client reads), `err` (the last 64 KiB of stderr), `i.0` … and `i.end` (pieces of stdin), `beat` (when the
 * client was last heard of, in seconds), `pid`, and in the end `rc`. Numbers are overwritten in place, so that a
 * full disk does not empty them. Variables begin with `_`: a command's own, which come by the environment, must not
 * be overwritten.
 */
/** How many pieces the command may be ahead of the client; then it waits. */
const AHEAD = 4;
/** How many pieces of stdin may wait to be read. */
const PIECES_AHEAD = 4;
/** Seconds without the client after which its end of stdin counts as closed. */
const SILENCE = 120;
/** `$1` folder, `$2` file to read stdin from, or `feed` for the pieces; then the command. */
const JOB = `
_dir=$1 _in=$2
shift 2
put() { printf '%-8s\\n' "$1" 1<>"$_dir/$2"; }
put "$$" pid
spool() {
  _n=0
  while :; do
    dd bs=65536 count=16 of="$_dir/o.$_n" || return
    [ -s "$_dir/o.$_n" ] || return 0
    _n=$((_n + 1))
    put "$_n" n
    while read -r _taken <"$_dir/a"; [ "$((_n - _taken))" -gt ${AHEAD} ]; do sleep 0.02 || sleep 1; done
  done
}
feed() {
  exec 9>"$_dir/i"
  _piece=0 _round=0
  while :; do
    _end=
    [ -e "$_dir/i.end" ] && _end=yes
    if [ -e "$_dir/i.$_piece" ]; then
      cat "$_dir/i.$_piece" >&9
      rm -f "$_dir/i.$_piece"
      _piece=$((_piece + 1))
      continue
    fi
    [ "$_end" ] && exit
    _round=$((_round + 1))
    if [ "$((_round % 100))" -eq 0 ]; then
      read -r _beat <"$_dir/beat" && [ "$(($(date +%s) - _beat))" -gt ${SILENCE} ] && exit
    fi
    sleep 0.05 || sleep 1
  done
}
_feeder=
if [ "$_in" = feed ]; then
  mkfifo "$_dir/i"
  _in=$_dir/i
  feed &
  _feeder=$!
fi
mkfifo "$_dir/e"
tail -c 65536 <"$_dir/e" >"$_dir/err" &
_tailer=$!
{
  "$@" <"$_in" 2>"$_dir/e"
  put "$?" c
} | spool || put full c
wait "$_tailer"
[ -z "$_feeder" ] || kill "$_feeder"
read -r _code <"$_dir/c"
put "$_code" rc.new
mv "$_dir/rc.new" "$_dir/rc"
`;
/** How many times a poll looks; then it answers that there is nothing new. About 10 s. */
const LOOKS = 220;
/**
 * Prints what is new, waiting for it. Needs `$_dir`, `$_tries` (looks already taken), `$_prev` and `$_next` (pieces
 * from the former to the latter are in the client's hands) and `$_at` (how many bytes of the latter are, too).
 * First line: the new `next` and `at`, exit code or `-` while there is more to come (`full`: no space left,
 * `lost`: killed from outside), folder. Then the bytes in base64, a dot, and at the end stderr in base64.
 * Exit 5: there is no such job.
 */
const POLL = `
[ -e "$_dir/pid" ] || exit 5
date +%s >"$_dir/beat"
while [ "$_prev" -lt "$_next" ]; do
  rm -f "$_dir/o.$_prev"
  _prev=$((_prev + 1))
done
printf '%-8s\\n' "$_next" 1<>"$_dir/a"
while :; do
  _end=-
  [ -e "$_dir/rc" ] && read -r _end <"$_dir/rc"
  read -r _n <"$_dir/n"
  read -r _pid <"$_dir/pid"
  _size=$(wc -c <"$_dir/o.$_next") || _size=0
  [ "$_n" -gt "$_next" ] || [ "$_size" -gt "$_at" ] || [ "$_end" != - ] && break
  if ! kill -0 "$_pid" && [ ! -e "$_dir/rc" ]; then _end=lost; break; fi
  _tries=$((_tries + 1))
  [ "$_tries" -lt ${LOOKS} ] || break
  if [ "$_tries" -lt 20 ]; then sleep 0.01; else sleep 0.05; fi || sleep 1
done
_from=$_next _skip=$_at
set --
while [ "$_next" -lt "$_n" ] && [ "$_next" -lt "$((_from + 3))" ]; do
  [ "$_next" -eq "$_from" ] || set -- "$@" "$_dir/o.$_next"
  _next=$((_next + 1)) _at=0
done
[ "$_next" -ge "$_n" ] || _end=-
if [ "$_next" -eq "$_from" ]; then _at=$_size; else _size=$(wc -c <"$_dir/o.$_from"); _end=-; fi
echo "$_next $_at $_end $_dir"
[ "$_size" -le "$_skip" ] && [ "$#" -eq 0 ] || {
  tail -c "+$((_skip + 1))" "$_dir/o.$_from" | head -c "$((_size - _skip))"
  [ "$#" -eq 0 ] || cat "$@"
} | base64
echo .
if [ "$_end" != - ]; then
  base64 <"$_dir/err"
  rm -rf "$_dir"
fi
`;
/** Where jobs may live: in memory where possible, as that works on a full disk too. */
const BASES = (home) => `"\${XDG_RUNTIME_DIR:-/dev/shm}" ${quote(home)}`;
const folder = (mark) => `.speckit-${mark}`;
/** One word for sh, whatever it holds. */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
/** Starts a job and polls it once. Exit 3: no folder can be made, 94: there is no folder `cwd`. */
function startJob({ mark, home, cwd, argv, stdin }) {
    const bytes = stdin instanceof Uint8Array ? Buffer.from(stdin).toString('base64') : '';
    const input = stdin === 'none' ? '/dev/null' : stdin === 'feed' ? 'feed' : '"$_dir/in"';
    const words = argv.map(quote).join(' ');
    return `exec 2>/dev/null
cd ${quote(cwd)} || exit 94
for _base in ${BASES(home)}; do
  _dir=$_base/${folder(mark)}
  mkdir -m 700 "$_dir" && break
done
for _number in n a c pid; do printf '%-8s\\n' 0 >"$_dir/$_number" || exit 3; done
printf '%-8s\\n' '' >"$_dir/rc.new"
${stdin instanceof Uint8Array ? `printf %s ${quote(bytes)} | base64 -d >"$_dir/in" || exit 3` : ''}
_detach=
command -v setsid >/dev/null && _detach=setsid
$_detach sh -c ${quote(JOB)} job "$_dir" ${input} ${words} </dev/null >/dev/null 2>&1 &
_prev=0 _next=0 _at=0 _tries=${stdin === 'feed' ? LOOKS : 0}
${POLL}`;
}
/** Polls a job from a position on; pieces from number `prev` on may be removed now. */
const pollJob = (dir, prev, { next, at }) => `exec 2>/dev/null\n_dir=${quote(dir)} _prev=${prev} _next=${next} _at=${at} _tries=0\n${POLL}`;
/**
 * Puts piece number `number` of stdin into a job's folder; none: that was the last one. `content` is bytes, or an uploaded
 * file. Waits up to 10 s for earlier ones to be read. Exit 3: no space, 7: not yet, try again.
 */
function feedJob(dir, number, content) {
    const find = `exec 2>/dev/null\n_dir=${quote(dir)}\n`;
    if (content === undefined)
        return `${find}: >"$_dir/i.end"`;
    const fill = content instanceof Uint8Array
        ? `printf %s ${quote(Buffer.from(content).toString('base64'))} | base64 -d >"$_dir/draft"`
        : `cat ${quote(content.file)} >"$_dir/draft" && rm -f ${quote(content.file)}`;
    return `${find}_tries=0
while [ -e "$_dir/i.${number - PIECES_AHEAD}" ]; do
  _tries=$((_tries + 1))
  [ "$_tries" -lt 200 ] || exit 7
  sleep 0.05 || sleep 1
done
{ ${fill}; } && mv "$_dir/draft" "$_dir/i.${number}" || { [ ! -d "$_dir" ] || exit 3; }`;
}
/** Removes the folders of jobs whose processes have been killed. */
const removeJobs = (marks, home) => marks.map(mark => `for _base in ${BASES(home)}; do rm -rf "$_base/${folder(mark)}"; done`).join('\n');

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/stdin.js
var support_stdin = __webpack_require__(49221);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-files.js


const TRANSFER_SECONDS = 30 * 60;
const CHUNK = 64 * 1024;
/** Uploads to `draft` without holding it in memory. Rejects with the source's own error. */
async function uploadDaytona({ fs }, draft, content, signal) {
    const stream = content instanceof Uint8Array ? external_node_stream_.Readable.from(chunks(content), { objectMode: false }) : content.stream;
    try {
        await fs.uploadFileStream(stream, draft, { timeout: TRANSFER_SECONDS, ...(signal && { signal }) });
    }
    catch (error) {
        throw (0,support_stdin/* sourceError */.I8)({ stream }) ?? error;
    }
    finally {
        stream.destroy();
    }
}
function* chunks(content) {
    for (let at = 0; at < content.length; at += CHUNK)
        yield content.subarray(at, at + CHUNK);
}
const downloadDaytona = ({ fs }, path, signal) => fs.downloadFileStream(path, { timeout: TRANSFER_SECONDS, ...(signal && { signal }) });

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-toolbox.js

/** Longer than any script of ours waits. */
const SECONDS = 60;
/** Linux takes no longer single argument. */
const MAX_ARGUMENT = 128 * 1024 - 1;
/** Room for content in one script, with what else stands in it. */
const INLINE_BYTES = 48 * 1024;
/**
 * Runs a text of sh in the sandbox to its end; the answer is what it printed. The service splits a command into
 * words by rules of its own, so the text travels as one word of base64.
 */
async function runScript({ process }, script, env = {}) {
    const text = Buffer.from(script).toString('base64');
    if (text.length > MAX_ARGUMENT) {
        throw new errors/* SpeckitError */.Yh('unsupported', 'A command for the sandbox is longer than Daytona takes.', {
            hint: 'Pass long content in a file or through stdin.',
        });
    }
    const command = `sh -c 'eval "$(printf %s "$1" | base64 -d)"' sh ${text}`;
    const { exitCode, result } = await process.executeCommand(command, undefined, { ...env }, SECONDS);
    return { exitCode, result };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-stdin.js





/** Each costs two calls, whatever its size; some wait in the memory of the sandbox. */
const PIECE = 4 * 2 ** 20;
/** What is on its way counts too, so it takes more than one piece to make the next one whole. */
const MOST_WAITING = 2 * PIECE;
const NOT_YET = 7;
/**
 * A command's stdin, in pieces that a process in the sandbox feeds to it. `draft` gives the path of a new file there,
 * `job` the folder of the job once it has begun; `onLost` hears of what went wrong on the way.
 */
function remoteStdin(box, draft, job, onLost) {
    let number = 0;
    async function place(content) {
        const dir = await job;
        const large = content !== undefined && content.length > INLINE_BYTES;
        const file = large ? draft() : undefined;
        if (file !== undefined && content)
            await uploadDaytona(box, file, content, undefined);
        for (;;) {
            const { exitCode } = await runScript(box, feedJob(dir, number, file === undefined ? content : { file }));
            if (exitCode === 3)
                throw noRoom(undefined);
            if (exitCode !== NOT_YET)
                break;
        }
        number += 1;
    }
    const call = (work, done) => work.then(() => done(), error => {
        onLost(error);
        done(error);
    });
    async function pieces(content) {
        for (let at = 0; at < content.length; at += PIECE)
            await place(content.subarray(at, at + PIECE));
    }
    return new external_node_stream_.Writable({
        highWaterMark: MOST_WAITING,
        write(chunk, _, done) {
            void call(pieces(chunk), done);
        },
        // What came meanwhile goes together.
        writev(chunks, done) {
            void call(pieces(Buffer.concat(chunks.map(({ chunk }) => chunk))), done);
        },
        final(done) {
            void call(place(), done);
        },
    });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/leftovers.js
var support_leftovers = __webpack_require__(85639);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/missing.js
var support_missing = __webpack_require__(44439);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/output.js
var support_output = __webpack_require__(60750);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-exec.js
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










/** Runs one command to the end of its output. When it rejects, the command may live on: end it by its mark. */
async function execDaytona(box, run, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { signal, stdin } = options;
        const inline = stdin instanceof Uint8Array && stdin.length <= INLINE_BYTES;
        const broken = Promise.withResolvers();
        broken.promise.catch(() => { });
        const started = Promise.withResolvers();
        const sink = remoteStdin(box, run.draft, started.promise, broken.reject);
        const _stdin = __addDisposableResource(env_1, stdin === undefined || inline ? undefined : (0,support_stdin/* feedStdin */.Jo)(stdin, sink, broken.reject), false);
        const start = startJob({ ...run, stdin: inline ? stdin : stdin === undefined ? 'none' : 'feed' });
        const env = { ...options.env, [support_leftovers/* EXEC_MARK */.qg]: run.mark };
        const over = new AbortController();
        async function collect() {
            const output = (0,support_output/* execOutput */.N)(options.onStdout);
            let answer = await runScript(box, start, env);
            for (let prev = 0;;) {
                const { position, end, dir, stdout, stderr } = parse(answer, run);
                started.resolve(dir);
                if (stdout.length > 0)
                    await output.stdout(stdout);
                if (end !== undefined) {
                    output.stderr(stderr);
                    return output.result(end);
                }
                if (over.signal.aborted)
                    throw over.signal.reason;
                answer = await runScript(box, pollJob(dir, prev, position));
                prev = position.next;
            }
        }
        const collecting = collect();
        try {
            return await (0,abortable/* abortable */.Z)(Promise.race([collecting, broken.promise]), signal);
        }
        finally {
            over.abort();
            collecting.catch(() => { });
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
/** Reads the answer of a poll, see {@link pollJob}. */
function parse({ exitCode, result }, { cwd }) {
    const cause = new Error(`exec: exit ${exitCode}: ${result.slice(0, 1000)}`);
    if (exitCode === 94)
        throw (0,support_missing/* fileMissing */.t)(cwd, cause);
    if (exitCode === 3)
        throw noRoom(cause);
    const head = /^(\d+) (\d+) (-|\d+|full|lost) (\/.*)\n/.exec(result);
    const [line = '', next, at, end, dir = ''] = head ?? [];
    if (exitCode === 5 || end === 'lost')
        throw noDaytona('go on with a command, which was ended from outside', cause);
    if (exitCode !== 0 || !head)
        throw noShell(cause);
    if (end === 'full')
        throw noRoom(cause);
    const dot = result.indexOf('.\n', line.length);
    return {
        position: { next: Number(next), at: Number(at) },
        end: end === '-' ? undefined : Number(end),
        dir,
        stdout: Buffer.from(result.slice(line.length, dot), 'base64'),
        stderr: Buffer.from(result.slice(dot + 2), 'base64'),
    };
}
const noShell = (cause) => new errors/* SpeckitError */.Yh('unsupported', 'A command could not be run in the sandbox.', {
    hint: 'The image must have a POSIX sh, base64, dd, mkfifo, tail and setsid; name another image in the profile.',
    cause,
});

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-state.js


const REMOVE_SECONDS = 60;
/** On its way out, or out already. */
const isGone = ({ state }) => state === 'destroying' || state === 'destroyed';
const isRunning = ({ state }) => ['started', 'starting', 'creating', 'restoring', 'pulling_snapshot', 'resuming'].includes(state ?? '');
/** The sandbox as the API knows it, if it runs; else rejects with `missing`. */
async function alive(client, id, { signal }) {
    const about = {
        what: 'look at a sandbox',
        missing: (cause) => (0,support_missing/* sandboxGone */.F)(id, cause),
        signal,
    };
    const box = await client.call(about, daytona => daytona.get(id));
    if (isGone(box))
        throw (0,support_missing/* sandboxGone */.F)(id);
    if (isRunning(box))
        return box;
    throw new errors/* SpeckitError */.Yh('missing', `The sandbox ${id} does not run (${box.state ?? 'in an unknown state'}).`, {
        hint: 'Somebody or something stopped it, and its processes with it; `/speckit retry` starts again in a new one.',
        cause: box.errorReason,
    });
}
/** Removes a sandbox and waits until it is gone; none is fine. */
async function removeDaytona(client, box, { signal }) {
    const about = {
        what: 'remove a sandbox',
        missing: (cause) => (0,support_missing/* sandboxGone */.F)(box.id, cause),
        signal,
    };
    try {
        await client.call(about, () => box.delete(REMOVE_SECONDS, true));
    }
    catch (error) {
        if (!(0,errors/* isSpeckitError */.cN)(error, 'missing'))
            throw error;
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/disk.js
var disk = __webpack_require__(76190);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/remote-files.js
var remote_files = __webpack_require__(44147);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-sandbox.js













const KILL_MS = 15_000;
/** A running sandbox as our interface has it. Asks it where its home is. */
async function openDaytona(client, box, options) {
    const { id } = box;
    /** A call into the sandbox. When it does not answer or knows no sandbox, the API tells what has become of it. */
    async function inside(about, request) {
        try {
            return await client.call(about, (_, sdk) => request(sdk));
        }
        catch (error) {
            if (!(0,errors/* isSpeckitError */.cN)(error) || !['unreachable', 'config', 'missing'].includes(error.code))
                throw error;
            await alive(client, id, about);
            throw error;
        }
    }
    const home = await inside({ what: 'tell the home folder', ...options }, async () => {
        const { exitCode, result } = await runScript(box, 'printf %s "$HOME"');
        if (exitCode === 0 && result.startsWith('/'))
            return result;
        throw new errors/* SpeckitError */.Yh('unsupported', 'The sandbox has no shell that tells its home folder.', {
            hint: 'The image must have a POSIX sh and base64; name another snapshot or image in the profile.',
            cause: new Error(`exit ${exitCode}: ${result}`),
        });
    });
    const draft = () => `${home}/.speckit-remote/${(0,external_node_crypto_.randomUUID)()}`;
    const leftovers = new support_leftovers/* Leftovers */.bG(async (marks) => {
        const script = `${(0,support_leftovers/* killCommand */.un)(marks).map(quote).join(' ')} || exit 6\n${removeJobs(marks, home)}`;
        const about = { what: 'end a command', signal: AbortSignal.timeout(KILL_MS) };
        const { exitCode } = await inside(about, () => runScript(box, script));
        if (exitCode !== 0)
            throw noDaytona('end a command', new Error(`kill: exit ${exitCode}`));
    });
    const exec = async (argv, options = {}) => {
        (0,support_stdin/* expectErrors */.ZR)(options.stdin);
        options.signal?.throwIfAborted();
        const about = { what: 'run a command', signal: options.signal };
        return leftovers.guard(mark => inside(about, () => execDaytona(box, { argv, mark, home, draft, cwd: options.cwd ?? home }, options)));
    };
    // The service measures the whole disk, most of which is the snapshot's.
    const diskUsed = (0,disk/* rarely */.Sf)(more => (0,disk/* folderSize */.Ip)(exec, home, more));
    return {
        id,
        home,
        filesFirst: true,
        exec,
        async writeFile(path, content, options = {}) {
            const { signal } = options;
            if (!(content instanceof Uint8Array))
                (0,support_stdin/* expectErrors */.ZR)(content);
            const file = draft();
            await inside({ what: 'write a file', signal }, () => uploadDaytona(box, file, content, signal));
            await (0,remote_files/* placeFile */.af)(exec, file, path, options);
        },
        async readFile(path, options = {}) {
            const { signal } = options;
            const size = await (0,remote_files/* measureFile */.v9)(exec, path, options);
            const about = { what: 'read a file', signal, missing: (cause) => (0,support_missing/* fileMissing */.t)(path, cause) };
            return inside(about, async (sdk) => {
                const broken = (cause) => signal?.aborted ? signal.reason : (daytonaError(sdk, cause, about) ?? noDaytona(about.what, cause));
                return (0,remote_files/* wholeFile */.AA)(await downloadDaytona(box, path, signal), size, broken);
            });
        },
        destroy: (options = {}) => removeDaytona(client, box, options),
        async usage({ signal } = {}) {
            const gone = (cause) => (0,support_missing/* sandboxGone */.F)(id, cause);
            const about = { what: 'measure a sandbox', missing: gone, signal };
            const [metrics, diskBytes] = await Promise.all([
                inside(about, () => box.getMetricsLatest()),
                diskUsed({ signal }),
            ]);
            return {
                // The service says it in percent of all cores, and counts cached file content as memory.
                cpuPercent: metrics.cpuUsedPct * metrics.cpuCount,
                memoryBytes: Math.max(0, metrics.memUsed - metrics.memCache),
                diskBytes,
            };
        },
    };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(26921);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/durations.js
var durations = __webpack_require__(19688);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/sizes.js
var sizes = __webpack_require__(73947);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/egress.js
var egress = __webpack_require__(98524);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/support/labels.js
var support_labels = __webpack_require__(96612);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona-settings.js





const LABEL = /^[A-Za-z0-9_.-]{1,100}$/;
const label = schemas/* string */.YjP().regex(LABEL, 'must be made of letters, digits, `_`, `.` and `-`');
const GIB = 2 ** 30;
const MINUTE_MS = 60_000;
/** What Daytona accepts in one list. */
const MAX_DOMAINS = 20;
const size = schemas/* string */.YjP()
    .refine(text => ((0,sizes/* sizeBytes */.mT)(text) ?? 0) % GIB === 0, `${sizes/* SIZE_RULE */.Vv}, in whole \`g\`.`)
    .refine(text => (0,sizes/* sizeBytes */.mT)(text) !== undefined, `${sizes/* SIZE_RULE */.Vv}.`)
    .optional();
const daytonaSettings = schemas/* strictObject */.rej({
    snapshot: schemas/* string */.YjP()
        .regex(/^[\w][\w./:@-]{0,199}$/, 'must be the name of a snapshot')
        .optional()
        .describe('Name of the snapshot to start from; default: that of the organisation.'),
    image: schemas/* string */.YjP()
        .regex(/^[a-z0-9][\w./:@-]*$/, 'must be an image name like `python:3.12-slim`')
        .optional()
        .describe('Image to build the sandbox from, instead of a snapshot; the first start takes longer.'),
    user: schemas/* string */.YjP()
        .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'must be the name of a user')
        .optional()
        .describe('User that commands run as; default: that of the snapshot or image.'),
    resources: schemas/* strictObject */.rej({
        cpus: schemas/* int */.Whr().min(1).max(64).optional().describe('CPU cores.'),
        memory: size.describe('Memory in whole `g`.'),
        disk: size.describe('Disk in whole `g`.'),
    })
        .optional()
        .describe('What the sandbox gets; only with `image`, as a snapshot has its own.'),
    region: schemas/* string */.YjP()
        .regex(/^[\w-]{1,60}$/, 'must be the name of a region')
        .optional()
        .describe('Region (target) of the sandbox, like `eu`; default: that of the organisation.'),
    ttl: schemas/* string */.YjP()
        .refine(text => ((0,durations/* durationMs */.pc)(text) ?? 0) >= MINUTE_MS, `${durations/* DURATION_RULE */.Qb} and at least \`1m\`.`)
        .default('4h')
        .describe('Age at which Daytona removes the sandbox, come what may; a run must end before.'),
    labels: schemas/* record */.g1P(label, label).default({}).describe('Further labels of the sandbox.'),
    network: (0,egress/* egressSetting */.k)(MAX_DOMAINS, 'In an organisation of a low tier Daytona’s own policy overrides it.'),
    apiUrl: schemas/* url */.OZ5({ protocol: /^https?$/ })
        .default('https://app.daytona.io/api')
        .describe('Address of the API, with `/api` at its end.'),
})
    .superRefine(({ snapshot, image, resources }, context) => {
    const issue = (path, message) => context.addIssue({ code: 'custom', path: [path], message });
    if (snapshot !== undefined && image !== undefined)
        issue('image', 'must not stand beside `snapshot`');
    if (resources && image === undefined) {
        issue('resources', 'can only be set with `image`; a snapshot has its own');
    }
});
const gib = (text) => (text === undefined ? undefined : ((0,sizes/* sizeBytes */.mT)(text) ?? 0) / GIB);
const lifetimeMs = ({ ttl }) => (0,durations/* durationMs */.pc)(ttl) ?? 0;
/** The request for a sandbox. Daytona stops idle sandboxes and takes a running command for idling: switched off. */
function createParams(settings, spec) {
    const { image, snapshot, user, resources = {}, labels, network } = settings;
    const common = {
        name: spec.name,
        // A new object, as the SDK writes into it.
        labels: { ...labels, ...(0,support_labels/* serviceLabels */.PW)(spec.labels) },
        autoStopInterval: 0,
        ttlMinutes: Math.ceil(lifetimeMs(settings) / MINUTE_MS),
        ...(user !== undefined && { user }),
        ...(network === 'none' && { networkBlockAll: true }),
        ...(typeof network === 'object' && { domainAllowList: network.allow.join(',') }),
    };
    if (image === undefined)
        return { ...common, ...(snapshot !== undefined && { snapshot }) };
    const { cpus, memory, disk } = resources;
    const wanted = { cpu: cpus, memory: gib(memory), disk: gib(disk) };
    const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
    return { ...common, image, ...(given.length > 0 && { resources: Object.fromEntries(given) }) };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/daytona.js








const ID = /^[A-Za-z0-9-]{1,100}$/;
/** Building from an image takes minutes. */
const CREATE_SECONDS = { snapshot: 120, image: 1800 };
const CLEANUP_MS = 90_000;
const PAGE = 100;
function make(settings, context) {
    const client = new DaytonaClient(settings, context.credentials?.[DAYTONA_KEY.name]);
    /** Removes what a create that failed may have left behind. Never rejects. */
    async function cleanUp(name, creating) {
        try {
            const [made] = await Promise.allSettled([creating]);
            const options = { signal: AbortSignal.timeout(CLEANUP_MS) };
            if (made.status === 'fulfilled') {
                if (made.value)
                    await removeDaytona(client, made.value, options);
                return;
            }
            const { statusCode } = made.reason;
            if (statusCode !== undefined && statusCode < 500)
                return;
            // Nobody knows whether the request arrived; the name is unique.
            const missing = (cause) => (0,support_missing/* sandboxGone */.F)(name, cause);
            const about = { what: 'find a sandbox', missing, ...options };
            const box = await client.call(about, daytona => daytona.get(name));
            if ((0,support_labels/* ownLabels */.ct)(box.labels))
                await removeDaytona(client, box, options);
        }
        catch {
            // Out of reach; it carries its labels, so the sweeper finds it, and its time to live ends it.
        }
    }
    return {
        name: 'daytona',
        async probe(options = {}) {
            await client.call({ what: 'answer', ...options }, daytona => daytona.list({ limit: 1 }).next());
        },
        async create(spec, options = {}) {
            const timeout = settings.image === undefined ? CREATE_SECONDS.snapshot : CREATE_SECONDS.image;
            const about = { what: 'make a sandbox', forbidden: createForbidden, ...options };
            let creating;
            try {
                const box = await client.call(about, async (daytona, sdk) => {
                    creating = daytona.create(createParams(settings, spec), { timeout });
                    return creating.catch(error => {
                        throw error instanceof sdk.DaytonaConflictError ? taken(spec.name, error) : error;
                    });
                });
                return await openDaytona(client, box, options);
            }
            catch (error) {
                const cleaning = cleanUp(spec.name, creating);
                if (!options.signal?.aborted)
                    await cleaning;
                throw error;
            }
        },
        async attach(id, options = {}) {
            if (!ID.test(id))
                throw (0,support_missing/* sandboxGone */.F)(id);
            const box = await alive(client, id, options);
            if (!(0,support_labels/* ownLabels */.ct)(box.labels))
                throw (0,support_missing/* sandboxGone */.F)(id);
            return openDaytona(client, box, options);
        },
        async remove(id, options = {}) {
            if (!ID.test(id))
                throw (0,support_missing/* sandboxGone */.F)(id);
            const missing = (cause) => (0,support_missing/* sandboxGone */.F)(id, cause);
            const box = await client.call({ what: 'find a sandbox', missing, ...options }, daytona => daytona.get(id));
            if (isGone(box) || !(0,support_labels/* ownLabels */.ct)(box.labels))
                throw (0,support_missing/* sandboxGone */.F)(id);
            await removeDaytona(client, box, options);
        },
        list: (labels, options = {}) => list(labels, options),
    };
    async function list(labels, options) {
        return client.call({ what: 'list sandboxes', ...options }, async (daytona, sdk) => {
            const found = [];
            for await (const box of daytona.list({ labels: (0,support_labels/* serviceLabels */.PW)(labels), limit: PAGE })) {
                // The list lags behind; whether it is still there, only a look at the sandbox itself tells.
                const now = await daytona.get(box.id).catch(error => {
                    if (error instanceof sdk.DaytonaNotFoundError)
                        return undefined;
                    throw error;
                });
                if (!now || isGone(now))
                    continue;
                found.push({
                    id: now.id,
                    labels: (0,support_labels/* ownLabels */.ct)(now.labels) ?? {},
                    createdAt: new Date(now.createdAt ?? 0),
                    state: isRunning(now) ? 'running' : 'stopped',
                });
            }
            return found;
        });
    }
}
const taken = (name, cause) => new errors/* SpeckitError */.Yh('internal', `A sandbox named ${name} exists already.`, {
    hint: 'Destroy it first, or attach to it.',
    cause,
});
const definition = {
    name: 'daytona',
    isolation: 'A container (or, by the snapshot’s class, a virtual machine) of its own per run at Daytona; the repository’s ' +
        'files and what the profile passes leave your network for that service.',
    docs: {
        start: 'From a snapshot that was built before, or, with `image`, after a build of minutes the first time. How long Daytona ' +
            'itself takes was not measured; what we add is about 0.2 s (measured against a local server that speaks its protocol).',
        egress: '`full`, `none`, or up to 20 domains, which Daytona enforces. In an organisation of a low tier its own policy ' +
            'overrides the profile’s.',
        cost: 'Daytona bills each second that a sandbox runs, by the CPU and memory it is given, and its disk.',
        limits: 'A sandbox is removed at the age `ttl` (default 4 hours); a longer time-out is refused. CPU, memory and disk ' +
            'can be set with `image`, in whole cores and `g`, and are the snapshot’s else; quotas are the organisation’s.',
        lacks: 'A limit on processes. Servers of older versions do not tell what a run uses.',
        minimal: { snapshot: 'speckit' },
    },
    settings: daytonaSettings,
    credentials: [DAYTONA_KEY],
    endpointSettings: ['apiUrl'],
    lifetimeMs: lifetimeMs,
    make,
};
/* harmony default export */ const daytona = (definition);


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
