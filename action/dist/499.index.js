export const id = 499;
export const ids = [499];
export const modules = {

/***/ 65499:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cleanUp: () => (/* binding */ cleanUp)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57264);
/* harmony import */ var _shared_drivers_open_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7151);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68164);
/* harmony import */ var _shared_github_reporter_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(15238);
/* harmony import */ var _shared_pipeline_outcome_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(50138);
/* harmony import */ var _shared_pipeline_release_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(72352);
/* harmony import */ var _ceiling_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(55191);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(86300);
/* harmony import */ var _github_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(57549);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(32287);
/* harmony import */ var _memo_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(47896);
/* harmony import */ var _state_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(30753);












const DISCARD_MS = 60_000;
/** The post step: ends what a killed or crashed `main` has left. Safe to repeat; never rejects. */
async function cleanUp(variables) {
    const run = (0,_state_js__WEBPACK_IMPORTED_MODULE_10__/* .unfinishedRun */ .zZ)();
    if (!run)
        return;
    await tolerate('The sandbox could not be released', () => release(run, variables));
    await tolerate('The end could not be shown', () => tell(run, variables));
}
async function release({ id, driver, settings, folder }, variables) {
    const own = (0,_ceiling_js__WEBPACK_IMPORTED_MODULE_5__/* .passable */ .KA)(variables, await (0,_inputs_js__WEBPACK_IMPORTED_MODULE_8__/* .readInputs */ .Ko)(variables));
    const opened = await (0,_shared_drivers_open_js__WEBPACK_IMPORTED_MODULE_1__/* .openDriver */ .hh)({ driver, settings, variables: own, dataDir: folder });
    await (0,_shared_pipeline_release_js__WEBPACK_IMPORTED_MODULE_4__/* .discardSandboxes */ .e0)(opened, id, AbortSignal.timeout(DISCARD_MS));
}
async function tell({ shown }, variables) {
    const memo = (0,_memo_js__WEBPACK_IMPORTED_MODULE_9__/* .readMemo */ .f)(shown?.memo);
    if (!shown || !memo)
        return;
    const { token, publishCheck } = await (0,_inputs_js__WEBPACK_IMPORTED_MODULE_8__/* .readInputs */ .Ko)(variables);
    const env = await (0,_environment_js__WEBPACK_IMPORTED_MODULE_6__/* .readEnvironment */ .Q)(variables);
    const client = (0,_github_js__WEBPACK_IMPORTED_MODULE_7__/* .openClient */ .My)(env, token, () => undefined);
    const { statusCommentId, checkRunId } = shown;
    const reporter = (0,_shared_github_reporter_js__WEBPACK_IMPORTED_MODULE_3__/* .createReporter */ .A)({
        ...{ client, owner: env.owner, repo: env.repo, facts: memo.facts, botLogin: await (0,_github_js__WEBPACK_IMPORTED_MODULE_7__/* .readLogin */ .mN)(client) },
        ...{
            createdAt: new Date(shown.startedAt),
            startedAt: new Date(shown.startedAt),
            statusCommentId,
            checkRunId,
        },
        check: publishCheck && checkRunId !== undefined,
        page: env.workflow.url,
        memo: outcome => (0,_memo_js__WEBPACK_IMPORTED_MODULE_9__/* .writeMemo */ .c)(memo, outcome),
        onError: error => (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e)(error.message),
    });
    await reporter.ended((0,_shared_pipeline_outcome_js__WEBPACK_IMPORTED_MODULE_11__/* .failedOutcome */ .iS)(new _shared_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .SpeckitError */ .Yh('cancelled', 'The workflow run was stopped before this run came to its end.', {
        hint: '`/speckit retry` runs it again.',
    })));
}
async function tolerate(what, work) {
    try {
        await work();
    }
    catch (error) {
        (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e)(`${what}: ${(0,_shared_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .toSpeckitError */ .NG)(error).message}`);
    }
}


/***/ })

};
