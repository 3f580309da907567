export const id = 541;
export const ids = [541,491];
export const modules = {

/***/ 55191:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J7: () => (/* binding */ workflowCeiling),
/* harmony export */   KA: () => (/* binding */ passable),
/* harmony export */   kH: () => (/* binding */ underWorkflow)
/* harmony export */ });
/* harmony import */ var _shared_drivers_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30067);
/* harmony import */ var _shared_profile_load_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(56273);
/* harmony import */ var _shared_profile_reserved_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9901);
/* harmony import */ var _shared_profile_schema_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92738);




/** A job ends after six hours at the latest on GitHub's own runners; longer limits are a self-hosted one's. */
const LONGEST = '24h';
/** What the runner uses between itself and its steps. */
const RUNNER = /^(ACTIONS_|RUNNER_|INPUT_|STATE_)/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** The variables that profiles may pass: the step's credentials, and what the workflow sets for the step. */
function passable(env, { credentials }) {
    const own = Object.entries(env).filter(([name, value]) => value && NAME.test(name) && !RUNNER.test(name));
    return { ...Object.fromEntries(own), ...credentials };
}
/**
 * What takes the place of a server's configuration: the workflow file is the ceiling. Whoever may write there may
 * already run anything in the job, so it allows what its inputs name and what the default branch's configuration says.
 */
async function workflowCeiling(owner, inputs, variables) {
    const names = Object.keys(variables).filter(name => !(0,_shared_profile_reserved_js__WEBPACK_IMPORTED_MODULE_3__/* .isReserved */ .B)(name));
    const config = {
        serve: { owners: [owner] },
        allow: { drivers: driversOf(inputs, variables), override: _shared_profile_schema_js__WEBPACK_IMPORTED_MODULE_2__/* .OVERRIDABLE */ .cu, images: ['*'], timeout: LONGEST },
        variables: Object.fromEntries(names.map(name => [name, { repositories: [`${owner}/*`] }])),
    };
    const server = await (0,_shared_profile_load_js__WEBPACK_IMPORTED_MODULE_1__/* .parseServerConfig */ .jf)(JSON.stringify(config), { file: 'the workflow file' });
    const { timeoutMs } = inputs;
    const allow = { ...server.allow, ...(timeoutMs === undefined ? {} : { timeoutMs }), setBy: SET_BY };
    return { ...server, allow };
}
const SET_BY = {
    name: 'the workflow',
    remedy: 'change the inputs of the step in the workflow file',
    passes: 'set it under `env` of the step in the workflow file',
};
/** `local` isolates nothing, so it has to be named. */
function driversOf({ driver }, variables) {
    const named = _shared_drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .DRIVER_NAMES */ .q.find(known => known === driver?.toLowerCase());
    if (named)
        return [named];
    const keyed = { e2b: 'E2B_API_KEY', daytona: 'DAYTONA_API_KEY' };
    return ['docker', ...['e2b', 'daytona'].filter(name => variables[keyed[name]])];
}
/**
 * Both configurations as the core wants them: what the default branch says of profiles counts like a server's, since
 * nobody stands above it here.
 */
function underWorkflow(server, repo, inputs) {
    const { profile: chosen = inputs.profile, profiles, agent, timeoutMs, ...rest } = repo;
    const profile = inputs.profile ?? chosen;
    return {
        server: {
            ...server,
            file: repo.file,
            profiles,
            ...(profile === undefined ? {} : { profile }),
            ...(agent === undefined ? {} : { agent }),
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
        },
        repo: { ...rest, profiles: {}, ...(inputs.directory === undefined ? {} : { project: inputs.directory }) },
    };
}


/***/ }),

/***/ 57549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v3: () => (/* binding */ forToken),
  My: () => (/* binding */ openClient),
  mN: () => (/* binding */ readLogin),
  dG: () => (/* binding */ requireContentsWrite)
});

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
// EXTERNAL MODULE: ./node_modules/@octokit/rest/dist-src/index.js + 22 modules
var dist_src = __webpack_require__(60891);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/github-error.js
var github_error = __webpack_require__(93151);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/send.js



/** A rate limit without a time: GitHub asks for a minute at least. */
const UNTIMED_HOLD_MS = 60_000;
const MAX_HOLDS = 4;
/**
 * Sends requests through the pacer. Repeated are: whatever a rate limit refused, since GitHub then did nothing, and
 * after an outage GET, HEAD, PUT and PATCH (all of ours set a state) and what its caller marked as repeatable.
 */
function sendPaced(options) {
    const { pacer, timeoutMs = 60_000, maxHoldMs = 900_000, backoffMs = [500, 2000, 5000] } = options;
    return async (parameters, attempt) => {
        const cancel = parameters.request?.signal;
        let failures = 0;
        let holds = 0;
        for (;;) {
            try {
                return await once(parameters, attempt, cancel);
            }
            catch (error) {
                cancel?.throwIfAborted();
                if ((0,github_error/* isRateLimit */.a5)(error) && holds++ < MAX_HOLDS) {
                    await hold(error);
                    continue;
                }
                const wait = backoffMs[failures++];
                if (!(0,github_error/* isOutage */.uD)(error) || !isRepeatable(parameters) || wait === undefined)
                    throw error;
                await (0,promises_.setTimeout)(wait, undefined, cancel ? { signal: cancel } : {}).catch(reason => {
                    cancel?.throwIfAborted();
                    throw reason;
                });
            }
        }
    };
    async function once(parameters, attempt, cancel) {
        const leave = await pacer.enter(costOf(parameters), cancel);
        try {
            const limit = AbortSignal.timeout(timeoutMs);
            const answer = await attempt(cancel ? AbortSignal.any([cancel, limit]) : limit);
            tellRate(answer);
            if (isTorn(answer))
                throw new TornAnswer();
            if (isRefusedGraphql(answer))
                throw Object.assign(new RefusedAnswer(), { response: answer });
            const reset = exhaustedUntil(answer);
            if (reset !== undefined)
                await pacer.hold(reset);
            return answer;
        }
        finally {
            leave();
        }
    }
    function tellRate(answer) {
        const remaining = Number(answer?.headers['x-ratelimit-remaining'] ?? Number.NaN);
        if (Number.isNaN(remaining))
            return;
        options.onRate?.({ resource: String(answer?.headers['x-ratelimit-resource'] ?? 'core'), remaining });
    }
    async function hold(error) {
        const answer = error.response;
        tellRate(answer);
        const seconds = Number(answer?.headers['retry-after'] ?? Number.NaN);
        const until = Number.isNaN(seconds)
            ? (exhaustedUntil(answer) ?? Date.now() + UNTIMED_HOLD_MS)
            : Date.now() + seconds * 1000;
        // Everybody waits, also those who would not wait that long: asking again only makes it worse.
        await pacer.hold(until);
        if (until - Date.now() <= maxHoldMs)
            return;
        throw new errors/* SpeckitError */.Yh('exhausted', "GitHub's rate limit for this installation is used up.", {
            hint: `It resets at ${new Date(until).toISOString()}; use \`/speckit retry\` after that.`,
            cause: error,
            retryable: true,
        });
    }
}
/** Points as GitHub counts them; creating git objects and asking for data through GraphQL creates no content. */
function costOf({ method, url, query }) {
    if (url.endsWith('/graphql')) {
        return { points: /^\s*mutation\b/.test(String(query ?? '')) ? 5 : 1, content: false };
    }
    const writes = !['GET', 'HEAD', 'OPTIONS'].includes(method);
    return { points: writes ? 5 : 1, content: method === 'POST' && !url.includes('/git/') };
}
function isRepeatable({ method, request }) {
    return request?.repeatable ?? ['GET', 'HEAD', 'PUT', 'PATCH'].includes(method);
}
/** Octokit gives the text it got when the connection broke inside a JSON answer. */
function isTorn({ status, headers, data }) {
    // Without content, whatever its headers say.
    if (status === 204)
        return false;
    return String(headers['content-type'] ?? '').startsWith('application/json') && typeof data === 'string';
}
function isRefusedGraphql({ data }) {
    if (typeof data !== 'object' || data === null || !('errors' in data) || !Array.isArray(data.errors))
        return false;
    return data.errors.some(({ type }) => type === 'RATE_LIMITED');
}
function exhaustedUntil(answer) {
    if (String(answer?.headers['x-ratelimit-remaining']) !== '0')
        return undefined;
    const reset = Number(answer?.headers['x-ratelimit-reset'] ?? Number.NaN);
    return Number.isNaN(reset) ? undefined : reset * 1000;
}
/** Looks like Octokit's error for a failure without an answer. */
class TornAnswer extends Error {
    name = 'TornAnswer';
    status = 500;
    constructor() {
        super('the connection broke inside the answer');
    }
}
/** GraphQL reports its rate limit inside an answer with status 200. */
class RefusedAnswer extends Error {
    name = 'RefusedAnswer';
    status = 429;
    constructor() {
        super('the GraphQL rate limit is used up');
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/client.js



/**
 * A client for one installation. Requests reject with Octokit's errors; map them with `toGitHubError`. Whoever makes
 * a POST that may be repeated says so with `request: { repeatable: true }`; `request: { signal }` aborts also while
 * waiting for the pacer.
 */
function createClient(options) {
    const { baseUrl, graphqlUrl, token, pacer, log } = options;
    const send = sendPaced({ pacer, ...options.send });
    const hook = (request, parameters) => send(parameters, async (signal) => {
        const sendAs = (bearer) => request({
            ...parameters,
            url: graphqlUrl !== undefined && isGraphql(parameters.url) ? graphqlUrl : parameters.url,
            headers: { ...parameters.headers, authorization: `token ${bearer}` },
            request: { ...parameters.request, signal },
        });
        const bearer = await token();
        try {
            return await sendAs(bearer);
        }
        catch (error) {
            // Nothing was done, so this may be repeated whatever it is.
            if ((0,github_error/* statusOf */.c2)(error) !== 401)
                throw error;
            const other = await token(bearer);
            if (other === bearer)
                throw error;
            return sendAs(other);
        }
    });
    return new dist_src/* Octokit */.E({
        baseUrl,
        userAgent: options.userAgent ?? 'speckit-remote',
        // Only the innermost hook may change parameters, and that place is the authentication's.
        authStrategy: () => Object.assign(async () => ({ type: 'token', token: await token() }), { hook }),
        ...(log ? { log } : {}),
    });
}
function isGraphql(url) {
    return url === '/graphql' || url.endsWith('/api/graphql');
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/pacer-store.js
/** GitHub's documented limits of one installation. */
const LIMITS = { pointsPerMinute: 900, contentPerMinute: 80, contentPerHour: 500 };
const emptyBudget = () => ({ heldUntil: 0, points: [], content: [] });
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** A {@link PacerStore} in memory: sliding windows, exact to the millisecond. `now` is for tests. */
function createMemoryBudget(limits = LIMITS, now = Date.now) {
    const budgets = new Map();
    const budgetOf = (key) => {
        const known = budgets.get(key) ?? emptyBudget();
        budgets.set(key, known);
        return known;
    };
    return {
        reserve: async (key, cost) => book(budgetOf(key), cost, limits, now()),
        async hold(key, until) {
            const budget = budgetOf(key);
            budget.heldUntil = Math.max(budget.heldUntil, until);
        },
    };
}
/**
 * Books `cost` at the time `at` and returns 0 if it fits, else returns the milliseconds to wait and books nothing. What
 * falls into the same `grainMs` is one entry, which leaves the window with the last of it.
 */
function book(budget, { points, content }, limits, at, grainMs = 1) {
    budget.points = budget.points.filter(entry => entry.at > at - MINUTE);
    budget.content = budget.content.filter(entry => entry.at > at - HOUR);
    const amount = content ? 1 : 0;
    const wait = Math.max(budget.heldUntil - at, waitFor(budget.points, points, limits.pointsPerMinute, MINUTE, at), waitFor(budget.content, amount, limits.contentPerMinute, MINUTE, at), waitFor(budget.content, amount, limits.contentPerHour, HOUR, at));
    if (wait > 0)
        return wait;
    const end = Math.ceil(at / grainMs) * grainMs;
    add(budget.points, points, end);
    add(budget.content, amount, end);
    return 0;
}
function add(entries, amount, at) {
    if (amount === 0)
        return;
    const last = entries.at(-1);
    if (last?.at === at)
        last.amount += amount;
    else
        entries.push({ at, amount });
}
/** Milliseconds until so much of `entries` has left the window that `amount` fits. */
function waitFor(entries, amount, limit, window, at) {
    if (amount === 0)
        return 0;
    const inside = entries.filter(entry => entry.at > at - window);
    let excess = inside.reduce((sum, entry) => sum + entry.amount, amount) - limit;
    for (const entry of inside) {
        if (excess <= 0)
            return 0;
        excess -= entry.amount;
        if (excess <= 0)
            return entry.at + window - at;
    }
    return 0;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/pacer.js


/** Paces the requests of one installation by GitHub's documented limits; see {@link PacerStore}. */
function createPacer({ key, store = createMemoryBudget(), concurrency = 20 }) {
    const contentLane = createLane();
    const pointsLane = createLane();
    const places = createPlaces(concurrency);
    const reserve = async (cost, signal) => {
        for (;;) {
            signal?.throwIfAborted();
            const wait = await store.reserve(key, { points: 0, content: false, ...cost });
            if (wait <= 0)
                return;
            await pause(wait, signal);
        }
    };
    return {
        async enter({ points, content }, signal) {
            // Content first: who waits an hour for that budget must not stand in the way of everybody else's points.
            if (content)
                await contentLane(() => reserve({ content }, signal), signal);
            await pointsLane(() => reserve({ points }, signal), signal);
            return places.take(signal);
        },
        hold: until => store.hold(key, until),
    };
}
/** Runs one turn after the other; a waiting caller can leave at any time. */
function createLane() {
    let last = Promise.resolve();
    return (turn, signal) => {
        const done = last.then(turn);
        last = done.catch(() => undefined);
        return untilAborted(done, signal);
    };
}
function createPlaces(amount) {
    let free = amount;
    const waiting = [];
    const leave = () => {
        const next = waiting.shift();
        if (next)
            next();
        else
            free++;
    };
    const once = () => {
        let left = false;
        return () => {
            if (!left)
                leave();
            left = true;
        };
    };
    return {
        async take(signal) {
            signal?.throwIfAborted();
            if (free > 0) {
                free--;
                return once();
            }
            const { promise, resolve } = Promise.withResolvers();
            waiting.push(resolve);
            try {
                await untilAborted(promise, signal);
            }
            catch (error) {
                const index = waiting.indexOf(resolve);
                // Not in the line any more: the place was handed over in the same moment, so it goes on to the next.
                if (index < 0)
                    leave();
                else
                    waiting.splice(index, 1);
                throw error;
            }
            return once();
        },
    };
}
async function pause(ms, signal) {
    await (0,promises_.setTimeout)(ms, undefined, signal ? { signal } : {}).catch(error => {
        signal?.throwIfAborted();
        throw error;
    });
}
async function untilAborted(promise, signal) {
    if (!signal)
        return promise;
    const { promise: aborted, reject } = Promise.withResolvers();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
        signal.throwIfAborted();
        return await Promise.race([promise, aborted]);
    }
    finally {
        signal.removeEventListener('abort', onAbort);
        // The loser's rejection has been handled by the race; a turn given up here must not end the process.
        promise.catch(() => undefined);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/github.js




function openClient({ endpoints }, token, debug) {
    return createClient({
        baseUrl: endpoints.api,
        graphqlUrl: endpoints.graphql,
        token: async () => token,
        pacer: createPacer({ key: 'workflow' }),
        log: { debug() { }, info() { }, warn: debug, error: debug },
    });
}
/** Login of the account that the token belongs to: `github-actions[bot]` for the workflow's own. */
async function readLogin(client) {
    try {
        const { viewer } = await client.graphql('query { viewer { login } }');
        return viewer.login;
    }
    catch (error) {
        throw forToken((0,github_error/* toGitHubError */.Lg)(error, 'tell whose token this is'));
    }
}
/**
 * Proves that the token may write contents, before an agent is paid for a result that cannot be published. What it
 * writes is a small blob that nothing refers to, so GitHub forgets it.
 * @throws SpeckitError `denied` that says which permission is missing
 */
async function requireContentsWrite(client, { owner, repo }) {
    try {
        await client.rest.git.createBlob({
            owner,
            repo,
            content: 'speckit-remote\n',
            request: { repeatable: true },
        });
    }
    catch (error) {
        const status = (0,github_error/* statusOf */.c2)(error);
        if (status !== 403 && status !== 404)
            throw forToken((0,github_error/* toGitHubError */.Lg)(error, 'write to the repository'));
        throw new errors/* SpeckitError */.Yh('denied', 'The token may only read this repository, so no result could be committed.', {
            hint: 'Give the job `permissions: contents: write` (and `pull-requests: write`, `issues: write`), or set `commit: artifact`.',
            cause: error,
        });
    }
}
/** The same failure with a hint that fits a workflow. */
function forToken(error) {
    if (error.code !== 'auth' && error.code !== 'denied')
        return error;
    return new errors/* SpeckitError */.Yh(error.code, error.message, {
        hint: 'Check `github-token` and the `permissions` of the job: contents, pull-requests, issues and checks: write.',
        cause: error,
    });
}


/***/ }),

/***/ 47896:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ writeMemo),
/* harmony export */   f: () => (/* binding */ readMemo)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(26921);

/** A comment holds 65,536 characters, and most of them are for people. */
const MOST = 16_000;
const Shape = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    workflow: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig(),
    work: zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([
        zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('phase'), phase: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), text: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
        zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ kind: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('shell'), command: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
    ]),
    flags: zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({}),
    facts: zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({ id: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), phase: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), pullNumber: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig(), headSha: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
    branch: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    sender: zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ id: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig(), login: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
    outcome: zod__WEBPACK_IMPORTED_MODULE_0__/* .looseObject */ ._H3({ conclusion: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }).optional(),
});
/** Fit for {@link RunFacts.memo}; without the questions or the words of the work where they are too long. */
function writeMemo(memo, outcome) {
    const whole = outcome ? { ...memo, outcome: kept(outcome) } : memo;
    const text = encode(whole);
    if (text.length <= MOST)
        return text;
    const work = memo.work.kind === 'phase' ? { ...memo.work, text: '' } : { kind: 'shell', command: '' };
    const { asked: _asked, ...short } = whole.outcome ?? { conclusion: 'failure' };
    return encode({ ...whole, work, ...(whole.outcome ? { outcome: short } : {}) });
}
/** `undefined` for anything that is no memo of ours. */
function readMemo(text) {
    if (text === undefined)
        return undefined;
    try {
        return Shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    }
    catch {
        return undefined;
    }
}
function kept({ conclusion, resultRef, asked, ...rest }) {
    return {
        conclusion,
        ...(resultRef === undefined ? {} : { resultRef }),
        ...(asked === undefined ? {} : { asked: asked.map(({ detail: _detail, ...one }) => one) }),
        ...('afterwards' in rest ? { afterwards: rest.afterwards } : {}),
    };
}
function encode(memo) {
    return Buffer.from(JSON.stringify(memo)).toString('base64url');
}


/***/ }),

/***/ 30753:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BQ: () => (/* binding */ saveRun),
/* harmony export */   E3: () => (/* binding */ saveDone),
/* harmony export */   zZ: () => (/* binding */ unfinishedRun)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57264);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(26921);
/* harmony import */ var _shared_drivers_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30067);



const Shape = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    driver: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(_shared_drivers_index_js__WEBPACK_IMPORTED_MODULE_1__/* .DRIVER_NAMES */ .q),
    settings: zod__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J(),
    folder: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    shown: zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
        memo: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
        statusCommentId: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().optional(),
        checkRunId: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().optional(),
        startedAt: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(),
    })
        .optional(),
});
function saveRun(state) {
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)('run', JSON.stringify(state));
}
/** The sandbox is gone and everything is told. */
function saveDone() {
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)('done', 'true');
}
/** `undefined` when `main` began no run or brought it to its end. */
function unfinishedRun() {
    const text = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)('run');
    if (text === '' || (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)('done') === 'true')
        return undefined;
    return Shape.parse(JSON.parse(text));
}


/***/ }),

/***/ 30067:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ loadDriver),
/* harmony export */   q: () => (/* binding */ DRIVER_NAMES)
/* harmony export */ });
/** Driver name → lazy import, so that an unused driver costs nothing. */
const DRIVERS = {
    local: () => __webpack_require__.e(/* import() */ 956).then(__webpack_require__.bind(__webpack_require__, 38956)),
    docker: () => Promise.all(/* import() */[__webpack_require__.e(118), __webpack_require__.e(830), __webpack_require__.e(40), __webpack_require__.e(201)]).then(__webpack_require__.bind(__webpack_require__, 52201)),
    e2b: () => __webpack_require__.e(/* import() */ 335).then(__webpack_require__.bind(__webpack_require__, 5335)),
    daytona: () => __webpack_require__.e(/* import() */ 911).then(__webpack_require__.bind(__webpack_require__, 68911)),
};
const DRIVER_NAMES = Object.keys(DRIVERS);
/** The definition of the driver `name`, loaded on first use. */
async function loadDriver(name) {
    return (await DRIVERS[name]()).default;
}


/***/ }),

/***/ 7151:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   hh: () => (/* binding */ openDriver)
/* harmony export */ });
/* unused harmony exports pickCredentials, credentialNames */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);
/* harmony import */ var _index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30067);


/** A driver with its credentials. Does no I/O beyond loading it; rejects with `auth` when a credential is missing. */
async function openDriver({ driver, settings, dataDir, variables, }) {
    const definition = await (0,_index_js__WEBPACK_IMPORTED_MODULE_1__/* .loadDriver */ .L)(driver);
    return definition.make(settings, { dataDir, credentials: pickCredentials(definition, variables) });
}
/**
 * The values of the variables that the driver needs to be let in, and no others.
 * @throws SpeckitError `auth` that names the missing one
 */
function pickCredentials({ name, credentials = [] }, variables) {
    const entries = credentials.flatMap(({ name: key, hint, required }) => {
        const value = variables[key];
        if (value)
            return [[key, value]];
        if (!required)
            return [];
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('auth', `The driver \`${name}\` needs \`${key}\`, which is not set.`, { hint });
    });
    return Object.fromEntries(entries);
}
/** The variables that any driver takes a credential from. */
async function credentialNames() {
    const definitions = await Promise.all(DRIVER_NAMES.map(name => loadDriver(name)));
    return definitions.flatMap(({ credentials = [] }) => credentials.map(({ name }) => name));
}


/***/ }),

/***/ 98524:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ DOMAIN),
/* harmony export */   k: () => (/* binding */ egressSetting)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(26921);
/* harmony import */ var _profile_endpoints_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31527);


const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** A domain, or `*.` and a domain. */
const domain = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    .regex(DOMAIN, 'must be a domain name in lower case like `pypi.org`, or `*.example.com` for all below it');
/** The setting `network` of a service that can enforce at most `maxDomains` domain names. */
const egressSetting = (maxDomains, note) => zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['full', 'none']),
    zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
        allow: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(domain).min(1).max(maxDomains).describe('Domain names that may be reached.'),
    }),
])
    .default({ allow: [...(0,_profile_endpoints_js__WEBPACK_IMPORTED_MODULE_0__/* .standardDomains */ .DR)()] })
    .describe('`full`: everything is reachable; `none`: nothing is; `allow`: only these domains, ' +
    `by default the agent’s model endpoints and the package registries. ${note}`);


/***/ }),

/***/ 85639:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   bG: () => (/* binding */ Leftovers),
/* harmony export */   qg: () => (/* binding */ EXEC_MARK),
/* harmony export */   un: () => (/* binding */ killCommand)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);

/** Marks a command's processes where the service has no call that ends a whole command. */
const EXEC_MARK = 'SPECKIT_REMOTE_EXEC';
/**
 * Kills every process whose environment holds one of the entries `$@`, until none is left, and those that come
 * meanwhile. A process that is just being replaced by another program shows no environment for a moment, so only
 * the second look that finds none counts. Busybox's grep sees nothing behind a NUL, and asking process by process
 * is slow.
 * Exit: 0 none is left, 6 some outlived it.
 */
const KILL_MARKED = `
if printf 'a\\0b' | grep -qF b
then marked() { grep -lsF "$1" /proc/[0-9]*/environ; }
else marked() {
    for file in /proc/[0-9]*/environ; do
      tr '\\0' '\\n' 2>/dev/null <"$file" | grep -qxF "$1" && echo "$file"
    done
  }
fi
n=0 none=0
while [ "$n" -lt 200 ]; do
  found=
  for mark; do
    for file in $(marked "$mark" 2>/dev/null); do
      pid=\${file#/proc/}; kill -KILL "\${pid%/environ}" 2>/dev/null && found=yes
    done
  done
  n=$((n + 1))
  [ -z "$found" ] || { none=0; continue; }
  none=$((none + 1))
  [ "$none" -lt 2 ] || exit 0
  sleep 0.02 || sleep 1
done
exit 6
`;
/** The command that kills every process with one of these marks, until none is left; a non-zero exit: some outlived it. */
const killCommand = (marks, variable = EXEC_MARK) => [
    ...['sh', '-c', KILL_MARKED, 'sh'],
    ...marks.map(mark => `${variable}=${mark}`),
];
/**
 * Commands that lost their client. Whoever breaks off a command tries to end it at once; if the sandbox is out
 * of reach then, the next command in this sandbox ends it first.
 */
class Leftovers {
    #kill;
    #marks = new Set();
    /** `kill` ends the processes of all these marks, or rejects. */
    constructor(kill) {
        this.#kill = kill;
    }
    /** Runs `command` with a mark of its own, after what was left over; when it rejects, nothing of it lives on. */
    async guard(command) {
        await this.#sweep();
        const mark = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)();
        try {
            return await command(mark);
        }
        catch (error) {
            this.#marks.add(mark);
            await this.#sweep().catch(() => {
                // The caller gets the failure that matters; the next command tries again.
            });
            throw error;
        }
    }
    async #sweep() {
        const marks = [...this.#marks];
        if (marks.length === 0)
            return;
        await this.#kill(marks);
        for (const mark of marks)
            this.#marks.delete(mark);
    }
}


/***/ }),

/***/ 2188:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ah: () => (/* binding */ endedComment),
/* harmony export */   Ql: () => (/* binding */ commentMarker),
/* harmony export */   WZ: () => (/* binding */ parseMemo),
/* harmony export */   X7: () => (/* binding */ queuedComment),
/* harmony export */   kT: () => (/* binding */ refusalComment),
/* harmony export */   tm: () => (/* binding */ runningComment),
/* harmony export */   wN: () => (/* binding */ replyComment)
/* harmony export */ });
/* unused harmony export MAX_COMMENT_LENGTH */
/* harmony import */ var _text_format_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(34880);
/* harmony import */ var _text_markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(19706);
/* harmony import */ var _check_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(54511);
/* harmony import */ var _conflict_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(82145);
/* harmony import */ var _result_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76792);





/** GitHub's limit of a comment, in characters. */
const MAX_COMMENT_LENGTH = 65_536;
const HEADLINES = {
    success: '✅ **NAME succeeded**',
    failure: '❌ **NAME failed**',
    cancelled: '🚫 **NAME was cancelled**',
    timed_out: '⏱️ **NAME ran out of time**',
    conflict: '⚠️ **NAME succeeded, but its result conflicts with the branch**',
    action_required: '✋ **NAME needs you**',
};
/** The line that finds a run's status comment again; GitHub does not show it. */
function commentMarker(runId) {
    return `<!-- speckit-remote run=${runId} -->`;
}
const MEMO = /^<!-- speckit-remote memo=([\w-]+) -->$/m;
function memoMarker(memo) {
    return `<!-- speckit-remote memo=${memo} -->`;
}
/** The memo that a status comment of ours hides, if it has one. */
function parseMemo(body) {
    return MEMO.exec(body)?.[1];
}
/** @param ahead How many runs come before this one; unknown if absent. */
function queuedComment(run, links = {}, ahead) {
    const place = ahead === undefined || ahead === 0 ? '' : `, ${ahead} before it`;
    return comment(run, `⏳ **${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(run.phase)} is waiting for its turn**${place}`, (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .movedNote */ .m8)(run), footer(run, links));
}
function runningComment(run, links = {}, state = {}) {
    return comment(run, `🏃 **${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(run.phase)} is running**: ${(0,_check_text_js__WEBPACK_IMPORTED_MODULE_0__/* .stepWords */ .c9)(state).replace(/^./, first => first.toLowerCase())}`, (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .movedNote */ .m8)(run), (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .notesText */ .Ln)(state.notices ?? []), footer(run, links), `\`/speckit cancel ${run.id}\` ends it.`);
}
function endedComment(run, outcome, details = {}) {
    const took = details.elapsedMs === undefined ? '' : ` after ${(0,_text_format_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(details.elapsedMs)}`;
    return comment(run, `${HEADLINES[outcome.conclusion].replace('NAME', () => (0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(run.phase))}${took}`, (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .prose */ .CS)(outcome.title), (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .notesText */ .Ln)(outcome.notes), 
    // The list of what was asked names the paths, with where to answer.
    (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .resultText */ .D6)(run, outcome.asked ? { ...outcome, conflicts: [] } : outcome), (0,_conflict_text_js__WEBPACK_IMPORTED_MODULE_1__/* .askedText */ .k7)(run, outcome.asked ?? []), (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .changesTable */ .EI)(outcome.changes), (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .movedNote */ .m8)(run), (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .notesText */ .Ln)(details.notices ?? []), footer(run, details.links ?? {}), outcome.conclusion === 'success' ? '' : `\`/speckit retry ${run.id}\` runs it again.`);
}
/** The answer to a command that is not carried out: what is wrong and what to do. */
function refusalComment(error) {
    return cut((0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphs */ .qN)(`⚠️ ${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .prose */ .CS)(error.message)}`, (0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .prose */ .CS)(error.hint), '`/speckit help` lists the commands.'));
}
/** A reply with Markdown of ours, such as the help text, made safe against mentions and cut to GitHub's limit. */
function replyComment(markdown) {
    return cut((0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .neutraliseMentions */ .yY)(markdown));
}
function comment(run, ...parts) {
    const memo = run.memo === undefined ? '' : `${memoMarker(run.memo)}\n`;
    return cut(`${commentMarker(run.id)}\n${memo}${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .paragraphs */ .qN)(...parts)}`);
}
function footer(run, links) {
    const pages = [
        ...(links.check === undefined ? [] : [`[output](${links.check})`]),
        ...(links.page === undefined ? [] : [`[live page](${links.page})`]),
    ];
    const line = [`Run \`${run.id}\` for ${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .prose */ .CS)(run.requestedBy)}: ${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_3__/* .setting */ .Pe)(run)}`, ...pages].join(' · ');
    return `<sub>${line}</sub>`;
}
function cut(text) {
    if (text.length <= MAX_COMMENT_LENGTH)
        return text;
    // A pair of surrogates must not be cut in the middle.
    return `${text
        .slice(0, MAX_COMMENT_LENGTH - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}


/***/ }),

/***/ 82145:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B6: () => (/* binding */ answeredText),
/* harmony export */   HS: () => (/* binding */ detailText),
/* harmony export */   Sp: () => (/* binding */ threadText),
/* harmony export */   aP: () => (/* binding */ reviewText),
/* harmony export */   k7: () => (/* binding */ askedText)
/* harmony export */ });
/* harmony import */ var _text_cut_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(58079);
/* harmony import */ var _text_format_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(34880);
/* harmony import */ var _text_known_shapes_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(51535);
/* harmony import */ var _text_markdown_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(19706);
/* harmony import */ var _text_sanitize_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4628);
/* harmony import */ var _conflict_question_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74542);
/* harmony import */ var _result_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76792);







/** Bytes of one version that are shown; the file itself has the rest. */
const SHOWN_BYTES = 4_000;
/** So many places of one file are shown. */
const SHOWN_PLACES = 5;
/** The first comment of a conflict's thread. */
function threadText(asking, question, placement) {
    const { run } = asking;
    const suggestion = placement?.suggestion;
    const partly = suggestion !== undefined && placement && placement.covered < question.places.length
        ? `The suggestion covers ${placement.covered} of ${(0,_text_format_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(question.places.length, 'place')}; the others are asked again then.`
        : '';
    return (0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)(`${(0,_conflict_question_js__WEBPACK_IMPORTED_MODULE_0__/* .conflictMarker */ .p0)(run.id, question.id)}\n⚠️ **${headline(question)}**`, versionsText(asking, question), ...(suggestion === undefined
        ? []
        : [`To take those of the run here:\n\n${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fence */ .EU)(suggestion, 'suggestion')}`, partly]), `Reply \`/speckit keep branch\` or \`/speckit keep result\`${suggestion === undefined ? '' : ', or commit the suggestion'}. Editing the file and resolving this conversation keeps what the branch has then.`);
}
/** What the review says above its threads. */
function reviewText({ run, branchHead }, conflicts) {
    return `Run \`${run.id}\` and the branch at ${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .commitLink */ .wn)(run, branchHead)} disagree in ${(0,_text_format_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(conflicts, 'place')}. When all are settled, the whole result is committed. \`/speckit keep branch\` or \`/speckit keep result\` on the pull request settles all the rest at once.`;
}
/** A conflict without a thread, for the status comment: what both sides have. */
function detailText(asking, question) {
    return (0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)(`**${headline(question)}**`, versionsText(asking, question));
}
/** Our reply in a thread that notes down an answer given on the pull request. */
function answeredText(side, by) {
    return `${(0,_conflict_question_js__WEBPACK_IMPORTED_MODULE_0__/* .answerMarker */ .rz)(side, by)}\n${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)(by)} chose what ${side === 'branch' ? 'the branch has' : 'the run made'}.`;
}
/** The list of a run's open conflicts in its status comment; those without a thread with all their details. */
function askedText(run, asked, room = 40_000) {
    if (asked.length === 0)
        return '';
    let left = room;
    const entries = asked.map(conflict => {
        const whole = entryText(run, conflict, true);
        const text = whole.length <= left ? whole : entryText(run, conflict, false);
        left -= text.length;
        return text;
    });
    const fit = [];
    let length = 0;
    for (const entry of entries) {
        length += entry.length;
        if (length > room)
            break;
        fit.push(entry);
    }
    const more = entries.length - fit.length;
    return (0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)('The branch and this run both changed:', ...fit, more > 0 ? `… and ${(0,_text_format_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(more, 'more conflict')}.` : '', `\`/speckit keep branch ${run.id}\` or \`/speckit keep result ${run.id}\` settles all that is open.`);
}
function entryText(run, { id, path, url, detail, answer }, whole) {
    const marker = url === undefined ? `${(0,_conflict_question_js__WEBPACK_IMPORTED_MODULE_0__/* .conflictMarker */ .p0)(run.id, id)}\n` : '';
    const name = (0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)((0,_text_known_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .redactKnownShapes */ .n)(path));
    const place = url === undefined ? '' : `: [thread](${url})`;
    if (answer) {
        return `${marker}${(0,_conflict_question_js__WEBPACK_IMPORTED_MODULE_0__/* .answerMarker */ .rz)(answer.side, answer.by)}\n- ${name}${place} (${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)(answer.by)} chose the ${answer.side === 'branch' ? "branch's" : "run's"})`;
    }
    if (url !== undefined)
        return `- ${name}${place}`;
    const short = id.slice(0, 10);
    const how = `Answer with \`/speckit keep branch ${short}\` or \`/speckit keep result ${short}\`.`;
    return `${marker}- ${name}, which the diff of this pull request does not show\n\n${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)(whole ? (detail ?? '') : '', how)}`;
}
function headline({ kind, branch, result, paths }) {
    const names = paths.map(path => (0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)((0,_text_known_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .redactKnownShapes */ .n)(path))).join(', ');
    if (branch.kind === 'absent' && result.kind !== 'absent') {
        return kind === 'modify/delete' || kind === 'rename/delete'
            ? `The branch deleted ${names}, and the run changed it`
            : `Only the run has ${names} in this place`;
    }
    if (result.kind === 'absent' && branch.kind !== 'absent') {
        return kind === 'modify/delete' || kind === 'rename/delete'
            ? `The run deleted ${names}, and the branch changed it`
            : `Only the branch has ${names} in this place`;
    }
    const what = HEADLINES[kind];
    return what === undefined
        ? `The branch and the run disagree about ${names}`
        : what.replace('NAMES', () => names);
}
const HEADLINES = {
    content: 'The branch and the run changed the same lines of NAMES',
    binary: 'The branch and the run changed the binary file NAMES',
    symlink: 'The branch and the run made the symbolic link NAMES lead to different places',
    mode: 'Only one of the branch and the run made NAMES executable',
    lfs: 'The branch and the run changed the Git LFS file NAMES',
    'add/add': 'The branch and the run both added NAMES',
    'rename/rename': 'The branch and the run renamed a file differently: NAMES',
    'rename/add': 'A file was renamed to a name that the other side used as well: NAMES',
    'file/directory': 'One side has a file and the other a folder: NAMES',
    'distinct types': 'The branch and the run made different kinds of file of NAMES',
    submodule: 'The branch and the run changed the submodule NAMES',
    case: 'The branch and the run use names that differ only by case: NAMES',
};
function versionsText({ run, branchHead }, question) {
    const branch = `The branch at ${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .commitLink */ .wn)(run, branchHead)}`;
    const result = `Run \`${run.id}\` (${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)(run.phase)} on ${(0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .commitLink */ .wn)(run, run.headSha)})`;
    if (question.places.length === 0) {
        return (0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)(versionText(branch, question.branch), versionText(result, question.result));
    }
    const shown = question.places.slice(0, SHOWN_PLACES);
    const more = question.places.length - shown.length;
    return (0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)(...shown.map(place => placeText(place, branch, result)), more > 0 ? `… and ${(0,_text_format_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(more, 'more place')} in this file.` : '');
}
function placeText({ start, end, ours, theirs }, branch, result) {
    const where = end < start ? `before line ${start}` : end === start ? `in line ${start}` : `in lines ${start}–${end}`;
    return (0,_result_text_js__WEBPACK_IMPORTED_MODULE_2__/* .paragraphs */ .qN)(ours.length === 0 ? `${branch} has nothing ${where}.` : `${branch} has ${where}:`, ours.length === 0 ? '' : shownText(joined(ours)), theirs.length === 0 ? `${result} has nothing there.` : `${result} has there:`, theirs.length === 0 ? '' : shownText(joined(theirs)));
}
const joined = (lines) => lines.map(line => `${line}\n`).join('');
function versionText(who, version) {
    const at = version.path === undefined ? '' : ` ${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)((0,_text_known_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .redactKnownShapes */ .n)(version.path))}`;
    switch (version.kind) {
        case 'absent':
            return `${who} does not have it.`;
        case 'text':
            return `${who} has${at}${version.executable ? ' (executable)' : ''}:\n\n${version.text === '' ? '(an empty file)' : shownText(version.text)}`;
        case 'binary':
            return `${who} has${at} ${(0,_text_format_js__WEBPACK_IMPORTED_MODULE_1__/* .formatBytes */ .z3)(version.bytes)} that are no text${version.executable ? ', executable' : ''}.`;
        case 'symlink':
            return `${who} has${at} a symbolic link to ${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)((0,_text_known_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .redactKnownShapes */ .n)(version.target))}.`;
        case 'folder':
            return `${who} has${at} a folder.`;
        case 'submodule':
            return `${who} has${at} a submodule at ${(0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .code */ .aY)((0,_text_format_js__WEBPACK_IMPORTED_MODULE_1__/* .shortSha */ .Fu)(version.commit))}.`;
    }
}
/** Text of a file, safe to show: nothing invisible, nothing that looks like a credential, beginning and end when long. */
function shownText(text) {
    return (0,_text_markdown_js__WEBPACK_IMPORTED_MODULE_3__/* .fence */ .EU)((0,_text_cut_js__WEBPACK_IMPORTED_MODULE_5__/* .headAndTail */ .U_)((0,_text_known_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .redactKnownShapes */ .n)((0,_text_sanitize_js__WEBPACK_IMPORTED_MODULE_6__/* .plainText */ .wh)(text)), SHOWN_BYTES, 0.7));
}


/***/ }),

/***/ 93151:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Lg: () => (/* binding */ toGitHubError),
/* harmony export */   a5: () => (/* binding */ isRateLimit),
/* harmony export */   c2: () => (/* binding */ statusOf),
/* harmony export */   nB: () => (/* binding */ graphqlErrorTypes),
/* harmony export */   uD: () => (/* binding */ isOutage)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);

/** The HTTP status that GitHub answered with; `undefined` when no answer came at all or it isn't an HTTP failure. */
function statusOf(error) {
    const { status, response } = asFailure(error);
    return response === undefined || status === undefined ? undefined : status;
}
/** Whether the request was lost on the way or the server failed: nobody knows if it was carried out. */
function isOutage(error) {
    const failure = asFailure(error);
    if (failure.errors !== undefined)
        return false;
    return failure.status !== undefined && failure.status >= 500;
}
/** The `type` (or, for schema errors, `extensions.code`) of every error of a GraphQL answer; empty for REST. */
function graphqlErrorTypes(error) {
    return (asFailure(error).errors ?? []).map(({ type, extensions }) => type ?? extensions?.code ?? 'UNKNOWN');
}
/** Whether GitHub refused because of a rate limit, primary or secondary, and so did nothing. */
function isRateLimit(error) {
    const { status, response } = asFailure(error);
    if (status === 429 || graphqlErrorTypes(error).includes('RATE_LIMITED'))
        return true;
    if (status !== 403)
        return false;
    const headers = response?.headers ?? {};
    if (headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0')
        return true;
    const data = response?.data;
    const documentation = typeof data === 'object' && data !== null && 'documentation_url' in data ? data.documentation_url : '';
    return typeof documentation === 'string' && documentation.includes('rate-limit');
}
/**
 * Any failure of a GitHub call as a {@link SpeckitError}, judged by status and error type.
 * `what` completes "GitHub … to", in the infinitive: `read the pull request #3`.
 */
function toGitHubError(error, what) {
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh)
        return error;
    const failure = asFailure(error);
    if (isAbort(error)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('cancelled', `The attempt to ${what} was stopped.`, {
            hint: 'Nothing to do; `/speckit retry` runs it again.',
            cause: error,
        });
    }
    if (isRateLimit(error)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('exhausted', `GitHub's rate limit does not allow to ${what} now.`, {
            hint: 'Wait until the limit resets (an hour at most), then `/speckit retry`.',
            cause: error,
            retryable: true,
        });
    }
    if (isOutage(error)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('unreachable', `GitHub did not answer the request to ${what}.`, {
            hint: 'See githubstatus.com; try again in a few minutes with `/speckit retry`.',
            cause: error,
        });
    }
    const refusal = failure.errors === undefined ? byStatus(failure) : byType(graphqlErrorTypes(error));
    if (refusal === undefined) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('internal', `The request to ${what} failed inside speckit-remote.`, {
            hint: 'The server log has the details under the id of this run; `/speckit retry` runs it again.',
            cause: error,
        });
    }
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh(refusal.code, `GitHub refused to ${what}${reason(failure)}.`, {
        hint: refusal.hint,
        cause: error,
    });
}
const AUTH = {
    code: 'auth',
    hint: "Check that the App is still installed on this repository and that the server's private key is the App's current one.",
};
const DENIED = {
    code: 'denied',
    hint: "Check the App's permissions (contents, pull requests, checks and issues: write) and accept new ones in the installation's settings.",
};
const MISSING = {
    code: 'missing',
    hint: 'Check that it still exists and that the App is installed on this repository.',
};
const REJECTED = {
    code: 'rejected',
    hint: 'Read what GitHub says; when it looks like a defect of speckit-remote, tell the operator the id of this run.',
};
function byStatus({ status, response }) {
    const permissions = response?.headers?.['x-accepted-github-permissions'];
    switch (status) {
        case 401:
            return AUTH;
        case 403:
        case 423:
        case 451:
            if (typeof permissions !== 'string')
                return DENIED;
            return { code: 'denied', hint: `The App needs this permission on the repository: ${permissions}.` };
        case 404:
        case 410:
            return MISSING;
        default:
            return status !== undefined && status >= 400 && status < 500 ? REJECTED : undefined;
    }
}
function byType(types) {
    if (types.includes('NOT_FOUND'))
        return MISSING;
    if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES'))
        return DENIED;
    return REJECTED;
}
/** GitHub's own words are for people only; nothing branches on them. */
function reason({ status, response, message, errors }) {
    const data = response?.data;
    const own = typeof data === 'object' && data !== null && 'message' in data ? data.message : undefined;
    const words = errors === undefined ? own : message?.split('\n').slice(1).join(' ');
    const text = typeof words === 'string' ? words.replace(/\s+/g, ' ').trim().slice(0, 300) : '';
    const code = errors === undefined ? ` (HTTP ${status})` : '';
    return text === '' ? code : `${code}: ${text.replace(/\.$/, '')}`;
}
function asFailure(error) {
    return typeof error === 'object' && error !== null ? error : {};
}
function isAbort(error) {
    return error instanceof Error && error.name === 'AbortError';
}


/***/ }),

/***/ 43250:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Em: () => (/* binding */ findMarked),
/* harmony export */   cP: () => (/* binding */ sinceParameter),
/* harmony export */   rz: () => (/* binding */ answerMarker),
/* harmony export */   xI: () => (/* binding */ marked)
/* harmony export */ });
/** GitHub's clock may be behind ours. */
const CLOCK_SKEW_MS = 300_000;
/** GitHub's parameter that leaves out comments which are older. */
function sinceParameter(since) {
    return since ? { since: new Date(since.getTime() - CLOCK_SKEW_MS).toISOString() } : {};
}
function answerMarker(key) {
    return `<!-- speckit-remote answer=${key.replaceAll(/[^\w-]/g, '-')} -->`;
}
function marked(body, once) {
    return once ? `${answerMarker(once.key)}\n${body}` : body;
}
/** The first comment of `author` that begins with `marker`; what others copied does not count. */
async function findMarked(pages, author, marker) {
    for await (const { data } of pages) {
        const own = data.find(({ user, body }) => user?.login === author && body?.startsWith(marker));
        if (own)
            return own;
    }
    return undefined;
}


/***/ }),

/***/ 15238:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ createReporter)
});

// UNUSED EXPORTS: REPORTED_BYTES

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/tail.js
var text_tail = __webpack_require__(85101);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/coalescer.js
/** Milliseconds between live updates: 5 s in the first minute, 10 s up to ten minutes, then 30 s. */
function updateInterval(elapsedMs) {
    if (elapsedMs < 60_000)
        return 5000;
    return elapsedMs < 600_000 ? 10_000 : 30_000;
}
/** @param write Handles its own failures. */
function createCoalescer(startedAt, write) {
    let pending;
    let timer;
    // By a clock that never jumps.
    let lastWrite = Number.NEGATIVE_INFINITY;
    let stopped = false;
    const schedule = () => {
        if (timer !== undefined || pending === undefined || stopped)
            return;
        const due = lastWrite + updateInterval(Date.now() - startedAt.getTime());
        timer = setTimeout(() => void flush(), Math.max(0, due - performance.now()));
    };
    // The timer stays set while the write is under way, so that no second one starts.
    const flush = async () => {
        const next = pending;
        pending = undefined;
        if (next !== undefined)
            await write(next.state);
        lastWrite = performance.now();
        timer = undefined;
        schedule();
    };
    return {
        offer(state) {
            pending = { state };
            schedule();
        },
        withdraw() {
            pending = undefined;
        },
        touch() {
            lastWrite = performance.now();
        },
        stop() {
            stopped = true;
            pending = undefined;
            clearTimeout(timer);
        },
    };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/github-error.js
var github_error = __webpack_require__(93151);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/run-facts.js
/** `speckit / <phase>`, the name of every check run of ours. */
function checkName(phase) {
    return `speckit / ${phase}`;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/check-run.js



/** The button on a completed check run; `check_run.requested_action` carries the identifier. */
const RETRY_ACTION = { label: 'Retry', description: 'Run this again', identifier: 'retry' };
/** The run's id and the PR's number, which GitHub does not tell for every check run. */
function externalId(run, pullNumber) {
    return `${run}#${pullNumber}`;
}
function parseExternalId(id) {
    const match = /^(r[0-9a-z]{12})#([1-9]\d*)$/.exec(id);
    return match?.[1] && match[2] ? { run: match[1], pullNumber: Number(match[2]) } : undefined;
}
/** The writer of one check run. Nothing is sent before the first call. */
function createCheckRun(options) {
    const { client, owner, repo, headSha, externalId: external_id, detailsUrl, signal } = options;
    const name = checkName(options.phase);
    const request = signal ? { signal } : {};
    const started = options.startedAt ?? new Date();
    let id = options.id;
    let written;
    let adopt = options.adopt ?? false;
    let live = false;
    // Writes are chained, so that a late one never overwrites a newer state.
    let chain = Promise.resolve();
    const write = (state, repeatable = true) => {
        const turn = chain.then(async () => {
            const text = JSON.stringify(state);
            if (id === undefined && adopt)
                id = await find();
            if (id === undefined)
                id = await create(state);
            else if (text !== written)
                await change(id, state, repeatable);
            written = text;
            updates.touch();
            return id;
        });
        chain = turn.catch(() => undefined);
        return turn.catch(error => {
            throw (0,github_error/* toGitHubError */.Lg)(error, `write the check run \`${name}\``);
        });
    };
    const create = async (state) => {
        const send = async () => {
            const { data } = await client.rest.checks.create({
                owner,
                repo,
                name,
                head_sha: headSha,
                external_id,
                ...fields(state),
                request,
            });
            return data.id;
        };
        try {
            return await send();
        }
        catch (error) {
            if (!(0,github_error/* isOutage */.uD)(error) || options.further)
                throw error;
            // The request may have been carried out although its answer was lost.
            adopt = true;
            const found = await find();
            if (found === undefined)
                return send();
            await change(found, state);
            return found;
        }
    };
    const change = async (check_run_id, state, repeatable = true) => {
        const target = { owner, repo, check_run_id };
        await client.rest.checks.update({ ...target, ...fields(state), request: { ...request, repeatable } });
    };
    const find = async () => {
        const runs = await client.paginate(client.rest.checks.listForRef, {
            owner,
            repo,
            ref: headSha,
            check_name: name,
            filter: 'all',
            per_page: 100,
            request,
        });
        return runs.find(run => run.external_id === external_id)?.id;
    };
    const fields = (state) => ({
        ...state,
        ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    });
    const running = (output) => ({
        status: 'in_progress',
        started_at: timestamp(started),
        output,
    });
    const updates = createCoalescer(started, async (state) => {
        // A newer state follows anyway, so a live update is not repeated: `complete` must not wait for it.
        await write(state, false).catch(options.onUpdateError);
    });
    const stop = () => {
        live = false;
        updates.stop();
    };
    return {
        queue: output => write({ status: 'queued', output }),
        start(output) {
            live = true;
            return write(running(output));
        },
        update(output) {
            if (!live)
                return;
            const state = running(output);
            if (JSON.stringify(state) === written)
                updates.withdraw();
            else
                updates.offer(state);
        },
        complete(conclusion, output, completedAt = new Date()) {
            stop();
            return write({
                status: 'completed',
                started_at: timestamp(started),
                completed_at: timestamp(completedAt),
                conclusion,
                output,
                actions: [RETRY_ACTION],
            });
        },
        stop,
    };
}
/** GitHub's own form, whole seconds. */
function timestamp(date) {
    return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/check-text.js
var check_text = __webpack_require__(54511);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/comment-text.js
var comment_text = __webpack_require__(2188);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/status-comment.js
var status_comment = __webpack_require__(38737);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/reporter.js







/** Enough for the check run's text, which is cut to 65,535 bytes after cleaning. */
const REPORTED_BYTES = 96 * 1024;
/** Rendering the tail is not free, so a busy output is rendered at this pace whatever GitHub's interval. */
const RENDER_MS = 1000;
/** Shows one run on GitHub: its check run and its status comment. */
function createReporter(options) {
    const { client, owner, repo, facts, onError } = options;
    const startedAt = options.startedAt ?? new Date();
    const tail = (0,text_tail/* createTail */.$)(REPORTED_BYTES, options.before);
    const notices = [];
    const state = {};
    const links = options.page === undefined ? {} : { page: options.page };
    const places = {};
    let missed = false;
    let timer;
    const check = createCheckRun({
        client,
        owner,
        repo,
        headSha: facts.headSha,
        phase: facts.phase,
        externalId: externalId(facts.id, facts.pullNumber),
        startedAt,
        onUpdateError: onError,
        ...(options.checkRunId === undefined ? {} : { id: options.checkRunId }),
        ...(options.adopt === undefined ? {} : { adopt: options.adopt }),
    });
    const comment = (0,status_comment/* createStatusComment */.c)({
        client,
        owner,
        repo,
        pullNumber: facts.pullNumber,
        runId: facts.id,
        author: options.botLogin,
        since: options.createdAt,
        ...(options.statusCommentId === undefined ? {} : { id: options.statusCommentId }),
    });
    const progress = (elapsedMs) => ({
        ...state,
        notices,
        tail: tail.bytes(),
        totalBytes: tail.total,
        ...(elapsedMs === undefined ? {} : { elapsedMs }),
    });
    const withMemo = (outcome) => options.memo ? { ...facts, memo: options.memo(outcome) } : facts;
    const showCheck = async (write) => {
        const id = options.check === false ? undefined : await tolerate(write());
        if (id === undefined)
            return;
        places.checkRunId = id;
        links.check = `${facts.repositoryUrl}/runs/${id}`;
    };
    const showComment = async (body) => {
        const result = await tolerate(comment.write(body));
        if (result && result.kind !== 'refused')
            places.statusCommentId = result.id;
    };
    const running = () => (0,comment_text/* runningComment */.tm)(withMemo(), links, { ...state, notices });
    // A newer state follows anyway, so nobody waits for this one, and what becomes of it is only noted.
    const updates = createCoalescer(startedAt, async () => {
        try {
            const result = await comment.write(running(), { repeatable: false });
            if (result.kind === 'refused')
                updates.stop();
        }
        catch (error) {
            if (!(0,errors/* isSpeckitError */.cN)(error))
                throw error;
            onError(error);
        }
    });
    /** One place that cannot be written must not cost the other, nor the run. */
    const tolerate = async (write) => {
        try {
            return await write;
        }
        catch (error) {
            if (!(0,errors/* isSpeckitError */.cN)(error))
                throw error;
            missed ||= error.retryable;
            onError(error);
            return undefined;
        }
    };
    const render = () => {
        timer ??= setTimeout(() => {
            timer = undefined;
            check.update((0,check_text/* runningCheck */.MX)(facts, progress()));
        }, RENDER_MS);
    };
    return {
        async queued(ahead) {
            await showCheck(() => check.queue((0,check_text/* queuedCheck */.w1)(facts)));
            await showComment((0,comment_text/* queuedComment */.X7)(withMemo(), links, ahead));
            return places;
        },
        async started() {
            await showCheck(() => check.start((0,check_text/* runningCheck */.MX)(facts, progress())));
            await showComment(running());
            updates.touch();
            return places;
        },
        hear(event) {
            if (event.type === 'result')
                return;
            if (event.type === 'output')
                tail.push(event.bytes);
            else if (event.type === 'phase')
                state.phase = event.phase;
            else if (event.type === 'usage')
                state.usage = event.sample;
            else if (event.type === 'progress')
                state.transfer = event;
            else
                notices.push(event.text);
            render();
            // Its text shows neither output nor usage.
            if (event.type !== 'output' && event.type !== 'usage')
                updates.offer(undefined);
        },
        async ended(outcome) {
            clearTimeout(timer);
            updates.stop();
            missed = false;
            const elapsedMs = (options.endedAt ?? new Date()).getTime() - startedAt.getTime();
            const output = (0,check_text/* completedCheck */.qb)(facts, outcome, progress(elapsedMs));
            const conclusion = (0,check_text/* checkConclusion */.Gc)(outcome.conclusion);
            await Promise.all([
                showCheck(() => check.complete(conclusion, output)),
                outcome.commitSha && options.check !== false
                    ? tolerate(onCommit(outcome.commitSha).complete(conclusion, output))
                    : undefined,
            ]);
            await showComment((0,comment_text/* endedComment */.Ah)(withMemo(outcome), outcome, { links, elapsedMs, notices }));
            return { ...places, missed };
        },
        stop() {
            clearTimeout(timer);
            timer = undefined;
            updates.stop();
            check.stop();
        },
    };
    /** GitHub shows the checks of the newest commit, so the result is shown on ours too. */
    function onCommit(headSha) {
        return createCheckRun({
            client,
            owner,
            repo,
            headSha,
            phase: facts.phase,
            externalId: externalId(facts.id, facts.pullNumber),
            startedAt,
            onUpdateError: onError,
            ...(options.adopt === undefined ? {} : { adopt: options.adopt }),
        });
    }
}


/***/ }),

/***/ 38737:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ reply),
/* harmony export */   c: () => (/* binding */ createStatusComment)
/* harmony export */ });
/* harmony import */ var _comment_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2188);
/* harmony import */ var _github_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(93151);
/* harmony import */ var _once_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(43250);



/** The one comment that follows a run. `body` of every write must begin with the run's marker. */
function createStatusComment(options) {
    const { client, owner, repo, pullNumber, runId, author, since, signal } = options;
    const request = signal ? { signal } : {};
    const marker = (0,_comment_text_js__WEBPACK_IMPORTED_MODULE_0__/* .commentMarker */ .Ql)(runId);
    let id = options.id;
    let written;
    let searched = false;
    let chain = Promise.resolve();
    const find = async () => {
        const list = client.paginate.iterator(client.rest.issues.listComments, {
            ...{ owner, repo, issue_number: pullNumber, per_page: 100, request },
            ...(0,_once_js__WEBPACK_IMPORTED_MODULE_2__/* .sinceParameter */ .cP)(since),
        });
        const own = await (0,_once_js__WEBPACK_IMPORTED_MODULE_2__/* .findMarked */ .Em)(list, author, marker);
        id = own?.id;
        written = own?.body;
    };
    const create = async (body) => {
        const { data } = await client.rest.issues.createComment({
            owner,
            repo,
            issue_number: pullNumber,
            body,
            request,
        });
        id = data.id;
        written = body;
        return { kind: 'written', id: data.id, url: data.html_url };
    };
    const update = async (comment_id, body, repeatable) => {
        if (written === body)
            return { kind: 'unchanged', id: comment_id };
        try {
            const { data } = await client.rest.issues.updateComment({
                ...{ owner, repo, comment_id, body },
                request: { ...request, repeatable },
            });
            written = body;
            return { kind: 'written', id: comment_id, url: data.html_url };
        }
        catch (error) {
            if ((0,_github_error_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c2)(error) !== 404)
                throw error;
            // Somebody deleted it; the state of the run must be seen somewhere.
            return create(body);
        }
    };
    const place = async (body, repeatable) => {
        if (id === undefined && !searched) {
            await find();
            searched = true;
        }
        try {
            return await (id === undefined ? create(body) : update(id, body, repeatable));
        }
        catch (error) {
            // A create whose answer was lost may have been carried out: look before the next one.
            searched = false;
            throw error;
        }
    };
    return {
        write(body, { repeatable = true } = {}) {
            const turn = chain.then(() => place(body, repeatable));
            chain = turn.catch(() => undefined);
            return turn.catch(error => {
                const failure = (0,_github_error_js__WEBPACK_IMPORTED_MODULE_1__/* .toGitHubError */ .Lg)(error, `comment on the pull request #${pullNumber}`);
                if (failure.code === 'denied')
                    return { kind: 'refused', reason: failure.message };
                throw failure;
            });
        },
    };
}
/**
 * A plain reply on the pull request or issue; a locked conversation is a result, not an error.
 * @param once keeps one whose answer was lost from being posted twice
 */
async function reply(options) {
    const { client, owner, repo, number, once, signal } = options;
    const request = signal ? { signal } : {};
    const where = { owner, repo, issue_number: number, request };
    try {
        if (once?.lookFor) {
            const { author, since } = once.lookFor;
            const list = client.paginate.iterator(client.rest.issues.listComments, {
                ...{ ...where, per_page: 100 },
                ...(0,_once_js__WEBPACK_IMPORTED_MODULE_2__/* .sinceParameter */ .cP)(since),
            });
            const posted = await (0,_once_js__WEBPACK_IMPORTED_MODULE_2__/* .findMarked */ .Em)(list, author, (0,_once_js__WEBPACK_IMPORTED_MODULE_2__/* .answerMarker */ .rz)(once.key));
            if (posted)
                return { kind: 'unchanged', id: posted.id };
        }
        const body = (0,_once_js__WEBPACK_IMPORTED_MODULE_2__/* .marked */ .xI)(options.body, once);
        const { data } = await client.rest.issues.createComment({ ...where, body });
        return { kind: 'written', id: data.id, url: data.html_url };
    }
    catch (error) {
        const failure = (0,_github_error_js__WEBPACK_IMPORTED_MODULE_1__/* .toGitHubError */ .Lg)(error, `comment on #${number}`);
        if (failure.code === 'denied')
            return { kind: 'refused', reason: failure.message };
        throw failure;
    }
}


/***/ }),

/***/ 3891:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cw: () => (/* binding */ removeFolders),
/* harmony export */   hN: () => (/* binding */ commandMark),
/* harmony export */   q9: () => (/* binding */ endLeftovers),
/* harmony export */   r0: () => (/* binding */ clearCommand)
/* harmony export */ });
/* harmony import */ var _drivers_support_leftovers_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(85639);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(68164);


/** Marks a run's command and whatever it starts, so that it can be ended without its sandbox. */
const COMMAND_MARK = 'SPECKIT_REMOTE_COMMAND';
/** What goes into the environment of a run's command. The home tells apart sandboxes that share a machine. */
function commandMark({ home }) {
    return { [COMMAND_MARK]: home };
}
/** Folders are made writable first: a command may leave some that are not. */
const REMOVE = 'for dir; do [ ! -e "$dir" ] || { chmod -R u+rwX "$dir" 2>/dev/null; rm -rf "$dir" || exit; }; done';
/** Removes all that is in `folder` but `kept`, a path right in it. */
const CLEAR = `
for path in "$1"/* "$1"/.[!.]*; do
  [ "$path" = "$2" ] || [ ! -e "$path" ] || { chmod -R u+rwX "$path" 2>/dev/null; rm -rf "$path" || exit; }
done
`;
const END_AND_CLEAR = 'sh -c "$1" sh "$2" && exec sh -c "$3" sh "$4" "$5"';
/**
 * The command that ends every process which a run's command has left in its sandbox, and then removes what the run has
 * left in `folder`, except for `kept`, a path right in it.
 */
function clearCommand(sandbox, folder, kept) {
    const [, , kill = '', , mark = ''] = killLeftovers(sandbox);
    return ['sh', '-c', END_AND_CLEAR, 'sh', kill, mark, CLEAR, folder, kept];
}
const killLeftovers = (sandbox) => (0,_drivers_support_leftovers_js__WEBPACK_IMPORTED_MODULE_0__/* .killCommand */ .un)(Object.values(commandMark(sandbox)), COMMAND_MARK);
/** Ends every process that a run's command has left in its sandbox. */
async function endLeftovers(sandbox, options) {
    await must(sandbox, killLeftovers(sandbox), options);
}
/** Removes folders of an earlier run. */
async function removeFolders(sandbox, folders, options) {
    await must(sandbox, ['sh', '-c', REMOVE, 'sh', ...folders], options);
}
async function must(sandbox, argv, options) {
    const { exitCode, stderr } = await sandbox.exec(argv, options);
    if (exitCode === 0)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .SpeckitError */ .Yh('internal', 'The sandbox of the run before could not be cleaned.', {
        hint: 'Nothing to do: it is removed, and a new one is made.',
        cause: new Error(`exit ${exitCode}: ${stderr.toString()}`),
    });
}


/***/ }),

/***/ 50138:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q_: () => (/* binding */ interruptedVerdict),
/* harmony export */   UG: () => (/* binding */ shellVerdict),
/* harmony export */   WB: () => (/* binding */ CONFLICT_TITLE),
/* harmony export */   Y_: () => (/* binding */ changedFiles),
/* harmony export */   iS: () => (/* binding */ failedOutcome)
/* harmony export */ });
/** A run that ended because of `error`, whatever step it came from. */
function failedOutcome(error, parts = {}) {
    return {
        changes: [],
        ...parts,
        conclusion: error.code === 'cancelled' ? 'cancelled' : 'failure',
        title: error.message,
        notes: [error.hint, ...(parts.notes ?? [])],
        error,
    };
}
const CONFLICT_TITLE = 'The branch and the run changed the same things, so nothing was committed yet.';
function changedFiles(changes) {
    return changes.map(({ path, status }) => ({ path, status }));
}
/** The verdict on a session that has no exit code, or `undefined` if it has one. */
function interruptedVerdict(end, timeoutText) {
    switch (end.kind) {
        case 'exited':
            return undefined;
        case 'timed_out':
            return {
                conclusion: 'timed_out',
                title: `The command was stopped after its time limit of ${timeoutText}.`,
                notes: ['Give it more time with `--timeout`, or raise `timeout` in the profile.'],
            };
        case 'cancelled':
            return { conclusion: 'cancelled', title: 'The run was cancelled.', notes: [] };
        case 'lost':
            return {
                conclusion: 'failure',
                title: 'The command disappeared without an exit code.',
                notes: [
                    'Something killed it from outside, often a lack of memory; the output up to then is complete.',
                ],
            };
    }
}
/** What a shell command's exit code means. */
function shellVerdict(exitCode, signalName) {
    if (exitCode === 0)
        return { conclusion: 'success', title: 'The command succeeded.', notes: [], exitCode };
    const how = signalName ? `was killed by ${signalName}` : `failed with exit code ${exitCode}`;
    return { conclusion: 'failure', title: `The command ${how}.`, notes: [], exitCode };
}


/***/ }),

/***/ 72352:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e0: () => (/* binding */ discardSandboxes),
  _2: () => (/* binding */ hold),
  _r: () => (/* binding */ release)
});

// UNUSED EXPORTS: isReusable

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/drivers/remove.js

/** Ends a sandbox of which only the id is known; one that is gone is fine. */
async function removeSandbox(driver, id, signal) {
    try {
        if (driver.remove)
            await driver.remove(id, { signal });
        else
            await (await driver.attach(id, { signal })).destroy({ signal });
    }
    catch (error) {
        if (!(0,errors/* isSpeckitError */.cN)(error, 'missing'))
            throw error;
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/durations.js
var durations = __webpack_require__(19688);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/pipeline/clear.js
var clear = __webpack_require__(3891);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/release.js



/** How long a sandbox that is out of reach is left for its result to be fetched. */
const HOLD_MS = 60 * 60_000;
/** How long releasing a sandbox may take. */
const RELEASE_MS = 30_000;
/**
 * Leaves the run's sandbox to the pull request's next run if the profile says so, else ends it, also one of which
 * only the engine knows because its creation broke off. What cannot be released now is the sweeper's; the run's
 * outcome stands.
 */
async function release(input) {
    const { connection, run, ports } = input;
    const signal = AbortSignal.timeout(RELEASE_MS);
    if (await keep(input, signal))
        return;
    try {
        if (connection)
            return await connection.sandbox.destroy({ signal });
        await discardSandboxes(ports.driver, run.id, signal);
    }
    catch (cause) {
        ports.notReleased?.();
        ports.warn('The sandbox could not be released yet.', cause);
    }
}
/** Ends every sandbox that carries the run's label. */
async function discardSandboxes(driver, runId, signal) {
    for (const { id } of await driver.list({ run: runId }, { signal })) {
        await removeSandbox(driver, id, signal);
    }
}
/** Whether the next run may go on where this one has ended: its command came to an end by itself. */
function isReusable({ conclusion, exitCode }) {
    return exitCode !== undefined && conclusion !== 'cancelled' && conclusion !== 'timed_out';
}
async function keep({ run, ports, connection, outcome }, signal) {
    const { keepMs } = run.profile;
    if (!ports.shelf || !connection || !outcome || keepMs === 0 || !isReusable(outcome))
        return false;
    try {
        await (0,clear/* endLeftovers */.q9)(connection.sandbox, { signal });
        await ports.shelf.keep(left(connection), keepMs);
        return true;
    }
    catch (cause) {
        ports.warn('The sandbox could not be kept.', cause);
        return false;
    }
}
/**
 * Holds a sandbox that is out of reach while it has something that nobody else has. Returns what the person is told,
 * or nothing when it cannot be held.
 */
async function hold({ run, ports }, connection) {
    if (!ports.shelf)
        return undefined;
    try {
        await ports.shelf.hold(left(connection), HOLD_MS);
        return `Its output up to then is complete, and the command goes on in its sandbox ${connection.sandbox.id}, which is kept for up to ${(0,durations/* formatDuration */.a3)(HOLD_MS)}: \`/speckit retry ${run.id}\` fetches its result once it can be reached again.`;
    }
    catch (cause) {
        ports.warn('The sandbox could not be held.', cause);
        return undefined;
    }
}
const left = ({ sandbox, madeAt }) => ({ sandboxId: sandbox.id, madeAt });


/***/ }),

/***/ 92055:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   KQ: () => (/* binding */ DEFAULT_UNREACHABLE_MS),
/* harmony export */   dR: () => (/* binding */ DEFAULT_LIMITS),
/* harmony export */   fm: () => (/* binding */ repoConfig),
/* harmony export */   sB: () => (/* binding */ serverConfig),
/* harmony export */   t1: () => (/* binding */ DEFAULT_TIMEOUT_MS),
/* harmony export */   xh: () => (/* binding */ DEFAULT_RETENTION)
/* harmony export */ });
/* unused harmony exports DEFAULT_CONCURRENCY, DEFAULT_KEEP_RESULTS_MS, userConfig */
/* harmony import */ var _drivers_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30067);
/* harmony import */ var _shape_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(32368);


const DEFAULT_LIMITS = {
    output: 8 * 2 ** 20,
    result: 128 * 2 ** 20,
    tree: 512 * 2 ** 20,
    file: 50 * 2 ** 20,
    files: 5_000,
};
const DEFAULT_CONCURRENCY = 4;
const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_KEEP_RESULTS_MS = 14 * DAY_MS;
const DEFAULT_RETENTION = {
    outputMs: 30 * DAY_MS,
    outputBytes: 4 * 2 ** 30,
    runsMs: 180 * DAY_MS,
};
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const DEFAULT_UNREACHABLE_MS = 5 * 60_000;
const DEFAULT_MAX_TIMEOUT_MS = 120 * 60_000;
/** A validated repository file with defaults; `raw` is the same before the drivers' schemas changed its values. */
function repoConfig(file, parsed, raw) {
    return {
        ...common(file, parsed, raw),
        project: parsed.project ?? '.',
        exclude: parsed.exclude ?? [],
        ...compact({ answer: parsed.answer }),
    };
}
function serverConfig(file, parsed, raw) {
    const { serve, allow = {} } = parsed;
    const { timeout, keep, drivers, ...ceiling } = allow;
    const [first = 'docker', ...others] = drivers ?? [];
    return {
        ...common(file, parsed, raw),
        serve: { owners: serve?.owners ?? [], repositories: serve?.repositories ?? [] },
        bots: parsed.bots ?? [],
        concurrency: parsed.concurrency ?? DEFAULT_CONCURRENCY,
        caps: compact(parsed.caps ?? {}),
        retention: {
            outputMs: parsed.retention?.output ?? DEFAULT_RETENTION.outputMs,
            outputBytes: parsed.retention?.outputSize ?? DEFAULT_RETENTION.outputBytes,
            runsMs: parsed.retention?.runs ?? DEFAULT_RETENTION.runsMs,
        },
        keepResultsMs: parsed.keepResults ?? DEFAULT_KEEP_RESULTS_MS,
        variables: Object.fromEntries(Object.entries(parsed.variables ?? {}).map(([name, rule]) => [name, compact(rule)])),
        allow: {
            ...compact(ceiling),
            profiles: allow.profiles ?? true,
            override: allow.override ?? ['agent', 'timeout'],
            drivers: [first, ...others],
            images: allow.images ?? [],
            timeoutMs: timeout ?? DEFAULT_MAX_TIMEOUT_MS,
            keepMs: keep ?? 0,
            limits: { ...DEFAULT_LIMITS, ...compact(allow.limits ?? {}) },
        },
    };
}
function userConfig(file, parsed, raw) {
    const { profile, agent, timeout, exclude = [], variables = [], projects = {} } = parsed;
    return {
        file,
        ...compact({ profile, agent, timeoutMs: timeout }),
        projects: Object.fromEntries(Object.entries(projects).map(([folder, chosen]) => [folder, compact(chosen)])),
        exclude,
        variables,
        profiles: profilesOf(parsed, raw),
    };
}
function common(file, parsed, raw) {
    const { profile, agent, timeout, admin, protect } = parsed;
    return {
        file,
        ...compact({ profile, agent, timeoutMs: timeout, protect }),
        profiles: profilesOf(parsed, raw),
        admin: { shell: admin?.shell ?? false, phases: admin?.phases ?? [], profiles: admin?.profiles ?? [] },
    };
}
function profilesOf({ profiles = {} }, raw) {
    const entries = Object.entries(profiles).map(([name, fields]) => [name, profileConfig(fields, own(own(raw, 'profiles'), name))]);
    return Object.fromEntries(entries);
}
function profileConfig({ driver, agent, timeout, keep, unreachable, env, limits, set }, raw) {
    const settings = _drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .DRIVER_NAMES */ .q.flatMap(name => {
        const written = own(raw, name);
        return (0,_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .isGroup */ .I)(written) ? [[name, written]] : [];
    });
    return {
        ...compact({ driver, agent, timeoutMs: timeout, keepMs: keep, unreachableMs: unreachable, env, set }),
        settings: Object.fromEntries(settings),
        limits: compact(limits ?? {}),
    };
}
function own(value, key) {
    return (0,_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .isGroup */ .I)(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
function compact(value) {
    return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}


/***/ }),

/***/ 31527:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DR: () => (/* binding */ standardDomains),
/* harmony export */   SJ: () => (/* binding */ ALL_STANDARD_DOMAINS)
/* harmony export */ });
/* unused harmony export REGISTRIES */
/* harmony import */ var _agents_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70359);

/** Where builds fetch packages from. */
const REGISTRIES = [
    // npm
    'registry.npmjs.org',
    // PyPI
    'pypi.org',
    'files.pythonhosted.org',
    // crates.io
    'index.crates.io',
    'static.crates.io',
    // Go
    'proxy.golang.org',
    'sum.golang.org',
    // Maven Central and Gradle's plugins
    'repo.maven.apache.org',
    'repo1.maven.org',
    'plugins.gradle.org',
    // RubyGems
    'rubygems.org',
    'index.rubygems.org',
    // Debian
    'deb.debian.org',
    'security.debian.org',
];
/** What a sandbox of this agent may reach where nobody said otherwise. */
const standardDomains = (agent = _agents_js__WEBPACK_IMPORTED_MODULE_0__/* .DEFAULT_AGENT */ .kz) => [
    ...((0,_agents_js__WEBPACK_IMPORTED_MODULE_0__/* .findAgent */ .dp)(agent)?.endpoints ?? []),
    ...REGISTRIES,
];
/** Everything that is in the standard list of some agent. */
const ALL_STANDARD_DOMAINS = [
    ..._agents_js__WEBPACK_IMPORTED_MODULE_0__/* .AGENTS */ .jw.flatMap(({ endpoints }) => endpoints),
    ...REGISTRIES,
];


/***/ }),

/***/ 56273:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GR: () => (/* binding */ parseRepoConfig),
/* harmony export */   YD: () => (/* binding */ REPO_FILE),
/* harmony export */   jf: () => (/* binding */ parseServerConfig)
/* harmony export */ });
/* unused harmony exports SERVER_FILE, USER_FILE, parseUserConfig */
/* harmony import */ var _command_suggest_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(82399);
/* harmony import */ var _drivers_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30067);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(68164);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92055);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(14213);
/* harmony import */ var _schema_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(92738);
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(85886);







const REPO_FILE = '.github/speckit.yml';
const SERVER_FILE = 'speckit-remote.yml';
const USER_FILE = 'config.yml';
/** Characters. A configuration is written by hand; anything larger is another file. */
const LARGEST = 256 * 1024;
/** The repository's configuration; without a text (there is no file) the defaults. Throws `config`. */
async function parseRepoConfig(text, { file = REPO_FILE } = {}) {
    const raw = text === undefined ? {} : read(file, text);
    const schema = (0,_schema_js__WEBPACK_IMPORTED_MODULE_4__/* .repoSchema */ .MU)(await (0,_schema_js__WEBPACK_IMPORTED_MODULE_4__/* .loadSchemas */ .BH)(driversIn(raw)));
    return (0,_config_js__WEBPACK_IMPORTED_MODULE_2__/* .repoConfig */ .fm)(file, validate(file, raw, schema), raw);
}
/** The server's configuration; without a text it serves nobody. Throws `config`. */
async function parseServerConfig(text, { file = SERVER_FILE } = {}) {
    const raw = text === undefined ? {} : read(file, text);
    const schema = (0,_schema_js__WEBPACK_IMPORTED_MODULE_4__/* .serverSchema */ .zT)(await (0,_schema_js__WEBPACK_IMPORTED_MODULE_4__/* .loadSchemas */ .BH)(driversIn(raw)));
    const config = (0,_config_js__WEBPACK_IMPORTED_MODULE_2__/* .serverConfig */ .sB)(file, validate(file, raw, schema), raw);
    checkReferences(config);
    return config;
}
/** One person's configuration for the command line; without a text the defaults. Throws `config`. */
async function parseUserConfig(text, { file = USER_FILE } = {}) {
    const raw = text === undefined ? {} : read(file, text);
    const schema = userSchema(await loadSchemas(driversIn(raw)));
    return userConfig(file, validate(file, raw, schema), raw);
}
function read(file, text) {
    if (text.length > LARGEST) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .SpeckitError */ .Yh('config', `\`${file}\` has ${text.length} characters.`, {
            hint: `A configuration has at most ${LARGEST}.`,
        });
    }
    const result = (0,_yaml_js__WEBPACK_IMPORTED_MODULE_5__/* .readYaml */ .g)(text.replace(/^\ufeff/, ''));
    if (result.ok)
        return result.value ?? {};
    const where = result.line === undefined ? '' : ` at line ${result.line}, column ${result.column}`;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .SpeckitError */ .Yh('config', `\`${file}\` is not valid YAML${where}: ${result.problem}.`, {
        hint: 'Correct it there; an editor that knows YAML shows the place.',
    });
}
function validate(file, raw, schema) {
    const result = schema.safeParse(raw, { error: _problems_js__WEBPACK_IMPORTED_MODULE_3__/* .allowed */ .TQ });
    if (result.success)
        return result.data;
    throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .configError */ .Fj)(file, result.error.issues, raw, schema);
}
/** The drivers whose settings the file holds; only those are loaded. */
function driversIn(raw) {
    const profiles = typeof raw === 'object' && raw !== null && 'profiles' in raw ? raw.profiles : undefined;
    const groups = typeof profiles === 'object' && profiles !== null ? Object.values(profiles) : [];
    return _drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .DRIVER_NAMES */ .q.filter(name => groups.some(group => typeof group === 'object' && group !== null && Object.hasOwn(group, name)));
}
/** Names that the file uses in one place and has to define in another. */
function checkReferences(config) {
    const { file, profile, profiles, variables } = config;
    const names = Object.keys(profiles);
    if (profile !== undefined && profile !== 'default' && !names.includes(profile)) {
        throw undefinedName(file, ['profile'], profile, names, 'profile');
    }
    for (const [variable, rule] of Object.entries(variables)) {
        for (const [index, name] of (rule.profiles ?? []).entries()) {
            if (names.includes(name))
                continue;
            throw undefinedName(file, ['variables', variable, 'profiles', index], name, names, 'profile');
        }
    }
    for (const [name, { env = [] }] of Object.entries(profiles)) {
        for (const [index, variable] of env.entries()) {
            const known = Object.keys(variables);
            if (known.includes(variable))
                continue;
            throw undefinedName(file, ['profiles', name, 'env', index], variable, known, 'variable');
        }
    }
}
function undefinedName(file, path, name, known, what) {
    const section = what === 'profile' ? 'profiles' : 'variables';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .SpeckitError */ .Yh('config', `\`${file}\`: ${(0,_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .keyName */ .xT)(path)} is ${(0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_6__/* .quoted */ .TL)(name)}, which \`${section}\` does not have.`, { hint: known.length > 0 ? `There: ${(0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_6__/* .listed */ .KE)(known)}.` : `Define it under \`${section}\`.` });
}


/***/ }),

/***/ 14213:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fj: () => (/* binding */ configError),
/* harmony export */   TQ: () => (/* binding */ allowed),
/* harmony export */   xT: () => (/* binding */ keyName)
/* harmony export */ });
/* harmony import */ var _command_suggest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(82399);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);
/* harmony import */ var _shape_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(32368);



/** More are not shown: the first ones usually cause the others. */
const SHOWN = 5;
/** What zod found wrong in `root` as one error that names file, keys, what was found and what is allowed. */
function configError(file, issues, root, schema) {
    const problems = issues.flatMap(issue => explain(issue, root, schema));
    const [first, ...further] = problems.slice(0, SHOWN);
    if (first === undefined)
        throw new Error('a failed validation has issues');
    const rest = further.map(problem => `Also: ${problem.wrong}. ${problem.allowed}.`);
    const more = problems.length > SHOWN ? [`There are ${problems.length - SHOWN} more.`] : [];
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .SpeckitError */ .Yh('config', `\`${file}\`: ${first.wrong}.`, {
        hint: [`${first.allowed}.`, ...rest, ...more].join(' '),
    });
}
function explain(issue, root, schema) {
    if (issue.code === 'unrecognized_keys') {
        const known = (0,_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .keysAt */ ._)(schema, issue.path);
        return issue.keys.map(key => {
            const near = (0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .closest */ .kp)(key, known);
            const list = known.length > 0 ? `Known here: ${(0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .listed */ .KE)(known)}` : 'Nothing can be set here';
            return {
                wrong: `${keyName([...issue.path, key])} is not a known key`,
                allowed: near ? `Did you mean \`${near}\`? ${list}` : list,
            };
        });
    }
    if (issue.code === 'invalid_key') {
        const message = issue.issues[0]?.message ?? 'Choose another name';
        return [{ wrong: `${keyName(issue.path)} is not a name that fits`, allowed: sentence(message) }];
    }
    const forms = issue.code === 'invalid_union' ? issue.errors.map(form => below(issue.path, form)) : [];
    // The form that was meant is one that fits as far as here.
    const meant = forms.find(form => form.every(({ path, code }) => path.length > issue.path.length || code === 'unrecognized_keys'));
    if (meant)
        return meant.flatMap(inner => explain(inner, root, schema));
    const found = at(root, issue.path);
    const wrong = found === undefined ? `${keyName(issue.path)} is missing` : `${keyName(issue.path)} is ${shown(found)}`;
    const messages = forms.length > 0 ? forms.flatMap(([first]) => first?.message ?? []) : [issue.message];
    return [{ wrong, allowed: messages.map(sentence).join('. Or: ') }];
}
const below = (path, issues) => issues.map(issue => ({ ...issue, path: [...path, ...issue.path] }));
/**
 * What is allowed in the place of what was found, without a full stop. Given to zod as the error map, so that it
 * becomes an issue's message wherever the schema has none of its own.
 */
function allowed(issue) {
    switch (issue.code) {
        case 'invalid_type':
            return `Write ${TYPES[issue.expected] ?? issue.expected}`;
        case 'invalid_value': {
            const values = issue.values.map(String);
            const near = typeof issue.input === 'string' ? (0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .closest */ .kp)(issue.input, values) : undefined;
            return `${near ? `Did you mean \`${near}\`? ` : ''}Allowed: ${(0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .listed */ .KE)(values)}`;
        }
        case 'too_big':
            return `Write at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
        case 'too_small':
            return `Write ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
        default:
            return 'Write something else';
    }
}
const UNITS = {
    string: ' characters',
    array: ' entries',
    record: ' names',
};
const TYPES = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: '`true` or `false`',
    array: 'a list',
    object: 'keys with values',
    record: 'names with values',
};
/** Drivers word their messages as they like. */
function sentence(message) {
    return message.charAt(0).toUpperCase() + message.slice(1).replace(/\.$/, '');
}
/** `profiles.fast.docker.memory`, `exclude[2]`, as inline code; the whole file where the path is empty. */
function keyName(path) {
    if (path.length === 0)
        return 'the file';
    const text = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return (0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .quoted */ .TL)(text.replace(/^\./, ''));
}
function shown(found) {
    if (Array.isArray(found))
        return 'a list';
    if (found === null)
        return 'empty';
    return typeof found === 'object' ? 'a group of keys' : (0,_command_suggest_js__WEBPACK_IMPORTED_MODULE_2__/* .quoted */ .TL)(String(found));
}
function at(root, path) {
    let value = root;
    for (const part of path) {
        if (typeof value !== 'object' || value === null)
            return undefined;
        value = Object.getOwnPropertyDescriptor(value, part)?.value;
    }
    return value;
}


/***/ }),

/***/ 9901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ isReserved),
/* harmony export */   g: () => (/* binding */ RESERVED_RULE)
/* harmony export */ });
/** What the server itself is configured with; a name that ends with `*` stands for all that begin so. */
const RESERVED = [
    'APP_ID',
    'PRIVATE_KEY',
    'PRIVATE_KEY_PATH',
    'WEBHOOK_SECRET',
    'WEBHOOK_PROXY_URL',
    'CLIENT_ID',
    'CLIENT_SECRET',
    'DATABASE_URL',
    'REDIS_URL',
    'SENTRY_DSN',
    'E2B_API_KEY',
    'DAYTONA_API_KEY',
    'GITHUB_*',
    'GH_*',
    'GHE_*',
    'PG*',
    'DOCKER_*',
    'SPECKIT_REMOTE_*',
];
/**
 * Whether a variable belongs to the server: its keys, its database, its way to GitHub and to the engines. Such a
 * variable never enters a sandbox, whatever a configuration says. Case does not matter.
 */
function isReserved(name) {
    const upper = name.toUpperCase();
    return RESERVED.some(entry => entry.endsWith('*') ? upper.startsWith(entry.slice(0, -1)) : upper === entry);
}
const RESERVED_RULE = "belongs to the server itself (like the App's key or the database) and never enters a sandbox";


/***/ }),

/***/ 92738:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BH: () => (/* binding */ loadSchemas),
/* harmony export */   MU: () => (/* binding */ repoSchema),
/* harmony export */   cu: () => (/* binding */ OVERRIDABLE),
/* harmony export */   zT: () => (/* binding */ serverSchema)
/* harmony export */ });
/* unused harmony exports ANSWERERS, userSchema */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(26921);
/* harmony import */ var _drivers_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30067);
/* harmony import */ var _drivers_support_egress_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(98524);
/* harmony import */ var _sync_guards_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(91117);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(92055);
/* harmony import */ var _durations_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(19688);
/* harmony import */ var _sizes_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(73947);
/* harmony import */ var _values_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(50491);








/** What a repository may change in a profile that the server defines, if the server says so. */
const OVERRIDABLE = [
    'driver',
    'agent',
    'timeout',
    'keep',
    'unreachable',
    'env',
    'limits',
    'image',
    'memory',
    'cpus',
    'pids',
    'network',
];
/** The two that can take commands of a repository. */
const ANSWERERS = ['app', 'action'];
const limits = zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
    output: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .size */ .Ej
        .optional()
        .describe(`How much of the output is stored; beyond it head and tail; default: ${(0,_sizes_js__WEBPACK_IMPORTED_MODULE_5__/* .formatSize */ .Xq)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_LIMITS */ .dR.output)}.`),
    result: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .size */ .Ej
        .optional()
        .describe(`Size of the result as a pack; default: ${(0,_sizes_js__WEBPACK_IMPORTED_MODULE_5__/* .formatSize */ .Xq)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_LIMITS */ .dR.result)}.`),
    tree: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .size */ .Ej
        .optional()
        .describe(`Size of all files of the result that changed; default: ${(0,_sizes_js__WEBPACK_IMPORTED_MODULE_5__/* .formatSize */ .Xq)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_LIMITS */ .dR.tree)}.`),
    file: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .size */ .Ej
        .optional()
        .describe(`Size of one file of the result; GitHub takes at most 100 MB; default: ${(0,_sizes_js__WEBPACK_IMPORTED_MODULE_5__/* .formatSize */ .Xq)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_LIMITS */ .dR.file)}.`),
    files: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(100_000)
        .optional()
        .describe(`Number of files that may change; default: ${_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_LIMITS */ .dR.files}.`),
})
    .describe('How large a result may be.');
const profileFields = {
    driver: zod__WEBPACK_IMPORTED_MODULE_7__/* ["enum"] */ .k5n(_drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .DRIVER_NAMES */ .q).optional().describe('The kind of sandbox.'),
    agent: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .agentName */ .Lp.optional().describe('The coding agent, by the key of its Spec Kit integration.'),
    timeout: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p0.optional().describe('A run is ended after this time, at most `24h`.'),
    keep: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p0
        .optional()
        .describe("How long a sandbox is kept for the pull request's next run, with what is in its home folder; default: not at all."),
    unreachable: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p0
        .optional()
        .describe(`How long a sandbox may be out of reach, or a limit of its service keep it from being made, before its run is given up; default: \`${(0,_durations_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_UNREACHABLE_MS */ .KQ)}\`.`),
    env: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .envName */ .pD)
        .max(100)
        .optional()
        .describe("Names of variables of the server to pass. Without it the agent's key is passed if `variables` allows it."),
    limits: limits.optional(),
};
const admin = zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
    shell: zod__WEBPACK_IMPORTED_MODULE_7__/* .boolean */ .zMY().optional().describe('Only admins may run shell commands.'),
    phases: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .phaseName */ .zu).max(100).optional().describe('Phases that only admins may run.'),
    profiles: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .profileName */ .vR).max(100).optional().describe('Profiles that only admins may use.'),
})
    .describe('What is left to people with the admin permission, beside what the other file says.');
function driverFields(schemas) {
    const entries = _drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .DRIVER_NAMES */ .q.map(name => {
        const settings = schemas[name] ?? zod__WEBPACK_IMPORTED_MODULE_7__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_7__/* .unknown */ .L5J());
        return [name, settings.optional().describe(`Settings of the driver \`${name}\`.`)];
    });
    return Object.fromEntries(entries);
}
function profiles(fields) {
    return zod__WEBPACK_IMPORTED_MODULE_7__/* .record */ .g1P(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .profileName */ .vR, zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej(fields))
        .optional()
        .describe('Named ways to run, by name.');
}
const PROTECT = `Files as in a \`.gitignore\`: a result that changes one is kept, and committed only when an admin asks for it. Both files count; the server's own list takes the place of the default: ${_sync_guards_js__WEBPACK_IMPORTED_MODULE_2__/* .DEFAULT_PROTECTED */ .D_.map(pattern => `\`${pattern}\``).join(', ')}.`;
const shared = {
    profile: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .profileName */ .vR.optional().describe('The profile of a command without `--profile`.'),
    agent: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .agentName */ .Lp.optional().describe('The agent of profiles that name none; default: `claude`.'),
    timeout: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p0.optional().describe('The time-out of profiles that name none; default: `30m`.'),
    admin: admin.optional(),
    protect: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .ignorePattern */ .bG).max(1000).optional().describe(PROTECT),
};
/** The schema of `.github/speckit.yml`. */
function repoSchema(schemas) {
    return zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
        ...shared,
        profiles: profiles({ ...profileFields, ...driverFields(schemas) }),
        project: _values_js__WEBPACK_IMPORTED_MODULE_6__.projectDirectory
            .optional()
            .describe('The directory of the project in a monorepo; default: the root of the repository.'),
        answer: zod__WEBPACK_IMPORTED_MODULE_7__/* ["enum"] */ .k5n(ANSWERERS)
            .optional()
            .describe('Who answers where both the App and the Action are installed: the other one stays silent. Without it both answer.'),
        exclude: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .ignorePattern */ .bG)
            .max(1000)
            .optional()
            .describe('What is neither sent into the sandbox nor taken back, as in a `.gitignore`. A pattern with `!` takes back ' +
            'what the ones before it match, also inside a folder, and takes along what git ignores.'),
    });
}
const caps = zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
    repository: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(1000)
        .optional()
        .describe('Runs at once in one repository, over all processes; default: no cap.'),
    person: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(1000)
        .optional()
        .describe('Runs at once that one person asked for, over all processes; default: no cap.'),
    runsPerDay: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(100_000)
        .optional()
        .describe('Runs that one person may ask for in a day (UTC); default: no cap.'),
    minutesPerDay: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(1_000_000)
        .optional()
        .describe('Minutes that the runs which one person asks for in a day (UTC) may have taken before the next is refused; default: no cap.'),
})
    .describe('How much one repository or person may have. Repositories take turns in any case.');
const retention = zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
    output: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .retention */ .XZ
        .optional()
        .describe(`How long the output of an ended run is kept; default: \`${(0,_durations_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDays */ .n1)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_RETENTION */ .xh.outputMs)}\`.`),
    outputSize: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .size */ .Ej
        .optional()
        .describe(`How much output of ended runs is kept, the newest; default: ${(0,_sizes_js__WEBPACK_IMPORTED_MODULE_5__/* .formatSize */ .Xq)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_RETENTION */ .xh.outputBytes)}.`),
    runs: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .retention */ .XZ
        .optional()
        .describe(`How long ended runs, deliveries and decisions are known; a kept result's run stays as long as that. Default: \`${(0,_durations_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDays */ .n1)(_config_js__WEBPACK_IMPORTED_MODULE_3__/* .DEFAULT_RETENTION */ .xh.runsMs)}\`.`),
})
    .describe('What the database forgets.');
const patterns = zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .repositoryPattern */ .Z0).max(1000);
const set = zod__WEBPACK_IMPORTED_MODULE_7__/* .record */ .g1P(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .envName */ .pD, zod__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP().max(32_768))
    .optional()
    .describe('Variables with literal values that are no secrets.');
/** The schema of the `config.yml` of whoever uses the command line. */
function userSchema(schemas) {
    return z.strictObject({
        profile: shared.profile.describe('The profile of a run without `--profile`; `profile use` writes it.'),
        projects: z
            .record(z.string().min(1).max(4096), z.strictObject({ profile: value.profileName.optional().describe('The profile of runs there.') }))
            .optional()
            .describe('What holds in one project only, by the absolute path of its folder.'),
        agent: shared.agent,
        timeout: shared.timeout,
        exclude: z
            .array(value.ignorePattern)
            .max(1000)
            .optional()
            .describe('What is neither sent nor taken back, beside what the project excludes.'),
        variables: z
            .array(value.envName)
            .max(1000)
            .optional()
            .describe("Your variables that a project's own profiles may pass, beside the keys of agents."),
        profiles: profiles({ ...profileFields, set, ...driverFields(schemas) }),
    });
}
/** The schema of `speckit-remote.yml`. */
function serverSchema(schemas) {
    return zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
        serve: zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
            owners: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .ownerName */ .Hc).max(1000).optional().describe('Users and organisations.'),
            repositories: patterns.optional().describe('Single repositories.'),
        })
            .optional()
            .describe('Whom the server works for; default: nobody.'),
        bots: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .botLogin */ .LQ).max(100).optional().describe('Bots whose commands count; default: none.'),
        keepResults: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .retention */ .XZ
            .optional()
            .describe('How long a result that was not committed is kept in its repository; default: `14d`.'),
        concurrency: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(1000)
            .optional()
            .describe('How many runs one process works on at once; default: 4.'),
        caps: caps.optional(),
        retention: retention.optional(),
        ...shared,
        profiles: profiles({ ...profileFields, set, ...driverFields(schemas) }),
        variables: zod__WEBPACK_IMPORTED_MODULE_7__/* .record */ .g1P(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .envName */ .pD, zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
            repositories: patterns.min(1).describe('The repositories whose runs may get it.'),
            profiles: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(_values_js__WEBPACK_IMPORTED_MODULE_6__/* .profileName */ .vR)
                .min(1)
                .optional()
                .describe("Only these of the server's profiles may pass it; default: every profile."),
        }))
            .optional()
            .describe("Variables of the server's environment that may enter a sandbox; default: none."),
        allow: zod__WEBPACK_IMPORTED_MODULE_7__/* .strictObject */ .rej({
            profiles: zod__WEBPACK_IMPORTED_MODULE_7__/* .boolean */ .zMY().optional().describe('Whether a repository may define profiles; default: yes.'),
            override: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_7__/* ["enum"] */ .k5n(OVERRIDABLE))
                .optional()
                .describe("What a repository or a flag may change in a profile of the server's; default: agent, timeout."),
            drivers: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_7__/* ["enum"] */ .k5n(_drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .DRIVER_NAMES */ .q)).min(1).optional().describe('Drivers; default: docker.'),
            images: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP().min(1).max(500))
                .optional()
                .describe('Images, `*` stands for any characters; default: only those of the server.'),
            timeout: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p0.optional().describe('The longest time-out; default: `2h`.'),
            keep: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p0
                .optional()
                .describe('The longest time that a repository may keep a sandbox; default: it may not.'),
            memory: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .size */ .Ej.optional().describe('The most memory; default: no ceiling.'),
            cpus: zod__WEBPACK_IMPORTED_MODULE_7__/* .number */ .aig().positive().max(1024).optional().describe('The most CPUs; default: no ceiling.'),
            pids: _values_js__WEBPACK_IMPORTED_MODULE_6__/* .count */ .U9(1_000_000).optional().describe('The most processes; default: no ceiling.'),
            network: zod__WEBPACK_IMPORTED_MODULE_7__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_7__/* .string */ .YjP()
                .refine(text => ['full', 'none'].includes(text) || _drivers_support_egress_js__WEBPACK_IMPORTED_MODULE_1__/* .DOMAIN */ .V.test(text), 'must be `full`, `none`, or a domain like `pypi.org` or `*.example.com`'))
                .min(1)
                .optional()
                .describe('What sandboxes may reach: `full` for everything, or domains; `none` is always allowed. Default: the ' +
                'model endpoints of all agents and the package registries, not `full`.'),
            limits: limits.optional(),
        })
            .optional()
            .describe('The ceiling of what repositories and flags may ask for.'),
    });
}
async function loadSchemas(names) {
    const entries = names.map(async (name) => [name, (await (0,_drivers_index_js__WEBPACK_IMPORTED_MODULE_0__/* .loadDriver */ .L)(name)).settings]);
    return Object.fromEntries(await Promise.all(entries));
}


/***/ }),

/***/ 32368:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ isGroup),
/* harmony export */   _: () => (/* binding */ keysAt)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(98439);

/** The keys that the schema knows at `path`, from its JSON schema. */
function keysAt(schema, path) {
    let node = zod__WEBPACK_IMPORTED_MODULE_0__/* .toJSONSchema */ .bl(schema, {
        io: 'input',
        unrepresentable: 'any',
    });
    for (const part of path) {
        if (typeof node !== 'object')
            return [];
        const inner = typeof part === 'number' ? node.items : (node.properties?.[String(part)] ?? node.additionalProperties);
        node = Array.isArray(inner) ? inner[0] : inner;
        // Of several forms only one has keys.
        if (typeof node === 'object')
            node = node.anyOf?.find(form => typeof form === 'object' && form.properties) ?? node;
    }
    return typeof node === 'object' ? Object.keys(node.properties ?? {}) : [];
}
/** Whether the value is keys with values, neither a list nor null. */
function isGroup(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 73947:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SK: () => (/* binding */ SIZE),
/* harmony export */   Vv: () => (/* binding */ SIZE_RULE),
/* harmony export */   Xq: () => (/* binding */ formatSize),
/* harmony export */   mT: () => (/* binding */ sizeBytes)
/* harmony export */ });
/* unused harmony export parseSize */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(68164);


const SIZE = /^([1-9][0-9]{0,8})(k|m|g)$/;
const UNITS = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
const MAX_BYTES = 1024 * UNITS.g;
/** Bytes of `64k`, `512m` or `4g` (powers of 1024), at most 1024g; undefined for anything else. */
function sizeBytes(text) {
    const [, count, unit] = SIZE.exec(text) ?? [];
    if (unit !== 'k' && unit !== 'm' && unit !== 'g')
        return undefined;
    const bytes = Number(count) * UNITS[unit];
    return bytes <= MAX_BYTES ? bytes : undefined;
}
const SIZE_RULE = 'Write a whole number and a unit, like `64k`, `512m` or `4g`, at most `1024g`';
/** As {@link sizeBytes}, but throws, naming the key. */
function parseSize(text, { key, code = 'config' }) {
    const bytes = sizeBytes(text);
    if (bytes !== undefined)
        return bytes;
    throw new SpeckitError(code, `\`${key}\` is ${quoted(text)}, which is not a size.`, {
        hint: `${SIZE_RULE}.`,
    });
}
/** `536870912` → `512m`: the largest unit that divides it. */
function formatSize(bytes) {
    if (bytes % UNITS.g === 0)
        return `${bytes / UNITS.g}g`;
    if (bytes % UNITS.m === 0)
        return `${bytes / UNITS.m}m`;
    if (bytes % UNITS.k === 0)
        return `${bytes / UNITS.k}k`;
    return `${bytes} bytes`;
}


/***/ }),

/***/ 50491:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ej: () => (/* binding */ size),
/* harmony export */   Hc: () => (/* binding */ ownerName),
/* harmony export */   LQ: () => (/* binding */ botLogin),
/* harmony export */   Lp: () => (/* binding */ agentName),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   XZ: () => (/* binding */ retention),
/* harmony export */   Z0: () => (/* binding */ repositoryPattern),
/* harmony export */   bG: () => (/* binding */ ignorePattern),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   pD: () => (/* binding */ envName),
/* harmony export */   projectDirectory: () => (/* binding */ projectDirectory),
/* harmony export */   vR: () => (/* binding */ profileName),
/* harmony export */   zu: () => (/* binding */ phaseName)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(26921);
/* harmony import */ var _agents_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70359);
/* harmony import */ var _durations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(19688);
/* harmony import */ var _reserved_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9901);
/* harmony import */ var _sizes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(73947);





// The kinds of value that both configuration files know. The message of each is what is allowed, as a phrase.
const duration = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .DURATION_RULE */ .Qb)
    .regex(_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .DURATION */ .ft, _durations_js__WEBPACK_IMPORTED_MODULE_1__/* .DURATION_RULE */ .Qb)
    .refine(text => !_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .DURATION */ .ft.test(text) || (0,_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .durationMs */ .pc)(text) !== undefined, _durations_js__WEBPACK_IMPORTED_MODULE_1__/* .DURATION_RULE */ .Qb)
    .meta({ examples: ['30m', '2h'] })
    .transform(text => (0,_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .durationMs */ .pc)(text) ?? 0);
const retention = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .RETENTION_RULE */ .Gg)
    .regex(_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .RETENTION */ .xA, _durations_js__WEBPACK_IMPORTED_MODULE_1__/* .RETENTION_RULE */ .Gg)
    .refine(text => !_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .RETENTION */ .xA.test(text) || (0,_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .retentionMs */ .Fi)(text) !== undefined, _durations_js__WEBPACK_IMPORTED_MODULE_1__/* .RETENTION_RULE */ .Gg)
    .meta({ examples: ['14d', '12h'] })
    .transform(text => (0,_durations_js__WEBPACK_IMPORTED_MODULE_1__/* .retentionMs */ .Fi)(text) ?? 0);
const size = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(_sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .SIZE_RULE */ .Vv)
    .regex(_sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .SIZE */ .SK, _sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .SIZE_RULE */ .Vv)
    .refine(text => !_sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .SIZE */ .SK.test(text) || (0,_sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .sizeBytes */ .mT)(text) !== undefined, _sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .SIZE_RULE */ .Vv)
    .meta({ examples: ['512m', '4g'] })
    .transform(text => (0,_sizes_js__WEBPACK_IMPORTED_MODULE_2__/* .sizeBytes */ .mT)(text) ?? 0);
const profileName = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}$/, 'Use letters, digits, blanks and `_.-`, at most 63, a letter or digit first');
const envName = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'Use letters, digits and `_`, no digit first')
    .refine(name => !(0,_reserved_js__WEBPACK_IMPORTED_MODULE_4__/* .isReserved */ .B)(name), {
    error: issue => `Leave it out: \`${String(issue.input)}\` ${_reserved_js__WEBPACK_IMPORTED_MODULE_4__/* .RESERVED_RULE */ .g}`,
});
const agentName = zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(_agents_js__WEBPACK_IMPORTED_MODULE_0__/* .AGENT_NAMES */ .RO);
const phaseName = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'Write the name of a phase, like `implement` or `bug.fix`');
const ownerName = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'Write the login of a user or an organisation');
const repositoryPattern = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/(?:\*|[A-Za-z0-9._-]{1,100})$/, 'Write `owner/name`, or `owner/*` for all of an owner');
const botLogin = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/, 'Write the login as GitHub shows it, like `renovate[bot]`');
const PROJECT_RULE = 'Write a directory relative to the root of the repository, without `..`, like `packages/web`';
const projectDirectory = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[^/\\\0\r\n][^\\\0\r\n]{0,500}$/, PROJECT_RULE)
    .refine(path => !path
    .replace(/\/$/, '')
    .split('/')
    .some(part => ['', '..', '.git'].includes(part)), PROJECT_RULE)
    .transform(path => path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/') || '.');
const ignorePattern = zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()
    .regex(/^[^\0\r\n]{1,500}$/, 'Write one pattern as in a `.gitignore`, on one line');
const count = (max) => zod__WEBPACK_IMPORTED_MODULE_3__/* .int */ .Whr().min(1).max(max);


/***/ }),

/***/ 85886:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ readYaml)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);

/**
 * The value of a YAML (or JSON) text with at most one document; nothing at all is `null`. Strict: duplicate keys,
 * unknown tags and aliases that multiply are problems.
 */
function readYaml(text) {
    const documents = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseAllDocuments */ .hR)(text, { logLevel: 'silent', prettyErrors: true });
    if (!Array.isArray(documents) || documents.length === 0)
        return { ok: true, value: null };
    const [document, second] = documents;
    if (document === undefined || second !== undefined)
        return { ok: false, problem: 'it holds more than one document' };
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault) {
        const at = fault.linePos?.[0];
        const problem = (fault.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
        return { ok: false, problem, ...(at && { line: at.line, column: at.col }) };
    }
    try {
        let inherited = false;
        const reviver = (key, value) => {
            inherited ||= key === '__proto__';
            return value;
        };
        const value = document.toJS({ maxAliasCount: 50, reviver });
        // Validation would pass over such a key without a word.
        return inherited ? { ok: false, problem: 'it holds the key `__proto__`' } : { ok: true, value };
    }
    catch (error) {
        // The library's only way to report an alias without an anchor, or too many of them.
        if (error instanceof ReferenceError)
            return { ok: false, problem: error.message };
        throw error;
    }
}


/***/ }),

/***/ 28000:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ BrokenObject)
/* harmony export */ });
/** A git object that is missing, of another type or size than it has to be, or not well-formed. Mapped at borders of modules. */
class BrokenObject extends Error {
    name = 'BrokenObject';
}


/***/ }),

/***/ 20307:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Y: () => (/* binding */ git),
/* harmony export */   JG: () => (/* binding */ gitLine),
/* harmony export */   Xi: () => (/* binding */ GitFailure),
/* harmony export */   dP: () => (/* binding */ gitStream)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(57075);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46466);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(68164);




/** Git ended badly. Never crosses the border of a module: callers map it to a `SpeckitError`. */
class GitFailure extends Error {
    name = 'GitFailure';
    args;
    /** `null` when a signal ended git. */
    exitCode;
    /** At most the last 16 KiB. */
    stderr;
    tooLarge;
    constructor(args, exitCode, stderr, tooLarge = false) {
        super(`git ${args[0] ?? ''} ended with ${tooLarge ? 'too much output' : exitCode}: ${stderr.trim()}`);
        this.args = args;
        this.exitCode = exitCode;
        this.stderr = stderr;
        this.tooLarge = tooLarge;
    }
}
/** What git may see of our environment: how to find programs, certificates and a proxy, nothing else. */
const PASSED = /^(PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|SSL_CERT_(FILE|DIR)|((https?|all|no)_proxy))$/i;
const STDERR_BYTES = 16 * 1024;
/** Git would have the whole of a large pack in its memory at once, and another one's beside it. */
const FRUGAL = ['-c', 'core.packedGitWindowSize=16m', '-c', 'core.packedGitLimit=64m'];
function environment(options) {
    const passed = Object.entries(process.env).filter(([name, value]) => value !== undefined && PASSED.test(name));
    return {
        ...Object.fromEntries(passed),
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_ATTR_NOSYSTEM: '1',
        GIT_NO_REPLACE_OBJECTS: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ASKPASS: 'true',
        ...(options.gitDir === undefined ? {} : { GIT_DIR: options.gitDir }),
        ...options.env,
    };
}
/**
 * Runs git and returns its output whole. Rejects with {@link GitFailure} on a non-zero exit, with the signal's
 * reason when aborted, with a `SpeckitError` `missing` when this machine has no git.
 */
async function git(args, options = {}) {
    const { stdout, done } = gitStream(args, options);
    const chunks = [];
    stdout.on('data', (chunk) => chunks.push(chunk));
    stdout.resume();
    await done;
    return Buffer.concat(chunks);
}
/** `git` for output of one line: without the final newline. */
async function gitLine(args, options = {}) {
    return (await git(args, options)).toString('utf8').trimEnd();
}
/**
 * Runs git with its output as a stream. `done` settles after the output ended, as {@link git} does; a reader that
 * destroys `stdout` early ends git too, and `done` then rejects with a GitFailure. Always await `done`.
 */
function gitStream(args, options = {}) {
    options.signal?.throwIfAborted();
    // A group of its own: fetch starts helpers, and ending git alone would leave them holding our pipes.
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)('git', [...FRUGAL, ...args], {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: environment(options),
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
    });
    const end = () => {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
            return;
        try {
            process.kill(-child.pid, 'SIGTERM');
        }
        catch (error) {
            if (error.code !== 'ESRCH')
                throw error;
        }
    };
    let stderr = Buffer.alloc(0);
    child.stderr.on('data', (chunk) => {
        stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_BYTES);
        options.onStderr?.(chunk.toString('latin1'));
    });
    let bytes = 0;
    let tooLarge = false;
    const { maxBytes } = options;
    if (maxBytes !== undefined) {
        child.stdout.on('data', (chunk) => {
            bytes += chunk.length;
            if (bytes <= maxBytes || tooLarge)
                return;
            tooLarge = true;
            end();
        });
        // Whoever consumes the stream decides when it flows, not this counter.
        child.stdout.pause();
    }
    child.stdout.once('close', () => {
        if (!child.stdout.readableEnded)
            end();
    });
    options.signal?.addEventListener('abort', end, { once: true });
    const fed = feed(child.stdin, options.stdin, end);
    const ended = new Promise((resolve, reject) => {
        child.once('error', error => reject(notInstalled(error)));
        child.once('close', code => {
            options.signal?.removeEventListener('abort', end);
            if (options.signal?.aborted)
                reject(options.signal.reason);
            else if (code !== 0 || tooLarge)
                reject(new GitFailure(args, code, stderr.toString('utf8'), tooLarge));
            else
                resolve();
        });
    });
    const done = settle(fed, ended, options.signal);
    // The reader may look at `done` only after the stream's end: not yet looked at is not unhandled.
    done.catch(() => undefined);
    return { stdout: child.stdout, done };
}
/** A broken source of stdin is the cause, git's complaint about it only the consequence. */
async function settle(fed, ended, signal) {
    const [source, exit] = await Promise.allSettled([fed, ended]);
    if (signal?.aborted)
        throw signal.reason;
    if (source.status === 'rejected')
        throw source.reason;
    if (exit.status === 'rejected')
        throw exit.reason;
}
/** Rejects only when the source breaks. Git may end without reading everything; its exit code judges that. */
async function feed(stdin, input, end) {
    const source = input instanceof node_stream__WEBPACK_IMPORTED_MODULE_1__.Readable ? input : node_stream__WEBPACK_IMPORTED_MODULE_1__.Readable.from(input?.length ? [input] : []);
    let broken = false;
    const judge = () => {
        if (source.readableEnded || stdin.destroyed)
            return;
        broken = true;
        // Git must not take a torn input for a whole one.
        end();
    };
    source.once('error', judge).once('close', judge);
    try {
        await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_2__.pipeline)(source, stdin);
    }
    catch (error) {
        if (broken)
            throw error;
    }
}
function notInstalled(cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .SpeckitError */ .Yh('missing', 'The program `git` could not be started.', {
        hint: 'Install git 2.38 or newer where speckit-remote runs, and make sure it is on the PATH.',
        cause,
    });
}


/***/ }),

/***/ 91117:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  D_: () => (/* binding */ DEFAULT_PROTECTED),
  SR: () => (/* binding */ judgeProtected),
  p8: () => (/* binding */ judgeResult)
});

// UNUSED EXPORTS: PROTECTED_RULE, judgeChanges, judgeCollisions, judgeModes, judgeSizes

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/gitignore.js
/**
 * A predicate for patterns in the syntax of `.gitignore`, case-insensitive: later patterns win, `!` takes back, and
 * what is inside a matched folder matches. For rules about paths alone; files to leave out are git's own business.
 */
function gitignoreMatcher(patterns) {
    const rules = patterns.map(toRule).filter(rule => rule !== undefined);
    return path => {
        const parts = path.split('/');
        // A file cannot be taken back out of a matched folder.
        for (let depth = 1; depth <= parts.length; depth++) {
            const prefix = parts.slice(0, depth).join('/');
            const isFolder = depth < parts.length;
            const last = rules.findLast(rule => (isFolder || !rule.foldersOnly) && rule.matches.test(prefix));
            if (last && !last.negated)
                return true;
        }
        return false;
    };
}
function toRule(line) {
    let text = line.replace(/(?<!\\)\s+$/, '');
    if (text === '' || text.startsWith('#'))
        return undefined;
    const negated = text.startsWith('!');
    if (negated)
        text = text.slice(1);
    const foldersOnly = text.endsWith('/');
    if (foldersOnly)
        text = text.slice(0, -1);
    const anchored = text.includes('/');
    const body = toRegExp(text.replace(/^\//, ''));
    return { matches: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}$`, 'isu'), negated, foldersOnly };
}
function toRegExp(glob) {
    return glob.replace(/\\(.)|(^|\/)\*\*\/|\/\*\*$|\*+|\?|\[([!^]?)((?:\\.|[^\]\\])+)\]|[\\^$.|+(){}[\]]/gsu, (found, escaped, start, not, set) => {
        if (escaped !== undefined)
            return escaped.replace(/[\\^$.|?*+(){}[\]/]/, '\\$&');
        if (start !== undefined)
            return `${start}(?:.*/)?`;
        if (found === '/**')
            return '/.*';
        if (found.startsWith('*'))
            return '[^/]*';
        if (found === '?')
            return '[^/]';
        if (set !== undefined)
            return `[${not ? '^/' : ''}${set.replace(/[[\]&]/g, '\\$&')}]`;
        return `\\${found}`;
    });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/name-guards.js
var name_guards = __webpack_require__(17107);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/violation.js
var violation = __webpack_require__(47180);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/link-guard.js


/** More links in one chain than any system follows. */
const MAX_HOPS = 40;
/** Follows `link` as a file system would: each symlink on the way counts, `..` is the parent of where it led. */
function resolveLink(link, links) {
    const at = link.split('/').slice(0, -1);
    const todo = [link.split('/').at(-1) ?? ''];
    const via = [];
    while (todo.length > 0) {
        const part = todo.shift() ?? '';
        if (part === '' || part === '.')
            continue;
        if (part === '..') {
            if (at.length === 0)
                return { where: 'outside', via };
            at.pop();
            continue;
        }
        if ((0,name_guards/* isDotGit */.G4)(part))
            return { where: 'dot-git', via };
        at.push(part);
        const path = at.join('/');
        const target = links.get(path);
        if (target === undefined)
            continue;
        via.push(path);
        if (via.length > MAX_HOPS)
            return { where: 'inside', via };
        if (/^([/\\]|[a-z]:)/i.test(target))
            return { where: 'outside', via };
        at.pop();
        // Windows separates by backslashes too; elsewhere such a name cannot be new.
        todo.unshift(...target.split(/[/\\]/));
    }
    return { where: 'inside', via };
}
/** Symlinks that lead out of the tree or into `.git`, if the result made or redirected any link on their way. */
function judgeLinks(changes, { links }) {
    const changed = new Set(changes.filter(change => links.has(change.path)).map(({ path }) => path));
    if (changed.size === 0)
        return [];
    return [...links.keys()].flatMap(path => {
        const { where, via } = resolveLink(path, links);
        if (where === 'inside' || !via.some(link => changed.has(link)))
            return [];
        const leads = where === 'outside' ? 'out of the repository' : 'into git’s own folder';
        return [{ path, rule: 'symlink', message: `The symlink ${(0,violation/* shown */.SP)(path)} leads ${leads}.` }];
    });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/raw-tree.js
var raw_tree = __webpack_require__(77446);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/git.js
var git = __webpack_require__(20307);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/objects.js
var sync_objects = __webpack_require__(83223);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/result-tree.js
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



/** Longer targets cannot exist on any system; they are cut and so lead nowhere. */
const TARGET_BYTES = 64 * 1024;
const LISTING_BYTES = 512 * 1024 * 1024;
/** Lists the tree `tree`, whose changes have been capped by then. */
async function readResultTree(scratch, tree, { signal } = {}) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const listed = await (0,git/* git */.$Y)(['ls-tree', '-r', '-z', '--full-tree', tree], {
            gitDir: scratch.gitDir,
            signal,
            maxBytes: LISTING_BYTES,
        });
        const paths = [];
        const links = new Map();
        const objects = __addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        for (const line of listed.toString('utf8').split('\0')) {
            const [head = '', path] = split(line);
            if (path === undefined)
                continue;
            paths.push(path);
            const [mode = '', , oid = ''] = head.split(' ');
            if ((0,raw_tree/* isSymlink */.wP)(mode))
                links.set(path, await target(objects, oid));
        }
        return { paths, links };
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
function split(line) {
    const tab = line.indexOf('\t');
    return tab < 0 ? [line, undefined] : [line.slice(0, tab), line.slice(tab + 1)];
}
async function target(objects, oid) {
    const size = (await objects.info(oid))?.size ?? 0;
    // What cannot be a path on any system counts as absolute, so that the guard refuses it.
    if (size > TARGET_BYTES)
        return '/';
    return (await objects.read(oid, TARGET_BYTES)).toString('utf8');
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/guards.js






/** The one rule whose violations a person may look at and take over by hand. */
const PROTECTED_RULE = 'protected';
/** What decides over what runs with the repository's secrets and who reviews. Patterns in the syntax of `.gitignore`. */
const DEFAULT_PROTECTED = [
    '/.github/workflows/',
    '/.github/actions/',
    '/.github/speckit.yml',
    '/.github/CODEOWNERS',
    '/CODEOWNERS',
    '/docs/CODEOWNERS',
];
/** Everything about a result that must not be published, in the order of the rules. Empty: it may be. */
async function judgeResult(scratch, changes, { tree, signal, ...rules }) {
    return judgeChanges(changes, await readResultTree(scratch, tree, { signal }), rules);
}
/** {@link judgeResult} on data: `tree` is the tree that the changes led to. */
function judgeChanges(changes, tree, rules) {
    return [
        ...(0,name_guards/* judgeNames */.ch)(changes),
        ...judgeModes(changes),
        ...judgeLinks(changes, tree),
        ...judgeCollisions(changes, tree),
        ...judgeSizes(changes, rules.limits),
        ...judgeProtected(changes, rules.protectedPaths ?? DEFAULT_PROTECTED),
    ];
}
const USUAL_MODES = new Set(['100644', '100755', '120000', '160000']);
/** New or changed submodules, and modes that are neither file, executable nor symlink. */
function judgeModes(changes) {
    return changes.filter(violation/* exists */.t2).flatMap(({ path, mode, oldMode }) => {
        if ((0,raw_tree/* isGitlink */.Z$)(mode)) {
            return [
                { path, rule: 'gitlink', message: `${(0,violation/* shown */.SP)(path)} is a git repository of its own (a submodule).` },
            ];
        }
        if (USUAL_MODES.has(mode) || mode === oldMode)
            return [];
        return [{ path, rule: 'mode', message: `${(0,violation/* shown */.SP)(path)} has the unusual file mode ${mode}.` }];
    });
}
/** New names that differ from another one, a folder's too, only by case or Unicode form. */
function judgeCollisions(changes, { paths }) {
    const added = changes.filter(violation/* isNew */.BS);
    if (added.length === 0)
        return [];
    // Only what can clash with something new is kept: the tree may be very large.
    const wanted = new Set(added.flatMap(({ path }) => prefixes(path).map(fold)));
    const spellings = new Map();
    for (const path of paths) {
        for (const prefix of prefixes(path)) {
            const folded = fold(prefix);
            if (!wanted.has(folded))
                continue;
            const known = spellings.get(folded);
            if (known)
                known.add(prefix);
            else
                spellings.set(folded, new Set([prefix]));
        }
    }
    return added.flatMap(({ path }) => {
        const clash = prefixes(path)
            .map(prefix => [...(spellings.get(fold(prefix)) ?? [])].find(other => other !== prefix))
            .find(other => other !== undefined);
        if (clash === undefined)
            return [];
        const message = `${(0,violation/* shown */.SP)(path)} and ${(0,violation/* shown */.SP)(clash)} are the same name where case does not count.`;
        return [{ path, rule: 'collision', message }];
    });
}
const fold = (path) => path.normalize('NFC').toLowerCase();
function prefixes(path) {
    const parts = path.split('/');
    return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
/** Files and their number over the limits. */
function judgeSizes(changes, { fileBytes, files }) {
    const kib = (bytes) => `${Math.ceil(bytes / 1024)} KiB`;
    const large = changes
        .filter(({ size }) => size > fileBytes)
        .map(({ path, size }) => {
        const message = `${(0,violation/* shown */.SP)(path)} has ${kib(size)}, more than the ${kib(fileBytes)} that a file may have.`;
        return { path, rule: 'file-size', message };
    });
    if (changes.length <= files)
        return large;
    const message = `${changes.length} files changed, more than the ${files} that a result may change.`;
    return [...large, { path: changes[0]?.path ?? '', rule: 'file-count', message }];
}
/** Changes of any kind, deletions too, to protected paths. */
function judgeProtected(changes, patterns) {
    const isProtected = gitignoreMatcher(patterns);
    return changes
        .filter(({ path }) => isProtected(path))
        .map(({ path }) => ({ path, rule: PROTECTED_RULE, message: `${(0,violation/* shown */.SP)(path)} is protected.` }));
}


/***/ }),

/***/ 17107:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G4: () => (/* binding */ isDotGit),
/* harmony export */   ch: () => (/* binding */ judgeNames),
/* harmony export */   iK: () => (/* binding */ isRules)
/* harmony export */ });
/* harmony import */ var _violation_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(47180);

/** Characters that HFS+ ignores in names: `.g\u200cit` is `.git` there. */
const IGNORED = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|:|$)/i;
/** A name as any file system may read it: case, NTFS streams, trailing dots and spaces, what HFS+ ignores. */
function plain(part) {
    const folded = part.normalize('NFKC').replace(IGNORED, '').toLowerCase();
    return (folded.split(':', 1)[0] ?? '').replace(/[ .]+$/, '');
}
/** `.git` as any file system may read it, also by an NTFS short name. */
function isDotGit(part) {
    const name = plain(part);
    return name === '.git' || /^git~[0-9]+$/.test(name);
}
/** `.gitmodules` and `.gitattributes`, which git acts on, as any file system may read them; any NTFS short name may be one. */
function isRules(part) {
    const name = plain(part);
    return name === '.gitmodules' || name === '.gitattributes' || /^[0-9a-z]{0,7}~[0-9]+$/.test(name);
}
/** In the order of their weight: a path is reported under the first rule it breaks. */
const NAME_GUARDS = [
    {
        rule: 'traversal',
        broken: parts => parts.some(part => part === '' || part === '.' || part === '..' || /^[a-z]:$/i.test(part)),
        says: 'leads out of the repository',
    },
    {
        rule: 'dot-git',
        broken: parts => parts.some(part => part.split('\\').some(isDotGit)),
        says: 'is read as git’s own folder by some systems',
    },
    {
        rule: 'backslash',
        broken: parts => parts.some(part => part.includes('\\')),
        says: 'has a backslash, which Windows takes for a folder separator',
    },
    {
        rule: 'encoding',
        broken: parts => parts.some(part => part.includes('\ufffd')),
        says: 'is not valid UTF-8',
    },
    {
        rule: 'control',
        broken: parts => parts.some(part => /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(part)),
        says: 'has control characters in its name',
    },
    {
        rule: 'reserved',
        broken: parts => parts.some(part => RESERVED.test(part) || /[. ]$/.test(part)),
        says: 'cannot exist on Windows (a reserved name, or a dot or space at the end)',
    },
];
/** Violations by the names of new entries alone. */
function judgeNames(changes) {
    return changes.filter(_violation_js__WEBPACK_IMPORTED_MODULE_0__/* .isNew */ .BS).flatMap(({ path }) => {
        const parts = path.split('/');
        const guard = NAME_GUARDS.find(({ broken }) => broken(parts));
        return guard ? [{ path, rule: guard.rule, message: `${(0,_violation_js__WEBPACK_IMPORTED_MODULE_0__/* .shown */ .SP)(path)} ${guard.says}.` }] : [];
    });
}


/***/ }),

/***/ 83223:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ openObjects)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _broken_object_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(28000);
/* harmony import */ var _git_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20307);



const OID = /^[0-9a-f]{40}$/;
/** A reader for the objects of `repository` and its alternates. Dispose of it, or git stays. */
function openObjects({ gitDir }, { signal } = {}) {
    const requests = new node_stream__WEBPACK_IMPORTED_MODULE_0__.PassThrough();
    const { stdout, done } = (0,_git_js__WEBPACK_IMPORTED_MODULE_1__/* .gitStream */ .dP)(['cat-file', '--batch-command', '--buffer'], {
        gitDir,
        stdin: requests,
        signal,
    });
    const source = bytesOf(stdout, done);
    let turn = Promise.resolve();
    let closed = false;
    /** Asks git now; the answer is taken once those to all earlier questions were. */
    const ask = (command, oid, take) => {
        if (!OID.test(oid))
            throw new Error(`${oid} is not an object id`);
        if (closed)
            throw new Error('The reader of objects was disposed of');
        requests.write(`${command} ${oid}\nflush\n`);
        const mine = turn.then(async () => {
            const [, type = '', size = ''] = (await source.line()).split(' ');
            return await take(type === 'missing' ? undefined : { type, size: Number(size) });
        });
        turn = mine.catch(() => undefined);
        return mine;
    };
    const info = (oid) => ask('info', oid, found => found);
    const contents = async (oid, onChunk, { maxBytes = Number.POSITIVE_INFINITY, type } = {}) => {
        const found = await info(oid);
        if (!found)
            throw new _broken_object_js__WEBPACK_IMPORTED_MODULE_2__/* .BrokenObject */ .N(`Object ${oid} is missing`);
        if (type !== undefined && found.type !== type)
            throw new _broken_object_js__WEBPACK_IMPORTED_MODULE_2__/* .BrokenObject */ .N(`Object ${oid} is a ${found.type}, no ${type}`);
        const { size } = found;
        if (size > maxBytes)
            return { size, taken: false };
        await ask('contents', oid, async () => {
            await source.take(size, onChunk);
            await source.take(1, () => undefined);
        });
        return { size, taken: true };
    };
    const readSmall = async (oid, maxBytes, type) => {
        const chunks = [];
        const { size, taken } = await contents(oid, chunk => chunks.push(chunk), { maxBytes, type });
        return taken ? { content: Buffer.concat(chunks) } : { size };
    };
    return {
        info: async (oid) => await info(oid),
        scan: async (oid, onChunk) => void (await contents(oid, onChunk)),
        async read(oid, maxBytes, type) {
            const { content, size } = await readSmall(oid, maxBytes, type);
            if (!content)
                throw new _broken_object_js__WEBPACK_IMPORTED_MODULE_2__/* .BrokenObject */ .N(`Object ${oid} has ${size} bytes, more than ${maxBytes}`);
            return content;
        },
        readSmall: async (oid, maxBytes) => (await readSmall(oid, maxBytes)).content,
        async [Symbol.asyncDispose]() {
            closed = true;
            await turn;
            requests.end();
            stdout.destroy();
            // Ended on purpose, maybe in the middle of an object that nobody wants any more.
            await done.catch(() => undefined);
        },
    };
}
/** Pulls lines and counted pieces from a stream, never more than it must hold. */
function bytesOf(stream, done) {
    const chunks = stream[Symbol.asyncIterator]();
    let rest = Buffer.alloc(0);
    const more = async () => {
        const next = await chunks.next();
        if (!next.done) {
            rest = rest.length ? Buffer.concat([rest, next.value]) : next.value;
            return;
        }
        await done;
        throw new Error('git cat-file ended early');
    };
    return {
        async line() {
            let end = rest.indexOf(10);
            while (end < 0) {
                await more();
                end = rest.indexOf(10);
            }
            const text = rest.subarray(0, end).toString('latin1');
            rest = rest.subarray(end + 1);
            return text;
        },
        async take(count, onChunk) {
            for (let left = count; left > 0;) {
                if (rest.length === 0)
                    await more();
                const piece = rest.subarray(0, left);
                rest = rest.subarray(piece.length);
                left -= piece.length;
                onChunk(piece);
            }
        },
    };
}


/***/ }),

/***/ 77446:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z$: () => (/* binding */ isGitlink),
/* harmony export */   cZ: () => (/* binding */ parseTree),
/* harmony export */   wP: () => (/* binding */ isSymlink),
/* harmony export */   xK: () => (/* binding */ isTree)
/* harmony export */ });
/* harmony import */ var _broken_object_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(28000);

const OID_BYTES = 20;
/** The entries of a tree object, in stored order. Throws when the bytes are no tree. */
function parseTree(bytes) {
    const entries = [];
    for (let at = 0; at < bytes.length;) {
        const space = bytes.indexOf(0x20, at);
        const nul = bytes.indexOf(0, space);
        const end = nul + 1 + OID_BYTES;
        if (space < 0 || nul < 0 || end > bytes.length)
            throw new _broken_object_js__WEBPACK_IMPORTED_MODULE_0__/* .BrokenObject */ .N('The tree object is cut off');
        entries.push({
            mode: bytes.subarray(at, space).toString('latin1').padStart(6, '0'),
            name: bytes.subarray(space + 1, nul).toString('utf8'),
            key: bytes.subarray(space + 1, nul).toString('latin1'),
            oid: bytes.subarray(nul + 1, end).toString('hex'),
        });
        at = end;
    }
    return entries;
}
const isTree = (mode) => mode === '040000';
const isGitlink = (mode) => mode === '160000';
const isSymlink = (mode) => mode === '120000';


/***/ }),

/***/ 47180:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BS: () => (/* binding */ isNew),
/* harmony export */   SP: () => (/* binding */ shown),
/* harmony export */   t2: () => (/* binding */ exists)
/* harmony export */ });
/* unused harmony export VIOLATION_RULES */
const VIOLATION_RULES = (/* unused pure expression or super */ null && ([
    'traversal',
    'dot-git',
    'backslash',
    'control',
    'encoding',
    'reserved',
    'gitlink',
    'symlink',
    'mode',
    'collision',
    'file-size',
    'file-count',
    'protected',
]));
/** A path fit for a message: control and bidi characters made visible, cut to a sensible length. */
function shown(path) {
    const visible = path.replace(/[\p{Cc}\p{Cf}\u2028\u2029`]/gu, char => `\\u{${char.codePointAt(0)?.toString(16)}}`);
    return `\`${visible.length > 200 ? `${visible.slice(0, 200)}…` : visible}\``;
}
/** Whether the entry is new in the tree: an existing name stays acceptable. */
const isNew = (change) => change.status === 'added';
const exists = (change) => change.status !== 'deleted';


/***/ }),

/***/ 85101:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ createTail)
/* harmony export */ });
/** Keeps the end of a stream in constant memory: at most twice `maxBytes`. */
function createTail(maxBytes, before = { total: 0, tail: new Uint8Array(0) }) {
    let kept = [before.tail];
    let size = before.tail.length;
    let { total } = before;
    const compact = () => {
        const all = Buffer.concat(kept);
        const last = all.subarray(Math.max(0, all.length - maxBytes));
        kept = [last];
        size = last.length;
        return last;
    };
    return {
        push(bytes) {
            total += bytes.length;
            const last = bytes.subarray(Math.max(0, bytes.length - maxBytes));
            kept.push(Buffer.from(last));
            size += last.length;
            if (size > 2 * maxBytes)
                compact();
        },
        bytes() {
            const last = compact();
            if (total <= last.length)
                return last;
            const line = last.indexOf(0x0a) + 1;
            return line > 0 && line < last.length ? last.subarray(line) : last;
        },
        get total() {
            return total;
        },
    };
}


/***/ })

};
