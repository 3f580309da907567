export const id = 491;
export const ids = [491];
export const modules = {

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


/***/ })

};
