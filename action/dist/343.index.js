export const id = 343;
export const ids = [343];
export const modules = {

/***/ 62343:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  act: () => (/* binding */ act)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/github-error.js
var github_error = __webpack_require__(93151);
// EXTERNAL MODULE: ./.cache/bundle/compiled/action/ceiling.js
var ceiling = __webpack_require__(55191);
// EXTERNAL MODULE: ./.cache/bundle/compiled/action/github.js + 4 modules
var github = __webpack_require__(57549);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/errors.js
var errors = __webpack_require__(68164);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/reactions.js

/** The reaction to a request that was taken. */
const TAKEN = 'eyes';
const BY_CONCLUSION = {
    success: 'rocket',
    failure: '-1',
    cancelled: '-1',
    timed_out: '-1',
    conflict: 'confused',
    action_required: 'confused',
};
function reactionTo(conclusion) {
    return BY_CONCLUSION[conclusion];
}
/**
 * Adds a reaction to an issue comment. It is an ornament, so a failure (a deleted comment, a locked conversation) is
 * returned for the log instead of thrown.
 */
async function react(target, content) {
    const { client, owner, repo, commentId, signal } = target;
    try {
        // The same reaction twice is one reaction, so this POST may be repeated.
        const request = { repeatable: true, ...(signal ? { signal } : {}) };
        await client.rest.reactions.createForIssueComment({
            owner,
            repo,
            comment_id: commentId,
            content,
            request,
        });
        return undefined;
    }
    catch (error) {
        return (0,github_error/* toGitHubError */.Lg)(error, 'react to the comment');
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/command/phases.js
var phases = __webpack_require__(33081);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/command/suggest.js
var suggest = __webpack_require__(82399);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/layers.js


const BUILT_IN = 'default';
const NOTHING = { settings: {}, limits: {} };
/** The name of the profile that a run takes. */
function profileName({ server, repo, flags = {} }) {
    return flags.profile ?? repo.profile ?? server.profile ?? BUILT_IN;
}
/** The names that `--profile` takes. */
function profileNames(server, repo) {
    const own = server.allow.profiles ? Object.keys(repo.profiles) : [];
    return [...new Set([BUILT_IN, ...Object.keys(server.profiles), ...own])];
}
/** The layers of the profile that the run takes. Throws `usage`, `config` or `denied`. */
function findLayers({ server, repo, flags = {} }) {
    const name = profileName({ server, repo, flags });
    const ours = get(server.profiles, name);
    const theirs = get(repo.profiles, name);
    if (theirs && !ours && !server.allow.profiles) {
        throw denied(`\`${repo.file}\`: \`profiles.${name}\` is a profile, and this server lets repositories define none.`, {
            hint: `Use one of the server's profiles: ${(0,suggest/* listed */.KE)(profileNames(server, repo))}.`,
        });
    }
    if (!ours && !theirs && name !== BUILT_IN)
        throw unknownProfile(name, { server, repo, flags });
    if (ours && theirs)
        checkOverrides(theirs, name, server, repo);
    return { name, ours, theirs: theirs ?? NOTHING };
}
function unknownProfile(name, { server, repo, flags }) {
    const names = profileNames(server, repo);
    const file = repo.profile === undefined ? server.file : repo.file;
    const [code, key] = flags.profile === undefined
        ? ['config', `\`${file}\`: \`profile\``]
        : ['usage', '`--profile`'];
    return new errors/* SpeckitError */.Yh(code, `${key} is ${(0,suggest/* quoted */.TL)(name)}, which does not exist.${(0,suggest/* didYouMean */.au)(name, names)}`, {
        hint: `The profiles here are ${(0,suggest/* listed */.KE)(names)}.`,
    });
}
/** The repository changes a profile of the server's: only what the server lists. */
function checkOverrides(theirs, name, server, repo) {
    const { settings, timeoutMs, keepMs, unreachableMs, limits, ...rest } = theirs;
    const durations = { timeout: timeoutMs, keep: keepMs, unreachable: unreachableMs };
    const keys = [
        ...Object.keys(rest).map(key => [key, key]),
        ...Object.entries(durations).flatMap(([key, ms]) => (ms === undefined ? [] : [[key, key]])),
        ...(Object.keys(limits).length === 0 ? [] : [['limits', 'limits']]),
        ...Object.entries(settings).flatMap(([driver, group]) => Object.keys(group).map(key => [key, `${driver}.${key}`])),
    ];
    for (const [key, path] of keys) {
        if (!mayOverride(server, key))
            throw overrideDenied(server, `\`${repo.file}\`: \`profiles.${name}.${path}\``, key);
    }
}
/** Whether a repository or a flag may change `key` in a profile of the server's. */
function mayOverride({ allow }, key) {
    return allow.override.some(allowed => allowed === key);
}
function overrideDenied({ allow }, subject, key) {
    const may = allow.override.length > 0 ? `only ${(0,suggest/* listed */.KE)(allow.override)} may be changed` : 'nothing may be changed';
    return denied(`${subject} changes \`${key}\` of a profile that belongs to the server, where ${may}.`, {
        hint: `Define a profile with a name of its own, or ask whoever runs the server to list \`${key}\` under \`allow.override\`.`,
    });
}
function get(group, name) {
    return Object.hasOwn(group, name) ? group[name] : undefined;
}
function denied(message, details) {
    return new errors/* SpeckitError */.Yh('denied', message, details);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/match.js
/** Whether `text` matches a pattern in which `*` stands for any run of characters. Linear in both lengths' product. */
function matches(pattern, text) {
    let at = 0;
    let from = 0;
    let star = -1;
    let resume = 0;
    while (from < text.length) {
        if (pattern[at] === '*') {
            star = at++;
            resume = from;
        }
        else if (pattern[at] === text[from]) {
            at++;
            from++;
        }
        else if (star !== -1) {
            at = star + 1;
            from = ++resume;
        }
        else
            return false;
    }
    while (pattern[at] === '*')
        at++;
    return at === pattern.length;
}
/** Whether `owner/name` is one of the patterns `owner/name` and `owner/*`; case does not matter on GitHub. */
function matchesRepository(patterns, repository) {
    return patterns.some(pattern => matches(pattern.toLowerCase(), repository.toLowerCase()));
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/policy.js





const MAY_RUN = ['admin', 'maintain', 'write'];
/** Commands that may end in a commit. */
const WRITING = new Set(['run', 'retry', 'keep', 'apply']);
/** Whether the server works for this repository. */
function isServed({ serve }, owner, repo) {
    return (serve.owners.some(served => served.toLowerCase() === owner.toLowerCase()) ||
        matchesRepository(serve.repositories, `${owner}/${repo}`));
}
/** Whether the sender is a bot that the server does not name; an answer could start a conversation between bots. */
function isUnlistedBot({ bots }, { type, login }) {
    return type !== 'User' && !bots.some(listed => listed.toLowerCase() === login.toLowerCase());
}
/** Whether the sender may have the command carried out, and if not, why. Pure. */
function decide(request) {
    const sender = decideSender(request);
    if (!sender.allowed)
        return sender;
    const { command, original } = request;
    if (command.name === 'apply' && request.sender.permission !== 'admin')
        return onlyAdminsApply();
    const run = command.name === 'run' ? command : WRITING.has(command.name) ? original : undefined;
    return (run && adminFault(request, run)) ?? { allowed: true };
}
/**
 * The part of {@link decide} that does not need the repository's configuration: whom it refuses need not hear of
 * mistakes in that file.
 */
function decideSender(request) {
    const { server, repository, sender, command } = request;
    const [owner = '', name = ''] = repository.split('/');
    const bot = sender.type !== 'User';
    if (!isServed(server, owner, name)) {
        return refused(`This server does not work for ${repository}.`, `Whoever runs the server can add it under \`serve\` in \`${server.file}\`.`, bot);
    }
    if (isUnlistedBot(server, sender)) {
        return refused(`The bot ${(0,suggest/* quoted */.TL)(sender.login)} may not give commands.`, server.allow.setBy
            ? 'Ask somebody who has write permission to give the command.'
            : `Whoever runs the server can add it under \`bots\` in \`${server.file}\`.`, true);
    }
    if (!bot && !MAY_RUN.includes(sender.permission)) {
        return refused(`${(0,suggest/* quoted */.TL)(sender.login)} has no write permission here, which commands need.`, 'Ask somebody who has it to post the command.');
    }
    return (WRITING.has(command.name) && pullRequestFault(request)) || { allowed: true };
}
/**
 * Whether the sender hears how commands are spelt. Everybody who may give commands at all may have `help` carried out;
 * whoever may not hears that instead.
 */
function decideWords(request) {
    return decideSender({ ...request, pr: { fork: false, open: true }, command: { name: 'help' } });
}
function pullRequestFault({ pr }) {
    if (pr.fork) {
        return refused('This pull request comes from a fork, whose code would run here beside the secrets of this repository.', 'Push the branch to this repository and open the pull request from there.');
    }
    if (!pr.open)
        return refused('This pull request is closed.', 'Reopen it and post the command again.');
    return undefined;
}
function onlyAdminsApply() {
    return refused('`/speckit apply` is left to admins of this repository: it commits changes of protected files.', 'Ask one of them to look at the kept result and to post the command.');
}
/** Both files can leave something to admins; neither can give back what the other took. */
function adminFault(request, run) {
    const { server, repo, sender } = request;
    if (sender.permission === 'admin')
        return undefined;
    const { work } = run;
    const profile = profileName({ server, repo, flags: run.flags });
    for (const { admin, file } of [server, repo]) {
        const limited = work.kind === 'shell'
            ? admin.shell && 'Shell commands are'
            : admin.phases.includes((0,phases/* phaseKey */.nm)(work.phase)) && `The phase ${(0,suggest/* quoted */.TL)(work.phase)} is`;
        const subject = limited || (admin.profiles.includes(profile) && `The profile ${(0,suggest/* quoted */.TL)(profile)} is`);
        if (subject) {
            return refused(`${subject} left to admins of this repository.`, `Ask one of them to post the command; \`admin\` in \`${file}\` says so.`);
        }
    }
    return undefined;
}
function refused(message, hint, silent = false) {
    const error = new errors/* SpeckitError */.Yh('denied', message, { hint });
    return silent ? { allowed: false, error, silent } : { allowed: false, error };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/permission.js

const NONE = { level: 'none', role: 'none', canWrite: false, isAdmin: false };
/**
 * The effective permission of `login`. Somebody unknown to the repository has none.
 * @throws SpeckitError as `toGitHubError` maps it.
 */
async function senderPermission(target) {
    const { client, owner, repo, login, signal } = target;
    try {
        const { data } = await client.rest.repos.getCollaboratorPermissionLevel({
            owner,
            repo,
            username: login,
            request: signal ? { signal } : {},
        });
        return toPermission(data.permission, data.role_name ?? data.permission);
    }
    catch (error) {
        if ((0,github_error/* statusOf */.c2)(error) === 404)
            return NONE;
        throw (0,github_error/* toGitHubError */.Lg)(error, `look up the permission of ${login}`);
    }
}
/** `permission` knows four levels only; `role` tells maintain from write and triage from read. */
function toPermission(permission, role) {
    switch (permission) {
        case 'admin':
            return { level: 'admin', role, canWrite: true, isAdmin: true };
        case 'write':
            return { level: role === 'maintain' ? 'maintain' : 'write', role, canWrite: true, isAdmin: false };
        case 'read':
            return { level: role === 'triage' ? 'triage' : 'read', role, canWrite: false, isAdmin: false };
        default:
            return { ...NONE, role };
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/pull-request.js

/** @throws SpeckitError as `toGitHubError` maps it; `missing` for a number that is no pull request. */
async function readPullRequest(target) {
    const { client, owner, repo, number, signal } = target;
    try {
        const { data } = await client.rest.pulls.get({
            owner,
            repo,
            pull_number: number,
            request: signal ? { signal } : {},
        });
        // The types promise a repository, but a deleted fork has none.
        const headRepository = data.head.repo;
        return {
            number: data.number,
            state: data.state,
            merged: data.merged,
            locked: data.locked,
            title: data.title,
            author: data.user?.login ?? '',
            headSha: data.head.sha,
            headRef: data.head.ref,
            ...(headRepository ? { headRepositoryId: headRepository.id } : {}),
            baseRef: data.base.ref,
            baseSha: data.base.sha,
            baseRepositoryId: data.base.repo.id,
            fork: headRepository?.id !== data.base.repo.id,
        };
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `read the pull request #${number}`);
    }
}
/** The paths that the pull request touches, old names of renamed files too; GitHub lists 3000 files at most. */
async function changedPaths(target) {
    const { client, owner, repo, number, signal } = target;
    try {
        const files = await client.paginate(client.rest.pulls.listFiles, {
            owner,
            repo,
            pull_number: number,
            per_page: 100,
            request: signal ? { signal } : {},
        });
        const paths = files.flatMap(file => [file.filename, file.previous_filename ?? file.filename]);
        return [...new Set(paths)];
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `list the files of the pull request #${number}`);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/repo-files.js


/**
 * The text of a file; `undefined` if there is none.
 * @throws SpeckitError `rejected` for what is no plain UTF-8 file under 1 MB, else as `toGitHubError` maps it.
 */
async function readTextFile(target) {
    const data = await contents(target);
    if (data === undefined)
        return undefined;
    if (Array.isArray(data) || data.type !== 'file' || !('content' in data) || data.encoding !== 'base64') {
        throw unfit(target.path, 'is not a plain file of at most 1 MB');
    }
    const bytes = Buffer.from(data.content, 'base64');
    // A file link is followed by GitHub, but says where it leads.
    if ('target' in data)
        throw unfit(target.path, 'is a symbolic link');
    const text = bytes.toString();
    if (!Buffer.from(text).equals(bytes))
        throw unfit(target.path, 'is not UTF-8 text');
    return text;
}
/**
 * The entries of a folder, at most 1000; `undefined` if there is no such folder.
 * @throws SpeckitError `rejected` if the path is a file, else as `toGitHubError` maps it.
 */
async function listDirectory(target) {
    const data = await contents(target);
    if (data === undefined)
        return undefined;
    if (!Array.isArray(data))
        throw unfit(target.path, 'is not a folder');
    return data.map(({ name, path, type }) => ({ name, path, type }));
}
async function contents({ client, owner, repo, path, ref, signal }) {
    try {
        const { data } = await client.rest.repos.getContent({
            owner,
            repo,
            path,
            ...(ref === undefined ? {} : { ref }),
            request: signal ? { signal } : {},
        });
        return data;
    }
    catch (error) {
        if ((0,github_error/* statusOf */.c2)(error) === 404)
            return undefined;
        throw (0,github_error/* toGitHubError */.Lg)(error, `read \`${path}\``);
    }
}
function unfit(path, why) {
    return new errors/* SpeckitError */.Yh('rejected', `\`${path}\` ${why}.`, {
        hint: `Make \`${path}\` what it should be on the branch that is read, then try again.`,
    });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/load.js
var load = __webpack_require__(56273);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/gather.js




/** Asks GitHub what is needed to decide; the configuration is on its way at the same time. */
async function gather(target) {
    const { client, owner, repo, number } = target;
    const readConfig = startReadingConfig(target);
    const [pull, permission] = await Promise.all([
        readPullRequest({ client, owner, repo, number }),
        permissionOf(target),
    ]);
    return { pull, permission, readConfig };
}
/** What the sender may do; `none` for a bot, of which GitHub does not tell. */
async function permissionOf({ client, owner, repo, sender: { login, type }, }) {
    if (type !== 'User')
        return 'none';
    return (await senderPermission({ client, owner, repo, login })).level;
}
/** Begins to read the repository's configuration; its failure is told only to somebody who may know of it. */
function startReadingConfig({ client, owner, repo, defaultBranch, }) {
    const config = readTextFile({ client, owner, repo, path: load/* REPO_FILE */.YD, ref: defaultBranch });
    // It must not surface before it is asked for.
    config.catch(() => undefined);
    return async () => (0,load/* parseRepoConfig */.GR)(await config);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/labels.js

/**
 * Takes a label off, so that it can be set again. One that is gone already is fine; another failure costs only that,
 * so it is returned for the log.
 */
async function removeLabel(target, name) {
    const { client, owner, repo, number } = target;
    try {
        await client.rest.issues.removeLabel({ owner, repo, issue_number: number, name });
        return undefined;
    }
    catch (error) {
        return (0,github_error/* statusOf */.c2)(error) === 404 ? undefined : (0,github_error/* toGitHubError */.Lg)(error, `remove the label \`${name}\``);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/left-to.js
/**
 * Whether the configuration leaves commands to the one named. A file that cannot be read is told later, to those who
 * may know of it.
 */
async function isLeftTo(answerer, { readConfig }) {
    return readConfig().then(({ answer }) => answer === answerer, () => false);
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/command/flags.js
var command_flags = __webpack_require__(38646);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/command/help.js



const COMMAND_ROWS = [
    ['/speckit run [flags] <phase> [text]', 'run a phase; the lines below belong to the text'],
    ['/speckit run [flags] -- <command>', 'run a shell command; it may stand in a code block below'],
    ['/speckit cancel [run]', 'end the newest run of this pull request, or the one named'],
    ['/speckit status [run]', "refresh a run's status comment"],
    ['/speckit retry [run]', 'run it again'],
    [
        '/speckit keep branch\\|result [run]',
        'settle a conflict: in its thread that one, here all that are open; the branch keeps its lines or takes those of the run',
    ],
    ['/speckit apply <run>', 'for admins: commit a result that was kept because it touches protected files'],
    ['/speckit help', 'show this'],
];
/** The answer to `/speckit help`, in Markdown. */
function helpText(options = {}) {
    const flags = Object.entries(command_flags/* FLAGS */.Wg).map(([name, flag]) => [`--${name} ${flag.value}`, flag.summary]);
    const own = (options.projectPhases ?? []).filter(name => (0,phases/* knownPhase */.V3)(name) === undefined);
    const sections = [
        'A command stands on the first line of a comment. A label `speckit:<phase>` does the same as a comment.',
        table(['Command', 'What it does'], COMMAND_ROWS),
        table(['Flag (before the phase)', 'What it does'], flags),
        table(['Phase', 'What it does'], phases/* PHASES */.ZG.map(row)),
    ];
    if (own.length > 0)
        sections.push(`This project adds: ${(0,suggest/* listed */.KE)(own)}.`);
    if (options.profiles && options.profiles.length > 0)
        sections.push(`Profiles: ${(0,suggest/* listed */.KE)(options.profiles)}.`);
    return `${sections.join('\n\n')}\n`;
}
function row(phase) {
    const notes = [
        ...(phase.needsText ? ['needs text'] : []),
        ...(phase.readOnly ? ['changes no file'] : []),
        ...(phase.extension ? [`extension \`${phase.extension}\``] : []),
    ];
    return [phase.name, notes.length > 0 ? `${phase.summary} (${notes.join(', ')})` : phase.summary];
}
function table(head, rows) {
    const lines = rows.map(([code, text]) => `| \`${code}\` | ${text} |`);
    return [`| ${head[0]} | ${head[1]} |`, '| --- | --- |', ...lines].join('\n');
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/comment-text.js
var comment_text = __webpack_require__(2188);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/status-comment.js
var status_comment = __webpack_require__(38737);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/nothing.js

/** The answer to `/speckit apply` for a run without a kept result. */
function nothingKept(runId) {
    return new errors/* SpeckitError */.Yh('usage', `No result of run \`${runId}\` is kept.`, {
        hint: 'Its status comment says what became of it; `/speckit retry` runs it again.',
    });
}
/** The answer to `/speckit keep` where nothing is asked. `named`: the run or conflict that it is about. */
function nothingOpen(named) {
    const what = named === undefined
        ? 'No conflict is open on this pull request.'
        : `There is no open conflict of \`${named}\`.`;
    return new errors/* SpeckitError */.Yh('usage', what, { hint: WHERE });
}
/** The answer to `/speckit keep` in a thread that is not about a conflict. */
function notOurThread() {
    return new errors/* SpeckitError */.Yh('usage', 'This thread does not ask about a conflict.', { hint: WHERE });
}
const WHERE = 'Status comments of runs say which conflicts are open and where they are answered.';

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 6 modules
var schemas = __webpack_require__(26921);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/yaml.js
var yaml = __webpack_require__(85886);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/command/project-phases.js



const MANIFEST = /^\.specify\/(extensions|presets)\/([^/]+)\/(?:extension|preset)\.yml$/;
const REGISTRY = /^\.specify\/(extensions|presets)\/\.registry$/;
/** Whether {@link projectPhases} wants to see the file; the others need not be read. */
function definesPhases(path) {
    return MANIFEST.test(path) || REGISTRY.test(path);
}
const named = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), aliases: schemas/* array */.YOg(schemas/* string */.YjP()).nullish() });
const manifest = schemas/* object */.Ikc({
    provides: schemas/* object */.Ikc({
        commands: schemas/* array */.YOg(named).nullish(),
        templates: schemas/* array */.YOg(named.extend({ type: schemas/* string */.YjP() })).nullish(),
    }),
});
const registry = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()
    .transform(entries => schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* object */.Ikc({ enabled: schemas/* boolean */.zMY().optional() })).safeParse(entries).data));
/** The phases that a project's `.specify` adds, from its manifests. A preset's commands may replace core ones. */
function projectPhases(files) {
    const problems = [];
    const names = new Set();
    const extensions = new Set();
    const disabled = new Set(files.flatMap(file => disabledBy(file, problems)));
    for (const file of files) {
        const [, kind, id] = MANIFEST.exec(file.path) ?? [];
        if (kind === undefined || id === undefined || disabled.has(`${kind}/${id}`))
            continue;
        const found = manifest.safeParse(project_phases_yaml(file.text));
        if (!found.success) {
            problems.push(`\`${file.path}\` is not a manifest that Spec Kit accepts.`);
            continue;
        }
        if (kind === 'extensions')
            extensions.add(id);
        const { commands, templates } = found.data.provides;
        const own = [...(commands ?? []), ...(templates ?? []).filter(template => template.type === 'command')];
        for (const name of own.flatMap(command => [command.name, ...(command.aliases ?? [])])) {
            const phase = name.startsWith('speckit.') ? name.slice('speckit.'.length) : '';
            if (phases/* PHASE_WORD */.hO.test(phase.toLowerCase()))
                names.add(phase);
        }
    }
    return { names: [...names].sort(), extensions: [...extensions].sort(), problems };
}
function disabledBy(file, problems) {
    const kind = REGISTRY.exec(file.path)?.[1];
    if (kind === undefined)
        return [];
    const found = registry.safeParse(project_phases_yaml(file.text));
    if (!found.success) {
        problems.push(`\`${file.path}\` is not a registry that Spec Kit accepts.`);
        return [];
    }
    return Object.entries(found.data[kind] ?? {})
        .filter(([, entry]) => entry.enabled === false)
        .map(([id]) => `${kind}/${id}`);
}
/** The document's value; undefined when it is broken. JSON is YAML too. */
function project_phases_yaml(text) {
    const read = (0,yaml/* readYaml */.g)(text);
    return read.ok ? read.value : undefined;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/project-phases.js



/** The phases that a project adds by its `.specify`, at one commit. */
async function readProjectPhases(target) {
    const folders = await Promise.all(['extensions', 'presets'].map(kind => manifestPaths(target, `.specify/${kind}`)));
    const files = await Promise.all(folders.flat().map(async (path) => {
        const text = await readTextFile({ ...target, path: inProject(target, path) });
        return text === undefined ? [] : [{ path, text }];
    }));
    return projectPhases(files.flat());
}
/** What to look up for a phase: nothing for Spec Kit's own, which every project has. */
async function phasesFor(phase, target) {
    return (0,phases/* isPhase */.AL)(phase) ? [] : (await readProjectPhases(target)).names;
}
async function manifestPaths(target, folder) {
    const entries = (await listDirectory({ ...target, path: inProject(target, folder) })) ?? [];
    const manifest = folder.endsWith('presets') ? 'preset.yml' : 'extension.yml';
    const paths = entries.map(({ name, type }) => type === 'dir' ? `${folder}/${name}/${manifest}` : `${folder}/${name}`);
    return paths.filter(definesPhases);
}
function inProject({ project }, path) {
    return project === '.' ? path : `${project}/${path}`;
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/action/outputs.js
var outputs = __webpack_require__(34854);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/cancel-workflow.js



/** Ends the workflow run that works on a run, by way of GitHub: it has the runner's signals. @throws SpeckitError */
async function cancelWorkflow({ client, env, log }, { id, memo }) {
    if (memo.outcome) {
        throw new errors/* SpeckitError */.Yh('usage', `Run \`${id}\` has ended already: ${memo.outcome.conclusion}.`, {
            hint: 'Its status comment has the result; `/speckit retry` runs it again.',
        });
    }
    const { owner, repo } = env;
    try {
        await client.rest.actions.cancelWorkflowRun({ owner, repo, run_id: memo.workflow });
    }
    catch (error) {
        // It has just ended, or another cancellation was faster.
        if ((0,github_error/* statusOf */.c2)(error) !== 409) {
            const failure = (0,github_error/* toGitHubError */.Lg)(error, `cancel the workflow run ${memo.workflow}`);
            if (failure.code !== 'denied')
                throw failure;
            throw new errors/* SpeckitError */.Yh('denied', failure.message, {
                hint: 'Give the job that cancels `permissions: actions: write`.',
                cause: error,
            });
        }
    }
    log.notice(`Run ${id} is told to end.`);
    (0,outputs/* reportStatus */.JE)('completed', id);
    return 'fine';
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/command/parse.js + 2 modules
var parse = __webpack_require__(88526);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/conflict-question.js
var conflict_question = __webpack_require__(74542);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/conflict-text.js
var conflict_text = __webpack_require__(82145);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/landed.js

/** So many of the branch's commits are looked through for the run's own. */
const SEEN_COMMITS = 100;
/**
 * The commit that an earlier attempt of a run has made on `branch`, by its trailer; `undefined` also when the branch is
 * gone. @throws SpeckitError as `toGitHubError` maps it
 */
async function findRunCommit({ client, owner, repo, signal }, { branch, runId }) {
    try {
        const { data } = await client.rest.repos.listCommits({
            owner,
            repo,
            sha: branch,
            per_page: SEEN_COMMITS,
            request: { signal },
        });
        const trailer = new RegExp(`^Speckit-Run: ${runId}$`, 'm');
        const found = data.find(({ commit }) => trailer.test(commit.message.split('\n\n').at(-1) ?? ''));
        const parent = found?.parents[0]?.sha;
        return found && parent ? { sha: found.sha, parent } : undefined;
    }
    catch (error) {
        if ((0,github_error/* statusOf */.c2)(error) === 404)
            return undefined;
        throw (0,github_error/* toGitHubError */.Lg)(error, `list the commits of \`${branch}\``);
    }
}
/** A commit whose id was noted down, wherever the branch is by now. */
async function readRunCommit({ client, owner, repo, signal }, sha) {
    try {
        const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: sha, request: { signal } });
        const parent = data.parents[0]?.sha;
        return parent ? { sha, parent } : undefined;
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `read the commit ${sha}`);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/refs.js


const UPDATE_REFS = `mutation ($repositoryId: ID!, $refUpdates: [RefUpdate!]!) {
  updateRefs(input: { repositoryId: $repositoryId, refUpdates: $refUpdates }) { clientMutationId }
}`;
/** A swap can be tried again as long as the branch still is where it was. */
const SWAP_TRIES = 3;
/** GraphQL is absent (an old or restricted server), or has no `updateRefs` yet. */
const NOT_SERVED_STATUS = [404, 405, 410, 501];
const NOT_SERVED_TYPES = ['undefinedField', 'undefinedType', 'argumentNotAccepted'];
/** The commit that `ref` (`heads/…`, `speckit/…`) points to; `undefined` if there is no such ref. */
async function readRef(target, ref) {
    const { client, owner, repo, signal } = target;
    try {
        const { data } = await client.rest.git.getRef({ owner, repo, ref, request: { signal } });
        return data.object.sha;
    }
    catch (error) {
        if ((0,github_error/* statusOf */.c2)(error) === 404)
            return undefined;
        throw error;
    }
}
/**
 * Moves `branch` from `before` to `after` if it still is at `before`: atomically through GraphQL, else as a
 * fast-forward through REST. Rejects with Octokit's errors for outages and rate limits.
 */
async function swapBranch(target, branch, before, after) {
    const { client, owner, repo, signal } = target;
    const { data: repository } = await client.rest.repos.get({ owner, repo, request: { signal } });
    for (let tries = 1;; tries++) {
        try {
            await moveBranch(target, repository.node_id, branch, before, after);
            return { kind: 'swapped' };
        }
        catch (error) {
            signal.throwIfAborted();
            // The ref itself tells what happened: errors name no reason that code can rely on, and a lost answer names none.
            const now = await readRef(target, `heads/${branch}`);
            if (now === after)
                return { kind: 'swapped' };
            if (now === undefined)
                return { kind: 'gone' };
            if (now !== before)
                return { kind: 'moved', to: now };
            if ((0,github_error/* isRateLimit */.a5)(error))
                throw error;
            if (!(0,github_error/* isOutage */.uD)(error))
                return { kind: 'refused', error };
            if (tries === SWAP_TRIES)
                throw error;
        }
    }
}
/** Points a ref of ours at `sha`, creating it or moving it from wherever it is. `ref` begins with `refs/`. */
async function putRef(target, ref, sha) {
    const { client, owner, repo, signal } = target;
    const short = ref.replace(/^refs\//, '');
    if ((await readRef(target, short)) === undefined) {
        try {
            await client.rest.git.createRef({ owner, repo, ref, sha, request: { signal } });
            return;
        }
        catch (error) {
            // Its answer was lost, or another attempt was faster: then it is there now.
            if ((await readRef(target, short)) === undefined)
                throw error;
        }
    }
    await client.rest.git.updateRef({ owner, repo, ref: short, sha, force: true, request: { signal } });
}
/** Removes a ref of ours; one that is gone is fine. `ref` begins with `refs/`. */
async function dropRef(target, ref) {
    const { client, owner, repo, signal } = target;
    const short = ref.replace(/^refs\//, '');
    try {
        // What is gone cannot be removed again, so this may be repeated.
        const request = { signal, repeatable: true };
        await client.rest.git.deleteRef({ owner, repo, ref: short, request });
    }
    catch (error) {
        signal.throwIfAborted();
        // Also when only the answer was lost.
        if ((await readRef(target, short)) !== undefined)
            throw error;
    }
}
async function moveBranch(target, repositoryId, branch, before, after) {
    const { client, owner, repo, signal } = target;
    const request = { signal };
    const refUpdates = [{ name: `refs/heads/${branch}`, beforeOid: before, afterOid: after, force: false }];
    try {
        await client.graphql(UPDATE_REFS, { repositoryId, refUpdates, request });
    }
    catch (error) {
        if (!isNotServed(error))
            throw error;
        // A fast-forward from an older commit would pass too, so the branch is looked at first.
        if ((await readRef(target, `heads/${branch}`)) !== before)
            throw error;
        await client.rest.git.updateRef({
            owner,
            repo,
            ref: `heads/${branch}`,
            sha: after,
            force: false,
            request,
        });
    }
}
function isNotServed(error) {
    const status = (0,github_error/* statusOf */.c2)(error);
    if (status !== undefined && NOT_SERVED_STATUS.includes(status))
        return true;
    return (0,github_error/* graphqlErrorTypes */.nB)(error).some(type => NOT_SERVED_TYPES.includes(type));
}
/** The error for a branch that is not there. */
function branchGone(branch) {
    return new errors/* SpeckitError */.Yh('missing', `The branch \`${branch}\` does not exist any more.`, {
        hint: 'Restore it (the pull request has a button for that), then use `/speckit retry`.',
    });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/known-shapes.js
var known_shapes = __webpack_require__(51535);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/sanitize.js
var sanitize = __webpack_require__(4628);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/review-lines.js


/** The lines that can be commented on the right side, from a file's `patch` as GitHub gives it. */
function shownLines(patch) {
    return [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, from, count = '1']) => {
        const start = Number(from);
        return Number(count) > 0 ? [{ start, end: start + Number(count) - 1 }] : [];
    });
}
/**
 * The lines for a conflict's thread: all places together if one hunk of the diff shows them, else the first that is
 * shown at all. `undefined` when none is.
 */
function placementOf(question, shown) {
    const { places } = question;
    const candidates = places.length > 1 ? [places, ...places.map(place => [place])] : [places];
    for (const candidate of candidates) {
        const lines = review_lines_linesOf(candidate, question.branchLines);
        if (!lines || !shown.some(hunk => hunk.start <= lines.start && lines.end <= hunk.end))
            continue;
        const text = replaced(question.branchLines, lines, candidate);
        const exact = isExact(text) && endsWithNewline(question, lines);
        return { ...lines, covered: candidate.length, ...(exact ? { suggestion: text } : {}) };
    }
    return undefined;
}
/** From the first to the last of the places; where the branch has no line there, a neighbour's line goes along. */
function review_lines_linesOf(places, branchLines) {
    const [first, last] = [places[0], places.at(-1)];
    if (!first || !last)
        return undefined;
    if (first.start <= last.end)
        return { start: first.start, end: last.end };
    if (first.start > 1)
        return { start: first.start - 1, end: first.start - 1 };
    return branchLines.length > 0 ? { start: 1, end: 1 } : undefined;
}
function replaced(branchLines, { start, end }, places) {
    const lines = [];
    let at = start;
    for (const place of places) {
        lines.push(...branchLines.slice(at - 1, place.start - 1), ...place.theirs);
        at = place.end + 1;
    }
    lines.push(...branchLines.slice(at - 1, end));
    return lines.map(line => `${line}\n`).join('');
}
const MOST_SUGGESTED = 20_000;
/** Whether Markdown carries the text as it is; a suggestion is committed by a click, so nothing in it may be masked. */
function isExact(text) {
    if (text.length > MOST_SUGGESTED || text.includes('\r'))
        return false;
    return (0,sanitize/* stripInvisible */._0)(text) === text && (0,known_shapes/* redactKnownShapes */.n)(text) === text;
}
/** A suggestion cannot take the last newline away or add it. */
function endsWithNewline({ branch, result, branchLines }, { end }) {
    if (end < branchLines.length)
        return true;
    return [branch, result].every(side => side.kind === 'text' && side.text.endsWith('\n'));
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/once.js
var github_once = __webpack_require__(43250);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/review-threads.js


const THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    reviewThreads(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id isResolved resolvedBy { __typename login } path
        comments(first: 100) { nodes { databaseId body includesCreatedEdit author { __typename login } } }
      }
    } } } }`;
/** All review threads of a pull request. @throws SpeckitError as `toGitHubError` maps it */
async function listThreads(target) {
    const { client, owner, repo, pullNumber, signal } = target;
    const threads = [];
    try {
        for (let after = null;;) {
            const page = await client.graphql(THREADS, {
                owner,
                repo,
                number: pullNumber,
                after,
                request: signal ? { signal } : {},
            });
            const found = page.repository?.pullRequest?.reviewThreads;
            threads.push(...(found?.nodes ?? []).flatMap(toThread));
            if (!found?.pageInfo.hasNextPage)
                return threads;
            after = found.pageInfo.endCursor;
        }
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `read the review threads of the pull request #${pullNumber}`);
    }
}
const RESOLVE = 'mutation ($input: ResolveReviewThreadInput!) { resolveReviewThread(input: $input) { thread { isResolved } } }';
/** Resolves a thread; one that is resolved already stays so. @throws SpeckitError as `toGitHubError` maps it */
async function resolveThread({ client, pullNumber, signal }, threadId) {
    try {
        await client.graphql(RESOLVE, {
            input: { threadId },
            request: { repeatable: true, ...(signal ? { signal } : {}) },
        });
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `resolve a review thread of the pull request #${pullNumber}`);
    }
}
/**
 * Replies to the thread's top comment.
 * @param once keeps a reply whose answer was lost from being posted twice
 * @throws SpeckitError as `toGitHubError` maps it
 */
async function replyInThread(target, topComment, body, once) {
    const { client, owner, repo, pullNumber, signal } = target;
    const where = { owner, repo, pull_number: pullNumber, request: signal ? { signal } : {} };
    try {
        if (once?.lookFor) {
            const { author, since } = once.lookFor;
            const list = client.paginate.iterator(client.rest.pulls.listReviewComments, {
                ...{ ...where, per_page: 100 },
                ...(0,github_once/* sinceParameter */.cP)(since),
            });
            if (await (0,github_once/* findMarked */.Em)(list, author, (0,github_once/* answerMarker */.rz)(once.key)))
                return;
        }
        await client.rest.pulls.createReplyForReviewComment({
            ...where,
            comment_id: topComment,
            body: (0,github_once/* marked */.xI)(body, once),
        });
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `reply in a review thread of the pull request #${pullNumber}`);
    }
}
function toThread({ id, isResolved, resolvedBy, path, comments }) {
    const [top, ...others] = comments.nodes.map(({ databaseId, body, includesCreatedEdit, author }) => {
        const { login, bot } = toPerson(author);
        return { id: databaseId, body, author: login, bot, unedited: !includesCreatedEdit };
    });
    if (!top)
        return [];
    const by = resolvedBy ? { resolvedBy: toPerson(resolvedBy) } : {};
    return [{ id, resolved: isResolved, path, ...by, comments: [top, ...others] }];
}
/** GraphQL names an App by its slug, REST by `<slug>[bot]`. */
function toPerson(actor) {
    const bot = actor?.__typename !== undefined && actor.__typename !== 'User';
    const login = actor?.login ?? '';
    return { bot, login: actor?.__typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/review.js





/** More threads than this drown a pull request, and GitHub's limit of content; the rest is asked in the status comment. */
const MOST_THREADS = 50;
/**
 * Puts conflicts to people: one review with a thread for each on the lines in question, on the file where the diff does
 * not show the lines, and as a detail for the status comment where it does not show the file. A conflict that has an
 * open thread of ours is not asked twice. A thread that GitHub does not take costs none of the others.
 */
async function askConflicts(target, questions) {
    const before = threadsByConflict(target, await listThreads(target));
    const missing = questions.filter(({ id }) => !before.has(id)).slice(0, MOST_THREADS);
    if (missing.length > 0)
        await post(target, missing, await shownFiles(target));
    // What is there now is the truth, whatever was answered on the way.
    const now = missing.length > 0 ? threadsByConflict(target, await listThreads(target)) : before;
    return questions.map(question => {
        const { id, path } = question;
        const thread = now.get(id);
        if (!thread)
            return { id, path, detail: (0,conflict_text/* detailText */.HS)(target, question) };
        const { repositoryUrl } = target.run;
        const url = `${repositoryUrl}/pull/${target.pullNumber}#discussion_r${thread.comments[0].id}`;
        return { id, path, url };
    });
}
/** Our open threads of the run, by the conflict that they ask about. */
function threadsByConflict({ author, run }, threads) {
    const open = ownThreads({ author, runId: run.id }, threads).filter(({ thread }) => !thread.resolved);
    return new Map(open.map(({ conflict, thread }) => [conflict, thread]));
}
/** Our threads about a run's conflicts, resolved ones too. */
function ownThreads({ author, runId }, threads) {
    return threads.flatMap(thread => {
        const [top] = thread.comments;
        const marker = top.author === author ? (0,conflict_question/* parseConflictMarker */.uO)(top.body) : undefined;
        return marker?.run === runId ? [{ conflict: marker.conflict, thread }] : [];
    });
}
/** Head-side paths of the pull request's diff, with the lines that it shows; GitHub leaves out those of large files. */
async function shownFiles(target) {
    const { client, owner, repo, pullNumber, signal } = target;
    try {
        const files = await client.paginate(client.rest.pulls.listFiles, {
            owner,
            repo,
            pull_number: pullNumber,
            per_page: 100,
            request: signal ? { signal } : {},
        });
        return new Map(files.map(({ filename, patch }) => [filename, patch ? shownLines(patch) : []]));
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `list the files of the pull request #${pullNumber}`);
    }
}
async function post(target, questions, shown) {
    const anchored = questions.flatMap((question) => {
        const path = [question.path, ...question.paths].find(one => shown.has(one));
        if (path === undefined)
            return [];
        const placement = path === question.path ? placementOf(question, shown.get(path) ?? []) : undefined;
        return [{ question, path, ...(placement ? { placement } : {}) }];
    });
    const onLines = anchored.filter(({ placement }) => placement !== undefined);
    const singly = (await postReview(target, onLines))
        ? anchored.filter(one => !onLines.includes(one))
        : anchored;
    for (const one of singly)
        await postSingly(target, one);
}
/** Whether the review is there; a refused one means that GitHub did not take one of its threads, without saying which. */
async function postReview(target, anchored) {
    if (anchored.length === 0)
        return true;
    const { client, owner, repo, pullNumber, branchHead, signal } = target;
    const send = () => client.rest.pulls.createReview({
        owner,
        repo,
        pull_number: pullNumber,
        commit_id: branchHead,
        event: 'COMMENT',
        body: (0,conflict_text/* reviewText */.aP)(target, anchored.length),
        comments: anchored.map(({ question, path, placement }) => ({
            path,
            body: (0,conflict_text/* threadText */.Sp)(target, question, placement),
            ...lineFields(placement),
        })),
        request: signal ? { signal } : {},
    });
    return taken(target, 'review', send, anchored);
}
/** On its lines, else on its file; where GitHub takes neither, the status comment asks. */
async function postSingly(target, anchored) {
    const { client, owner, repo, pullNumber, branchHead, signal } = target;
    const { question, path, placement } = anchored;
    const at = {
        owner,
        repo,
        pull_number: pullNumber,
        commit_id: branchHead,
        path,
        request: signal ? { signal } : {},
    };
    const onLines = () => client.rest.pulls.createReviewComment({
        ...at,
        body: (0,conflict_text/* threadText */.Sp)(target, question, placement),
        ...lineFields(placement),
    });
    if (placement && (await taken(target, 'comment', onLines, [anchored])))
        return;
    // The types want a line for every comment; one on a file has none.
    const onFile = () => client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...at,
        body: (0,conflict_text/* threadText */.Sp)(target, question),
        subject_type: 'file',
    });
    await taken(target, 'comment', onFile, [anchored]);
}
/** Whether GitHub took it. What it will not take from us at all (a locked conversation) is asked elsewhere. */
async function taken(target, what, send, anchored) {
    try {
        await send();
        return true;
    }
    catch (error) {
        target.signal?.throwIfAborted();
        const status = (0,github_error/* statusOf */.c2)(error);
        if (status === 422 || (status === 403 && !(0,github_error/* isRateLimit */.a5)(error)))
            return false;
        if ((0,github_error/* isOutage */.uD)(error)) {
            // Its answer may have been lost; what is there must not be asked twice.
            const there = threadsByConflict(target, await listThreads(target));
            if (anchored.every(({ question }) => there.has(question.id)))
                return true;
        }
        throw (0,github_error/* toGitHubError */.Lg)(error, `post a ${what} on the pull request #${target.pullNumber}`);
    }
}
function lineFields(placement) {
    if (!placement)
        return {};
    const { start, end } = placement;
    const side = 'RIGHT';
    return start === end
        ? { line: end, side }
        : { start_line: start, start_side: side, line: end, side };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/conflict-desk.js








function conflictDesk(options) {
    const { client, owner, repo, run, author, signal } = options;
    const ref = options.resultRef.replace(/^refs\//, '');
    const permitted = new Map();
    const may = (login, bot) => {
        const known = permitted.get(login) ?? options.mayAnswer(login, bot);
        permitted.set(login, known);
        return known;
    };
    return {
        async kept() {
            try {
                const sha = await readRef(options, ref);
                if (sha === undefined)
                    return undefined;
                const { data } = await client.rest.git.getCommit({
                    owner,
                    repo,
                    commit_sha: sha,
                    request: { signal },
                });
                const [parent] = data.parents;
                return parent && { sha, base: parent.sha };
            }
            catch (error) {
                throw (0,github_error/* toGitHubError */.Lg)(error, `read \`${options.resultRef}\``);
            }
        },
        async landed() {
            return (await findRunCommit(options, { branch: options.branch, runId: run.id }))?.sha;
        },
        async threads() {
            const own = ownThreads({ author, runId: run.id }, await listThreads(options));
            return Promise.all(own.map(({ conflict, thread }) => toFact(conflict, thread, author, may)));
        },
        async openThreads() {
            const own = ownThreads({ author, runId: run.id }, await listThreads(options));
            return own.flatMap(({ thread: { id, resolved, comments } }) => resolved ? [] : [{ id, top: comments[0].id }]);
        },
        ask: (questions, branchHead) => askConflicts({ ...options, branchHead }, questions),
        note: (thread, { side, by }) => replyInThread(options, thread.top, (0,conflict_text/* answeredText */.B6)(side, by)),
        async close(thread, text) {
            if (text !== undefined)
                await replyInThread(options, thread.top, text);
            await resolveThread(options, thread.id);
        },
        async forget() {
            try {
                await dropRef(options, options.resultRef);
            }
            catch (error) {
                throw (0,github_error/* toGitHubError */.Lg)(error, `remove \`${options.resultRef}\``);
            }
        },
    };
}
async function toFact(conflict, { id, resolved, resolvedBy, comments }, author, may) {
    const [top, ...replies] = comments;
    const byPerson = resolved && resolvedBy !== undefined && resolvedBy.login !== author
        ? await may(resolvedBy.login, resolvedBy.bot)
        : false;
    let answer;
    for (const reply of replies) {
        const found = answerOf(reply, author);
        if (found && (reply.author === author || (await may(reply.author, reply.bot))))
            answer = found;
    }
    return { id, top: top.id, conflict, resolved, resolvedByPerson: byPerson, ...(answer ? { answer } : {}) };
}
/** An edited reply is none: whoever edits it need not be the one who wrote it. */
function answerOf({ body, author: by, unedited }, own) {
    if (by === own)
        return (0,conflict_question/* parseAnswerMarker */.s3)(body);
    if (!unedited || by === '')
        return undefined;
    const parsed = (0,parse/* parseComment */.v)(body);
    if (parsed.type !== 'command' || parsed.command.name !== 'keep')
        return undefined;
    return { side: parsed.command.side, by };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/tree-plan.js

/** Larger requests time out at GitHub with 422 or 502. */
const MAX_CHUNK_ENTRIES = 100;
const MAX_CHUNK_BYTES = 2_000_000;
/** Larger files go up as blobs of their own, several at a time. */
const MAX_INLINE_BYTES = 128 * 1024;
/** Deletions that must be carried out before anything is added: a file in the place of a folder or the reverse. */
function blockingDeletions(changes) {
    const added = changes.filter(({ status }) => status !== 'deleted').map(({ path }) => path);
    const files = new Set(added);
    const folders = new Set(added.flatMap(parents));
    const blocking = changes.filter(({ status, path }) => status === 'deleted' && (folders.has(path) || parents(path).some(at => files.has(at))));
    return new Set(blocking.map(({ path }) => path));
}
/**
 * The order in which changes go into trees that build on each other: deletions in the way first, then what is added
 * and modified, then the other deletions, so that no tree in between is empty for their sake.
 */
function inOrder(changes) {
    const blocking = blockingDeletions(changes);
    const first = changes.filter(({ path, status }) => status === 'deleted' && blocking.has(path));
    const added = changes.filter(({ status }) => status !== 'deleted');
    const last = changes.filter(({ path, status }) => status === 'deleted' && !blocking.has(path));
    return [first, [...added, ...last]].filter(group => group.length > 0);
}
/** Whether a tree request may carry the file as text: valid UTF-8 that survives JSON, not empty, not large. */
function inlineText(bytes) {
    if (bytes.length === 0 || bytes.length > MAX_INLINE_BYTES || bytes.includes(0))
        return undefined;
    const text = bytes.toString();
    return Buffer.from(text).equals(bytes) ? text : undefined;
}
/** The bytes that an entry adds to a request, roughly. */
function entrySize(entry) {
    const content = 'content' in entry ? Buffer.byteLength(JSON.stringify(entry.content)) : 40;
    return Buffer.byteLength(entry.path) + content + 60;
}
/** @throws SpeckitError `rejected` for what is no plain file or symlink. */
function fileMode({ mode, path }) {
    if (mode === '100644' || mode === '100755' || mode === '120000')
        return mode;
    throw new errors/* SpeckitError */.Yh('rejected', `\`${path}\` has the mode ${mode}, which is not published.`, {
        hint: 'Only plain files, executables and symbolic links are committed; remove submodules from the result.',
    });
}
function parents(path) {
    const parts = path.split('/');
    return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/git-objects.js


/** Blobs on their way at once. */
const PARALLEL_BLOBS = 6;
/**
 * Makes the commit's objects and returns the commit's id; no ref points to it yet. Author, committer and signature
 * are left to GitHub, which then signs it. Rejects with Octokit's errors.
 * @throws SpeckitError `internal` when GitHub's blob or tree is not the one expected.
 */
async function createCommit(target, set, message) {
    const { client, owner, repo } = target;
    const tree = set.uploaded ? set.tree : await createTree(target, set);
    const { data } = await client.rest.git.createCommit({
        owner,
        repo,
        message,
        tree,
        parents: [set.parent],
        request: repeatable(target),
    });
    return data.sha;
}
async function createTree(target, set) {
    let base = set.parentTree;
    for (const group of inOrder(set.changes)) {
        for await (const chunk of chunks(target, set, group)) {
            base = await postTree(target, base, chunk);
        }
    }
    if (base !== set.tree)
        throw mismatch('tree', set.tree, base);
    return base;
}
async function postTree(target, base_tree, tree) {
    const { client, owner, repo } = target;
    const { data } = await client.rest.git.createTree({
        owner,
        repo,
        base_tree,
        tree,
        request: repeatable(target),
    });
    return data.sha;
}
/** Reads a window of files at a time, so that a large result never is in memory as a whole. */
async function* chunks(target, set, group) {
    let chunk = [];
    let bytes = 0;
    for (let at = 0; at < group.length; at += PARALLEL_BLOBS) {
        target.signal.throwIfAborted();
        const window = group.slice(at, at + PARALLEL_BLOBS);
        for (const entry of await Promise.all(window.map(change => toEntry(target, set, change)))) {
            const size = entrySize(entry);
            if (chunk.length >= MAX_CHUNK_ENTRIES || (chunk.length > 0 && bytes + size > MAX_CHUNK_BYTES)) {
                yield chunk;
                chunk = [];
                bytes = 0;
            }
            chunk.push(entry);
            bytes += size;
        }
    }
    if (chunk.length > 0)
        yield chunk;
}
async function toEntry(target, set, change) {
    const { path } = change;
    if (change.status === 'deleted')
        return { path, mode: '100644', type: 'blob', sha: null };
    const mode = fileMode(change);
    const bytes = await set.read(change);
    const content = inlineText(bytes);
    if (content !== undefined)
        return { path, mode, type: 'blob', content };
    const { client, owner, repo } = target;
    const { data } = await client.rest.git.createBlob({
        owner,
        repo,
        content: bytes.toString('base64'),
        encoding: 'base64',
        request: repeatable(target),
    });
    if (data.sha !== change.oid)
        throw mismatch(`file ${path}`, change.oid, data.sha);
    return { path, mode, type: 'blob', sha: data.sha };
}
/** Objects are named by their content: making one twice makes it once. */
function repeatable({ signal }) {
    return { signal, repeatable: true };
}
function mismatch(what, expected, made) {
    return new errors/* SpeckitError */.Yh('internal', `GitHub's ${what} is not the one of the result, so nothing was committed.`, {
        hint: 'Use `/speckit retry`; if it happens again, tell the operator the id of this run.',
        cause: new Error(`expected ${expected}, GitHub made ${made}`),
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/commit.js




/**
 * Commits a result on top of `parent` and moves `branch` there by compare-and-swap.
 * @throws SpeckitError `missing` (branch deleted), `denied` (branch protection, ruleset, workflow files), `internal`
 * (GitHub made another tree), and what `toGitHubError` gives.
 */
async function commitChanges(options) {
    const { branch, parent } = options;
    return mapped(options, `commit to the branch \`${branch}\``, async () => {
        const sha = await createCommit(options, options, options.message);
        const swap = await swapBranch(options, branch, parent, sha);
        switch (swap.kind) {
            case 'swapped':
                return { kind: 'committed', sha };
            case 'moved':
                return { kind: 'moved' };
            case 'gone':
                throw branchGone(branch);
            case 'refused':
                throw commit_refused(branch, options.changes, swap.error);
        }
    });
}
/**
 * Keeps a result without touching a branch: commits it on `parent` and points `ref` (`refs/speckit/runs/<run>`) there,
 * whatever that ref pointed to. Returns the commit's id.
 */
async function keepResult(options) {
    const { ref } = options;
    return mapped(options, `keep the result on \`${ref}\``, async () => {
        const sha = await createCommit(options, options, options.message);
        await putRef(options, ref, sha);
        return sha;
    });
}
async function mapped({ changes, signal }, what, act) {
    try {
        return await act();
    }
    catch (error) {
        if (signal.aborted)
            throw signal.reason;
        const status = (0,github_error/* statusOf */.c2)(error);
        if ((status === 403 || status === 404) && workflowFiles(changes).length > 0) {
            throw workflowsDenied(changes, error);
        }
        throw (0,github_error/* toGitHubError */.Lg)(error, what);
    }
}
function commit_refused(branch, changes, error) {
    if (workflowFiles(changes).length > 0)
        return workflowsDenied(changes, error);
    const failure = (0,github_error/* toGitHubError */.Lg)(error, `move the branch \`${branch}\` to the new commit`);
    if (failure.code === 'auth')
        return failure;
    return new errors/* SpeckitError */.Yh('denied', failure.message, {
        hint: `A branch protection or ruleset guards \`${branch}\`: allow the App to push there, or work on a branch without one.`,
        cause: error,
    });
}
function workflowFiles(changes) {
    return changes.map(({ path }) => path).filter(path => path.startsWith('.github/workflows/'));
}
function workflowsDenied(changes, cause) {
    const [first] = workflowFiles(changes);
    return new errors/* SpeckitError */.Yh('denied', `GitHub does not let the App change workflow files (\`${first}\`).`, {
        hint: 'Commit changes under `.github/workflows/` yourself, or give the App the permission "workflows: write".',
        cause,
    });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/cut.js
var cut = __webpack_require__(58079);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/markdown.js
var markdown = __webpack_require__(19706);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/commit-message.js




/** Git's and GitHub's lists cut subjects from here on. */
const MAX_SUBJECT = 72;
/**
 * `speckit: <phase> …`, the body, and the trailers `Co-authored-by` and `Speckit-Run`. Nothing in the words given
 * mentions anybody, closes an issue or passes for a trailer.
 */
function commitMessage(parts) {
    const subject = (0,cut/* headBytes */.c4)(`speckit: ${line(`${parts.phase} ${parts.subject ?? ''}`)}`, MAX_SUBJECT).trimEnd();
    const body = (parts.body ?? []).map(paragraph).filter(text => text !== '');
    const trailers = [
        ...(parts.coAuthor ? [`Co-authored-by: ${credit(parts.coAuthor, parts.serverUrl)}`] : []),
        `Speckit-Run: ${parts.runId}`,
    ];
    return `${[subject, ...body, trailers.join('\n')].join('\n\n')}\n`;
}
/** The noreply address that GitHub links to the account, on github.com as on other hosts. */
function noreplyAddress({ login, id }, serverUrl) {
    return `${id}+${login}@users.noreply.${new URL(serverUrl).hostname}`;
}
function credit(person, serverUrl) {
    const name = (0,sanitize/* stripInvisible */._0)(person.name ?? '')
        .replace(/[<>\s]+/g, ' ')
        .trim();
    return `${name === '' ? person.login : name} <${noreplyAddress(person, serverUrl)}>`;
}
function line(text) {
    return safe(text).replace(/\s+/g, ' ').trim();
}
function paragraph(text) {
    // Only the last paragraph holds trailers, and that one is ours.
    return safe(text)
        .replace(/\n\s*\n/g, '\n')
        .trim();
}
function safe(text) {
    return (0,markdown/* neutraliseMentions */.yY)((0,known_shapes/* redactKnownShapes */.n)((0,sanitize/* stripInvisible */._0)(text)));
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/github/publisher.js








/** The ref that keeps a run's result. */
function resultRef(runId) {
    return `refs/speckit/runs/${runId}`;
}
/** Writes one run's results to its pull request. Methods reject with `SpeckitError`s. */
function createPublisher(options) {
    const { client, owner, repo, pullNumber, branch, runId } = options;
    const target = { client, owner, repo, number: pullNumber };
    const commitOptions = (result, signal) => ({
        ...result,
        client,
        owner,
        repo,
        signal,
        message: commitMessage({
            runId,
            phase: options.phase,
            subject: options.subject,
            body: result.remarks,
            coAuthor: options.requestedBy,
            serverUrl: options.serverUrl,
        }),
    });
    return {
        async branchHead(signal) {
            // The pull request's own idea of its head can lag behind a push; the branch's ref does not.
            const [pull, head] = await Promise.all([
                readPullRequest({ ...target, signal }),
                readRef({ client, owner, repo, signal }, `heads/${branch}`),
            ]);
            if (head === undefined)
                throw branchGone(branch);
            if (pull.state === 'open')
                return head;
            throw new errors/* SpeckitError */.Yh('cancelled', 'The pull request was closed in the meantime, so nothing was committed.', {
                hint: 'Reopen it and use `/speckit retry`.',
            });
        },
        landed: (known, signal) => known === undefined
            ? findRunCommit({ client, owner, repo, signal }, { branch, runId })
            : readRunCommit({ client, owner, repo, signal }, known),
        changedPaths: (signal) => changedPaths({ ...target, signal }),
        async baseDirectories(path, signal) {
            const { baseRef: ref } = await readPullRequest({ ...target, signal });
            const entries = (await listDirectory({ client, owner, repo, path, ref, signal })) ?? [];
            return entries.filter(({ type }) => type === 'dir').map(({ name }) => name);
        },
        async commit(result, signal) {
            await options.assertOwner();
            return commitChanges({ ...commitOptions(result, signal), branch });
        },
        async keep(result, signal) {
            await options.assertOwner();
            const ref = resultRef(runId);
            await keepResult({ ...commitOptions(result, signal), ref });
            return ref;
        },
        async ask(questions, branchHead, signal) {
            await options.assertOwner();
            const { run, botLogin: author } = options;
            return askConflicts({ client, owner, repo, pullNumber, run, author, branchHead, signal }, questions);
        },
    };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/reporter.js + 3 modules
var github_reporter = __webpack_require__(15238);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/facts.js
/** What a run is called: its phase, or `shell`. */
function workName(work) {
    return work.kind === 'phase' ? work.phase : 'shell';
}
/** The first line of what was asked, for the commit's subject. */
function workSubject(work) {
    const text = work.kind === 'phase' ? work.text : work.command;
    return text.trim().split('\n', 1)[0] ?? '';
}
/** A run as check run and status comment show it. */
function factsOf(run) {
    const { id, work, flags, profile, pullNumber, headSha, requestedSha, requestedBy, repositoryUrl } = run;
    return {
        id,
        phase: workName(work),
        pullNumber,
        headSha,
        ...(requestedSha && requestedSha !== headSha ? { requestedSha } : {}),
        driver: profile.driver,
        profile: profile.name,
        ...(work.kind === 'phase' ? { agent: profile.agent } : {}),
        ...(flags.feature ? { feature: flags.feature } : {}),
        requestedBy,
        repositoryUrl,
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/redact-outcome.js

/**
 * The outcome with every secret masked. Its words come from the sandbox in places: names of files, what git or Spec
 * Kit said, questions of an agent.
 */
function redactOutcome(outcome, { text }) {
    const { title, notes, changes, conflicts, asked, error } = outcome;
    return {
        ...outcome,
        title: text(title),
        notes: notes.map(text),
        changes: changes.map(change => ({ ...change, path: text(change.path) })),
        ...(conflicts && { conflicts: conflicts.map(text) }),
        ...(asked && { asked: asked.map(one => redactAsked(one, text)) }),
        ...(error && { error: redactError(error, text) }),
    };
}
function redactAsked(asked, text) {
    const { path, detail } = asked;
    return { ...asked, path: text(path), ...(detail === undefined ? {} : { detail: text(detail) }) };
}
function redactError(error, text) {
    const { code, message, hint, retryable, cause } = error;
    return new errors/* SpeckitError */.Yh(code, text(message), { hint: text(hint), retryable, cause });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/objects.js
var sync_objects = __webpack_require__(83223);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/case-clash.js
/** How a name reads where neither case nor Unicode form counts. */
const foldName = (path) => path.normalize('NFC').toLowerCase();
/** The path and every folder above it, outermost first. */
function prefixesOf(path) {
    const parts = path.split('/');
    return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
/** Names that git merges side by side and that cannot both exist on Windows or macOS. Outermost folders only. */
function caseClashes(ours, theirs) {
    const spelled = new Map(ours
        .filter(({ status }) => status === 'added')
        .flatMap(({ path }) => prefixesOf(path).map(prefix => [foldName(prefix), prefix])));
    const clashes = new Map();
    for (const { path, status } of theirs) {
        if (status !== 'added')
            continue;
        for (const prefix of prefixesOf(path)) {
            const other = spelled.get(foldName(prefix));
            if (other === undefined || other === prefix)
                continue;
            clashes.set(foldName(prefix), { ours: other, theirs: prefix });
            break;
        }
    }
    return [...clashes.values()];
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/conflict-groups.js

/** Git documents these as stable strings for scripts. */
const KIND_OF_TYPE = {
    'CONFLICT (contents)': 'content',
    'CONFLICT (binary)': 'binary',
    'CONFLICT (modify/delete)': 'modify/delete',
    'CONFLICT (rename/rename)': 'rename/rename',
    'CONFLICT (rename/delete)': 'rename/delete',
    'CONFLICT (rename involved in collision)': 'rename/add',
    'CONFLICT (file/directory)': 'file/directory',
    'CONFLICT (distinct modes)': 'distinct types',
    'CONFLICT (submodule)': 'submodule',
};
/** A name that git made up because two things want the same one: the name, and which commit's it was. */
const AUXILIARY = /^(.+)~([0-9a-f]{40})(?:_\d+)?$/s;
/** Names in the merged tree that neither side has; `commits` are the two that were merged. */
function auxiliaryPaths({ entries, messages }, commits) {
    const paths = [...entries.map(({ path }) => path), ...messages.flatMap(message => message.paths)];
    return [...new Set(paths.filter(path => realPath(path, commits) !== path))];
}
function realPath(path, commits) {
    const [, original = path, commit = ''] = AUXILIARY.exec(path) ?? [];
    return commits.includes(commit) ? original : path;
}
/**
 * Joins what a merge reported to groups: paths of one message belong together, `related` ones too, both names of a
 * renamed file, and whatever is below a path goes with it.
 */
function groupConflicts({ entries, messages }, commits, { related, renames }) {
    const real = (path) => realPath(path, commits);
    const told = messages.map(({ paths, type }) => ({
        paths: paths.map(real),
        kind: KIND_OF_TYPE[type] ?? 'other',
    }));
    const shared = new Set(entries.filter(({ stage }) => stage === 1).map(({ path }) => path));
    const alone = entries.map(({ path }) => ({
        paths: [real(path)],
        kind: shared.has(path) ? 'other' : 'add/add',
    }));
    return joinOverlapping([...told, ...related, ...alone], renames);
}
/** One group of all that share a path, lie below one another's paths or are connected by `links`. */
function joinOverlapping(given, links) {
    const sets = [...given.map(({ paths }) => paths), ...links];
    const known = new Set(sets.flat());
    const roots = new Map();
    const rootOf = (path) => {
        let root = path;
        for (let up = roots.get(root); up !== undefined && up !== root; up = roots.get(root))
            root = up;
        roots.set(path, root);
        return root;
    };
    for (const paths of sets) {
        for (const path of paths) {
            const above = prefixesOf(path).filter(folder => known.has(folder));
            for (const other of [...above, ...paths.slice(0, 1)])
                roots.set(rootOf(other), rootOf(path));
        }
    }
    const groups = new Map();
    for (const group of given) {
        const root = rootOf(group.paths[0] ?? '');
        const members = groups.get(root) ?? [];
        members.push(group);
        groups.set(root, members);
    }
    const linked = new Map();
    for (const paths of links) {
        const root = rootOf(paths[0] ?? '');
        if (groups.has(root))
            linked.set(root, [...(linked.get(root) ?? []), ...paths]);
    }
    return [...groups].map(([root, members]) => ({
        paths: outermost([...members.flatMap(({ paths }) => paths), ...(linked.get(root) ?? [])]),
        kind: heaviest(members.map(({ kind }) => kind)),
    }));
}
const isBelow = (path, folder) => path.startsWith(`${folder}/`);
function outermost(paths) {
    return [...new Set(paths)].filter(path => !paths.some(folder => isBelow(path, folder)));
}
/** What weighs more comes first: it says more about what the person has to decide. */
const WEIGHTS = [
    'case',
    'file/directory',
    'distinct types',
    'submodule',
    'rename/add',
    'rename/rename',
    'rename/delete',
    'modify/delete',
    'binary',
    'add/add',
    'content',
    'other',
];
function heaviest(kinds) {
    return kinds.reduce((a, b) => (WEIGHTS.indexOf(b) < WEIGHTS.indexOf(a) ? b : a));
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/diff3.js
/** Joins the changes of both sides to regions, in order: those that overlap or touch are one, as git has it. */
function regionsOf(ours, theirs) {
    const queue = [
        ...ours.map(change => ({ ...change, side: 0 })),
        ...theirs.map(change => ({ ...change, side: 1 })),
    ].sort((a, b) => a.at - b.at);
    const shift = [0, 0];
    const regions = [];
    for (let i = 0; i < queue.length;) {
        const base = { start: queue[i]?.at ?? 0, end: queue[i]?.at ?? 0 };
        const before = [...shift];
        const sides = new Set();
        for (let next = queue[i]; next && (next.at <= base.end || sides.size === 0); next = queue[++i]) {
            base.end = Math.max(base.end, next.at + next.removed);
            sides.add(next.side);
            shift[next.side] = (shift[next.side] ?? 0) + next.added - next.removed;
        }
        const range = (side) => ({
            start: base.start + (before[side] ?? 0),
            end: base.end + (shift[side] ?? 0),
        });
        const by = sides.size === 2 ? 'both' : sides.has(0) ? 'ours' : 'theirs';
        regions.push({ base, ours: range(0), theirs: range(1), by });
    }
    return regions;
}
/** Lines with their ends, so that joining them gives the text back. */
function diff3_linesOf(text) {
    return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
/** The region without the lines at its ends that both sides have alike; `undefined` if nothing remains. */
function trimmed(region, ours, theirs) {
    const [a, b] = [{ ...region.ours }, { ...region.theirs }];
    while (a.start < a.end && b.start < b.end && ours[a.start] === theirs[b.start]) {
        a.start++;
        b.start++;
    }
    while (a.start < a.end && b.start < b.end && ours[a.end - 1] === theirs[b.end - 1]) {
        a.end--;
        b.end--;
    }
    return a.start === a.end && b.start === b.end ? undefined : { ours: a, theirs: b };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/git.js
var sync_git = __webpack_require__(20307);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/small-objects.js

const TOTAL_BYTES = 64 * 1024 * 1024;
/** The contents of many small objects by id, with two git processes; what is missing or too large is left out. */
async function readSmallObjects({ gitDir }, oids, { maxBytes, totalBytes = TOTAL_BYTES, signal }) {
    const wanted = [...new Set(oids)];
    if (wanted.length === 0)
        return new Map();
    const ask = (list) => Buffer.from(list.map(oid => `${oid}\n`).join(''));
    const checked = await (0,sync_git/* git */.$Y)(['cat-file', '--batch-check=%(objectsize)', '--buffer'], {
        gitDir,
        stdin: ask(wanted),
        signal,
    });
    let room = totalBytes;
    const sizes = checked.toString('latin1').split('\n');
    const small = wanted.filter((_, i) => {
        // Of a missing object git prints a word in place of a number.
        const size = Number(sizes[i]);
        if (!(size <= maxBytes && size <= room))
            return false;
        room -= size;
        return true;
    });
    if (small.length === 0)
        return new Map();
    const bytes = await (0,sync_git/* git */.$Y)(['cat-file', '--batch=%(objectsize)', '--buffer'], {
        gitDir,
        stdin: ask(small),
        signal,
    });
    const contents = new Map();
    let at = 0;
    for (const oid of small) {
        const start = bytes.indexOf(10, at) + 1;
        const end = start + Number(bytes.subarray(at, start - 1).toString('latin1'));
        contents.set(oid, bytes.subarray(start, end));
        at = end + 1;
    }
    return contents;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/hunks.js



/** Nobody reads conflicts in larger files line by line. */
const TEXT_BYTES = 1024 * 1024;
const DIFF_BYTES = 512 * 1024 * 1024;
/** For each conflict its text, or `undefined` where it is not about the lines of one. A handful of git processes in all. */
async function hunks_conflictHunks(scratch, conflicts, { signal } = {}) {
    const oids = conflicts.filter(hasLines).flatMap(({ ours, theirs }) => [ours?.oid ?? '', theirs?.oid ?? '']);
    const contents = await readSmallObjects(scratch, oids, { maxBytes: TEXT_BYTES, signal });
    const texts = conflicts.map(conflict => versionsOf(conflict, contents));
    if (!texts.some(Boolean))
        return texts.map(() => undefined);
    const nothing = await (0,sync_git/* gitLine */.JG)(['hash-object', '-w', '--stdin'], { gitDir: scratch.gitDir, signal });
    const tree = (oid) => (0,sync_git/* gitLine */.JG)(['mktree', '-z', '--missing'], {
        gitDir: scratch.gitDir,
        stdin: Buffer.from(texts.map((text, i) => (text ? `100644 blob ${oid(text)}\t${i}\0` : '')).join('')),
        signal,
    });
    const [base, ours, theirs] = await Promise.all([
        tree(text => text.baseOid ?? nothing),
        tree(text => text.oursOid),
        tree(text => text.theirsOid),
    ]);
    const [left, right] = await Promise.all([
        lineChanges(scratch, base, ours, signal),
        lineChanges(scratch, base, theirs, signal),
    ]);
    return texts.map((text, i) => text && conflictText(text, left.get(i) ?? [], right.get(i) ?? []));
}
const WITH_LINES = new Set(['content', 'add/add', 'rename/add']);
const isFile = (side) => side?.mode.startsWith('100') === true;
const hasLines = ({ kind, ours, theirs }) => WITH_LINES.has(kind) && isFile(ours) && isFile(theirs) && ours?.oid !== theirs?.oid;
function versionsOf(conflict, contents) {
    const { kind, base, ours, theirs } = conflict;
    if (!hasLines(conflict) || !ours || !theirs)
        return undefined;
    const [a, b] = [contents.get(ours.oid), contents.get(theirs.oid)];
    if (!a || !b || a.includes(0) || b.includes(0))
        return undefined;
    return {
        // The base of something that both sides made is nothing, also where one of them renamed a file onto it.
        baseOid: kind === 'content' && base && isFile(base) ? base.oid : undefined,
        oursOid: ours.oid,
        theirsOid: theirs.oid,
        ours: diff3_linesOf(a.toString('utf8')),
        theirs: diff3_linesOf(b.toString('utf8')),
    };
}
/** As git's own merge compares: by histogram, without moving changes to look nicer. */
const DIFF = ['diff-tree', '-p', '-U0', '--text', '--no-renames', '--histogram', '--no-indent-heuristic'];
async function lineChanges({ gitDir }, from, to, signal) {
    const args = [...DIFF, '--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=', '--dst-prefix='];
    const patch = await (0,sync_git/* git */.$Y)([...args, from, to], { gitDir, signal, maxBytes: DIFF_BYTES });
    const changes = new Map();
    let current = [];
    for (const [, file, at, removed = '1', to, added = '1'] of patch
        .toString('latin1')
        .matchAll(/^(?:diff --git (\d+) \d+$|@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@)/gm)) {
        if (file !== undefined) {
            current = [];
            changes.set(Number(file), current);
            continue;
        }
        // Of an empty range git names the line before it.
        const first = (line, count) => Number(line) - (count === '0' ? 0 : 1);
        current.push({
            at: first(at, removed),
            removed: Number(removed),
            to: first(to, added),
            added: Number(added),
        });
    }
    return changes;
}
function conflictText({ ours, theirs }, left, right) {
    const regions = regionsOf(left, right);
    const both = regions
        .filter(({ by }) => by === 'both')
        .flatMap(region => trimmed(region, ours, theirs) ?? []);
    // Git sees a conflict where we see none only if it compares differently; then it is the whole file.
    const whole = trimmed({ ours: hunks_all(ours), theirs: hunks_all(theirs) }, ours, theirs);
    const places = both.length > 0 ? both : whole ? [whole] : [];
    const hunks = places.map((place) => ({
        start: place.ours.start + 1,
        end: place.ours.end,
        ours: plain(ours.slice(place.ours.start, place.ours.end)),
        theirs: plain(theirs.slice(place.theirs.start, place.theirs.end)),
    }));
    return { ours, theirs, regions, hunks };
}
const hunks_all = (lines) => ({ start: 0, end: lines.length });
const plain = (lines) => lines.map(line => line.replace(/\n$/, ''));

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/lfs.js

/** The specification's limit. */
const POINTER_BYTES = 1024;
const POINTER = /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\//;
/** Whether the content of a file is a pointer of Git LFS. */
function isPointer(content) {
    return content.length < POINTER_BYTES && POINTER.test(content.subarray(0, 100).toString('latin1'));
}
/** Paths among `edits` whose new content is a pointer. */
async function pointersAmong(repository, edits, { signal } = {}) {
    const files = edits.flatMap(({ path, mode, oid }) => oid !== undefined && mode?.startsWith('100') ? [{ path, oid }] : []);
    const oids = files.map(({ oid }) => oid);
    const contents = await readSmallObjects(repository, oids, { maxBytes: POINTER_BYTES, signal });
    return files.filter(({ oid }) => isPointer(contents.get(oid) ?? Buffer.alloc(0))).map(({ path }) => path);
}
/** Lines for an attributes file after which git takes one of the two whole, or neither. */
function neverMerged(paths) {
    return paths.map(path => `${quoted(`/${path.replace(/[\\*?[\]]/g, '\\$&')}`)} -merge\n`).join('');
}
function quoted(pattern) {
    const bytes = [...Buffer.from(pattern)].map(byte => {
        const plain = byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
        return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
    });
    return `"${bytes.join('')}"`;
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/raw-tree.js
var raw_tree = __webpack_require__(77446);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/describe-conflicts.js




/** Makes conflicts of groups: each side's version straight from its tree, the lines where there are lines. */
async function describeConflicts(scratch, trees, groups, { objects, at, signal }) {
    const conflicts = [];
    for (const group of groups) {
        const versions = { base: trees.base, ours: trees.ours, theirs: trees.theirs };
        const found = new Map();
        for (const [side, tree] of Object.entries(versions)) {
            const there = new Map();
            for (const path of group.paths) {
                const entry = await at(tree, path);
                if (entry)
                    there.set(path, entry);
            }
            found.set(side, there);
        }
        conflicts.push(conflictOf(group, found));
    }
    const texts = await hunks_conflictHunks(scratch, conflicts, { signal });
    for (const [i, conflict] of conflicts.entries()) {
        const text = texts[i];
        if (text && text.hunks.length > 0)
            conflict.hunks = text.hunks;
        if (await isAboutPointers(conflict, text, objects))
            conflict.kind = 'lfs';
    }
    return conflicts;
}
function conflictOf({ paths, kind }, found) {
    const order = ['ours', 'theirs', 'base'].flatMap(side => [...(found.get(side)?.keys() ?? [])]);
    const sorted = [...new Set([...order, ...paths])];
    const side = (name) => {
        const there = found.get(name);
        const path = sorted.find(candidate => there?.has(candidate));
        const entry = path === undefined ? undefined : there?.get(path);
        return path !== undefined && entry ? { ...entry, path } : undefined;
    };
    const [base, ours, theirs] = [side('base'), side('ours'), side('theirs')];
    const versions = { ...(base && { base }), ...(ours && { ours }), ...(theirs && { theirs }) };
    const all = [...found].map(([name, there]) => [name, [...there].sort(([a], [b]) => (a < b ? -1 : 1))]);
    const id = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 20);
    return { path: sorted[0] ?? '', kind: kindOf(kind, versions), paths: sorted, ...versions, id };
}
function kindOf(told, { base, ours, theirs }) {
    const both = (is) => ours && theirs && is(ours.mode) && is(theirs.mode);
    if (told !== 'case' && ours && theirs && (0,raw_tree/* isTree */.xK)(ours.mode) !== (0,raw_tree/* isTree */.xK)(theirs.mode))
        return 'file/directory';
    if (told !== 'content' && told !== 'add/add' && told !== 'other')
        return told;
    if (both(raw_tree/* isSymlink */.wP))
        return 'symlink';
    if (both(raw_tree/* isGitlink */.Z$))
        return 'submodule';
    if (ours && theirs && ours.oid === theirs.oid)
        return 'mode';
    if (told === 'add/add' && base)
        return 'rename/add';
    return told;
}
async function isAboutPointers({ kind, ours, theirs }, text, objects) {
    if (text)
        return [text.ours, text.theirs].some(lines => lines.length < 100 && isPointer(Buffer.from(lines.join(''))));
    if (kind !== 'content' && kind !== 'binary' && kind !== 'add/add')
        return false;
    for (const side of [ours, theirs]) {
        const content = side && (await objects.readSmall(side.oid, POINTER_BYTES));
        if (content && isPointer(content))
            return true;
    }
    return false;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/edits.js

const ABSENT = '000000';
/** What differs between two trees of the same repository. A rename is a deletion and an addition. */
async function editsBetween({ gitDir }, from, to, { signal } = {}) {
    const listed = await (0,sync_git/* git */.$Y)(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to], {
        gitDir,
        signal,
    });
    const fields = listed.toString('utf8').split('\0');
    const edits = [];
    for (let at = 0; at + 1 < fields.length; at += 2) {
        const [oldMode = '', mode = '', oldOid = '', oid = ''] = (fields[at] ?? '').slice(1).split(' ');
        const path = fields[at + 1] ?? '';
        const before = oldMode === ABSENT ? {} : { oldMode, oldOid };
        const after = mode === ABSENT ? {} : { mode, oid };
        const status = oldMode === ABSENT ? 'added' : mode === ABSENT ? 'deleted' : 'modified';
        edits.push({ path, status, ...before, ...after });
    }
    return edits;
}
/** More candidates than this on both sides are compared by content only if it is the same. */
const RENAME_LIMIT = 10_000;
/** What git takes for renames between two trees: the old path and the new one. */
async function renamesBetween({ gitDir }, from, to, { signal } = {}) {
    const args = ['diff-tree', '-r', '-z', '--name-status', '-M', `-l${RENAME_LIMIT}`, '--diff-filter=R'];
    const listed = await (0,sync_git/* git */.$Y)([...args, '--no-rename-empty', from, to], { gitDir, signal });
    const fields = listed.toString('utf8').split('\0');
    const pairs = [];
    for (let at = 0; at + 2 < fields.length; at += 3)
        pairs.push([fields[at + 1] ?? '', fields[at + 2] ?? '']);
    return pairs;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/merge-tree.js

/** Merges must not depend on guesses about folders, on merge drivers or on the size of the change. */
const SETTINGS = ['merge.directoryRenames=false', 'merge.renames=true', 'merge.renameLimit=10000'];
/** Merges two commits that share a parent. */
async function mergeTree({ gitDir }, left, right, { attributesFile, signal }) {
    const settings = [...SETTINGS, `core.attributesFile=${attributesFile}`].flatMap(setting => ['-c', setting]);
    // `merge-tree` tells conflicts by exit code 1, with its report on stdout.
    const args = [...settings, 'merge-tree', '--write-tree', '-z', left, right];
    const { stdout, done } = (0,sync_git/* gitStream */.dP)(args, { gitDir, signal });
    const chunks = [];
    for await (const chunk of stdout)
        chunks.push(chunk);
    const fields = Buffer.concat(chunks).toString('utf8').split('\0');
    try {
        await done;
        return { tree: fields[0]?.trim() ?? '', clean: true, entries: [], messages: [] };
    }
    catch (error) {
        if (error instanceof sync_git/* GitFailure */.Xi && error.exitCode === 1)
            return parseReport(fields);
        throw error;
    }
}
/** Sections of `merge-tree -z`: the tree, entries by stage, an empty field, then messages by path. */
function parseReport(fields) {
    const entries = [];
    let at = 1;
    for (; fields[at]; at++) {
        const [, mode = '', oid = '', stage = '', path = ''] = /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(fields[at] ?? '') ?? [];
        entries.push({ path, mode, oid, stage: Number(stage) });
    }
    const messages = [];
    for (at++; fields[at];) {
        const count = Number(fields[at]);
        const type = fields[at + 1 + count] ?? '';
        if (type.startsWith('CONFLICT'))
            messages.push({ paths: fields.slice(at + 1, at + 1 + count), type });
        at += count + 3;
    }
    return { tree: fields[0] ?? '', clean: false, entries, messages };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/tree-lookup.js


/** A tree object lists at most what fits here: about a million entries. */
const TREE_BYTES = 64 * 1024 * 1024;
/** Looks paths up in trees, reading each tree object once. */
function treeLookup(objects) {
    const known = new Map();
    const entries = (oid) => {
        const made = known.get(oid) ??
            objects
                .read(oid, TREE_BYTES)
                .then(bytes => new Map((0,raw_tree/* parseTree */.cZ)(bytes).map(entry => [entry.name, entry])));
        known.set(oid, made);
        return made;
    };
    /** What the tree `tree` has at `path`: a file, a link or a whole folder; `undefined` if nothing. */
    return async (tree, path) => {
        let at = { mode: '040000', oid: tree };
        for (const name of path.split('/')) {
            if (!(0,raw_tree/* isTree */.xK)(at.mode))
                return undefined;
            const entry = (await entries(at.oid)).get(name);
            if (!entry)
                return undefined;
            at = entry;
        }
        return { mode: at.mode, oid: at.oid };
    };
}
/** Every file at or below `path`, given what is there. */
async function filesBelow({ gitDir }, path, { mode, oid }, { signal } = {}) {
    if (!(0,raw_tree/* isTree */.xK)(mode))
        return [{ path, mode, oid }];
    const listed = await (0,sync_git/* git */.$Y)(['ls-tree', '-r', '-z', '--full-tree', oid], { gitDir, signal });
    return listed
        .toString('utf8')
        .split('\0')
        .filter(Boolean)
        .map(line => {
        const tab = line.indexOf('\t');
        const [fileMode = '', , fileOid = ''] = line.slice(0, tab).split(' ');
        return { path: `${path}/${line.slice(tab + 1)}`, mode: fileMode, oid: fileOid };
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/trees.js


/** Identity and dates of everything synthetic, so that the same input always gives the same ids. */
const FIXED = {
    GIT_AUTHOR_NAME: 'speckit-remote',
    GIT_AUTHOR_EMAIL: 'speckit-remote@users.noreply.github.com',
    GIT_AUTHOR_DATE: '2000-01-01T00:00:00+0000',
    GIT_COMMITTER_NAME: 'speckit-remote',
    GIT_COMMITTER_EMAIL: 'speckit-remote@users.noreply.github.com',
    GIT_COMMITTER_DATE: '2000-01-01T00:00:00+0000',
};
/** The tree id of `commit`. Rejects with `missing` if the repository does not hold the commit. */
async function treeOf({ gitDir }, commit, signal) {
    try {
        return await (0,sync_git/* gitLine */.JG)(['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{tree}`], {
            gitDir,
            signal,
        });
    }
    catch (cause) {
        if (!(cause instanceof sync_git/* GitFailure */.Xi))
            throw cause;
        throw new errors/* SpeckitError */.Yh('missing', `The commit \`${commit}\` has not been fetched.`, {
            hint: 'Use `/speckit retry`; if it happens again, the server log has the details.',
            cause,
        });
    }
}
/** Names of the directories right inside `path` at `commit`, sorted; none if `path` is not a directory there. */
async function listDirectories({ gitDir }, commit, path, { signal } = {}) {
    const prefix = `${path}/`;
    const listed = await (0,sync_git/* git */.$Y)(['ls-tree', '-z', '-d', '--name-only', commit, '--', prefix], {
        gitDir,
        env: { GIT_LITERAL_PATHSPECS: '1' },
        signal,
    });
    const paths = listed.toString('utf8').split('\0').filter(Boolean);
    return paths.map(entry => entry.slice(prefix.length));
}
/** A commit with fixed identity and dates: the same arguments give the same id. */
async function commitTree({ gitDir }, tree, parents, message, { signal } = {}) {
    const args = ['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])];
    return (0,sync_git/* gitLine */.JG)(args, { gitDir, stdin: Buffer.from(`${message}\n`), env: FIXED, signal });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/reconcile.js
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












/**
 * Three-way merge of trees, whatever the commits' history. Depends on nothing but the three trees: the synthetic
 * commits have fixed dates, and `.gitattributes` (merge drivers, union merges) does not count. Beside what git
 * reports, pointers of Git LFS are never merged line by line, and names that both sides added and that differ by
 * case or Unicode form alone conflict.
 */
async function reconcile(scratch, trees, { signal } = {}) {
    const { base, ours, theirs } = trees;
    if (theirs === base || theirs === ours)
        return { kind: 'unchanged' };
    if (ours === base)
        return { kind: 'clean', tree: theirs };
    const { tree, conflicts } = await mergeSides(scratch, trees, { signal });
    if (conflicts.length > 0)
        return { kind: 'conflict', conflicts };
    return tree === ours ? { kind: 'unchanged' } : { kind: 'clean', tree };
}
/** The merge itself, of sides that both differ from the base. */
async function mergeSides(scratch, trees, { signal } = {}) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const root = await commitTree(scratch, trees.base, [], 'base', { signal });
        const [left, right, ours, theirs] = await Promise.all([
            commitTree(scratch, trees.ours, [root], 'ours', { signal }),
            commitTree(scratch, trees.theirs, [root], 'theirs', { signal }),
            editsBetween(scratch, trees.base, trees.ours, { signal }),
            editsBetween(scratch, trees.base, trees.theirs, { signal }),
        ]);
        const pointers = await pointersAmong(scratch, [...mergeable(ours, theirs), ...mergeable(theirs, ours)], {
            signal,
        });
        const report = await mergeWithout(scratch, left, right, pointers, signal);
        const clashes = caseClashes(ours, theirs);
        if (report.clean && clashes.length === 0)
            return { tree: report.tree, conflicts: [], auxiliary: [] };
        const objects = __addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        const at = knownLookup(trees, { ours, theirs }, treeLookup(objects));
        const related = [];
        for (const clash of clashes) {
            const paths = [clash.ours, clash.theirs];
            const before = await Promise.all(paths.map(path => at(trees.base, path)));
            // Names that collided before are left alone.
            if (!before.every(Boolean))
                related.push({ paths, kind: 'case' });
        }
        if (report.clean && related.length === 0)
            return { tree: report.tree, conflicts: [], auxiliary: [] };
        const sides = [trees.ours, trees.theirs];
        const renames = await Promise.all(sides.map(side => renamesBetween(scratch, trees.base, side, { signal })));
        const groups = groupConflicts(report, [left, right], { related, renames: renames.flat() });
        const conflicts = await describeConflicts(scratch, trees, groups, { objects, at, signal });
        return { tree: report.tree, conflicts, auxiliary: auxiliaryPaths(report, [left, right]) };
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
/** Answers from the lists of edits where they tell it: files that a side modified, and what it left alone of those. */
function knownLookup(trees, edits, lookup) {
    const base = new Map();
    const sides = new Map();
    for (const side of ['ours', 'theirs']) {
        const touched = new Map();
        for (const { path, status, mode, oid, oldMode, oldOid } of edits[side]) {
            const known = status === 'modified' && mode && oid && oldMode && oldOid;
            touched.set(path, known ? { mode, oid } : undefined);
            if (known)
                base.set(path, { mode: oldMode, oid: oldOid });
        }
        sides.set(trees[side], touched);
    }
    return async (tree, path) => {
        const touched = sides.get(tree);
        const known = touched?.has(path) ? touched.get(path) : base.get(path);
        return known ?? lookup(tree, path);
    };
}
/** Files of which git may merge the content: changed on both sides, or under a new name on one. */
function mergeable(edits, others) {
    const paths = new Set(others.map(({ path }) => path));
    return edits.filter(({ path, status }) => status === 'added' || (status === 'modified' && paths.has(path)));
}
async function mergeWithout(scratch, left, right, pointers, signal) {
    if (pointers.length === 0)
        return mergeTree(scratch, left, right, { attributesFile: '/dev/null', signal });
    const attributesFile = (0,external_node_path_.join)(scratch.gitDir, `attributes.${(0,external_node_crypto_.randomUUID)()}`);
    try {
        await (0,promises_.writeFile)(attributesFile, neverMerged(pointers));
        return await mergeTree(scratch, left, right, { attributesFile, signal });
    }
    finally {
        await (0,promises_.rm)(attributesFile, { force: true });
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/scratch.js


/** It does not outlive us: nothing has to reach the disk, and nothing is squeezed that does not leave the machine. */
const CONFIG = `[core]
	repositoryformatversion = 0
	bare = true
	fsync = none
	compression = 0
[pack]
	compression = -1
`;
/** A fresh scratch repository in `scratchDir` (made on demand) on top of `mirror`. */
async function openScratch(mirror, scratchDir) {
    await (0,promises_.mkdir)(scratchDir, { recursive: true });
    const gitDir = await (0,promises_.mkdtemp)((0,external_node_path_.join)(scratchDir, 'scratch-'));
    const remove = () => (0,promises_.rm)(gitDir, { recursive: true, force: true });
    try {
        const folders = ['objects/info', 'objects/pack', 'refs'].map(name => (0,external_node_path_.join)(gitDir, name));
        await Promise.all(folders.map(folder => (0,promises_.mkdir)(folder, { recursive: true })));
        // What `git init` would write; starting it takes longer than all of this.
        await Promise.all([
            (0,promises_.writeFile)((0,external_node_path_.join)(gitDir, 'HEAD'), 'ref: refs/heads/main\n'),
            (0,promises_.writeFile)((0,external_node_path_.join)(gitDir, 'config'), CONFIG),
            (0,promises_.writeFile)((0,external_node_path_.join)(gitDir, 'objects', 'info', 'alternates'), `${(0,external_node_path_.join)(mirror.gitDir, 'objects')}\n`),
        ]);
    }
    catch (error) {
        await remove();
        throw error;
    }
    return { gitDir, [Symbol.asyncDispose]: remove };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/merge-lines.js
var merge_lines_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var merge_lines_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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




/**
 * The files of text conflicts with the chosen side's lines only where both sides changed them; what just one side
 * changed elsewhere in the file stays, its new name too. Leaves out conflicts that are not about the lines of one file.
 */
async function mergeLines(scratch, conflicts, choices, { signal } = {}) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const texts = conflicts.filter(hasOwnLines);
        if (texts.length === 0)
            return [];
        const objects = merge_lines_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        const described = await hunks_conflictHunks(scratch, texts, { signal });
        const merged = [];
        for (const [i, conflict] of texts.entries()) {
            const { path, base, ours, theirs } = conflict;
            const regions = described[i]?.regions;
            const choice = choices.get(path);
            if (!regions?.some(({ by }) => by === 'both') || !choice || !ours || !theirs)
                continue;
            const [left, right] = [await bytesOf(objects, ours.oid), await bytesOf(objects, theirs.oid)];
            const oid = await writeBlob(scratch, chosenLines(diff3_linesOf(left), diff3_linesOf(right), regions, choice), signal);
            const mode = ours.mode === base?.mode ? theirs.mode : ours.mode;
            merged.push({ path: nameOf(conflict) ?? path, mode, oid, conflict: path });
        }
        return merged;
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = merge_lines_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** Whether both versions can be told apart line by line, and there is one name for what becomes of them. */
function hasOwnLines(conflict) {
    const { kind, hunks } = conflict;
    return kind === 'content' && hunks !== undefined && nameOf(conflict) !== undefined;
}
/** The name of the one file that a conflict is about, the new one where a side renamed it. */
function nameOf({ paths, base, ours, theirs }) {
    if (!base || !ours || !theirs)
        return undefined;
    const renamed = [ours.path, theirs.path].filter(path => path !== base.path);
    const names = new Set([base.path, ...renamed]);
    const [name = base.path] = renamed;
    return names.size <= 2 && paths.every(path => names.has(path)) ? name : undefined;
}
/** The files of text conflicts with both versions between markers. @param labels stand behind the markers */
async function markLines(scratch, conflicts, labels, { signal } = {}) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const described = await conflictHunks(scratch, conflicts, { signal });
        const objects = merge_lines_addDisposableResource(env_2, openObjects(scratch, { signal }), true);
        const marked = [];
        for (const [i, conflict] of conflicts.entries()) {
            const { path, ours, theirs } = conflict;
            const regions = described[i]?.regions;
            if (!regions || !ours || !theirs)
                continue;
            const [left, right] = [await bytesOf(objects, ours.oid), await bytesOf(objects, theirs.oid)];
            const text = markedLines(linesOf(left), linesOf(right), regions, labels);
            const oid = await writeBlob(scratch, text, signal);
            marked.push({ path: nameOf(conflict) ?? path, mode: ours.mode, oid, conflict: path });
        }
        return marked;
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = merge_lines_disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
function writeBlob(scratch, text, signal) {
    return (0,sync_git/* gitLine */.JG)(['hash-object', '-w', '--no-filters', '--stdin'], {
        gitDir: scratch.gitDir,
        stdin: Buffer.from(text, 'latin1'),
        signal,
    });
}
/** Both files' own changes, and of what both changed the chosen side's. Pure. */
function chosenLines(ours, theirs, regions, choice) {
    const lines = [];
    let at = 0;
    for (const region of regions) {
        const result = region.by === 'theirs' || (region.by === 'both' && choice === 'result');
        const { start, end } = result ? region.theirs : region.ours;
        lines.push(...ours.slice(at, region.ours.start), ...(result ? theirs : ours).slice(start, end));
        at = region.ours.end;
    }
    return [...lines, ...ours.slice(at)].join('');
}
/** A marked line begins with these; git and editors know them. */
const MARKS = { ours: '<<<<<<<', between: '=======', theirs: '>>>>>>>' };
/** Both files' own changes, and where both changed the same lines both versions between markers. Pure. */
function markedLines(ours, theirs, regions, labels) {
    const lines = [];
    let at = 0;
    for (const region of regions) {
        const [left, right] = [
            ours.slice(region.ours.start, region.ours.end),
            theirs.slice(region.theirs.start, region.theirs.end),
        ];
        lines.push(...ours.slice(at, region.ours.start));
        if (region.by === 'both' && left.join('') !== right.join('')) {
            lines.push(`${MARKS.ours} ${labels.ours}\n`, ...left.map(whole), `${MARKS.between}\n`);
            lines.push(...right.map(whole), `${MARKS.theirs} ${labels.theirs}\n`);
        }
        else
            lines.push(...(region.by === 'theirs' ? right : left));
        at = region.ours.end;
    }
    return [...lines, ...ours.slice(at)].join('');
}
/** A marker needs a line of its own, also behind a last line without an end. */
const whole = (line) => (line.endsWith('\n') ? line : `${line}\n`);
/** Bytes as characters, so that files in any encoding come out as they were. */
async function bytesOf(objects, oid) {
    const size = (await objects.info(oid))?.size ?? 0;
    return (await objects.read(oid, size)).toString('latin1');
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/overlay.js




/**
 * The tree `tree` with `changes` applied. Puts the result of a sandbox that saw only a part of the repository
 * (excludes) back into the whole: apply the changes since the snapshot to the pinned commit's own tree.
 */
async function overlayChanges({ gitDir }, tree, changes, { signal } = {}) {
    const index = (0,external_node_path_.join)(gitDir, `index.${(0,external_node_crypto_.randomUUID)()}`);
    const options = { gitDir, env: { GIT_INDEX_FILE: index }, signal };
    const settings = ['-c', 'core.protectNTFS=false', '-c', 'core.protectHFS=false'];
    // Deletions first, or a file that became a folder would clash with itself.
    const lines = [...changes]
        .sort((a, b) => Number(b.status === 'deleted') - Number(a.status === 'deleted'))
        .map(({ status, mode, oid, path }) => `${status === 'deleted' ? `0 ${'0'.repeat(40)}` : `${mode} ${oid}`}\t${path}\0`);
    try {
        await (0,sync_git/* git */.$Y)([...settings, 'read-tree', tree], options);
        await (0,sync_git/* git */.$Y)([...settings, 'update-index', '-z', '--index-info'], {
            ...options,
            stdin: Buffer.from(lines.join('')),
        });
        return await (0,sync_git/* gitLine */.JG)(['write-tree'], options);
    }
    finally {
        await (0,promises_.rm)(index, { force: true });
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/resolve.js
var resolve_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var resolve_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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





/**
 * The merge of `trees` with conflicts settled by `choices`, by {@link Conflict.path}. Of a text the choice takes that
 * side's lines where both changed them, and what just one side changed elsewhere in the file stays, its new name too. Of
 * anything else it gives that side's version of all {@link Conflict.paths} exactly, byte for byte, mode for mode,
 * nothing where that side has nothing: after a rename the result's choice brings the old name back if the result has it
 * there. Everything else is merged. Choices for what does not conflict (any more) do not count.
 */
async function resolveConflicts(scratch, trees, choices, { signal } = {}) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { base, ours, theirs } = trees;
        if (theirs === base || theirs === ours)
            return { kind: 'clean', tree: ours };
        if (ours === base)
            return { kind: 'clean', tree: theirs };
        const { tree, conflicts, auxiliary } = await mergeSides(scratch, trees, { signal });
        const remaining = conflicts.filter(({ path }) => !choices.has(path));
        if (remaining.length > 0)
            return { kind: 'conflict', remaining };
        if (conflicts.length === 0)
            return { kind: 'clean', tree };
        const texts = new Map((await mergeLines(scratch, conflicts, choices, { signal })).map(file => [file.conflict, file]));
        const objects = resolve_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        const at = treeLookup(objects);
        const files = async (where, path) => {
            const found = await at(where, path);
            return found ? filesBelow(scratch, path, found, { signal }) : [];
        };
        const gone = (await Promise.all(auxiliary.map(path => files(tree, path)))).flat();
        const chosen = [];
        for (const { path: name, paths } of conflicts) {
            const text = texts.get(name);
            if (text) {
                for (const path of paths)
                    if (path !== text.path)
                        gone.push(...(await files(tree, path)));
                chosen.push(text);
                continue;
            }
            const side = choices.get(name) === 'result' ? theirs : ours;
            for (const path of paths) {
                gone.push(...(await files(tree, path)));
                chosen.push(...(await files(side, path)));
            }
        }
        const changes = [
            ...gone.map(file => ({ ...file, status: 'deleted' })),
            ...chosen.map(file => ({ ...file, status: 'modified' })),
        ];
        return { kind: 'clean', tree: await overlayChanges(scratch, tree, changes, { signal }) };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = resolve_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/chosen-tree.js

/** The merge of `trees` with every conflict settled by `choices`, as {@link resolveConflicts} does it. */
async function chosenTree(scratch, trees, choices, { signal } = {}) {
    const resolved = await resolveConflicts(scratch, trees, choices, { signal });
    if (resolved.kind === 'clean')
        return resolved.tree;
    throw new Error(`${resolved.remaining.length} conflicts remain after all were chosen`);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/conflict-questions.js
var conflict_questions_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var conflict_questions_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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

/** Larger files are shown by their size; nobody reads them in a comment. */
const conflict_questions_TEXT_BYTES = 1024 * 1024;
/** Conflicts as they are put to people, with what each side has read from `scratch`. */
async function conflictQuestions(scratch, conflicts, signal) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const objects = conflict_questions_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        const questions = [];
        for (const { id, path, paths, kind, ours, theirs, hunks } of conflicts) {
            const [branch, result] = [await version(objects, path, ours), await version(objects, path, theirs)];
            const lines = hunks && branch.kind === 'text' ? conflict_questions_linesOf(branch.text) : undefined;
            const places = lines ? { places: hunks ?? [], branchLines: lines } : { places: [], branchLines: [] };
            questions.push({ id, path, paths, kind, branch, result, ...places });
        }
        return questions;
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = conflict_questions_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function version(objects, path, side) {
    if (!side)
        return { kind: 'absent' };
    const at = side.path === path ? {} : { path: side.path };
    if (side.mode === '040000')
        return { ...at, kind: 'folder' };
    if (side.mode === '160000')
        return { ...at, kind: 'submodule', commit: side.oid };
    const bytes = (await objects.info(side.oid))?.size ?? 0;
    const executable = side.mode === '100755';
    if (bytes > conflict_questions_TEXT_BYTES)
        return { ...at, kind: 'binary', bytes, executable };
    const content = await objects.read(side.oid, conflict_questions_TEXT_BYTES);
    const text = content.toString('utf8');
    if (side.mode === '120000')
        return { ...at, kind: 'symlink', target: text };
    const isText = !content.includes(0) && Buffer.from(text).equals(content);
    return isText ? { ...at, kind: 'text', text, executable } : { ...at, kind: 'binary', bytes, executable };
}
/** Lines without their newlines, counted as GitHub and git count them. */
function conflict_questions_linesOf(text) {
    const lines = text.split('\n');
    return text === '' || text.endsWith('\n') ? lines.slice(0, -1) : lines;
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/broken-object.js
var broken_object = __webpack_require__(28000);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/violation.js
var violation = __webpack_require__(47180);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/changes.js
var changes_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var changes_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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





/** A tree object lists at most what fits here: about a million entries. */
const changes_TREE_BYTES = 64 * 1024 * 1024;
const MAX_CHANGES = 200_000;
/** Folders inside each other. */
const MAX_DEPTH = 200;
/** So many folders are looked at side by side. */
const AT_ONCE = 32;
/**
 * What changed from one tree to another, sorted by path. Reads the tree objects themselves, so modes and names are
 * exactly what is stored. Rejects with `rejected` beyond `maxChanges` or 200 nested folders.
 */
async function changesBetween(scratch, fromTree, toTree, options = {}) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const objects = changes_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, options), true);
        return await changesIn(objects, fromTree, toTree, options);
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = changes_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/**
 * {@link changesBetween} through a reader that is open already. Rejects also when anything that differs is missing or
 * of another type than its entry says; so where all of `fromTree` is there, all of `toTree` is.
 */
async function changesIn(objects, fromTree, toTree, { maxChanges = MAX_CHANGES } = {}) {
    const changes = [];
    const folders = [{ from: fromTree, to: toTree, prefix: '', depth: 0 }];
    while (folders.length > 0) {
        // Deepest first, so that only the way to them is kept; several, as each question to git takes its time.
        const found = await Promise.all(folders.splice(-AT_ONCE).map(pair => compare(objects, pair)));
        const files = found.flatMap(each => each.files);
        if (changes.length + files.length > maxChanges)
            throw tooMany(maxChanges, files.at(-1)?.path ?? '');
        changes.push(...(await Promise.all(files.map(file => fileChange(objects, file)))));
        folders.push(...found.flatMap(each => each.folders));
    }
    return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
/** What differs right in a folder: the files, and the folders to go on with. */
async function compare(objects, { from, to, prefix, depth }) {
    if (depth > MAX_DEPTH)
        throw tooDeep(prefix);
    const [old, now] = await Promise.all([entriesOf(objects, from), entriesOf(objects, to)]);
    const files = [];
    const folders = [];
    for (const key of new Set([...old.keys(), ...now.keys()])) {
        const [before, after] = [old.get(key), now.get(key)];
        if (before?.mode === after?.mode && before?.oid === after?.oid)
            continue;
        const path = prefix + (after ?? before)?.name;
        // Joined to a path it would look like a file in a folder.
        if (after?.name.includes('/'))
            throw slashed(path);
        const [was, is] = [before, after].map(entry => entry && (0,raw_tree/* isTree */.xK)(entry.mode));
        if (was || is) {
            const trees = { from: was ? before?.oid : undefined, to: is ? after?.oid : undefined };
            folders.push({ ...trees, prefix: `${path}/`, depth: depth + 1 });
        }
        const file = { path, before: was ? undefined : before, after: is ? undefined : after };
        if (file.before ?? file.after)
            files.push(file);
    }
    return { files, folders };
}
async function entriesOf(objects, oid) {
    if (oid === undefined)
        return new Map();
    return new Map((0,raw_tree/* parseTree */.cZ)(await objects.read(oid, changes_TREE_BYTES, 'tree')).map(entry => [entry.key, entry]));
}
async function fileChange(objects, { path, before, after }) {
    const old = before && { oldMode: before.mode, oldOid: before.oid };
    if (after) {
        const size = (0,raw_tree/* isGitlink */.Z$)(after.mode) ? 0 : await sizeOf(objects, path, after.oid);
        return { path, status: before ? 'modified' : 'added', mode: after.mode, oid: after.oid, ...old, size };
    }
    const { mode = '', oid = '' } = before ?? {};
    return { path, status: 'deleted', mode, oid, ...old, size: 0 };
}
async function sizeOf(objects, path, oid) {
    const found = await objects.info(oid);
    if (found?.type === 'blob')
        return found.size;
    throw new broken_object/* BrokenObject */.N(`The content of ${(0,violation/* shown */.SP)(path)}, ${oid}, is ${found ? `a ${found.type}` : 'missing'}`);
}
function tooMany(limit, one) {
    return new errors/* SpeckitError */.Yh('rejected', `The result changes more than ${limit} files, ${(0,violation/* shown */.SP)(one)} among them.`, {
        hint: 'Keep generated folders out with `.gitignore` or `exclude` in `.github/speckit.yml`.',
    });
}
function slashed(path) {
    return new errors/* SpeckitError */.Yh('rejected', `The result has an entry whose name holds a slash: ${(0,violation/* shown */.SP)(path)}.`, {
        hint: 'No file system can make such a name; look at the output of the command before a retry.',
    });
}
function tooDeep(path) {
    return new errors/* SpeckitError */.Yh('rejected', `The result nests folders too deeply: \`${path.slice(0, 100)}…\`.`, {
        hint: `At most ${MAX_DEPTH} folders inside each other can be published.`,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/land-objects.js

/** From here on one transfer of all objects beats many requests of a few files each. */
const MANY_FILES = 300;
const MANY_BYTES = 5 * 1024 * 1024;
/** The result with its objects at the publisher's already, if it is large. Without that the commit takes longer. */
async function withObjects(ports, result, signal) {
    const bytes = result.changes.reduce((sum, { size }) => sum + size, 0);
    if (!ports.objects || (result.changes.length < MANY_FILES && bytes < MANY_BYTES))
        return result;
    try {
        await ports.objects.put(result, signal);
        return { ...result, uploaded: true };
    }
    catch (error) {
        signal.throwIfAborted();
        if (!(0,errors/* isSpeckitError */.cN)(error))
            throw error;
        ports.warn('The objects of a large result go up one by one.', error);
        return result;
    }
}
/** Removes the ref again once the commit holds the objects; a failure to do so costs nothing but the ref. */
async function dropObjects(ports, result, signal) {
    if (!ports.objects || !result.uploaded)
        return;
    try {
        await ports.objects.drop(signal);
    }
    catch (error) {
        signal.throwIfAborted();
        ports.warn('The ref of a large result stays until it expires.', error);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/land.js





/** How often the branch may move under us before the run gives up. */
const MAX_TRIES = 5;
/**
 * Brings a result onto the branch as it is at this moment: merge, commit by compare-and-swap, and again
 * with the new head when somebody else was faster. What an `earlier` attempt has committed is found again.
 * @throws SpeckitError `unreachable` (not retryable) when the branch never stands still, else what the publisher throws.
 */
async function landResult(ports, received, { earlier, signal }) {
    const there = earlier && (await landedBefore(ports, received, earlier.commitSha, signal));
    if (there)
        return there;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
        const head = await ports.publisher.branchHead(signal);
        await ports.fetch(head, signal);
        const merged = await mergeOnto(received, head, signal);
        if (merged.kind === 'conflict')
            return { ...merged, head };
        if (merged.result.changes.length === 0)
            return { kind: 'landed', onTopOf: head, result: merged.result };
        const result = await withObjects(ports, merged.result, signal);
        const commit = await ports.publisher.commit(result, signal);
        if (commit.kind === 'handed')
            return { ...commit, result: merged.result };
        if (commit.kind === 'committed') {
            await dropObjects(ports, result, signal);
            return { kind: 'landed', sha: commit.sha, onTopOf: head, result: merged.result };
        }
    }
    throw movedTooOften();
}
async function landedBefore(ports, received, known, signal) {
    const commit = await ports.publisher.landed?.(known, signal);
    if (!commit)
        return undefined;
    const { sha, parent } = commit;
    for (const one of [parent, sha])
        await ports.fetch(one, signal);
    const { scratch } = received;
    const [before, after] = [await treeOf(scratch, parent, signal), await treeOf(scratch, sha, signal)];
    const result = await toResult(received, parent, before, after, signal);
    // Whether they had to go up first is not known any more.
    await dropObjects(ports, { uploaded: true }, signal);
    return { kind: 'landed', sha, onTopOf: parent, result };
}
function movedTooOften() {
    return new errors/* SpeckitError */.Yh('unreachable', `The branch moved ${MAX_TRIES} times while the result was being committed.`, {
        hint: 'Ask again when fewer people push at the same time; of a run that is `/speckit retry`, or `/speckit apply` by an admin.',
        // Tried often enough by now.
        retryable: false,
    });
}
/**
 * A result on the whole of `head`, the commit that went up. What an exclude kept back must not look like what the branch
 * has added since: a merge would take it for the new names of files that somebody removed.
 * @throws SpeckitError `rejected` when it touches something that an exclude kept back
 */
async function wholeTrees(received, head, signal) {
    const { baseTree, theirsTree } = received;
    const whole = await treeOf(received.scratch, head, signal);
    if (whole === baseTree)
        return { baseTree, theirsTree };
    const { tree } = await unmergedResult(received, head, signal);
    return { baseTree: whole, theirsTree: tree };
}
/**
 * The result on the very commit that went up, for keeping. It always merges: that commit differs from what the sandbox
 * was given only by what an exclude kept back.
 */
async function unmergedResult(received, head, signal) {
    const merged = await mergeOnto(received, head, signal);
    if (merged.kind === 'merged')
        return merged.result;
    throw new errors/* SpeckitError */.Yh('rejected', 'The result touches files that `exclude` keeps out of the sandbox.', {
        hint: 'Let the command leave those paths alone, or take them out of `exclude` in `.github/speckit.yml`.',
    });
}
async function mergeOnto(received, head, signal) {
    const { scratch, baseTree, theirsTree } = received;
    const oursTree = await treeOf(scratch, head, signal);
    const merge = await reconcile(scratch, { base: baseTree, ours: oursTree, theirs: theirsTree }, { signal });
    if (merge.kind === 'conflict')
        return { kind: 'conflict', conflicts: merge.conflicts };
    const tree = merge.kind === 'clean' ? merge.tree : oursTree;
    return { kind: 'merged', result: await toResult(received, head, oursTree, tree, signal) };
}
/** What changes from the tree of `parent` to `tree`, as the publisher needs it. */
async function toResult({ scratch, objects, remarks }, parent, parentTree, tree, signal) {
    const changes = await changesBetween(scratch, parentTree, tree, { signal });
    return {
        parent,
        parentTree,
        tree,
        gitDir: scratch.gitDir,
        changes,
        remarks,
        read: change => objects.read(change.oid, change.size),
    };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/pipeline/outcome.js
var pipeline_outcome = __webpack_require__(50138);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/publish-workflows.js



/** GitHub takes changes in here only from an App with a permission of its own, on any ref. */
const WORKFLOWS = '.github/workflows/';
/** Where a kept result has them instead. */
const ASIDE = '.github/speckit-kept/';
const CHANGED = `${ASIDE}workflows/`;
/** One empty file for each that the result deletes. */
const DELETED = `${ASIDE}deleted-workflows/`;
function changesWorkflows(changes) {
    return changes.some(({ path }) => path.startsWith(WORKFLOWS));
}
/** The tree of a result with its changes of workflow files put aside, so that it can be kept on a ref. */
async function putAside(scratch, tree, changes, signal) {
    const { gitDir } = scratch;
    const empty = await (0,sync_git/* gitLine */.JG)(['hash-object', '-w', '--stdin'], { gitDir, signal });
    const edits = changes.flatMap(({ path, status, mode, oid, oldMode, oldOid }) => {
        if (!path.startsWith(WORKFLOWS))
            return [];
        const rest = path.slice(WORKFLOWS.length);
        const before = oldMode && oldOid
            ? { path, status: 'modified', mode: oldMode, oid: oldOid }
            : { path, status: 'deleted', mode, oid };
        const aside = status === 'deleted'
            ? { path: DELETED + rest, status: 'added', mode: '100644', oid: empty }
            : { path: CHANGED + rest, status: 'added', mode, oid };
        return [before, aside];
    });
    return overlayChanges(scratch, tree, edits, { signal });
}
/** The tree that was kept, with what {@link putAside} moved back in its place. */
async function takeBack(scratch, baseTree, tree, signal) {
    const changes = await changesBetween(scratch, baseTree, tree, { signal });
    const edits = changes.flatMap((change) => {
        const { path, status, mode, oid } = change;
        if (status === 'deleted' || !path.startsWith(ASIDE))
            return [];
        const gone = { ...change, status: 'deleted' };
        if (path.startsWith(CHANGED)) {
            return [gone, { path: WORKFLOWS + path.slice(CHANGED.length), status: 'modified', mode, oid }];
        }
        if (!path.startsWith(DELETED))
            return [];
        return [gone, { path: WORKFLOWS + path.slice(DELETED.length), status: 'deleted', mode, oid }];
    });
    return edits.length === 0 ? tree : overlayChanges(scratch, tree, edits, { signal });
}
/** What people are told who fetch such a result. */
const ASIDE_NOTE = `GitHub keeps workflow files from Apps, so the kept result has its changes of \`${WORKFLOWS}\` under \`${ASIDE}\`.`;

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/settle-decision.js
/**
 * What the answers up to now amount to. An answer in a conflict's own thread counts, else an earlier one on the pull
 * request; a thread that a person resolved without an answer keeps the branch's. An answer on the pull request is for
 * what people had been asked by then, so a conflict that came up since is not settled by it. Pure.
 */
function decideSettlement({ conflicts, threads, asked, wide }) {
    const chosen = new Map();
    const open = [];
    const recorded = [];
    let named = false;
    for (const conflict of conflicts) {
        const own = threads.filter(thread => thread.conflict === conflict);
        const earlier = asked.find(({ id }) => id === conflict);
        const before = ownAnswer(own) ?? earlier?.answer?.side;
        const now = own.length > 0 || earlier ? wideAnswer(conflict, before, wide) : undefined;
        if (now && wide?.conflict !== undefined)
            named = true;
        const side = now?.side ?? before;
        if (!side) {
            open.push(conflict);
            continue;
        }
        chosen.set(conflict, side);
        const thread = own.find(({ resolved }) => !resolved);
        if (now)
            recorded.push({ conflict, ...(thread ? { thread } : {}), side: now.side, by: now.by });
    }
    return {
        chosen,
        open,
        recorded,
        moot: threads.filter(({ conflict, resolved }) => !resolved && !conflicts.includes(conflict)),
        unknown: wide?.conflict !== undefined && !named,
    };
}
function ownAnswer(threads) {
    const answered = threads.findLast(({ answer }) => answer !== undefined)?.answer;
    if (answered)
        return answered.side;
    return threads.some(({ resolved, resolvedByPerson }) => resolved && resolvedByPerson)
        ? 'branch'
        : undefined;
}
/** One for all leaves alone what was answered by itself; one that names a conflict is the last word on it. */
function wideAnswer(conflict, before, wide) {
    if (!wide)
        return undefined;
    if (wide.conflict !== undefined)
        return conflict.startsWith(wide.conflict) ? wide : undefined;
    return before === undefined ? wide : undefined;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/settle.js
var settle_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var settle_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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












/**
 * Merges a kept result with the branch as it is now and with the answers up to now. When everything is settled, one
 * commit brings it; else what conflicts now and was not asked before is asked. Safe to repeat at any point.
 * @throws SpeckitError `usage` when the answer names a conflict that is not open, else what its ports throw
 */
async function settleConflicts(ports, input, signal) {
    const { desk, publisher } = ports;
    // An attempt that broke off may have removed the ref already.
    const landed = await desk.landed();
    if (landed) {
        await dropObjects(ports, { uploaded: true }, signal);
        return { kind: 'settled', sha: landed, changes: [], threads: await openThreads(desk) };
    }
    const kept = await desk.kept();
    if (!kept)
        return { kind: 'gone' };
    await ports.fetch(kept.base, signal);
    await ports.fetch(kept.sha, signal);
    for (let tries = 0; tries < MAX_TRIES; tries++) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const head = await publisher.branchHead(signal);
            await ports.fetch(head, signal);
            const scratch = settle_addDisposableResource(env_1, await openScratch(ports.mirror, ports.scratchDir), true);
            const trees = await treesOf(scratch, kept, head, signal);
            const merged = await reconcile(scratch, trees, { signal });
            const conflicts = merged.kind === 'conflict' ? merged.conflicts : [];
            const threads = await desk.threads();
            const decision = decideSettlement({ ...input, conflicts: conflicts.map(({ id }) => id), threads });
            if (decision.unknown)
                throw unknownConflict(input);
            if (decision.open.length > 0) {
                return {
                    kind: 'open',
                    asked: await stayOpen(ports, { scratch, head, conflicts, decision, input }, signal),
                };
            }
            const choices = choicesOf(conflicts, decision);
            const tree = await chosenTree(scratch, trees, choices, { signal });
            const objects = settle_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
            const remarks = remarksOn(conflicts, decision);
            const result = await toResult({ scratch, objects, remarks }, head, trees.ours, tree, signal);
            const changes = (0,pipeline_outcome/* changedFiles */.Y_)(result.changes);
            const open = threads.filter(({ resolved }) => !resolved);
            if (changes.length === 0)
                return { kind: 'settled', changes, threads: open };
            const whole = await withObjects(ports, result, signal);
            const commit = await publisher.commit(whole, signal);
            if (commit.kind === 'handed')
                return { kind: 'settled', onTopOf: head, changes, threads: open };
            if (commit.kind === 'committed') {
                await dropObjects(ports, whole, signal);
                return { kind: 'settled', sha: commit.sha, onTopOf: head, changes, threads: open };
            }
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = settle_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    throw movedTooOften();
}
async function openThreads(desk) {
    return (await desk.threads()).filter(({ resolved }) => !resolved);
}
async function treesOf(scratch, kept, head, signal) {
    const [base, ours, theirs] = await Promise.all([kept.base, head, kept.sha].map(commit => treeOf(scratch, commit, signal)));
    const result = await takeBack(scratch, base ?? '', theirs ?? '', signal);
    return { base: base ?? '', ours: ours ?? '', theirs: result };
}
const MOOT = 'This does not conflict any more.';
/** Asks what was not asked yet, and notes down what was answered beside a thread. */
async function stayOpen({ desk }, { scratch, head, conflicts, decision, input }, signal) {
    for (const { thread, side, by } of decision.recorded)
        if (thread)
            await desk.note(thread, { side, by });
    for (const thread of decision.moot)
        await desk.close(thread, MOOT);
    const open = conflicts.filter(({ id }) => decision.open.includes(id));
    const asked = await desk.ask(await conflictQuestions(scratch, open, signal), head);
    const answered = conflicts.filter(({ id }) => decision.chosen.has(id));
    return [
        ...asked,
        ...answered.map(({ id, path }) => {
            const before = input.asked.find(one => one.id === id) ?? { id, path };
            const now = decision.recorded.find(({ conflict }) => conflict === id);
            return { ...before, ...(now ? { answer: { side: now.side, by: now.by } } : {}) };
        }),
    ];
}
function choicesOf(conflicts, { chosen }) {
    const entries = conflicts.flatMap(({ id, path }) => {
        const side = chosen.get(id);
        return side ? [[path, side]] : [];
    });
    return new Map(entries);
}
/** How the conflicts were settled, for the commit's message. */
function remarksOn(conflicts, { chosen }) {
    return ['branch', 'result'].flatMap(side => {
        const paths = conflicts.filter(({ id }) => chosen.get(id) === side).map(({ path }) => path);
        if (paths.length === 0)
            return [];
        const shown = paths.slice(0, 20).join(', ');
        const more = paths.length > 20 ? ` and ${paths.length - 20} more` : '';
        return [
            `Conflicts settled with ${side === 'branch' ? "the branch's" : "the run's"} version: ${shown}${more}.`,
        ];
    });
}
function unknownConflict({ wide, asked }) {
    const known = asked.map(({ id }) => `\`${id.slice(0, 10)}\``).join(', ');
    return new errors/* SpeckitError */.Yh('usage', `There is no open conflict \`${wide?.conflict}\`.`, {
        hint: known === ''
            ? 'The threads on this pull request ask about those that are open.'
            : `Those asked about: ${known}.`,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/settle-outcome.js


/** How the run stands after a settlement. Pure. */
function outcomeAfter(before, settlement) {
    const { conflicts: _conflicts, asked: _asked, afterwards: _afterwards, resultRef: ref, error: _error, ...rest } = before;
    switch (settlement.kind) {
        case 'open':
            return {
                ...rest,
                ...(ref ? { resultRef: ref } : {}),
                afterwards: { conclusion: conclusionAfter(before) },
                conclusion: 'conflict',
                title: pipeline_outcome/* CONFLICT_TITLE */.WB,
                conflicts: settlement.asked.map(({ path }) => path),
                asked: settlement.asked,
            };
        case 'gone':
            return { ...rest, title: 'The result of this run is kept no longer, so nothing was committed.' };
        case 'settled': {
            const why = before.conclusion === 'conflict' ? 'The conflicts are settled' : 'The kept result was applied';
            return {
                ...rest,
                notes: rest.notes.filter(note => note !== before.error?.hint && note !== ASIDE_NOTE),
                conclusion: conclusionAfter(before),
                title: settlement.sha
                    ? `${why}, and the result is on the branch.`
                    : `${why}; the branch has all of it already, so there was nothing to commit.`,
                changes: settlement.changes.length > 0 || !settlement.sha ? settlement.changes : before.changes,
                ...(settlement.sha ? { commitSha: settlement.sha } : {}),
            };
        }
    }
}
/** What only kept the result from the branch is over then; how the command went stays. */
function conclusionAfter({ afterwards, conclusion, error }) {
    if (afterwards)
        return afterwards.conclusion;
    return conclusion === 'conflict' || error?.code === 'rejected' ? 'success' : conclusion;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/text/pattern-matcher.js
/**
 * Finds every occurrence, overlapping ones too, of any of `patterns` in one pass over the bytes
 * (Aho–Corasick with a full transition table over the classes of bytes that the patterns use).
 * Takes about 4 bytes × patterns' total length × distinct bytes of memory.
 */
function createMatcher(patterns) {
    const { classes, width } = byteClasses(patterns);
    const states = 1 + patterns.reduce((sum, pattern) => sum + pattern.length, 0);
    const next = new Int32Array(states * width);
    const depth = new Int32Array(states);
    // Per state: length of the longest pattern that ends here, and how much of the input is still undecided.
    const longest = new Int32Array(states);
    const pending = new Int32Array(states);
    const inner = new Uint8Array(states);
    let count = 1;
    for (const pattern of patterns) {
        let state = 0;
        for (const byte of pattern) {
            inner[state] = 1;
            const slot = state * width + at(classes, byte);
            if (at(next, slot) === 0) {
                depth[count] = at(depth, state) + 1;
                next[slot] = count++;
            }
            state = at(next, slot);
        }
        longest[state] = pattern.length;
    }
    const fail = new Int32Array(count);
    const queue = [0];
    for (let head = 0; head < queue.length; head++) {
        const state = queue[head];
        const back = at(fail, state);
        if (at(longest, state) === 0)
            longest[state] = at(longest, back);
        pending[state] = at(inner, state) ? at(depth, state) : at(pending, back);
        for (let c = 0; c < width; c++) {
            const slot = state * width + c;
            const child = at(next, slot);
            const fallback = state === 0 ? 0 : at(next, back * width + c);
            if (child === 0)
                next[slot] = fallback;
            else {
                fail[child] = fallback;
                queue.push(child);
            }
        }
    }
    // For the scan: rows instead of states, inverted where a pattern ends, so that a step is one look-up.
    for (let slot = 0; slot < count * width; slot++) {
        const state = at(next, slot);
        next[slot] = at(longest, state) > 0 ? ~(state * width) : state * width;
    }
    return bytes => {
        const ranges = [];
        let row = 0;
        for (let i = 0; i < bytes.length; i++) {
            row = next[row + classes[bytes[i]]];
            if (row >= 0)
                continue;
            row = ~row;
            cover(ranges, i + 1 - at(longest, row / width), i + 1);
        }
        return { ranges, pending: at(pending, row / width) };
    };
}
/** Adds `[start, end)`, whose end lies behind all others, and merges what it overlaps (touching stays apart). */
function cover(ranges, start, end) {
    let first = start;
    for (let last = ranges.at(-1); last !== undefined && last.end > first; last = ranges.at(-1)) {
        first = Math.min(first, last.start);
        ranges.pop();
    }
    ranges.push({ start: first, end });
}
/** Every byte that no pattern holds is class 0, so the table stays narrow. */
function byteClasses(patterns) {
    const classes = new Uint16Array(256);
    let width = 1;
    for (const byte of new Set(patterns.flatMap(pattern => [...pattern])))
        classes[byte] = width++;
    return { classes, width };
}
function at(table, index) {
    return table[index];
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/text/secret-forms.js
/**
 * Shorter values are not redacted: masking every `true` or `8080` would make output unreadable and would point
 * at the value all the same. Whoever takes secrets in should refuse or warn about shorter ones.
 */
const MIN_SECRET_BYTES = 6;
/** Line lengths at which `base64` (76) and PEM writers (64) wrap. */
const WRAP_COLUMNS = [76, 64];
const PEM_FRAME = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;
/**
 * The byte strings under which `secret` may show up in output: as it is, line by line (a PEM file is often
 * printed re-indented), base64 and base64url at each of the three alignments and wrapped, URL-encoded and
 * JSON-escaped. Base64 forms leave out the border characters that neighbouring bytes decide.
 * Forms under {@link MIN_SECRET_BYTES} are dropped; the list is free of duplicates.
 */
function secretForms(secret) {
    const forms = new Set();
    // White space around a value, such as the line break at a file's end, is no secret and often is not printed.
    const whole = secret.trim();
    if (Buffer.byteLength(whole) < MIN_SECRET_BYTES)
        return [];
    forms.add(whole);
    for (const form of base64Forms(Buffer.from(whole)))
        forms.add(form);
    for (const form of urlForms(whole))
        forms.add(form);
    for (const form of jsonForms(whole))
        forms.add(form);
    for (const line of whole.split(/\r?\n|\r/)) {
        const text = line.trim();
        if (!PEM_FRAME.test(text))
            forms.add(text);
    }
    return [...forms].map(form => Buffer.from(form)).filter(form => form.length >= MIN_SECRET_BYTES);
}
function base64Forms(bytes) {
    const forms = [];
    for (const pad of [0, 1, 2]) {
        const encoded = Buffer.concat([Buffer.alloc(pad), bytes]).toString('base64');
        // Characters before `first` mix in the bytes in front, those from `end` on the bytes behind.
        const first = Math.ceil((pad * 8) / 6);
        const end = Math.floor(((pad + bytes.length) * 8) / 6);
        const core = encoded.slice(first, end);
        forms.push(core);
        if (pad === 0)
            for (const columns of WRAP_COLUMNS)
                forms.push(...wrapped(core, columns));
    }
    return forms.flatMap(form => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}
function wrapped(text, columns) {
    if (text.length <= columns)
        return [];
    return Array.from({ length: Math.ceil(text.length / columns) }, (_, i) => text.slice(i * columns, (i + 1) * columns));
}
function urlForms(value) {
    const usual = encodeURIComponent(value.toWellFormed());
    const strict = usual.replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const form = strict.replaceAll('%20', '+');
    const lower = (text) => text.replace(/%[0-9A-F]{2}/g, c => c.toLowerCase());
    return [usual, strict, form, lower(usual), lower(strict), lower(form)];
}
function jsonForms(value) {
    const usual = JSON.stringify(value).slice(1, -1);
    const ascii = usual.replace(/[^\0-\x7e]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return [usual, ascii, usual.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/text/redact.js


/** Beyond this much overlapping secret material in one piece, a border may lie inside a (masked) secret. */
const MAX_CHAIN_BYTES = 1 << 20;
const STAR = '*'.charCodeAt(0);
/**
 * Masks `secrets` in all their {@link secretForms}, byte for byte, so offsets stay true.
 * Values under {@link MIN_SECRET_BYTES} bytes are ignored.
 */
function createRedactor(secrets) {
    const forms = new Map(secrets.flatMap(secretForms).map(form => [form.toString('latin1'), form]));
    const scan = createMatcher([...forms.values()]);
    const stream = () => {
        let held = new Uint8Array(0);
        return {
            push(bytes) {
                const input = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
                const result = scan(input);
                const border = settledLength(input.length, result);
                held = copy(input, border, input.length);
                return mask(copy(input, 0, border), result.ranges);
            },
            flush() {
                const { ranges, pending } = scan(held);
                const rest = mask(held, ranges);
                if (pending >= MIN_SECRET_BYTES)
                    rest.fill(STAR, rest.length - pending);
                held = new Uint8Array(0);
                return rest;
            },
        };
    };
    return {
        text(text) {
            const whole = stream();
            const parts = [whole.push(Buffer.from(text)), whole.flush()];
            return Buffer.concat(parts).toString();
        },
        found: bytes => scan(bytes).ranges.length > 0,
        stream,
    };
}
/** How many leading bytes no later input can change, moved back out of a secret that would straddle it. */
function settledLength(length, { ranges, pending }) {
    const limit = length - pending;
    const straddling = ranges.find(({ start, end }) => start < limit && limit < end);
    if (straddling === undefined || limit - straddling.start > MAX_CHAIN_BYTES)
        return limit;
    return straddling.start;
}
function mask(bytes, ranges) {
    for (const { start, end } of ranges)
        if (start < bytes.length)
            bytes.fill(STAR, start, end);
    return bytes;
}
/** A real copy also of a Buffer, whose own `slice` would share the caller's memory. */
function copy(bytes, start, end) {
    return new Uint8Array(bytes.subarray(start, end));
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/action/inputs.js
var action_inputs = __webpack_require__(32287);
// EXTERNAL MODULE: ./.cache/bundle/compiled/action/memo.js
var action_memo = __webpack_require__(47896);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/server-disk.js


/** Less free space than this explains why git failed. */
const FULL_BYTES = 16 * 1024 * 1024;
/** Whether less than `needed` bytes (at least 16 MiB) are free for us on the disk of `folder` on this machine. */
async function isServerDiskFull(folder, needed = 0) {
    const { bavail, bsize } = await (0,promises_.statfs)(folder);
    return bavail * bsize < Math.max(FULL_BYTES, needed);
}
/**
 * The error to throw in place of `error`, with which something was not written into `folder` on this machine: one that
 * names the full disk if that is why, as git tells it in prose only, else `error` itself.
 * @param needed bytes that were to be written
 */
async function orServerDiskFull(error, folder, needed = 0) {
    if ((0,errors/* isSpeckitError */.cN)(error))
        return error;
    return (await isServerDiskFull(folder, needed)) ? (0,errors/* diskFullHere */.lJ)(error) : error;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/fetch-failure.js


const PROBE_MS = 15_000;
/**
 * Why a fetch failed. Git tells it in prose only, so the server is asked again in ways that answer with a status:
 * its refs for access, and the commit itself for presence.
 */
async function explainFetchFailure(cause, fetch) {
    if (await isServerDiskFull(fetch.gitDir)) {
        return new errors/* SpeckitError */.Yh('exhausted', 'The disk of the server is full, so the repository could not be fetched.', {
            hint: 'Free space in the data folder of speckit-remote, then use `/speckit retry`.',
            retryable: true,
            cause,
        });
    }
    if (!/^https?:/.test(fetch.url))
        return noAnswer(cause);
    try {
        const status = await probeAccess(fetch);
        if (status !== 200)
            return fetch_failure_refused(status, cause);
        return (await lacksCommit(fetch)) ? noCommit(fetch.commit, cause) : noAnswer(cause);
    }
    catch (error) {
        fetch.signal?.throwIfAborted();
        return noAnswer(new AggregateError([cause, error]));
    }
}
const limits = ({ signal }) => AbortSignal.any([AbortSignal.timeout(PROBE_MS), ...(signal ? [signal] : [])]);
const headers = ({ authorization }) => ({
    'Git-Protocol': 'version=2',
    ...(authorization ? { Authorization: authorization } : {}),
});
const endpoint = ({ url }, path) => `${url.replace(/\/+$/, '')}/${path}`;
async function probeAccess(fetch) {
    const response = await globalThis.fetch(endpoint(fetch, 'info/refs?service=git-upload-pack'), {
        headers: headers(fetch),
        redirect: 'manual',
        signal: limits(fetch),
    });
    await response.body?.cancel();
    return response.status;
}
const fetch_failure_line = (text) => (text.length + 4).toString(16).padStart(4, '0') + text;
/** Asks for the commit by protocol version 2; a server without it answers with an `ERR` packet. */
async function lacksCommit(fetch) {
    const response = await globalThis.fetch(endpoint(fetch, 'git-upload-pack'), {
        method: 'POST',
        headers: { ...headers(fetch), 'Content-Type': 'application/x-git-upload-pack-request' },
        body: `${fetch_failure_line('command=fetch')}0001${fetch_failure_line('deepen 1')}${fetch_failure_line(`want ${fetch.commit}\n`)}${fetch_failure_line('done')}0000`,
        redirect: 'manual',
        signal: limits(fetch),
    });
    if (response.status !== 200 || !response.body)
        return false;
    let head = '';
    for await (const chunk of response.body) {
        head += Buffer.from(chunk).toString('latin1');
        if (head.length >= 8)
            break;
    }
    return /^[0-9a-f]{4}ERR /.test(head);
}
function fetch_failure_refused(status, cause) {
    if (status === 401 || status === 403) {
        return new errors/* SpeckitError */.Yh('auth', 'GitHub refused the token that speckit-remote fetches the repository with.', {
            hint: 'Check that the App is still installed on this repository with read access to its contents.',
            cause,
        });
    }
    if (status < 500 && status !== 429) {
        return new errors/* SpeckitError */.Yh('missing', `The repository could not be fetched: the server answered ${status}.`, {
            hint: 'Check that the repository still exists under this name and that the App is installed on it.',
            cause,
        });
    }
    return noAnswer(cause);
}
function noCommit(commit, cause) {
    return new errors/* SpeckitError */.Yh('missing', `The repository has no commit \`${commit}\` any more.`, {
        hint: 'It may have been removed by a force-push or with its branch; run the command again on the new head.',
        cause,
    });
}
function noAnswer(cause) {
    return new errors/* SpeckitError */.Yh('unreachable', 'The repository could not be fetched: the server did not deliver it.', {
        hint: 'Use `/speckit retry` when GitHub answers again.',
        cause,
    });
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/lock.js




/** A holder proves that it lives by touching the file this often. */
const BEAT_MS = 5_000;
/** A lock that nobody touched for so long was left behind by a crash, wherever it happened. */
const STALE_MS = 60_000;
const RETRY_MS = 50;
const me = { host: (0,external_node_os_.hostname)(), pid: process.pid, session: (0,external_node_crypto_.randomUUID)() };
const queues = new Map();
/**
 * Runs `work` while nobody else holds the lock file `path`: callers in this process queue up in order, other
 * processes, on this machine or on the same disk, are kept out by the file. Aborting `signal` stops the wait.
 */
async function withLock(path, work, signal) {
    const before = queues.get(path) ?? Promise.resolve();
    const gaveUp = Promise.withResolvers();
    const onAbort = () => gaveUp.reject(signal?.reason);
    const mine = before.then(() => {
        // From here on the work itself answers to the signal.
        signal?.removeEventListener('abort', onAbort);
        return runLocked(path, work, signal);
    });
    if (signal?.aborted)
        onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const settled = mine.catch(() => undefined);
    queues.set(path, settled);
    void settled.then(() => {
        if (queues.get(path) === settled)
            queues.delete(path);
    });
    return Promise.race([mine, gaveUp.promise]);
}
/** Whether somebody who is alive holds the lock file `path`. */
async function isLocked(path) {
    try {
        await stat(path);
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return false;
        throw error;
    }
    return (await staleContent(path)) === undefined;
}
async function runLocked(path, work, signal) {
    signal?.throwIfAborted();
    while (!(await take(path))) {
        const content = await staleContent(path);
        if (content !== undefined)
            await removeStale(path, content);
        else
            await (0,external_node_timers_promises_.setTimeout)(RETRY_MS);
        signal?.throwIfAborted();
    }
    const beat = setInterval(() => {
        const now = new Date();
        // A missed beat only matters after a minute of them.
        (0,promises_.utimes)(path, now, now).catch(() => undefined);
    }, BEAT_MS);
    try {
        return await work();
    }
    finally {
        clearInterval(beat);
        await (0,promises_.rm)(path, { force: true });
    }
}
async function take(path) {
    // Written aside and linked, so that nobody ever reads a lock without its holder.
    const draft = `${path}.${(0,external_node_crypto_.randomUUID)()}`;
    const file = await (0,promises_.open)(draft, 'wx');
    try {
        await file.writeFile(JSON.stringify(me));
        await file.close();
        await (0,promises_.link)(draft, path);
        return true;
    }
    catch (error) {
        if (error.code === 'EEXIST')
            return false;
        throw error;
    }
    finally {
        await (0,promises_.rm)(draft, { force: true });
    }
}
/** The lock's content if its holder is gone, else `undefined`. */
async function staleContent(path) {
    try {
        const [content, { mtimeMs }] = await Promise.all([(0,promises_.readFile)(path, 'utf8'), (0,promises_.stat)(path)]);
        if (Date.now() - mtimeMs > STALE_MS)
            return content;
        const holder = JSON.parse(content);
        if (holder.host !== me.host)
            return undefined;
        const alive = holder.pid === me.pid ? holder.session === me.session : isAlive(holder.pid);
        return alive ? undefined : content;
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}
function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        return error.code !== 'ESRCH';
    }
}
/** Two waiters may find the same lock stale; whoever moves a newer one away puts it back. */
async function removeStale(path, content) {
    const aside = `${path}.${(0,external_node_crypto_.randomUUID)()}`;
    try {
        await (0,promises_.rename)(path, aside);
        if ((await (0,promises_.readFile)(aside, 'utf8')) !== content)
            await (0,promises_.link)(aside, path);
    }
    catch (error) {
        if (!['ENOENT', 'EEXIST'].includes(error.code ?? ''))
            throw error;
    }
    finally {
        await (0,promises_.rm)(aside, { force: true });
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/mirror.js







const COMMIT = /^[0-9a-f]{40}$/;
/** The mirror in the folder `dir`, made on demand. Rejects with `exhausted` when the disk is full. */
async function openMirror(dir) {
    const root = (0,external_node_path_.resolve)(dir);
    const mirror = { dir: root, gitDir: (0,external_node_path_.join)(root, 'repo.git') };
    await (0,promises_.mkdir)(root, { recursive: true });
    await withLock(lockOf(mirror), () => initialise(mirror));
    return {
        ...mirror,
        fetch: options => fetchCommit(mirror, options),
        unused: ms => unusedPins(mirror, ms),
        release: commits => releaseCommits(mirror, commits),
    };
}
const pinRef = (commit) => `refs/pin/${commit}`;
/** Synthetic commits that were made from a pinned one. */
const derivedRefs = (commit) => `refs/derived/${commit}`;
/** What was packed for a commit. */
const packsDir = ({ dir }, commit) => (0,external_node_path_.join)(dir, 'packs', commit);
const lockOf = ({ dir }) => (0,external_node_path_.join)(dir, 'mirror.lock');
async function initialise({ dir, gitDir }) {
    try {
        await (0,sync_git/* git */.$Y)(['init', '-q', '--bare', '--template=', '--', gitDir]);
        await (0,sync_git/* git */.$Y)(['config', 'gc.auto', '0'], { gitDir });
    }
    catch (error) {
        throw await orServerDiskFull(error, dir);
    }
}
async function fetchCommit(mirror, options) {
    const { commit, signal } = options;
    if (!COMMIT.test(commit)) {
        throw new errors/* SpeckitError */.Yh('missing', `\`${commit}\` is not the full id of a commit.`, {
            hint: 'Give all 40 hexadecimal digits of the commit.',
        });
    }
    if (await usePin(mirror, commit, signal))
        return;
    await withLock(lockOf(mirror), async () => {
        if (await usePin(mirror, commit, signal))
            return;
        // We hold the mirror's lock, so this one can only be the rest of a killed fetch.
        await (0,promises_.rm)((0,external_node_path_.join)(mirror.gitDir, 'shallow.lock'), { force: true });
        await runFetch(mirror, options);
    }, signal);
}
/** Whether the commit is pinned; then it counts as used now. */
async function usePin(mirror, commit, signal) {
    if (!(await isPinned(mirror, commit, signal)))
        return false;
    const now = new Date();
    try {
        await (0,promises_.utimes)(pinFile(mirror, commit), now, now);
    }
    catch (error) {
        // Released in this very moment.
        if (error.code !== 'ENOENT')
            throw error;
        return false;
    }
    return true;
}
/** Refs are files, as nothing here ever packs them; the time of a pin's is when it was used last. */
const pinFile = ({ gitDir }, commit) => (0,external_node_path_.join)(gitDir, pinRef(commit));
async function unusedPins(mirror, ms) {
    const pins = await (0,promises_.readdir)(pinFile(mirror, '')).catch(nothing);
    const used = await Promise.all(pins.map(commit => (0,promises_.stat)(pinFile(mirror, commit)).catch(nothing)));
    return pins.filter((_, at) => {
        const file = used[at];
        return file && 'mtimeMs' in file && Date.now() - file.mtimeMs > ms;
    });
}
function nothing(error) {
    if (error.code === 'ENOENT')
        return [];
    throw error;
}
/** Git moves the ref only after it has found the commit's whole tree, so the ref is proof enough. */
async function isPinned({ gitDir }, commit, signal) {
    const found = await (0,sync_git/* git */.$Y)(['for-each-ref', '--format=%(objectname)', pinRef(commit)], { gitDir, signal });
    return found.length > 0;
}
async function runFetch({ gitDir }, { url, token, commit, signal }) {
    const args = [
        'fetch',
        '--quiet',
        '--depth=1',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
    ];
    const refspec = `+${commit}:${pinRef(commit)}`;
    try {
        await (0,sync_git/* git */.$Y)([...args, '--no-recurse-submodules', '--', url, refspec], {
            gitDir,
            env: httpConfig(token),
            signal,
        });
    }
    catch (error) {
        if (!(error instanceof sync_git/* GitFailure */.Xi))
            throw error;
        throw await explainFetchFailure(error, { gitDir, url, commit, authorization: basicAuth(token), signal });
    }
}
const basicAuth = (token) => token === undefined ? undefined : `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
/** Configuration by environment: arguments are visible to everybody on the machine. */
function httpConfig(token) {
    const authorization = basicAuth(token);
    const config = [
        ['protocol.version', '2'],
        // Git would repeat the header to wherever a redirect points.
        ['http.followRedirects', 'false'],
        // A connection that stands still for a minute is dead.
        ['http.lowSpeedLimit', '1'],
        ['http.lowSpeedTime', '60'],
        ...(authorization ? [['http.extraHeader', `Authorization: ${authorization}`]] : []),
    ];
    const entries = config.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, key],
        [`GIT_CONFIG_VALUE_${i}`, value],
    ]);
    return { GIT_CONFIG_COUNT: String(config.length), ...Object.fromEntries(entries) };
}
/** What is being made of pinned commits, and has no ref yet, is younger than this. */
const PRUNE_OLDER = '2.hours.ago';
async function releaseCommits(mirror, commits) {
    const { gitDir } = mirror;
    if (commits.length === 0)
        return;
    await withLock(lockOf(mirror), async () => {
        const refs = commits.flatMap(commit => [pinRef(commit), derivedRefs(commit)]);
        const doomed = await (0,sync_git/* git */.$Y)(['for-each-ref', '--format=delete %(refname)', ...refs], { gitDir });
        await (0,sync_git/* git */.$Y)(['update-ref', '--stdin'], { gitDir, stdin: doomed });
        for (const commit of commits)
            await (0,promises_.rm)(packsDir(mirror, commit), { recursive: true, force: true });
        // What is packed was fetched, so it hangs on a pin or is not needed; nothing is compressed anew.
        await (0,sync_git/* git */.$Y)(['repack', '-a', '-d', '-q', '--window=0'], { gitDir });
        await (0,sync_git/* git */.$Y)(['prune', `--expire=${PRUNE_OLDER}`], { gitDir });
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/repository.js


/** The job's mirror of the repository, and how commits come into it. */
async function openRepository({ env, inputs, folder, }) {
    const mirror = await openMirror(external_node_path_.join(folder, 'mirror'));
    const url = `${env.endpoints.server}/${env.owner}/${env.repo}.git`;
    return { mirror, fetch: (commit, signal) => mirror.fetch({ url, token: inputs.token, commit, signal }) };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/settle.js















/** Longer than any merge and commit should take. */
const SETTLE_MS = 15 * 60_000;
/**
 * Brings a kept result onto the branch as far as its conflicts are settled, and shows how it stands. What it needs comes
 * from the run's status comment, its ref and its threads. Safe to repeat.
 * @throws SpeckitError `usage` where the workflow wants no commits
 */
async function settle(action, { id, memo, comment }, { wide, readConfig }) {
    const { client, env, inputs, login, log, cancel } = action;
    if (!(0,action_inputs/* wantsCommits */.mz)(inputs))
        throw noCommits(inputs);
    const { owner, repo } = env;
    const { facts, work, flags, branch, sender } = memo;
    const signal = AbortSignal.any([cancel.hard, cancel.soft, AbortSignal.timeout(SETTLE_MS)]);
    const target = { client, owner, repo, pullNumber: facts.pullNumber };
    const desk = conflictDesk({
        ...{ ...target, run: facts, author: login, branch, resultRef: resultRef(id), signal },
        async mayAnswer(person, bot) {
            const who = { client, owner, repo, login: person, signal };
            const permission = bot ? 'none' : (await senderPermission(who)).level;
            return decide({
                ...(0,ceiling/* underWorkflow */.kH)(action.server, await readConfig(), inputs),
                repository: `${owner}/${repo}`,
                sender: { login: person, type: bot ? 'Bot' : 'User', permission },
                pr: { fork: false, open: true },
                command: { name: 'keep', side: 'branch' },
                original: { work, flags },
            }).allowed;
        },
    });
    const publisher = createPublisher({
        ...{ ...target, branch, runId: id, phase: facts.phase, subject: workSubject(work), requestedBy: sender },
        ...{ serverUrl: env.endpoints.server, run: facts, botLogin: login, assertOwner: async () => undefined },
    });
    const { mirror, fetch } = await openRepository(action);
    const settlement = await settleConflicts({
        ...{ mirror, publisher, desk, scratchDir: action.folder },
        warn: message => log.warn(message),
        fetch,
    }, { asked: memo.outcome?.asked ?? [], ...(wide ? { wide } : {}) }, signal);
    const before = { conclusion: 'conflict', title: '', notes: [], changes: [], ...memo.outcome };
    // What was kept was searched for the secrets of its run; those of this step may be others.
    const redactor = createRedactor([inputs.token, ...Object.values(inputs.credentials)]);
    const outcome = redactOutcome(outcomeAfter(before, settlement), redactor);
    if (settlement.kind !== 'open') {
        const threads = settlement.kind === 'gone' ? await desk.threads() : settlement.threads;
        const text = settlement.kind === 'gone' ? outcome.title : undefined;
        for (const thread of threads)
            if (!thread.resolved)
                await desk.close(thread, text);
    }
    const reporter = (0,github_reporter/* createReporter */.A)({
        ...{ client, owner, repo, facts, botLogin: login, createdAt: comment.createdAt },
        ...{ statusCommentId: comment.id, check: inputs.publishCheck && settlement.kind !== 'open' },
        page: env.workflow.url,
        memo: ended => (0,action_memo/* writeMemo */.c)(memo, ended),
        onError: error => log.warn(`GitHub was not told: ${error.message}`),
    });
    await reporter.ended(outcome);
    if (settlement.kind !== 'open')
        await desk.forget();
    return outcome;
}
/** A result that is handed out as files has asked nobody. */
function noCommits({ commit }) {
    return new errors/* SpeckitError */.Yh('usage', `The workflow says \`commit: ${commit}\`, so a kept result stays where it is.`, {
        hint: 'Leave `commit` out in the workflow that listens to comments and pushes, or fetch the result from its ref.',
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/answer-command.js










/** Carries out a command about an earlier run that needs no sandbox. @throws SpeckitError for the person */
async function answerCommand(action, trigger, { readConfig }, command, run) {
    switch (command.name) {
        case 'cancel':
            return cancelWorkflow(action, run);
        case 'status':
            return showStatus(action, trigger, run);
        case 'apply':
            if (run.memo.outcome?.resultRef === undefined)
                throw nothingKept(run.id);
            return settleRun(action, run, { readConfig });
        case 'keep': {
            const { side, conflict } = command;
            const wide = { side, by: trigger.sender.login, ...(conflict === undefined ? {} : { conflict }) };
            // In a thread the answer is the reply itself.
            return settleRun(action, run, {
                readConfig,
                ...(trigger.topCommentId === undefined ? { wide } : {}),
            });
        }
    }
}
async function settleRun(action, run, request) {
    const outcome = await settle(action, run, request);
    action.log.notice(outcome.title);
    (0,outputs/* reportOutcome */.Rq)(run.id, outcome);
    return outcome.conclusion === 'success' ? 'fine' : 'failed';
}
async function showStatus({ client, env, log }, { number, asked }, { id, memo, comment }) {
    const how = memo.outcome ? `has ended: ${memo.outcome.conclusion.replace('_', ' ')}` : 'is under way';
    const body = `Run \`${id}\` ${how}. [Its status](${comment.url})`;
    log.notice(`Run ${id} ${how}.`);
    if (asked)
        await (0,status_comment/* reply */.T)({ client, ...env, number, body: (0,comment_text/* replyComment */.wN)(body) });
    (0,outputs/* reportStatus */.JE)('completed', id);
    return 'fine';
}
/** Answers with the commands, the project's phases and the profiles. @throws SpeckitError for the person */
async function showHelp(action, { number }, { pull, readConfig }) {
    const { client, env } = action;
    const { server, repo: config } = (0,ceiling/* underWorkflow */.kH)(action.server, await readConfig(), action.inputs);
    const { owner, repo } = env;
    const { names } = await readProjectPhases({
        client,
        owner,
        repo,
        ref: pull.headSha,
        project: config.project,
    });
    const body = helpText({ projectPhases: names, profiles: profileNames(server, config) });
    await (0,status_comment/* reply */.T)({ client, owner, repo, number, body: (0,comment_text/* replyComment */.wN)(body) });
    action.log.notice('Help was shown.');
    (0,outputs/* reportStatus */.JE)('completed');
    return 'fine';
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/run-of-thread.js


/** The run that asks in a review thread of ours; `undefined` for any other thread. */
async function runOfThread({ client, owner, repo, author }, topCommentId) {
    try {
        const { data } = await client.rest.pulls.getReviewComment({ owner, repo, comment_id: topCommentId });
        return data.user?.login === author ? (0,conflict_question/* parseConflictMarker */.uO)(data.body)?.run : undefined;
    }
    catch (error) {
        if ((0,github_error/* statusOf */.c2)(error) === 404)
            return undefined;
        throw (0,github_error/* toGitHubError */.Lg)(error, 'read the first comment of the thread');
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/past-runs.js




const MARKER = /^<!-- speckit-remote run=(r[0-9a-z]{12}) -->/;
/** The runs of a pull request that the Action has shown there, newest first. Only comments of `author` count, and none that was copied from elsewhere. */
async function pastRuns(target) {
    const { client, owner, repo, number, author } = target;
    try {
        const comments = await client.paginate(client.rest.issues.listComments, {
            ...{ owner, repo, issue_number: number, per_page: 100 },
        });
        return comments
            .filter(({ user }) => user?.login === author)
            .flatMap(({ id: comment, html_url: url, created_at, body = '' }) => {
            const run = MARKER.exec(body)?.[1];
            const memo = (0,action_memo/* readMemo */.f)((0,comment_text/* parseMemo */.WZ)(body));
            if (run === undefined || memo?.facts.id !== run || memo.facts.pullNumber !== number)
                return [];
            return [{ id: run, memo, comment: { id: comment, url, createdAt: new Date(created_at) } }];
        })
            .toReversed();
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `list the comments of #${number}`);
    }
}
/** The run named, else the newest. @throws SpeckitError `usage` when there is none */
function pickRun(runs, named) {
    const run = runs.find(({ id }) => named === undefined || id === named);
    if (run)
        return run;
    const what = named === undefined ? 'There has been no run' : `There is no run \`${named}\``;
    throw new errors/* SpeckitError */.Yh('usage', `${what} on this pull request.`, {
        hint: 'Start one with `/speckit run <phase> [text]`.',
    });
}
/** Whether people are still asked how to settle its conflicts. */
function isOpen({ memo }) {
    return memo.outcome?.conclusion === 'conflict' && memo.outcome.resultRef !== undefined;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/find-target.js



/**
 * The earlier run that a command is about, `undefined` for one that is about none.
 * @throws SpeckitError `usage` when there is no such run
 */
async function findTarget(action, trigger) {
    const { command, number } = trigger;
    if (command.name === 'run' || command.name === 'help')
        return undefined;
    const runs = await pastRuns({ ...action, ...action.env, number, author: action.login });
    if (command.name !== 'keep')
        return pickRun(runs, command.run);
    const { topCommentId } = trigger;
    if (topCommentId === undefined)
        return pickOpen(runs, command);
    const run = await runOfThread({ ...action, ...action.env, author: action.login }, topCommentId);
    if (run === undefined)
        throw notOurThread();
    return pickOpen(runs, { run });
}
/** The newest run with open conflicts, or the one that is named by itself or by one of its conflicts. */
function pickOpen(runs, { run, conflict }) {
    const found = runs.filter(isOpen).find(({ id, memo }) => (run === undefined || id === run) &&
        // A memo that was too long has lost its questions; the merge then says whether there is such a conflict.
        (conflict === undefined || (memo.outcome?.asked?.some(one => one.id.startsWith(conflict)) ?? true)));
    if (found)
        return found;
    throw nothingOpen(conflict ?? run);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/refuse.js





/** Says why not: in the log, and where somebody asked, on the pull request or in its thread. */
async function refuse({ client, env, log }, { number, asked, topCommentId }, error, silent = false) {
    (0,outputs/* reportStatus */.JE)('refused');
    log.error(`${error.message} ${error.hint}`);
    if (!asked || silent)
        return silent ? 'fine' : 'failed';
    const { owner, repo } = env;
    const body = (0,comment_text/* refusalComment */.kT)(error);
    try {
        if (topCommentId !== undefined) {
            await replyInThread({ client, owner, repo, pullNumber: number }, topCommentId, body);
            return 'failed';
        }
        const said = await (0,status_comment/* reply */.T)({ client, owner, repo, number, body });
        if (said.kind === 'refused')
            log.warn(`The answer could not be posted: ${said.reason}`);
    }
    catch (failure) {
        if (!(0,errors/* isSpeckitError */.cN)(failure))
            throw failure;
        log.warn(`The answer could not be posted: ${failure.message}`);
    }
    return 'failed';
}
const LEFT_TO_APP = 'The configuration leaves commands to the App.';
/** Ends green: there was nothing to do here. */
function ignored({ log }, reason) {
    (0,outputs/* reportStatus */.JE)('ignored');
    log.info(`Nothing to do. ${reason}`);
    return 'fine';
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/run-id.js

/** Crockford's alphabet: no i, l, o, u, so that an id can be read out and typed. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 9;
const RANDOM_DIGITS = 3;
let last = 0n;
/** A new run id: `r` and 12 digits, ordered by time and unique within this process; ids of several processes may rarely meet. */
function newRunId(now = Date.now()) {
    const random = BigInt((0,external_node_crypto_.randomInt)(32 ** RANDOM_DIGITS));
    const value = (BigInt(now) << BigInt(5 * RANDOM_DIGITS)) | random;
    last = value > last ? value : last + 1n;
    return `r${digits(last, TIME_DIGITS + RANDOM_DIGITS)}`;
}
function digits(value, count) {
    let text = '';
    for (let rest = value; text.length < count; rest >>= 5n)
        text = ALPHABET[Number(rest & 31n)] + text;
    return text;
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/index.js
var drivers = __webpack_require__(30067);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/guards.js + 3 modules
var guards = __webpack_require__(91117);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/agents.js
var agents = __webpack_require__(70359);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/durations.js
var durations = __webpack_require__(19688);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/egress/domains.js
/**
 * Whether `pattern`, a domain or `*.` and a domain, stands for `name`. The star is for one or more labels, never for
 * none: `*.example.com` is not `example.com`.
 */
function domainMatches(pattern, name) {
    return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : pattern === name;
}
/** A name as clients may write it, in the form of the patterns. */
const normalDomain = (name) => name.toLowerCase().replace(/\.$/, '');

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/endpoints.js
var endpoints = __webpack_require__(31527);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/network.js



/** What repositories may ask for where `allow.network` is not set: no `full`. */
const STANDARD = ['none', ...endpoints/* ALL_STANDARD_DOMAINS */.SJ];
/** Whether everything that `domain` stands for is among what the server lists. */
const covered = (domain, allowed) => allowed.includes('full') ||
    allowed.some(pattern => pattern === domain || domainMatches(pattern, domain.replace(/^\*\./, '-.')));
/** What the server says if `network` is above what it lists; `none` never is. */
function networkExceeded(network, allowed = STANDARD) {
    if (network === 'none')
        return undefined;
    const shown = allowed === STANDARD ? 'the model endpoints and registries of the standard list' : (0,suggest/* listed */.KE)(allowed);
    if (network === 'full')
        return allowed.includes('full') ? undefined : `allows only ${shown}`;
    const outside = network.allow.filter(domain => !covered(domain, allowed));
    return outside.length === 0 ? undefined : `allows only ${shown}, so not ${(0,suggest/* listed */.KE)(outside)}`;
}
/** The part of a default that the server allows. */
function networkLowered(standard, allowed = STANDARD) {
    if (networkExceeded(standard, allowed) === undefined)
        return undefined;
    const allow = standard === 'full' || standard === 'none' ? [] : standard.allow;
    const left = allow.filter(domain => covered(domain, allowed));
    return left.length === 0 ? 'none' : { allow: left };
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/problems.js
var problems = __webpack_require__(14213);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/sizes.js
var sizes = __webpack_require__(73947);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/ceiling.js







/** Who sets a ceiling, and what whoever it binds can do about it, as the end of a sentence. */
function setterOf({ setBy }) {
    return setBy ?? { name: 'this server', remedy: 'ask whoever runs the server to raise it' };
}
/** Throws `denied`: the ceiling refuses `found`. */
function ceiling_refuse(ceiling, source, found, limit, hint) {
    const { name, remedy } = setterOf(ceiling);
    const place = source.file === undefined ? '' : `\`${source.file}\`: `;
    throw new errors/* SpeckitError */.Yh('denied', `${place}${(0,problems/* keyName */.xT)([source.key])} is ${(0,suggest/* quoted */.TL)(found)}, and ${name} ${limit}.`, {
        hint: hint ?? `Choose a value within that, or ${remedy}.`,
    });
}
function checkTimeout(timeoutMs, ceiling, source) {
    if (timeoutMs <= ceiling.timeoutMs)
        return;
    ceiling_refuse(ceiling, source, (0,durations/* formatDuration */.a3)(timeoutMs), `allows at most ${(0,durations/* formatDuration */.a3)(ceiling.timeoutMs)}`);
}
function checkKeep(keepMs, ceiling, source) {
    if (keepMs === undefined || keepMs <= ceiling.keepMs)
        return;
    const most = ceiling.keepMs === 0 ? 'keeps none' : `allows at most ${(0,durations/* formatDuration */.a3)(ceiling.keepMs)}`;
    ceiling_refuse(ceiling, source, (0,durations/* formatDuration */.a3)(keepMs), most);
}
/** Throws `config` or `usage`: the driver's sandboxes do not live as long as the run may take. */
function checkLifetime(timeoutMs, lifetimeMs, { source, driver }) {
    if (timeoutMs <= lifetimeMs)
        return;
    const place = source.file === undefined ? '' : `\`${source.file}\`: `;
    const cap = (0,durations/* formatDuration */.a3)(lifetimeMs);
    throw new errors/* SpeckitError */.Yh(source.file === undefined ? 'usage' : 'config', `${place}${(0,problems/* keyName */.xT)([source.key])} is ${(0,suggest/* quoted */.TL)((0,durations/* formatDuration */.a3)(timeoutMs))}, and a sandbox of the driver \`${driver}\` lives at most ${cap} with these settings.`, { hint: `Choose at most ${cap}, or settings of \`${driver}\` that let its sandboxes live longer.` });
}
function checkLimits(limits, ceiling, source) {
    for (const key of Object.keys(limits)) {
        const [value = 0, max] = [limits[key], ceiling.limits[key]];
        const format = key === 'files' ? String : sizes/* formatSize */.Xq;
        if (value > max)
            ceiling_refuse(ceiling, { ...source, key: `${source.key}.${key}` }, format(value), `allows at most ${format(max)}`);
    }
}
/** The cores that drivers take without being told. */
const STANDARD_CPUS = 2;
function atMost(key, standard) {
    return {
        exceeded(value, { [key]: max }) {
            return max !== undefined && Number(value) > max ? `allows at most ${max}` : undefined;
        },
        lowered: (value, { [key]: max }) => max !== undefined && Number(value ?? standard) > max ? max : undefined,
    };
}
const RULES = {
    image: {
        exceeded(value, { images }) {
            if (images.some(pattern => matches(pattern, String(value))))
                return undefined;
            return images.length > 0 ? `allows only ${(0,suggest/* listed */.KE)(images)}` : 'allows no image but its own';
        },
    },
    memory: {
        exceeded(value, { memory }) {
            const above = memory !== undefined && ((0,sizes/* sizeBytes */.mT)(String(value)) ?? Infinity) > memory;
            return above ? `allows at most ${(0,sizes/* formatSize */.Xq)(memory)}` : undefined;
        },
        lowered(standard, { memory }) {
            return memory !== undefined && ((0,sizes/* sizeBytes */.mT)(String(standard)) ?? 0) > memory
                ? (0,sizes/* formatSize */.Xq)(memory)
                : undefined;
        },
    },
    cpus: atMost('cpus', STANDARD_CPUS),
    pids: atMost('pids', 0),
    network: {
        exceeded: (value, { network }) => networkExceeded(value, network),
        lowered: (standard, { network }) => networkLowered(standard, network),
    },
    readonly: { exceeded: () => undefined },
    // What it may cost, `cacheLimit`, is the server's to say.
    cache: { exceeded: () => undefined },
};
/** Throws `denied` unless the server lets a repository ask for each of these settings. */
function checkSettings(settings, ceiling, source) {
    for (const [name, value] of Object.entries(settings)) {
        const at = { ...source, key: `${source.key}.${name}` };
        const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
        if (!rule)
            ceiling_refuse(ceiling, at, describe(value), 'sets that by itself', `Leave it out; a repository may set ${(0,suggest/* listed */.KE)(Object.keys(RULES))}.`);
        const reason = rule.exceeded(value, ceiling);
        if (reason !== undefined)
            ceiling_refuse(ceiling, at, describe(value), reason);
    }
}
/** Values for the settings that nobody set and whose default is above the ceiling. */
function loweredDefaults(defaults, known, ceiling) {
    const entries = known.flatMap(name => {
        const value = RULES[name]?.lowered?.(defaults[name], ceiling);
        return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(entries);
}
function describe(value) {
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/config.js
var config = __webpack_require__(92055);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/shape.js
var shape = __webpack_require__(32368);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/profile/reserved.js
var reserved = __webpack_require__(9901);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/variables.js





/**
 * The names of the server's variables that go into the sandbox: those that the profile lists, each of which the
 * server must allow for this repository, or without a list the agent's keys as far as the server allows them.
 * Throws `denied`.
 */
function passedVariables(request) {
    const { server, repo, ours, theirs, name, agent } = request;
    const names = theirs.env ?? ours?.env;
    if (names === undefined)
        return [...((0,agents/* findAgent */.dp)(agent)?.keys ?? [])].filter(key => !refusal(key, request));
    for (const variable of names) {
        const reason = refusal(variable, request);
        if (reason === undefined)
            continue;
        const file = theirs.env ? repo.file : server.file;
        throw new errors/* SpeckitError */.Yh('denied', `\`${file}\`: \`profiles.${name}.env\` asks for \`${variable}\`, which ${reason}.`, {
            hint: (0,reserved/* isReserved */.B)(variable) ? 'Leave it out.' : `Leave it out, or ${allowing(server, variable)}.`,
        });
    }
    return [...new Set(names)];
}
const allowing = ({ allow, file }, variable) => allow.setBy
    ? (allow.setBy.passes ?? `list it under \`variables\` in \`${file}\``)
    : `ask whoever runs the server to allow it under \`variables.${variable}\``;
function refusal(variable, { server, repository, name, ours }) {
    if ((0,reserved/* isReserved */.B)(variable))
        return reserved/* RESERVED_RULE */.g;
    const rule = Object.hasOwn(server.variables, variable) ? server.variables[variable] : undefined;
    if (rule === undefined || !matchesRepository(rule.repositories, repository)) {
        return `${setterOf(server.allow).name} does not pass to ${repository}`;
    }
    if (rule.profiles && !(ours && rule.profiles.includes(name)))
        return 'this server passes to other profiles only';
    return undefined;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/profile/resolve.js











/**
 * Puts flags, repository and server together, in this order of precedence, under the server's ceiling. The ceiling
 * and `allow.override` bind flags and the repository; what the server's own profile says is the server's word.
 * Reads nothing but its input (the driver's schema is imported on first use). Rejects with `usage` for a bad flag,
 * `config` for a bad file, `denied` for what the server does not allow.
 */
async function resolveProfile(input) {
    const { server, repo, repository } = input;
    const layers = findLayers(input);
    const { name, ours, theirs } = layers;
    const driver = pickDriver(layers, input);
    const agent = pickAgent(layers, input);
    const limits = { ...config/* DEFAULT_LIMITS */.dR, ...ours?.limits, ...theirs.limits };
    checkLimits(theirs.limits, server.allow, resolve_at(repo, name, 'limits'));
    checkKeep(theirs.keepMs, server.allow, resolve_at(repo, name, 'keep'));
    const timeout = pickTimeout(layers, input);
    const settings = await pickSettings(layers, { driver, agent }, input);
    const lifetimeMs = (await (0,drivers/* loadDriver */.L)(driver)).lifetimeMs?.(settings) ?? Infinity;
    checkLifetime(timeout.ms, lifetimeMs, { source: timeout.source, driver });
    return {
        name,
        driver,
        settings,
        agent,
        project: repo.project,
        exclude: repo.exclude,
        // Lists of their own, so that a repository cannot take back what the server protects.
        protect: [server.protect ?? guards/* DEFAULT_PROTECTED */.D_, repo.protect ?? []],
        timeoutMs: timeout.ms,
        keepMs: theirs.keepMs ?? ours?.keepMs ?? 0,
        unreachableMs: theirs.unreachableMs ?? ours?.unreachableMs ?? config/* DEFAULT_UNREACHABLE_MS */.KQ,
        envNames: passedVariables({ server, repo, repository, name, agent, ours, theirs }),
        set: { ...(0,agents/* agentEnvironment */.FV)(agent), ...ours?.set },
        limits: {
            outputBytes: limits.output,
            packBytes: limits.result,
            treeBytes: limits.tree,
            fileBytes: limits.file,
            files: limits.files,
        },
    };
}
function pickDriver({ name, ours, theirs }, { server, repo, flags = {} }) {
    const { drivers } = server.allow;
    const configured = theirs.driver ?? ours?.driver ?? drivers[0];
    const driver = flags.driver === undefined ? configured : driverFlag(flags.driver, drivers);
    if (ours && flags.driver !== undefined && driver !== configured && !mayOverride(server, 'driver')) {
        throw overrideDenied(server, '`--driver`', 'driver');
    }
    if (driver === ours?.driver || drivers.includes(driver))
        return driver;
    const key = flags.driver === undefined ? `\`${repo.file}\`: \`profiles.${name}.driver\`` : '`--driver`';
    const { name: setter, remedy } = setterOf(server.allow);
    throw denied(`${key} is \`${driver}\`, and ${setter} allows only ${(0,suggest/* listed */.KE)(drivers)}.`, {
        hint: `Choose one of those, or ${server.allow.setBy ? remedy : 'ask whoever runs the server to list it under `allow.drivers`'}.`,
    });
}
function driverFlag(typed, allowed) {
    const found = drivers/* DRIVER_NAMES */.q.find(known => known === typed);
    if (found)
        return found;
    throw new errors/* SpeckitError */.Yh('usage', `There is no driver ${(0,suggest/* quoted */.TL)(typed)}.${(0,suggest/* didYouMean */.au)(typed, drivers/* DRIVER_NAMES */.q)}`, {
        hint: `This server allows ${(0,suggest/* listed */.KE)(allowed)}.`,
    });
}
function pickAgent({ ours, theirs }, { server, repo, flags = {} }) {
    const configured = theirs.agent ?? ours?.agent ?? repo.agent ?? server.agent ?? agents/* DEFAULT_AGENT */.kz;
    if (flags.agent === undefined || flags.agent === configured)
        return configured;
    if (!agents/* AGENT_NAMES */.RO.includes(flags.agent)) {
        throw new errors/* SpeckitError */.Yh('usage', `There is no agent ${(0,suggest/* quoted */.TL)(flags.agent)}.${(0,suggest/* didYouMean */.au)(flags.agent, agents/* AGENT_NAMES */.RO)}`, {
            hint: `The agents are ${(0,suggest/* listed */.KE)(agents/* AGENT_NAMES */.RO)}.`,
        });
    }
    if (ours?.agent !== undefined && !mayOverride(server, 'agent'))
        throw overrideDenied(server, '`--agent`', 'agent');
    return flags.agent;
}
function pickTimeout({ name, ours, theirs }, { server, repo, flags = {} }) {
    if (flags.timeoutMs !== undefined) {
        const longer = ours?.timeoutMs !== undefined && flags.timeoutMs > ours.timeoutMs;
        if (longer && !mayOverride(server, 'timeout'))
            throw overrideDenied(server, '`--timeout`', 'timeout');
        return allowed({ ms: flags.timeoutMs, source: { key: '--timeout' } });
    }
    if (theirs.timeoutMs !== undefined)
        return allowed({ ms: theirs.timeoutMs, source: resolve_at(repo, name, 'timeout') });
    if (ours?.timeoutMs !== undefined)
        return { ms: ours.timeoutMs, source: { file: server.file, key: `profiles.${name}.timeout` } };
    if (repo.timeoutMs !== undefined)
        return allowed({ ms: repo.timeoutMs, source: { key: 'timeout', file: repo.file } });
    return { ms: server.timeoutMs ?? config/* DEFAULT_TIMEOUT_MS */.t1, source: { key: 'timeout', file: server.file } };
    function allowed(timeout) {
        checkTimeout(timeout.ms, server.allow, timeout.source);
        return timeout;
    }
}
async function pickSettings({ name, ours, theirs }, { driver, agent }, { server, repo }) {
    const asked = theirs.settings[driver] ?? {};
    const set = { ...ours?.settings[driver], ...asked };
    checkSettings(asked, server.allow, resolve_at(repo, name, driver));
    const schema = (await (0,drivers/* loadDriver */.L)(driver)).settings;
    const defaults = schema.parse(set);
    const unset = (0,shape/* keysAt */._)(schema, []).filter(key => !Object.hasOwn(set, key));
    const ofAgent = unset.includes('network') ? { network: { allow: [...(0,endpoints/* standardDomains */.DR)(agent)] } } : {};
    const standard = { ...((0,shape/* isGroup */.I)(defaults) ? defaults : {}), ...ofAgent };
    return schema.parse({ ...ofAgent, ...set, ...loweredDefaults(standard, unset, server.allow) });
}
function resolve_at(repo, name, key) {
    return { file: repo.file, key: `profiles.${name}.${key}` };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/check-work.js


/** Work with the exact name of its phase. @throws SpeckitError `usage` for a phase that the project does not have */
async function checkWork(target, work) {
    if (work.kind === 'shell')
        return work;
    const checked = { ...work, phase: (0,phases/* checkPhase */.Kl)(work.phase, await phasesFor(work.phase, target)) };
    (0,phases/* checkText */.qW)(checked);
    return checked;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/request/head-moved.js

/** The answer to `--sha` when the branch is elsewhere. */
function headMoved(asked, head) {
    return new errors/* SpeckitError */.Yh('denied', `The branch is not at \`${asked}\`, which \`--sha\` asks for, but at \`${head}\`.`, {
        hint: 'Look at what was pushed, then ask again with that commit or without `--sha`.',
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/events.js
/** The steps of the pipeline, in order. */
const PIPELINE_PHASES = [
    'prepare',
    'connect',
    'upload',
    'execute',
    'download',
    'reconcile',
    'publish',
    'release',
];
/** How a run ended. `conflict`: both sides changed the same lines, the result is kept on a ref. */
const CONCLUSIONS = (/* unused pure expression or super */ null && ([
    'success',
    'failure',
    'cancelled',
    'timed_out',
    'conflict',
    'action_required',
]));

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/scripts.js
/**
 * The POSIX sh texts that run inside a sandbox. They keep to what dash, busybox and bash have in common:
 * no `kill --`, no `read -t`, no `tail -f` (busybox looks only once a second). A zombie counts as dead: where
 * nothing reaps orphans (a server that is process 1 of its container) it would be there for ever.
 * The two that the command inherits from set no variable that anybody else could have: an exported one of the
 * command's own, like `dir`, would be overwritten.
 *
 * A session's folder holds `script`, `log` (stdout and stderr), `pid` (leader of the command's process group),
 * `keeper` (pid of the supervisor) and `rc` (the exit code). These three are blank until they are known. They are
 * allocated first and overwritten in place, so that they can be written on a full disk and without another process,
 * which the limit of processes may refuse.
 */
/** Tells the kernel's counts of what this cgroup (version 2 or 1) was short of: memory, processes. Forks nothing. */
const COUNTS = `counts() {
  for file in memory.events memory/memory.oom_control pids.events pids/pids.events; do
    [ -r "/sys/fs/cgroup/$file" ] || continue
    while read -r word number; do
      case $file:$word in memory*:oom_kill | pids*:max) tell "$word $number" ;; esac
    done <"/sys/fs/cgroup/$file"
  done
}`;
/** Below it a disk counts as full, in KiB. */
const FULL_KIB = 1024;
/**
 * Supervises one command. `$1` session folder, `$2` working directory.
 * The command gets a session of its own: within ours, a TERM to its group would end us too and no `rc` would appear.
 * Without `setsid` (macOS, whose sh is bash) job control gives it a process group at least; dash and busybox
 * have none without a terminal, so there START refuses.
 */
const SUPERVISE = `
cd "$2" || { echo "cannot enter $2" >>"$1/log"; printf '%-8s\\n' 126 1<>"$1/rc"; exit; }
if command -v setsid >/dev/null 2>&1
then setsid sh "$1/script" </dev/null >>"$1/log" 2>&1 &
else set -m; sh "$1/script" </dev/null >>"$1/log" 2>&1 &
fi
printf '%-8s\\n' "$!" 1<>"$1/pid"
wait "$!"
printf '%-8s\\n' "$?" 1<>"$1/rc"
`;
/**
 * Starts a session once. `$1` session folder, `$2` working directory, `$3` the text of the supervisor, `$4` the
 * script's length in bytes; the script itself comes on stdin, and one that was cut off on its way is never run. Ends
 * when the command's pid is known. Exit: 0 started (or was already), 3 the folder cannot be written, 4 no process
 * group to be had or the supervisor did not come up, 5 the script is not whole.
 */
const START = `
umask 077
tell() { echo "$1"; }
${COUNTS}
command -v setsid >/dev/null 2>&1 || { set -m; case $- in *m*) ;; *) exit 4 ;; esac; } 2>/dev/null
mkdir -p "$1" || exit 3
if mkdir "$1/started" 2>/dev/null; then
  cat >"$1/script" || { rm -rf "$1/started"; exit 3; }
  [ "$(wc -c <"$1/script")" -eq "$4" ] || { rm -rf "$1/started"; exit 5; }
  : >"$1/log" && ( counts ) >"$1/short" &&
  printf '%-8s\\n' '' >"$1/rc" && printf '%-8s\\n' '' >"$1/pid" && printf '%-8s\\n' '' >"$1/keeper" ||
    { rm -rf "$1/started"; exit 3; }
  if command -v setsid >/dev/null 2>&1
  then setsid sh -c "$3" sh "$1" "$2" </dev/null >/dev/null 2>&1 &
  else set -m; sh -c "$3" sh "$1" "$2" </dev/null >/dev/null 2>&1 &
  fi
  printf '%-8s\\n' "$!" 1<>"$1/keeper"
fi
_speckit_tries=0
known() { read -r _speckit_known <"$1" && [ "$_speckit_known" ]; } 2>/dev/null
# A command that removes its session's folder at once has started all the same.
until known "$1/pid" || known "$1/rc" || [ ! -d "$1/started" ]; do
  _speckit_tries=$((_speckit_tries + 1)); [ "$_speckit_tries" -lt 500 ] || exit 4
  sleep 0.02 2>/dev/null || sleep 1
done
`;
/**
 * Prints the log from a byte offset on as it grows. `$1` session folder, `$2` offset, `$3` rounds after which it
 * ends itself. Stdin stays open as long as somebody listens: a dropped connection ends this process.
 * The shared file position of descriptor 3 is what makes each `cat` go on where the last one stopped.
 * Exit: 0 finished (stderr: the exit code, then the counts of shortages that changed and \`disk\` if it is full),
 * 3 lost, 4 ask again, 5 no such session.
 */
const FOLLOW = `
dir=$1
[ -r "$dir/log" ] || exit 5
exec 4<&0 3<"$dir/log" </dev/null
( read -r _ <&4; kill -KILL $$ ) 2>/dev/null &
watch=$!
quit() { kill -KILL "$watch" 2>/dev/null; exit "$1"; }
ended() { read -r rc <"$dir/rc" && [ "$rc" ]; } 2>/dev/null
alive() {
  kill -0 "$1" || return 1
  [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat" || return 0
  case $stat in *') Z '*) return 1 ;; esac
}
before=
tell() { case $before in *"|$1|"*) ;; *) echo "$1" ;; esac; }
${COUNTS}
{
  read -r pid <"$dir/pid"; read -r keeper <"$dir/keeper"
  while read -r line; do before="$before|$line|"; done <"$dir/short"
} 2>/dev/null
tail -c "+$(($2 + 1))" <&3
n=0
while :; do
  state=running
  if ended; then state=ended
  elif ! alive "$pid" && ! alive "$keeper"; then
    if ended; then state=ended; else state=lost; fi
  fi 2>/dev/null
  cat <&3
  case $state in
    ended) echo "$rc" >&2
      counts >&2
      df -Pk "$dir" 2>/dev/null | {
        read -r _; read -r _ _ _ free _; [ "$free" -lt ${FULL_KIB} ] 2>/dev/null && echo disk >&2
      }
      quit 0 ;;
    lost) quit 3 ;;
  esac
  n=$((n + 1)); [ "$n" -lt "$3" ] || quit 4
  # Short commands are over soon; for long ones a tenth of a second costs less.
  nap=0.1; [ "$n" -gt 10 ] || nap=0.02
  sleep "$nap" 2>/dev/null || sleep 1
done
`;
/** So many processes a follower and its helpers need; with fewer to be had it ends in the middle. */
const PROCESSES = 8;
/** Sets `pid` to the leader of the command's group; exit 5 where there is none. Needs no further process. */
const LEADER = `{ read -r pid <"$1/pid"; } 2>/dev/null || exit 5
case $pid in '' | *[!0-9]* | 0 | 1) exit 5 ;; esac`;
/** Kills what an ended command has left behind and exits with 7; with 0 where it has not ended. Expects `pid`. */
const KILL_REST = `{ read -r rc <"$1/rc" && [ "$rc" ]; } 2>/dev/null || exit 0
kill -KILL "-$pid" 2>/dev/null
exit 7`;
/**
 * For when FOLLOW ends in the middle, as it cannot start another process: needs none itself. `$1` session folder. At
 * the limit of processes it kills what an ended command has left behind, to make room.
 * Exit: 0 the limit is reached, 1 it is not, 5 no such session, 7 it is and the command has ended.
 */
const CROWDED = `
${LEADER}
limits=/sys/fs/cgroup
[ -r "$limits/pids.current" ] || limits=$limits/pids
{ read -r now <"$limits/pids.current" && read -r most <"$limits/pids.max"; } 2>/dev/null || exit 1
[ "$most" != max ] && [ "$((most - now))" -lt ${PROCESSES} ] || exit 1
${KILL_REST}
`;
/**
 * For when something else of ours ends in the middle. `$1` session folder. Where the limit of processes was ever met, it
 * kills what an ended command has left behind. Needs no further process. Exit: 1 it was not, 5 no such session, 0 the
 * command has not ended, 7 its rest was killed.
 */
const ROOM = `
${LEADER}
met=
tell() { case $1 in 'max 0') ;; max*) met=1 ;; esac; }
${COUNTS}
counts 2>/dev/null
[ "$met" ] || exit 1
${KILL_REST}
`;
/** Kills the command's process group. `$1` session folder. Needs no further process. Exit 5: no such session. */
const KILL = `
${LEADER}
kill -KILL "-$pid" 2>/dev/null
exit 0
`;
/**
 * Ends the command's process group. `$1` session folder, `$2` grace in tenths of a second.
 * Exit: 0 nobody of the group is left, 5 no such session, 6 somebody outlived KILL.
 */
const CANCEL = `
${LEADER}
alive() {
  kill -0 "-$pid" 2>/dev/null || return 1
  [ -r /proc/self/stat ] || return 0
  cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' | grep -q "^[^ZX] [0-9]* $pid "
}
kill -TERM "-$pid" 2>/dev/null
n=0
while alive; do
  [ "$n" -ne "$2" ] || kill -KILL "-$pid" 2>/dev/null
  [ "$n" -lt "$(($2 + 50))" ] || exit 6
  n=$((n + 1))
  sleep 0.1 2>/dev/null || sleep 1
done
exit 0
`;

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/cancel.js


/** The exits that CANCEL itself has. */
const TOLD = [0, 5, 6];
/**
 * Ends the command and everything it forked, and resolves when nobody of its process group is left. A session
 * that is over already is fine. Children that made a session of their own live until the sandbox is destroyed.
 */
async function cancelSession(sandbox, options) {
    const tenths = Math.max(0, Math.round((options.graceMs ?? 10_000) / 100));
    const { dir, signal } = options;
    const cancel = () => sandbox.exec(['sh', '-c', CANCEL, 'sh', dir, String(tenths)], { signal });
    let { exitCode, stderr } = await cancel();
    // At the limit of processes not even waiting works, so the command gets no time to tidy up.
    if (!TOLD.includes(exitCode)) {
        await sandbox.exec(['sh', '-c', KILL, 'sh', dir], { signal });
        ({ exitCode, stderr } = await cancel());
    }
    if (exitCode === 0)
        return;
    const cause = new Error(`session cancel: exit ${exitCode}: ${stderr.toString()}`);
    if (exitCode === 5) {
        throw new errors/* SpeckitError */.Yh('missing', `There is no session in ${dir} of the sandbox.`, {
            hint: 'Nothing is left to cancel there; the sandbox can be released.',
            cause,
        });
    }
    throw new errors/* SpeckitError */.Yh('internal', 'The command in the sandbox did not end.', {
        hint: 'Releasing the sandbox ends it for sure.',
        cause,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/crowded.js



/**
 * Whether the sandbox is at its limit of processes, so that not even a shell of ours gets anywhere in it, and whether
 * the command of the session in `dir` has ended. What an ended one left behind is killed, which mostly makes room.
 */
async function crowdedBy(sandbox, dir, signal) {
    const { exitCode } = await sandbox.exec(['sh', '-c', CROWDED, 'sh', dir], { signal });
    if (exitCode === 0)
        return 'running';
    return exitCode === 7 ? 'ended' : undefined;
}
/** Between two looks into a sandbox that has no process left. */
const CROWDED_MS = 500;
/** So many looks later the killed rest of an ended command should be gone. */
const CROWDED_ROUNDS = 6;
/**
 * Whether the sandbox met its limit of processes and what the ended command of the session in `dir` left behind was
 * killed for it: something that could start no process may work now. Rejects with `exhausted` when there is still no room.
 */
async function madeRoom(sandbox, dir, signal) {
    const { exitCode } = await sandbox.exec(['sh', '-c', ROOM, 'sh', dir], { signal });
    if (exitCode !== 7)
        return false;
    let rounds = 0;
    do {
        if (rounds++ === CROWDED_ROUNDS)
            throw tooCrowded();
        await (0,external_node_timers_promises_.setTimeout)(CROWDED_MS, undefined, { signal });
    } while ((await crowdedBy(sandbox, dir, signal)) === 'ended');
    return true;
}
/** The error for a sandbox that stays at its limit after its command has ended. */
const tooCrowded = () => new errors/* SpeckitError */.Yh('exhausted', 'The sandbox reached its limit of processes, and they do not end.', {
    hint: 'Raise the limit in the profile (`pids`), or let the command end the processes that it starts.',
});

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/end.js
/** By number as on Linux, where sandboxes run; macOS differs in none that a shell reports often. */
const SIGNALS = {
    1: 'SIGHUP',
    2: 'SIGINT',
    3: 'SIGQUIT',
    4: 'SIGILL',
    5: 'SIGTRAP',
    6: 'SIGABRT',
    8: 'SIGFPE',
    9: 'SIGKILL',
    11: 'SIGSEGV',
    13: 'SIGPIPE',
    14: 'SIGALRM',
    15: 'SIGTERM',
    24: 'SIGXCPU',
    25: 'SIGXFSZ',
};
const SHORTAGES = [
    [/^oom_kill /m, 'memory'],
    [/^max /m, 'processes'],
    [/^disk$/m, 'disk'],
];
/** Reads what the follower reports at the end: the `rc` file's number, then a line per shortage. `undefined`: unreadable. */
function parseEnd(report) {
    const found = /^(\d{1,3})\s*((?:(?:oom_kill \d+|max \d+|disk)\s*)*)$/.exec(report);
    if (!found)
        return undefined;
    const exitCode = Number(found[1]);
    const signal = SIGNALS[exitCode - 128];
    const shortages = SHORTAGES.filter(([line]) => line.test(found[2] ?? '')).map(([, name]) => name);
    return {
        kind: 'exited',
        exitCode,
        ...(signal && { signal }),
        // A command that succeeds has coped.
        ...(exitCode !== 0 && shortages.length > 0 && { shortages }),
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/reach.js


const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];
const ANSWER_MS = 15_000;
function createPatience(sandbox, options) {
    const { unreachableMs = 60_000, onReach, signal } = options;
    let since;
    let drops = 0;
    /** Growing pauses until the sandbox answers. */
    const untilAnswer = async (began, error) => {
        let told = false;
        for (;;) {
            if (performance.now() - began > unreachableMs)
                throw error;
            await (0,external_node_timers_promises_.setTimeout)(PAUSES_MS[drops++] ?? PAUSES_MS.at(-1), undefined, { signal });
            if (await answers(sandbox, signal))
                break;
            if (!told)
                onReach?.({ reachable: false });
            told = true;
        }
        if (told)
            onReach?.({ reachable: true, awayMs: performance.now() - began });
    };
    return {
        progressed() {
            since = undefined;
            drops = 0;
        },
        async afterDrop(error) {
            // A sandbox that answers but lets nothing through for all that time is out of reach as well.
            since ??= performance.now();
            await untilAnswer(since, error);
        },
    };
}
/** Repeats `step`, which must be safe to repeat, as long as the sandbox being out of reach is what ends it. */
async function whileReachable(sandbox, options, step) {
    const patience = createPatience(sandbox, options);
    for (;;) {
        try {
            return await step();
        }
        catch (error) {
            options.signal?.throwIfAborted();
            if (!(0,errors/* isSpeckitError */.cN)(error) || !error.retryable)
                throw error;
            await patience.afterDrop(error);
        }
    }
}
async function answers(sandbox, signal) {
    const late = AbortSignal.timeout(ANSWER_MS);
    try {
        await sandbox.exec(['true'], { signal: signal ? AbortSignal.any([signal, late]) : late });
        return true;
    }
    catch (error) {
        signal?.throwIfAborted();
        if (late.aborted || ((0,errors/* isSpeckitError */.cN)(error) && error.retryable))
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/watchdog.js
function createWatchdog(ms) {
    const silent = new AbortController();
    let timer;
    let over = false;
    const arm = () => {
        if (!over)
            timer = setTimeout(() => silent.abort(new Error(`nothing was heard for ${ms} ms`)), ms);
    };
    arm();
    return {
        signal: silent.signal,
        async heard(work) {
            clearTimeout(timer);
            await work();
            arm();
        },
        [Symbol.dispose]() {
            over = true;
            clearTimeout(timer);
        },
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/follow.js
var follow_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var follow_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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








/** Rounds of a tenth of a second after which a follower inside the sandbox ends itself and is started anew. */
const ROUNDS = 300;
/** Three times what a follower lives, for a busy sandbox. */
const SILENT_MS = 90_000;
/** A line that held for this long had worked, even if the command said nothing. */
const HELD_MS = 5_000;
/**
 * Follows a session to its end, across dropped connections. Rejects with `unreachable` when the sandbox stayed
 * out of reach for `unreachableMs`, with `missing` if the session's files are gone, with `exhausted` if the sandbox
 * stays at its limit of processes after the command's end, and with what `onOutput` threw.
 */
async function followSession(sandbox, options) {
    const patience = createPatience(sandbox, options);
    let offset = options.offset ?? 0;
    let crowded = 0;
    for (;;) {
        const before = { offset, at: performance.now() };
        const round = await followOnce(sandbox, options, offset, received => {
            offset = received;
        });
        if (round.kind === 'exited' || round.kind === 'lost')
            return round;
        crowded = round.kind === 'crowded' ? crowded + 1 : 0;
        if (crowded > CROWDED_ROUNDS)
            throw tooCrowded();
        const held = offset > before.offset || performance.now() - before.at > HELD_MS;
        if (held || round.kind !== 'dropped')
            patience.progressed();
        if (round.kind === 'dropped')
            await patience.afterDrop(round.error);
    }
}
async function followOnce(sandbox, options, from, received) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        let offset = from;
        let refused;
        let over = false;
        // Never written to: the follower ends itself when it closes.
        const lifeline = new external_node_stream_.Readable({ read() { } });
        const watchdog = follow_addDisposableResource(env_1, createWatchdog(options.silentMs ?? SILENT_MS), false);
        const call = {
            signal: options.signal ? AbortSignal.any([options.signal, watchdog.signal]) : watchdog.signal,
            onStdout: (bytes) => watchdog.heard(async () => {
                // Another follower is at work already.
                if (over)
                    return;
                try {
                    await options.onOutput(offset, bytes);
                }
                catch (reason) {
                    refused = { reason };
                    throw reason;
                }
                offset += bytes.length;
                received(offset);
            }),
        };
        try {
            const { dir } = options;
            const follower = ['sh', '-c', FOLLOW, 'sh', dir, String(from), String(ROUNDS)];
            const result = await sandbox.exec(follower, { ...call, stdin: lifeline });
            const round = judge(result.exitCode, result.stderr.toString(), dir);
            const crowded = round.kind === 'dropped' && (await crowdedBy(sandbox, dir, call.signal));
            if (!crowded)
                return round;
            await sandbox.exec(['tail', '-c', `+${offset + 1}`, `${dir}/log`], call);
            await (0,external_node_timers_promises_.setTimeout)(CROWDED_MS, undefined, { signal: call.signal });
            return { kind: crowded === 'ended' ? 'crowded' : 'again' };
        }
        catch (error) {
            if (refused)
                throw refused.reason;
            options.signal?.throwIfAborted();
            if (watchdog.signal.aborted)
                return { kind: 'dropped', error: silence(error) };
            if ((0,errors/* isSpeckitError */.cN)(error) && error.retryable)
                return { kind: 'dropped', error };
            throw error;
        }
        finally {
            over = true;
            lifeline.destroy();
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        follow_disposeResources(env_1);
    }
}
const silence = (cause) => new errors/* SpeckitError */.Yh('unreachable', 'Nothing is heard from the sandbox any more.', {
    hint: 'Check the network between the server and the sandbox; `/speckit retry` runs it again.',
    cause,
});
function judge(exitCode, report, dir) {
    if (exitCode === 3)
        return { kind: 'lost' };
    if (exitCode === 4)
        return { kind: 'again' };
    const end = exitCode === 0 ? parseEnd(report) : undefined;
    if (end)
        return end;
    const cause = new Error(`session follow: exit ${exitCode}: ${report}`);
    if (exitCode === 5) {
        throw new errors/* SpeckitError */.Yh('missing', `There is no session in ${dir} of the sandbox.`, {
            hint: 'Its files were removed, maybe by the command itself; run it again.',
            cause,
        });
    }
    // Somebody inside ended the follower, or the sandbox is about to end: the next round tells.
    return {
        kind: 'dropped',
        error: new errors/* SpeckitError */.Yh('unreachable', 'The output of the command could not be read from the sandbox.', {
            hint: 'Run it again; if it happens again, look into the log of the server.',
            cause,
        }),
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/start.js
var start_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var start_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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


/** A start that is broken off takes the command with it, which may run already; a server's end waits so long. */
const FINISH_MS = 4_000;
/**
 * Starts `script` detached in the sandbox and resolves as soon as it runs. A session that was started before in
 * the same `dir` is left as it is, so the call can be repeated after a crash.
 * Rejects with `exhausted` if the session's files cannot be written.
 */
async function startSession(sandbox, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const script = Buffer.from(options.script);
        const argv = ['sh', '-c', START, 'sh', options.dir, options.cwd, SUPERVISE, String(script.length)];
        const patient = start_addDisposableResource(env_1, abortedAfter(FINISH_MS, options.signal), false);
        const { exitCode, stderr } = await sandbox.exec(argv, {
            stdin: script,
            env: options.env ?? {},
            signal: patient.signal,
        });
        if (exitCode === 0)
            return;
        const cause = new Error(`session start: exit ${exitCode}: ${stderr.toString()}`);
        if (exitCode === 3) {
            throw new errors/* SpeckitError */.Yh('exhausted', `The sandbox could not store the command in ${options.dir}.`, {
                hint: 'Its disk is full or read-only; give the sandbox more space and run it again.',
                cause,
            });
        }
        if (exitCode === 5) {
            throw new errors/* SpeckitError */.Yh('unreachable', 'The command did not reach the sandbox whole.', {
                hint: 'The connection to the sandbox dropped; run it again.',
                cause,
            });
        }
        throw new errors/* SpeckitError */.Yh('unsupported', 'The command could not be started in the sandbox.', {
            hint: 'The image must have a POSIX sh, setsid, tail and cat; name another image in the profile.',
            cause,
        });
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        start_disposeResources(env_1);
    }
}
/** A signal that aborts `ms` after the given one, with its reason. */
function abortedAfter(ms, signal) {
    signal?.throwIfAborted();
    const late = new AbortController();
    let timer;
    const onAbort = () => {
        timer = setTimeout(() => late.abort(signal?.reason), ms);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    return {
        signal: late.signal,
        [Symbol.dispose]() {
            clearTimeout(timer);
            signal?.removeEventListener('abort', onAbort);
        },
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/run.js





/** How long the rest of the output of an ended command may take. */
const DRAIN_MS = 10_000;
/**
 * Runs (or takes up again) one session to its end, with a time limit. Output up to the very end is delivered in
 * all cases, also after the limit or a cancellation.
 */
async function runSession(sandbox, options) {
    const { dir, signal } = options;
    if (options.start) {
        if (options.cancel?.aborted)
            return { kind: 'cancelled' };
        await startSession(sandbox, { dir, signal, ...options.start });
        await options.onStarted?.();
    }
    const stopFollowing = new AbortController();
    const following = followSession(sandbox, {
        ...options,
        signal: signal ? AbortSignal.any([signal, stopFollowing.signal]) : stopFollowing.signal,
    });
    const stop = stopRequest(options);
    try {
        const first = await Promise.race([following, stop.requested]);
        if (first.kind !== 'timed_out' && first.kind !== 'cancelled')
            return first;
        // Whoever cancels does not wait for a sandbox that is out of reach: its release ends the command.
        if (first.kind === 'cancelled')
            await endCommand(sandbox, options);
        else
            await whileReachable(sandbox, options, () => endCommand(sandbox, options));
        await drained(following, stopFollowing);
        return first;
    }
    finally {
        stop[Symbol.dispose]();
        stopFollowing.abort();
        await following.catch(() => { });
    }
}
async function endCommand(sandbox, { dir, signal, graceMs }) {
    try {
        await cancelSession(sandbox, { dir, signal, ...(graceMs !== undefined && { graceMs }) });
    }
    catch (error) {
        // The command removed its session's files, or the sandbox is gone: its release ends what is left.
        if (!(0,errors/* isSpeckitError */.cN)(error, 'missing'))
            throw error;
    }
}
function stopRequest(options) {
    const { promise, resolve } = Promise.withResolvers();
    const onCancel = () => resolve({ kind: 'cancelled' });
    const timer = options.timeLimitMs === undefined
        ? undefined
        : setTimeout(() => resolve({ kind: 'timed_out' }), Math.max(0, options.timeLimitMs));
    if (options.cancel?.aborted)
        onCancel();
    else
        options.cancel?.addEventListener('abort', onCancel, { once: true });
    return {
        requested: promise,
        [Symbol.dispose]() {
            clearTimeout(timer);
            options.cancel?.removeEventListener('abort', onCancel);
        },
    };
}
async function drained(following, stopFollowing) {
    const timer = setTimeout(() => stopFollowing.abort(), DRAIN_MS);
    try {
        await following;
    }
    catch (error) {
        if (!stopFollowing.signal.aborted)
            throw error;
    }
    finally {
        clearTimeout(timer);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/session/index.js







;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/exclude.js
/** Blank lines and comments say nothing and are left out. */
function excludeLists(patterns) {
    const said = patterns.filter(pattern => pattern.trim() !== '' && !pattern.startsWith('#'));
    const turned = said.map(pattern => (pattern.startsWith('!') ? pattern.slice(1) : `!${pattern}`));
    return {
        exclude: lines(said),
        inverted: said.some(pattern => pattern.startsWith('!')) ? lines(turned) : '',
    };
}
const lines = (patterns) => patterns.map(pattern => `${pattern}\n`).join('');

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/shared-work.js
/** Lets concurrent callers share one making of the same thing; it is aborted when the last of them gave up. */
function sharedWork() {
    const going = new Map();
    return async (key, signal, make) => {
        signal?.throwIfAborted();
        let work = going.get(key);
        if (!work || work.stop.signal.aborted) {
            const stop = new AbortController();
            const fresh = { result: make(stop.signal), waiting: 0, stop };
            const forget = () => {
                if (going.get(key) === fresh)
                    going.delete(key);
            };
            fresh.result.then(forget, forget);
            going.set(key, fresh);
            work = fresh;
        }
        const { result, stop } = work;
        const shared = work;
        shared.waiting++;
        const given = Promise.withResolvers();
        const onAbort = () => given.reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        try {
            return await Promise.race([result, given.promise]);
        }
        finally {
            signal?.removeEventListener('abort', onAbort);
            if (--shared.waiting === 0)
                stop.abort();
        }
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/pack.js









const making = sharedWork();
/**
 * Packs the pinned `commit`. Made once per commit and excludes and kept on disk; callers at the same time share the
 * making. Rejects with `missing` if the mirror does not hold the commit, `exhausted` when the disk is full.
 */
async function packSnapshot(mirror, commit, { exclude, signal }) {
    const key = (0,external_node_crypto_.createHash)('sha256').update(exclude.join('\n')).digest('hex').slice(0, 16);
    const dir = (0,external_node_path_.join)(packsDir(mirror, commit), key);
    return making(dir, signal, async (stop) => {
        const kept = await readKept(dir);
        if (kept)
            return kept;
        const draft = `${dir}.${(0,external_node_crypto_.randomUUID)()}`;
        await (0,promises_.mkdir)(draft, { recursive: true });
        try {
            await make(mirror, commit, { exclude, key, draft, signal: stop });
            await publish(draft, dir);
        }
        catch (error) {
            stop.throwIfAborted();
            throw await orServerDiskFull(error, draft);
        }
        finally {
            await (0,promises_.rm)(draft, { recursive: true, force: true });
        }
        const made = await readKept(dir);
        if (!made)
            throw new Error(`The packed snapshot ${dir} vanished while it was made`);
        return made;
    });
}
async function make(mirror, commit, { exclude, key, draft, signal }) {
    const { gitDir } = mirror;
    const whole = await treeOf(mirror, commit, signal);
    const { tree, excluded } = exclude.length
        ? await withoutExcluded(mirror, whole, exclude, draft, signal)
        : { tree: whole, excluded: 0 };
    let base = commit;
    if (excluded > 0) {
        base = await commitTree(mirror, tree, [], `Snapshot of ${commit} without ${excluded} excluded files`, {
            signal,
        });
        // Results are deltas against this commit, so it lives as long as the pinned one.
        await (0,sync_git/* git */.$Y)(['update-ref', `${derivedRefs(commit)}/${key}`, base], { gitDir, signal });
    }
    await (0,sync_git/* git */.$Y)(['pack-objects', '-q', '--revs', '--shallow', '--delta-base-offset', (0,external_node_path_.join)(draft, 'snapshot')], {
        gitDir,
        stdin: Buffer.from(`--shallow ${base}\n${base}\n`),
        signal,
    });
    const listed = await (0,sync_git/* git */.$Y)(['ls-tree', '-r', '-z', '--name-only', tree], { gitDir, signal });
    const files = listed.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
    const recorded = { base, tree, excluded, files };
    await (0,promises_.writeFile)((0,external_node_path_.join)(draft, 'snapshot.json'), JSON.stringify(recorded));
}
async function withoutExcluded({ gitDir }, whole, exclude, draft, signal) {
    const lists = excludeLists(exclude);
    // What is in the repository already may have names that Windows does not take.
    const settings = ['-c', 'core.protectNTFS=false', '-c', 'core.protectHFS=false'];
    // Listing by patterns insists on a work tree; only the index is looked at.
    const env = { GIT_INDEX_FILE: (0,external_node_path_.join)(draft, 'index'), GIT_WORK_TREE: draft };
    const options = { gitDir, cwd: draft, env, signal };
    await (0,sync_git/* git */.$Y)([...settings, 'read-tree', whole], options);
    const matching = async (patterns) => {
        if (patterns === '')
            return [];
        await (0,promises_.writeFile)((0,external_node_path_.join)(draft, 'patterns'), patterns);
        const list = await (0,sync_git/* git */.$Y)(['ls-files', '-z', '-c', '-i', '--exclude-from=patterns'], options);
        // One character a byte: names need not be UTF-8.
        return list.toString('latin1').split('\0').filter(Boolean);
    };
    const kept = new Set(await matching(lists.inverted));
    const matched = (await matching(lists.exclude)).filter(path => !kept.has(path));
    if (matched.length === 0)
        return { tree: whole, excluded: 0 };
    const stdin = Buffer.from(matched.map(path => `${path}\0`).join(''), 'latin1');
    await (0,sync_git/* git */.$Y)([...settings, 'update-index', '-z', '--force-remove', '--stdin'], { ...options, stdin });
    return { tree: await (0,sync_git/* gitLine */.JG)(['write-tree'], options), excluded: matched.length };
}
/** Another process may have been faster; its snapshot is as good. */
async function publish(draft, dir) {
    try {
        await (0,promises_.rename)(draft, dir);
    }
    catch (error) {
        const { code } = error;
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST')
            throw error;
    }
}
async function readKept(dir) {
    try {
        const recorded = JSON.parse(await (0,promises_.readFile)((0,external_node_path_.join)(dir, 'snapshot.json'), 'utf8'));
        const pack = (await (0,promises_.readdir)(dir)).find(name => name.endsWith('.pack'));
        if (pack === undefined)
            return undefined;
        const packPath = (0,external_node_path_.join)(dir, pack);
        const idxPath = packPath.replace(/\.pack$/, '.idx');
        const sizes = await Promise.all([(0,promises_.stat)(packPath), (0,promises_.stat)(idxPath)]);
        const bytes = sizes[0].size + sizes[1].size;
        return { ...recorded, packPath, idxPath, bytes, key: (0,external_node_path_.basename)(dir) };
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/sandbox-git.js

/** The private git directory inside a control folder. */
const privateGitDir = (controlDir) => `${controlDir}/git`;
/** Who commits inside a sandbox when the agent does. */
const SANDBOX_IDENTITY = { name: 'speckit-remote', email: 'speckit-remote@users.noreply.github.com' };
/** Environment of our own git calls inside a sandbox: nothing of the image's or the agent's configuration counts. */
const SANDBOX_GIT_ENV = {
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
};
/** Files travel byte by byte: no line endings, keywords, encodings or filters (LFS) whatever `.gitattributes` says. */
const NEUTRAL_ATTRIBUTES = '* -text -ident -filter -working-tree-encoding\n';
/**
 * Configuration of a repository inside the sandbox. Names that Windows or macOS do not take may be in the repository
 * already; new ones are judged on the host.
 */
function sandboxGitConfig(settings = {}) {
    const sections = {
        core: {
            repositoryformatversion: '0',
            bare: 'false',
            filemode: 'true',
            logallrefupdates: 'true',
            autocrlf: 'false',
            protectNTFS: 'false',
            protectHFS: 'false',
        },
        gc: { auto: '0' },
        user: SANDBOX_IDENTITY,
        ...settings,
    };
    return Object.entries(sections)
        .flatMap(([name, keys]) => [
        `[${name}]`,
        ...Object.entries(keys).map(([key, value]) => `\t${key} = ${value}`),
        '',
    ])
        .join('\n');
}
const SHOWN = 300;
/** The last line that a failed script printed, fit for a message. */
function lastLine(stderr) {
    const text = stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
    return text.replace(/[^\x20-\x7e\u00a0-\u{10ffff}]/gu, ' ').slice(0, SHOWN);
}
/** Exit 127: a program that sync needs is not in the image. */
function noGitInside(cause) {
    return new errors/* SpeckitError */.Yh('missing', 'The sandbox has no `git` or no `tar`, which carrying files needs.', {
        hint: 'Use the image that `npm run image` builds, or install git and tar in yours.',
        cause,
    });
}

// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/upload-script.js
/**
 * What was changed after the checkout and still in the same second, which git's index cannot tell from the checkout;
 * `find` compares finer where the system's does. Expects `$git`, and to be in the checkout.
 */
const FIND_EARLY = 'find . -name .git -prune -o ! -type d -cnewer "$git/settle/written" ! -cnewer "$git/settle/second" -print0';
/** Makes room for what {@link SETTLE} leaves. Expects `$git`, and to be in the checkout. */
const MAKE_ROOM = `
rm -rf .git "$git/settle"
mkdir -p "$git/settle" .git/objects/info .git/objects/pack .git/refs/heads .git/refs/tags
`;
/**
 * Gives the agent a repository of its own that reads our objects, with the index copied with the files' times, so that
 * neither side hashes anything again. They are neither linked nor copied: for some seconds after files are removed, as an
 * update does, ext4 takes a millisecond or two to make each new one.
 *
 * Git would all the same when the result is collected, as it reads every file that was written in the same second as
 * the index. So, which nobody has to wait for, it is proved here that `find` compares finer. Then `settle` gets an
 * index that is dated to the next second, and `settled`: {@link FIND_EARLY} tells what that index hides. Once that
 * second is over, `quiet` says that there is nothing. Without them collecting is exact but slower. A later upload
 * takes the folder away from under this one.
 *
 * Expects `$dir` (where it runs) and `$git`.
 */
const SETTLE = `
: >"$git/settle/written"
printf '%s\\n' "$git/objects" >.git/objects/info/alternates
cp -rp "$git/HEAD" "$git/packed-refs" "$git/shallow" "$git/config" "$git/index" "$git/info" .git/
(
  cd "$git/settle"
  cp -p "$git/index" index
  sleep 0.03 2>/dev/null || sleep 1
  : >probe
  second=$(date -r written +%s)
  touch -d "@$((second + 1))" second || exit
  [ -n "$(find probe -cnewer written)" ] && [ -z "$(find written -cnewer probe)" ] || exit
  touch -r second index
  : >settled
  sleep 1
  (cd "$dir" && ${FIND_EARLY}) >early && ! [ -s early ] && : >quiet
) </dev/null >/dev/null 2>&1 &
`;
const CHECK_OUT = 'git -c checkout.workers=0 -c core.logAllRefUpdates=false read-tree --reset -u HEAD';
/** The exit code of {@link UPLOAD} when the packs are not to be seen; nothing has happened then. */
const NOT_SHOWN = 75;
/**
 * Unpacks the tar on stdin as our private git directory and checks out from it. GNU's tar reads 10 KiB at a time unless
 * told to take more at once; others do not look at the variable.
 *
 * With `shown`, an objects folder elsewhere, packs of these sizes are there instead of in the tar. Git reads them there
 * while they are copied, and where that fails, again from the copy: then what is wrong is told as after a stream. A copy,
 * never a link, so that nothing done to it reaches the file it was made from; where a file system can share blocks until
 * they are changed, `cp` does that by itself.
 */
const UPLOAD = `
set -e
dir=$1 git=$2 shown=$3 packs=$3/pack ready=
shows() { [ -n "$(find "$packs/$1" -type f -size "$2c")" ] && (: <"$packs/$1"); }
if [ -n "$shown" ]; then
  { shows pack-snapshot.pack "$4" && shows pack-snapshot.idx "$5"; } 2>/dev/null || exit ${NOT_SHOWN}
fi
mkdir -p "$dir" "$git"
TAR_OPTIONS=-b512 tar -xof - -C "$git"
cd "$dir"
${MAKE_ROOM}
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
if [ -n "$shown" ]; then
  cp "$packs/pack-snapshot.pack" "$packs/pack-snapshot.idx" "$git/objects/pack/" &
  copying=$!
  GIT_OBJECT_DIRECTORY="$shown" ${CHECK_OUT} && ready=1
  wait "$copying"
fi
[ -n "$ready" ] || ${CHECK_OUT}
${SETTLE}`;
/** Exit code: what the command left could not be cleared away. */
const NOT_CLEARED = 92;
/**
 * Turns the checkout of an earlier snapshot into that of a new one. From $6 on a command that clears away what the last
 * run has left, if anything.
 * First puts back every changed file of the snapshot that is held, which {@link UPLOAD} or this has left as `snapshot`,
 * removes files of the command that git does not ignore, and says on stdout what is held. Then a line on stdin names the
 * new commit, the key of its excludes and what follows: a thin `pack`, or `nothing`.
 */
const UPDATE = `
set -e
dir=$1 git=$2 branch=$3 config=$4 attributes=$5
shift 5
if [ "$1" ]; then "$@" </dev/null >&2 || exit ${NOT_CLEARED}; fi
if [ -L "$dir" ] || [ -L "$git" ]; then exit 1; fi
held=$(head -c 200 "$git/snapshot")
cd "$dir"
find . -type d ! -perm -700 -exec chmod u+rwx {} +
if [ -e "$git/settle/quiet" ]; then touch -r "$git/settle/second" "$git/index"; fi
${MAKE_ROOM}
rm -rf "$git"/*.lock "$git"/index.collect "$git"/collect "$git"/refs/heads/*
printf '%s' "$config" >"$git/config"
printf '%s' "$attributes" >"$git/info/attributes"
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
clean() { git clean -ffdq -e '!.specify/workflows/runs/'; }
${CHECK_OUT}
clean
printf '%s\\n' "$held"
read -r new key follows
: >"$git/snapshot"
printf '%s\\n' "$new" >"$git/shallow"
printf 'ref: refs/heads/%s\\n' "$branch" >"$git/HEAD"
printf '# pack-refs with: peeled fully-peeled sorted \\n%s refs/heads/%s\\n' "$new" "$branch" >"$git/packed-refs"
if [ "$follows" = pack ]; then git -c core.fsync=none -c core.compression=0 index-pack --fix-thin --stdin >&2; fi
git diff-tree -r --name-only "\${held%% *}" "$new" | grep -qF .gitignore &
comparing=$!
${CHECK_OUT}
# What was ignored may not be any more.
if wait "$comparing"; then clean; fi
${SETTLE}
printf '%s %s\\n' "$new" "$key" >"$git/snapshot"
`;

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/upload-tar.js




/** What a sandbox remembers of the snapshot it was given. */
const heldMark = ({ base, key }) => `${base} ${key}`;
/** Writes our private git directory of a snapshot into `tar`, to its end. */
async function fillTar(tar, snapshot, { branch, packs, signal }) {
    const { base, packPath, idxPath } = snapshot;
    const text = (name, content) => tar.entry({ name, mode: 0o644 }, content);
    for (const name of ['objects/', 'objects/pack/', 'objects/info/', 'refs/', 'info/']) {
        tar.entry({ name, type: 'directory', mode: 0o755 });
    }
    text('HEAD', `ref: refs/heads/${branch}\n`);
    text('packed-refs', `# pack-refs with: peeled fully-peeled sorted \n${base} refs/heads/${branch}\n`);
    text('shallow', `${base}\n`);
    text('config', sandboxGitConfig());
    text('info/attributes', NEUTRAL_ATTRIBUTES);
    text('snapshot', `${heldMark(snapshot)}\n`);
    if (packs) {
        await file(tar, 'objects/pack/pack-snapshot.pack', packPath, signal);
        await file(tar, 'objects/pack/pack-snapshot.idx', idxPath, signal);
    }
    tar.finalize();
}
/** A file up to here goes as one piece: a third faster than in many, and memory stays bounded all the same. */
const WHOLE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 4 * 1024 * 1024;
async function file(tar, name, path, signal) {
    const { size } = await (0,promises_.stat)(path);
    if (size <= WHOLE_BYTES) {
        const content = await (0,promises_.readFile)(path, { signal });
        tar.entry({ name, size: content.length, mode: 0o444 }, content);
        return;
    }
    const content = (0,external_node_fs_.createReadStream)(path, { highWaterMark: PIECE_BYTES });
    await (0,external_node_stream_promises_.pipeline)(content, tar.entry({ name, size, mode: 0o444 }), { signal });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/update.js






const DONE = { done: true };
const impossible = (why) => ({ done: false, why: new Error(why) });
const MARK_BYTES = 200;
/**
 * Begins with one call to turn a sandbox that {@link uploadSnapshot} has filled into one with a later snapshot: while
 * that is still fetched and packed, the sandbox is cleared and says what it holds. Then only what is new travels, and the
 * checkout is made exactly the new snapshot's, except for what git ignores (dependencies, caches), which stays. Commits
 * and branches of the agent are gone.
 */
function openUpdate(sandbox, { dir, controlDir, branch, clear = [], signal }) {
    signal?.throwIfAborted();
    const letGo = new AbortController();
    const stdin = new external_node_stream_.PassThrough();
    const held = Promise.withResolvers();
    let said = '';
    const texts = [sandboxGitConfig(), NEUTRAL_ATTRIBUTES];
    const ended = sandbox.exec(['sh', '-c', UPDATE, 'sh', dir, privateGitDir(controlDir), branch, ...texts, ...clear], {
        cwd: sandbox.home,
        env: SANDBOX_GIT_ENV,
        stdin,
        onStdout(chunk) {
            if (said.length < MARK_BYTES)
                said += Buffer.from(chunk).toString('latin1');
            // What is longer is nothing of ours.
            if (said.length >= MARK_BYTES || said.includes('\n'))
                held.resolve(said.split('\n', 1)[0] ?? '');
        },
        signal: AbortSignal.any([letGo.signal, ...(signal ? [signal] : [])]),
    });
    // One that ends before it says anything has given its reason.
    ended.then(() => held.resolve(undefined), held.reject);
    // Whoever sends hears of it; until then the new snapshot may be on its way.
    held.promise.catch(() => { });
    return {
        async send(mirror, snapshot, onProgress) {
            const mark = await held.promise;
            if (mark === undefined)
                return updated(await ended);
            const [, from, key] = /^([0-9a-f]{40}) ([0-9a-f]+)$/.exec(mark) ?? [];
            // Other excludes: what it holds may be what it must not see any more.
            if (from === undefined || key !== snapshot.key)
                return impossible('The sandbox holds nothing that a difference can be made to');
            if (from !== snapshot.base)
                return sendDifference({ mirror, from, snapshot, stdin, ended, signal, onProgress });
            stdin.end(`${heldMark(snapshot)} nothing\n`);
            return updated(await ended);
        },
        async [Symbol.asyncDispose]() {
            letGo.abort(new Error('The update was given up'));
            await ended.catch(() => { });
        },
    };
}
async function sendDifference({ mirror, from, snapshot, stdin, ended, signal, onProgress, }) {
    const { stdout, done } = thinPack(mirror, from, snapshot.base, signal);
    let bytes = 0;
    stdout.on('data', (chunk) => {
        bytes += chunk.length;
    });
    const made = Promise.all([(0,external_node_stream_promises_.pipeline)(stdout, announced(snapshot), stdin), done]).then(() => undefined, (reason) => reason);
    const [run] = await Promise.allSettled([ended]);
    // Whatever it left unread nobody takes any more.
    stdout.destroy();
    stdin.destroy();
    const failure = await made;
    signal?.throwIfAborted();
    if (run.status === 'rejected')
        throw run.reason;
    if (run.value.exitCode === 0 && failure !== undefined)
        throw failure;
    onProgress?.(bytes, bytes);
    return updated(run.value, failure);
}
/** Puts the line in front that names the snapshot; of a pack that never begins nothing is sent. */
const announced = (snapshot) => async function* (pack) {
    let line = `${heldMark(snapshot)} pack\n`;
    for await (const chunk of pack) {
        yield line ? Buffer.concat([Buffer.from(line), chunk]) : chunk;
        line = '';
    }
};
function updated({ exitCode, stderr }, cause) {
    if (exitCode === 0)
        return DONE;
    const why = `The update script ended with ${exitCode}: ${cause ?? stderr.toString('utf8')}`;
    if (exitCode === NOT_CLEARED)
        throw new Error(why);
    return impossible(why);
}
/** What `commit` has and `held` lacks, as deltas against `held` where that is smaller. Without any history. */
function thinPack({ gitDir }, held, commit, signal) {
    const args = ['pack-objects', '-q', '--revs', '--thin', '--shallow', '--delta-base-offset', '--stdout'];
    const stdin = Buffer.from(`--shallow ${commit}\n--shallow ${held}\n${commit}\n^${held}\n`);
    return (0,sync_git/* gitStream */.dP)(args, { gitDir, stdin, signal });
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/pipeline/clear.js
var pipeline_clear = __webpack_require__(3891);
// EXTERNAL MODULE: external "node:path/posix"
var posix_ = __webpack_require__(53916);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/agent-files.js
/** Where Spec Kit installs one command for an agent, relative to the project; stems are dotted (`bug.fix`). */
const COMMAND_FILES = {
    claude: stem => `.claude/skills/speckit-${stem.replaceAll('.', '-')}/SKILL.md`,
    codex: stem => `.agents/skills/speckit-${stem.replaceAll('.', '-')}/SKILL.md`,
    gemini: stem => `.gemini/commands/speckit.${stem}.toml`,
};
/**
 * The file that must exist in the project for `agent` to know the phase; where an agent's layout is not known here,
 * the list of what Spec Kit installed for it. Agents answer an unknown command in prose and exit 0, so its absence
 * has to be found beforehand.
 */
function commandFile(agent, phase) {
    const known = Object.hasOwn(COMMAND_FILES, agent) ? COMMAND_FILES[agent] : undefined;
    return known?.(phase) ?? `.specify/integrations/${agent}.manifest.json`;
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/speckit/agent-variables.js
var agent_variables = __webpack_require__(81068);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/script.js
/**
 * What the phase's script exits with when Spec Kit never ran. `specify` itself exits 0, 1 or 2 whatever the agent
 * does, so these are told apart by number alone.
 */
const SETUP_EXITS = {
    noDirectory: 81,
    noSpecify: 82,
    noAgent: 83,
    notInitialised: 84,
    initFailed: 85,
    extensionFailed: 86,
    noCommand: 87,
    noText: 88,
};
/** Names inside the control folder `H/ctl`. */
const CONTROL_FILES = {
    workflow: 'phase.yml',
    text: 'text',
    outcome: 'outcome.json',
    /** One line for each thing that the script set up in the checkout: `spec-kit`, `extension <name>`. */
    setUp: 'set-up',
};
const x = SETUP_EXITS;
const f = CONTROL_FILES;
/**
 * The POSIX sh program of every phase. It is the same text for all: what differs comes in by environment variables
 * and files, so that nothing a person wrote is ever parsed by a shell.
 */
const PHASE_SCRIPT = `
set -u
rm -f "$SPECKIT_REMOTE_CTL/${f.outcome}" "$SPECKIT_REMOTE_CTL/${f.setUp}"
cd "$SPECKIT_REMOTE_PROJECT" || exit ${x.noDirectory}
command -v specify >/dev/null 2>&1 || exit ${x.noSpecify}
_speckit_executable=$(printenv "$SPECKIT_REMOTE_EXECUTABLE_VARIABLE") || _speckit_executable=
command -v "\${_speckit_executable:-$SPECKIT_REMOTE_EXECUTABLE}" >/dev/null 2>&1 || exit ${x.noAgent}

quietly() {
  "$@" >"$SPECKIT_REMOTE_CTL/set-up.log" 2>&1 </dev/null && return 0
  cat "$SPECKIT_REMOTE_CTL/set-up.log"
  return 1
}

if [ ! -d .specify ]; then
  [ "$SPECKIT_REMOTE_INITIALISE" = yes ] || exit ${x.notInitialised}
  echo "speckit-remote: there is no .specify/ here, so Spec Kit is set up for $SPECKIT_REMOTE_AGENT first"
  quietly specify init --here --force --non-interactive --integration "$SPECKIT_REMOTE_AGENT" --ignore-agent-tools ||
    exit ${x.initFailed}
  echo spec-kit >>"$SPECKIT_REMOTE_CTL/${f.setUp}"
fi
SPECIFY_INIT_DIR=$(pwd -P)
export SPECIFY_INIT_DIR

if [ -n "$SPECKIT_REMOTE_EXTENSION" ] && [ ! -d ".specify/extensions/$SPECKIT_REMOTE_EXTENSION" ]; then
  echo "speckit-remote: the extension $SPECKIT_REMOTE_EXTENSION is not installed here, so it is added first"
  quietly specify extension add "$SPECKIT_REMOTE_EXTENSION" || exit ${x.extensionFailed}
  echo "extension $SPECKIT_REMOTE_EXTENSION" >>"$SPECKIT_REMOTE_CTL/${f.setUp}"
fi
[ -e "$SPECKIT_REMOTE_COMMAND_FILE" ] || exit ${x.noCommand}

# \`codex exec\` takes its key under this name only, while people have one under the other.
if [ "$SPECKIT_REMOTE_AGENT" = codex ] && [ -z "\${CODEX_API_KEY:-}" ] && [ -n "\${OPENAI_API_KEY:-}" ]; then
  export CODEX_API_KEY="$OPENAI_API_KEY"
fi

# The x keeps the newlines at the end, which $( ) would drop.
_speckit_text=$(cat "$SPECKIT_REMOTE_CTL/${f.text}" && printf x) || exit ${x.noText}
_speckit_text=\${_speckit_text%x}
exec specify workflow run "$SPECKIT_REMOTE_CTL/${f.workflow}" --input "text=$_speckit_text" --json >"$SPECKIT_REMOTE_CTL/${f.outcome}" </dev/null
`.trimStart();

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/workflow.js



/** The id of our workflow's only step; the outcome names it when the step fails. */
const PHASE_STEP = 'phase';
/** The input that carries the person's text. It is never part of the file. */
const TEXT_INPUT = 'text';
const PHASE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,62}[A-Za-z0-9])?$/;
const AGENT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
/**
 * `clarify` asks one question and waits for its answer, which cannot come while a run goes on. Asking all of them
 * in the template's own form gives the person one list to answer with the next run.
 */
const WITHOUT_A_PERSON = `This run has no terminal: nobody can answer while it goes on.
Work the answers that are given above into the specification. Then print everything that is still open, at most
five questions, at once: each on a line of its own that starts with "**Question:**" and ends with "?". Do not wait.`;
/**
 * The text of the workflow file that runs one phase: YAML for `specify workflow run`, with the input `text`.
 * Throws `usage` on a name that cannot be a phase or an agent.
 */
function workflowFile({ phase, agent }) {
    if (!PHASE_NAME.test(phase))
        throw notAName('phase', phase);
    if (!AGENT_NAME.test(agent))
        throw notAName('agent', agent);
    const text = `{{ inputs.${TEXT_INPUT} }}`;
    return (0,dist/* stringify */.As)({
        schema_version: '1.0',
        workflow: {
            id: 'speckit-remote-phase',
            name: `speckit ${phase}`,
            version: '1.0.0',
            description: 'One phase, asked for on a pull request',
        },
        inputs: { [TEXT_INPUT]: { type: 'string', default: '' } },
        steps: [
            {
                id: PHASE_STEP,
                command: `speckit.${phase}`,
                integration: agent,
                input: { args: phase === 'clarify' ? `${text}\n\n${WITHOUT_A_PERSON}` : text },
            },
        ],
    });
}
function notAName(what, name) {
    return new errors/* SpeckitError */.Yh('usage', `${(0,suggest/* quoted */.TL)(name)} cannot be the name of ${what === 'agent' ? 'an' : 'a'} ${what}.`, {
        hint: 'Names are made of letters, digits and `-`; those of phases may also hold `.`, `_` and `:`.',
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/command.js








/**
 * Bytes of UTF-8. Linux takes 128 KiB in one argument, and the text is one: to `specify`, and again to the agent
 * with the command's name in front.
 */
const MAX_TEXT_BYTES = 120_000;
/**
 * Agents and tools look for a terminal, newer versions of themselves and somebody to report to: none is here. Gemini
 * starts in no folder that a person has not trusted, unless told.
 */
const UNATTENDED = {
    TERM: 'dumb',
    NO_COLOR: '1',
    DO_NOT_TRACK: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
};
/**
 * What it takes to run one phase in a sandbox. Pure. Throws `usage` when the text cannot be handed to an agent or
 * a name is none.
 */
function phaseScript(command) {
    const { phase, agent, home, text } = command;
    checkText(text);
    const control = posix_.join(home, 'ctl');
    const env = {
        ...UNATTENDED,
        ...(0,agents/* agentEnvironment */.FV)(agent),
        SPECKIT_REMOTE_CTL: control,
        SPECKIT_REMOTE_PROJECT: posix_.join(home, 'repo', command.projectDir ?? '.'),
        SPECKIT_REMOTE_AGENT: agent,
        SPECKIT_REMOTE_EXECUTABLE: (0,agents/* findAgent */.dp)(agent)?.executable ?? agent,
        SPECKIT_REMOTE_EXECUTABLE_VARIABLE: (0,agent_variables/* agentVariable */.I)(agent, 'EXECUTABLE'),
        SPECKIT_REMOTE_COMMAND_FILE: commandFile(agent, phase),
        SPECKIT_REMOTE_EXTENSION: (0,phases/* knownPhase */.V3)(phase)?.extension ?? '',
        SPECKIT_REMOTE_INITIALISE: (command.initialise ?? true) ? 'yes' : 'no',
    };
    if (command.feature !== undefined)
        env.SPECIFY_FEATURE_DIRECTORY = command.feature;
    const file = (name, content) => ({
        path: posix_.join(control, name),
        content: Buffer.from(content),
    });
    return {
        script: PHASE_SCRIPT,
        files: [file(CONTROL_FILES.workflow, workflowFile({ phase, agent })), file(CONTROL_FILES.text, text)],
        env,
    };
}
function checkText(text) {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_TEXT_BYTES) {
        throw new errors/* SpeckitError */.Yh('usage', `The text of the phase is too long: ${bytes} bytes.`, {
            hint: `An agent takes at most ${MAX_TEXT_BYTES} bytes; put the rest into a file of the branch and name that file.`,
        });
    }
    if (text.includes('\0')) {
        throw new errors/* SpeckitError */.Yh('usage', 'The text of the phase holds a NUL character.', {
            hint: 'Post it again without that character.',
        });
    }
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/tail.js
var text_tail = __webpack_require__(85101);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/patience.js



/** How long a run waits for a sandbox that does not answer; the person is told when it begins and when it is over. */
function patienceOf({ profile, emit, signal, }) {
    const { unreachableMs } = profile;
    return {
        unreachableMs,
        signal,
        onReach(reach) {
            const text = reach.reachable
                ? `The sandbox answers again after ${Math.max(1, Math.round(reach.awayMs / 1000))} s; none of its output was lost.`
                : `The sandbox does not answer; it is given up after ${(0,durations/* formatDuration */.a3)(unreachableMs)}.`;
            emit({ type: 'notice', text });
        },
    };
}
/** Between two tries to publish, beyond those of each request. */
const PUBLISH_PAUSES_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
/**
 * Repeats `step`, which must be safe to repeat, as long as whoever takes the result does not answer, for `patienceMs`
 * at most: a result costs more than a wait. `again` tells it that an earlier try may have been carried out.
 */
async function whilePublisherIsAway({ patienceMs = 0, emit, signal }, step) {
    const since = performance.now();
    for (let tries = 0;; tries++) {
        try {
            return await step(tries > 0);
        }
        catch (error) {
            signal.throwIfAborted();
            const waited = performance.now() - since;
            if (!(0,errors/* isSpeckitError */.cN)(error) || !error.retryable || waited >= patienceMs)
                throw error;
            if (tries === 0) {
                const text = `GitHub does not take the result; that is tried again for ${(0,durations/* formatDuration */.a3)(patienceMs)}.`;
                emit({ type: 'notice', text });
            }
            await (0,external_node_timers_promises_.setTimeout)(PUBLISH_PAUSES_MS[tries] ?? PUBLISH_PAUSES_MS.at(-1), undefined, { signal });
        }
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/usage.js

const FIRST_MS = 1000;
const EVERY_MS = 5000;
/**
 * Emits what the sandbox uses every few seconds until disposed; nothing where the driver cannot tell. `ranMs`: for how
 * long the command has run before.
 */
function sampleUsage(sandbox, emit, { firstMs = FIRST_MS, everyMs = EVERY_MS, ranMs = 0 } = {}) {
    const stop = new AbortController();
    const { signal } = stop;
    const started = performance.now() - ranMs;
    const sample = async () => {
        try {
            const usage = await sandbox.usage?.({ signal });
            if (!usage || signal.aborted)
                return;
            emit({ type: 'usage', sample: { ...usage, elapsedMs: Math.round(performance.now() - started) } });
        }
        catch {
            // A sample less is no reason to end a run; what is really wrong, following the command tells.
        }
    };
    const go = async () => {
        for (let wait = firstMs;; wait = everyMs) {
            await (0,external_node_timers_promises_.setTimeout)(wait, undefined, { signal, ref: false });
            await sample();
        }
    };
    if (sandbox.usage)
        go().catch(() => { }); // Ends by the signal only.
    return { [Symbol.dispose]: () => stop.abort() };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/execute.js
var execute_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var execute_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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








function layoutOf(sandbox) {
    const { home } = sandbox;
    return { home, repo: `${home}/repo`, control: `${home}/ctl`, session: `${home}/ctl/cmd` };
}
const TAIL_BYTES = 256 * 1024;
/** A command that ended in time while nobody looked is found so before its time limit counts. */
const FIND_MS = 30_000;
/**
 * Runs the work detached in the sandbox to its end, or goes on with it where it began before; its output is emitted
 * redacted, as it comes.
 */
async function execute(sandbox, execution) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { redactor, emit, resume } = execution;
        const stream = redactor.stream();
        const tail = (0,text_tail/* createTail */.$)(TAIL_BYTES, resume && heardBefore(resume));
        const pass = (bytes) => {
            if (bytes.length === 0)
                return;
            emit({ type: 'output', offset: tail.total, bytes });
            tail.push(bytes);
        };
        const _usage = execute_addDisposableResource(env_1, sampleUsage(sandbox, emit, { ranMs: resume?.elapsedMs ?? 0 }), false);
        const session = runSession(sandbox, {
            ...(await sessionOf(sandbox, execution)),
            onStarted: execution.onStarted,
            onOutput: (_offset, bytes) => pass(stream.push(bytes)),
            ...patienceOf(execution),
        });
        const end = await session.catch(error => {
            // All that will ever come of it; after an abort somebody else goes on from where this one stopped.
            if ((0,errors/* isSpeckitError */.cN)(error, 'unreachable') && !execution.signal.aborted)
                pass(stream.flush());
            throw error;
        });
        pass(stream.flush());
        return { end: resume?.commandEnd ?? end, outputTail: (0,sanitize/* plainText */.wh)(tail.bytes()) };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        execute_disposeResources(env_1);
    }
}
const heardBefore = ({ outputOffset, outputTail }) => ({
    total: outputOffset,
    tail: outputTail ?? new Uint8Array(0),
});
/** What is started or followed, and what may end it. */
async function sessionOf(sandbox, execution) {
    const { profile, resume, cancel } = execution;
    const layout = layoutOf(sandbox);
    const place = { dir: layout.session, offset: resume?.outputOffset ?? 0 };
    // All that can be missing is the rest of its output.
    if (resume?.commandEnd)
        return place;
    if (resume?.executing) {
        return { ...place, cancel, timeLimitMs: Math.max(profile.timeoutMs - resume.elapsedMs, FIND_MS) };
    }
    // A session that was started all the same is left as it is.
    const start = await prepareCommand(sandbox, layout, execution);
    const env = { ...start.env, ...profile.set, ...execution.secrets, ...(0,pipeline_clear/* commandMark */.hN)(sandbox) };
    return { ...place, cancel, timeLimitMs: profile.timeoutMs, start: { ...start, env } };
}
async function prepareCommand(sandbox, layout, { work, profile, feature, signal }) {
    const cwd = profile.project === '.' ? layout.repo : `${layout.repo}/${profile.project}`;
    if (work.kind === 'shell')
        return { script: work.command, cwd, env: {} };
    const { script, files, env } = phaseScript({
        phase: work.phase,
        text: work.text,
        agent: profile.agent,
        feature,
        projectDir: profile.project,
        home: layout.home,
        initialise: true,
    });
    for (const { path, content } of files)
        await sandbox.writeFile(path, Buffer.from(content), { signal });
    return { script, cwd: layout.repo, env };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/handover.js


/**
 * A snapshot from here on is handed over to a sandbox of this machine. Below it a stream takes hardly longer, and a
 * sandbox that shares nothing with its machine is simpler to trust.
 */
const HANDOVER_BYTES = 16 * 1024 * 1024;
/**
 * Makes a sandbox with a folder through which it may be handed the snapshot; the folder is empty except during an upload.
 * It stays, empty, as long as the sandbox: an engine looks for it whenever it carries a file in or out.
 */
async function withHandover(input, create) {
    const folder = await makeFolder(input);
    if (folder === undefined)
        return { sandbox: await create(undefined) };
    let taken = false;
    try {
        const sandbox = await create(folder);
        taken = sandbox.handover !== undefined;
        return { sandbox, ...(taken && { handover: folder }) };
    }
    finally {
        if (!taken)
            await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}
async function makeFolder({ run, ports, snapshot }) {
    const { dir, fromBytes = HANDOVER_BYTES } = ports.handover ?? {};
    if (dir === undefined || snapshot.bytes < fromBytes)
        return undefined;
    const folder = external_node_path_.join(dir, `${run.id}-${run.attempt}`);
    try {
        await (0,promises_.mkdir)(dir, { recursive: true, mode: 0o700 });
        await removeEarlier(dir, run.id);
        await (0,promises_.mkdir)(folder);
        // The user inside is another one than here, whatever our umask says.
        await (0,promises_.chmod)(folder, 0o755);
        return folder;
    }
    catch (cause) {
        ports.warn('The snapshot cannot be handed over, so it is streamed.', cause);
        return undefined;
    }
}
/** Earlier attempts of a run that begins anew have nothing that is still used. */
async function removeEarlier(dir, runId) {
    const earlier = (await (0,promises_.readdir)(dir)).filter(name => name.startsWith(`${runId}-`));
    for (const name of earlier)
        await (0,promises_.rm)(external_node_path_.join(dir, name), { recursive: true, force: true });
}
const DAY_MS = (/* unused pure expression or super */ null && (24 * 3_600_000));
/**
 * Removes what uploads have left in `dir` that broke off with their process, once it is older than a day; no sandbox of
 * such an upload is used again. An empty folder may belong to a sandbox that is kept, and goes with it.
 */
async function sweepHandovers(dir, olderMs = DAY_MS) {
    for (const name of await namesIn(dir)) {
        const folder = path.join(dir, name);
        const old = Date.now() - ((await stat(folder).catch(handover_nothing))?.mtimeMs ?? Date.now()) > olderMs;
        if (old && (await namesIn(folder)).length > 0)
            await rm(folder, { recursive: true, force: true });
    }
}
const namesIn = async (dir) => (await readdir(dir).catch(handover_nothing)) ?? [];
function handover_nothing(error) {
    if (error.code !== 'ENOENT')
        throw error;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/progress.js
/** Nobody reads faster. */
const progress_EVERY_MS = 250;
/** Emits progress of one step, at most every quarter of a second; what is complete is always told. */
function transferProgress(emit, step) {
    let last = Number.NEGATIVE_INFINITY;
    return amounts => {
        const now = performance.now();
        const complete = amounts.doneBytes === amounts.totalBytes && amounts.doneFiles === amounts.totalFiles;
        if (!complete && now - last < progress_EVERY_MS)
            return;
        last = now;
        emit({ type: 'progress', step, ...amounts });
    };
}
/** For the `onProgress` of an upload; its files are there once all bytes are. */
function uploadProgress(emit, { files }) {
    const tell = transferProgress(emit, 'upload');
    return (doneBytes, totalBytes) => tell({ doneBytes, totalBytes, doneFiles: doneBytes === totalBytes ? files : 0, totalFiles: files });
}
/** The publisher, telling how much of a result it has taken so far. */
function watchedPublisher(publisher, emit) {
    return {
        ...publisher,
        commit: (result, signal) => publisher.commit(watchedResult(result, emit), signal),
        keep: (result, signal) => publisher.keep(watchedResult(result, emit), signal),
    };
}
/** The port for large results, telling how much of one is there by the share of its objects. */
function watchedObjects(objects, emit) {
    return {
        ...objects,
        put(result, signal) {
            const tell = transferProgress(emit, 'publish');
            const { totalBytes, totalFiles } = totalsOf(result);
            return objects.put(result, signal, share => {
                const done = (total) => Math.floor(share * total);
                tell({ doneBytes: done(totalBytes), totalBytes, doneFiles: done(totalFiles), totalFiles });
            });
        },
    };
}
function totalsOf({ changes }) {
    const files = changes.filter(({ status }) => status !== 'deleted');
    return { totalBytes: files.reduce((sum, { size }) => sum + size, 0), totalFiles: files.length };
}
function watchedResult(result, emit) {
    const tell = transferProgress(emit, 'publish');
    const { totalBytes, totalFiles } = totalsOf(result);
    const seen = new Set();
    let doneBytes = 0;
    return {
        ...result,
        async read(change) {
            const content = await result.read(change);
            // A file that is asked for again, because a request is repeated, counts once.
            if (!seen.has(change.path)) {
                seen.add(change.path);
                doneBytes += content.length;
                tell({ doneBytes, totalBytes, doneFiles: seen.size, totalFiles });
            }
            return content;
        },
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/connect.js
var connect_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var connect_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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









const DISCARD_MS = 30_000;
/** Between two tries to reach a sandbox again. */
const connect_RETRY_MS = 1_000;
/** Between two tries to make one while a limit of the service is reached. */
const LIMIT_PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
/**
 * The sandbox in which the run's command has begun, the one that the pull request's last run has left, cleaned and if
 * possible brought to the new snapshot by the difference alone, or else a new one.
 */
async function connect(input) {
    const { run, ports } = input;
    if (run.resume)
        return reconnect(input, run.resume);
    if (ports.driver.notice !== undefined)
        ports.emit({ type: 'notice', text: ports.driver.notice });
    const left = await ports.shelf?.take();
    const again = left && (await useAgain(input, left));
    if (again)
        return again;
    return create(input);
}
/** Waits until a limit of the service lets another sandbox be made, as long as a run waits for its sandbox at most. */
async function create(input) {
    const { run, ports, signal } = input;
    const { unreachableMs } = run.profile;
    const snapshot = await input.snapshot;
    const spec = {
        name: `${run.id}-${run.attempt}`,
        labels: { ...run.labels, run: run.id, attempt: String(run.attempt) },
    };
    const make = (handover) => ports.driver.create({ ...spec, handover }, { signal });
    const since = performance.now();
    for (let tries = 0;; tries++) {
        const madeAt = new Date();
        try {
            return { ...(await withHandover({ run, ports, snapshot }, make)), madeAt };
        }
        catch (error) {
            signal.throwIfAborted();
            const late = performance.now() - since >= unreachableMs;
            if (late || !(0,errors/* isSpeckitError */.cN)(error, 'exhausted') || !error.retryable)
                throw error;
            const text = `${error.message} It is tried again for up to ${(0,durations/* formatDuration */.a3)(unreachableMs)}.`;
            if (tries === 0)
                ports.emit({ type: 'notice', text });
            await (0,external_node_timers_promises_.setTimeout)(LIMIT_PAUSES_MS[tries] ?? LIMIT_PAUSES_MS.at(-1), undefined, { signal });
        }
    }
}
/** Waits for a sandbox that does not answer for as long as a run does; one that is gone took its result along. */
async function reconnect({ run, ports, signal }, { sandboxId, madeAt }) {
    const { unreachableMs } = run.profile;
    const since = performance.now();
    for (;;) {
        try {
            return { sandbox: await ports.driver.attach(sandboxId, { signal }), madeAt, filled: true };
        }
        catch (error) {
            signal.throwIfAborted();
            if ((0,errors/* isSpeckitError */.cN)(error, 'missing'))
                throw sandboxLost(sandboxId, error);
            const waits = (0,errors/* isSpeckitError */.cN)(error) && error.retryable && performance.now() - since < unreachableMs;
            if (!waits)
                throw error;
            await (0,external_node_timers_promises_.setTimeout)(connect_RETRY_MS, undefined, { signal });
        }
    }
}
function sandboxLost(id, cause) {
    return new errors/* SpeckitError */.Yh('missing', `The sandbox ${id} with the command in it is gone.`, {
        hint: 'What the command made in it is lost, and a command is never run twice by itself; `/speckit retry` runs it again.',
        cause,
    });
}
/** Falls back to `undefined` whatever is wrong with it: a new sandbox is always as good. */
async function useAgain(input, { sandboxId, madeAt }) {
    const { ports, signal } = input;
    let sandbox;
    try {
        sandbox = await ports.driver.attach(sandboxId, { signal });
        const updated = await update(sandbox, input);
        if (!updated.done) {
            const { repo, control } = layoutOf(sandbox);
            ports.warn('A kept sandbox takes no difference, so everything is uploaded.', updated.why);
            await (0,pipeline_clear/* removeFolders */.cw)(sandbox, [repo, control], { signal });
        }
        ports.emit({ type: 'notice', text: 'It runs in the sandbox of the run before, which was kept.' });
        return { sandbox, madeAt, filled: updated.done };
    }
    catch (cause) {
        const packed = await input.snapshot.then(() => true, () => false);
        // Nothing is wrong with the sandbox: all that is not to be had is what it was got ready for.
        if (!packed && sandbox && (await putBack(input, { sandboxId, madeAt })))
            return undefined;
        if (!(0,errors/* isSpeckitError */.cN)(cause, 'missing'))
            ports.warn('A kept sandbox cannot be used again.', cause);
        await sandbox?.destroy({ signal: AbortSignal.timeout(DISCARD_MS) }).catch(reason => {
            ports.warn('A kept sandbox could not be removed yet.', reason);
        });
        signal.throwIfAborted();
        return undefined;
    }
}
/** Leaves a sandbox that was taken to the next run, if it is to be left to one at all. */
async function putBack({ run, ports }, left) {
    const { keepMs } = run.profile;
    if (!ports.shelf || keepMs === 0)
        return false;
    return await ports.shelf.keep(left, keepMs).then(() => true, () => false);
}
/** Ends what the run before has left running, removes its files but for those of git, and brings in what is new. */
async function update(sandbox, { run, ports, snapshot, signal }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { repo: dir, control: controlDir } = layoutOf(sandbox);
        const clear = (0,pipeline_clear/* clearCommand */.r0)(sandbox, controlDir, privateGitDir(controlDir));
        const opened = connect_addDisposableResource(env_1, openUpdate(sandbox, { dir, controlDir, branch: run.branch, clear, signal }), true);
        const packed = await snapshot;
        return await opened.send(ports.mirror, packed, uploadProgress(ports.emit, packed));
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = connect_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/odd-files.js
/**
 * A result that cannot be carried file by file, so that the sandbox's git has to pack it. Never crosses the border of
 * this folder.
 */
class OddFiles extends Error {
    name = 'OddFiles';
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/sync/name-guards.js
var name_guards = __webpack_require__(17107);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/received.js




/** The default time for checking a result. */
const CHECK_MS = 60_000;
/** Fills a fresh scratch repository from a sandbox's stream. When that fails, the stream ends and nothing is left. */
async function receiveInto(mirror, stream, { scratchDir, signal }, fill) {
    const scratch = await openScratch(mirror, scratchDir);
    try {
        return { ...scratch, ...(await fill(scratch)) };
    }
    catch (error) {
        stream.destroy();
        await scratch[Symbol.asyncDispose]();
        signal?.throwIfAborted();
        throw error;
    }
}
function checkClock({ checkMs = CHECK_MS, signal, }) {
    const late = new AbortController();
    let timer;
    return {
        signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
        start() {
            timer = setTimeout(() => late.abort(), checkMs);
        },
        throwIfLate(error) {
            if (late.signal.aborted)
                throw tooSlow(checkMs, error);
        },
        [Symbol.dispose]: () => clearTimeout(timer),
    };
}
/** What differs between the two trees. Rejects with `rejected` beyond the limits. */
async function changesWithin(objects, from, to, { files, treeBytes }) {
    const changes = await changesIn(objects, from, to, { maxChanges: files });
    const bytes = changes.reduce((sum, change) => sum + change.size, 0);
    const largest = changes.reduce((a, b) => (a && a.size >= b.size ? a : b), undefined);
    if (bytes > treeBytes)
        throw tooLarge('result', treeBytes, largest);
    return changes;
}
/** The error for a result beyond `limit` bytes. */
function tooLarge(what, limit, largest) {
    const most = largest
        ? `; its largest file is ${(0,violation/* shown */.SP)(largest.path)} with ${Math.ceil(largest.size / 1024)} KiB`
        : '';
    return new errors/* SpeckitError */.Yh('rejected', `The ${what} is larger than the limit of ${Math.floor(limit / 1024)} KiB${most}.`, {
        hint: 'Keep generated files out with `.gitignore` or `exclude`, or raise the limits of the profile.',
    });
}
function tooSlow(ms, cause) {
    return new errors/* SpeckitError */.Yh('rejected', `The result could not be checked within ${Math.round(ms / 1000)} s.`, {
        hint: 'Keep generated files out with `.gitignore` or `exclude`; a result that unfolds endlessly is refused.',
        cause,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/receive.js
var receive_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var receive_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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















/** No single thing that git unfolds may take more memory than this, or than four of the largest files allowed. */
const ALLOC_BYTES = 256 * 1024 * 1024;
/** What is larger passes through git in pieces, so that a file beyond all limits is still one that can be named. */
const STREAMED = '32m';
/** No commit of ours comes near it. */
const COMMIT_BYTES = 1024 * 1024;
/**
 * Takes a sandbox's pack into a scratch repository and proves that it is sound: every object well-formed, every link
 * present, exactly one commit with `base` as its only parent, sizes and counts within `limits`. Names and kinds of
 * files are judged later (`judgeResult`), except those that git itself refuses.
 * Rejects with `rejected`, or with `exhausted` when the disk is full here, and leaves nothing behind; passes on what the
 * stream failed with.
 */
async function receiveResult(mirror, stream, options) {
    return await receiveInto(mirror, stream, options, async (scratch) => {
        const pack = (0,external_node_path_.join)(scratch.gitDir, 'incoming.pack');
        // Where the mirror knows no parents of the base, nothing here may look for them.
        await (0,promises_.writeFile)((0,external_node_path_.join)(scratch.gitDir, 'shallow'), `${options.base}\n`);
        const found = await check(mirror, scratch, stream, { ...options, pack });
        await (0,promises_.rm)(pack);
        return found;
    });
}
async function check(mirror, scratch, stream, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { base, commit, limits } = options;
        const clock = receive_addDisposableResource(env_1, checkClock(options), false);
        const { signal } = clock;
        // Both start while the first bytes are on their way.
        const objects = receive_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        const copy = new external_node_stream_.PassThrough();
        const indexed = index(scratch, copy, limits, signal, ['--strict']);
        indexed.catch(() => undefined);
        await save(stream, copy, options).catch(async (reason) => {
            copy.destroy();
            await indexed.catch(() => undefined);
            throw reason;
        });
        clock.start();
        try {
            await indexed;
            const [from, to] = await receive_treesOf(objects, base, commit);
            return { tree: to, changes: await changesWithin(objects, from, to, limits) };
        }
        catch (error) {
            options.signal?.throwIfAborted();
            clock.throwIfLate(error);
            if (!(error instanceof sync_git/* GitFailure */.Xi || error instanceof broken_object/* BrokenObject */.N))
                throw error;
            throw await whyUnsound(mirror, options, error);
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = receive_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** Keeps the bytes and passes them to git. One that reads no further has given its verdict already. */
async function save(stream, copy, { pack, limits, onBytes, signal }) {
    let bytes = 0;
    const tee = new external_node_stream_.Transform({
        transform(chunk, _encoding, done) {
            bytes += chunk.length;
            if (bytes > limits.packBytes) {
                done(tooLarge('packed result', limits.packBytes));
                return;
            }
            onBytes?.(bytes);
            if (copy.destroyed || copy.write(chunk))
                done(null, chunk);
            else
                whenFree(copy, () => done(null, chunk));
        },
        flush(done) {
            copy.end();
            done();
        },
    });
    await (0,external_node_stream_promises_.pipeline)(stream, tee, (0,external_node_fs_.createWriteStream)(pack), { ...(signal ? { signal } : {}) });
}
function whenFree(stream, go) {
    const once = () => {
        stream.off('drain', once).off('close', once);
        go();
    };
    stream.on('drain', once).on('close', once);
}
async function index({ gitDir }, stdin, limits, signal, strict) {
    const settings = ['-c', `core.bigFileThreshold=${STREAMED}`];
    const args = [...settings, 'index-pack', ...strict, '--fix-thin', '--stdin', '--threads=1'];
    await (0,sync_git/* git */.$Y)([...args, `--max-input-size=${limits.packBytes}`], {
        gitDir,
        stdin,
        env: { GIT_ALLOC_LIMIT: String(Math.max(ALLOC_BYTES, 4 * limits.fileBytes)) },
        signal,
    });
}
/** The trees of the base and of the one commit on top of it. */
async function receive_treesOf(objects, base, commit) {
    const [made, given] = await Promise.all([headerOf(objects, commit), headerOf(objects, base)]);
    if (made.parent.length !== 1 || made.parent[0] !== base) {
        throw new errors/* SpeckitError */.Yh('rejected', 'The sandbox did not return one commit on top of the one it was given.', {
            hint: 'The command may have changed files outside of its checkout; look at its output before a retry.',
        });
    }
    return [given.tree, made.tree];
}
async function headerOf(objects, commit) {
    const text = (await objects.read(commit, COMMIT_BYTES, 'commit')).toString('latin1');
    const lines = (text.split('\n\n', 1)[0] ?? '').split('\n').map(line => line.split(' '));
    const values = (name) => lines.flatMap(([key, value]) => (key === name && value ? [value] : []));
    return { tree: values('tree')[0] ?? '', parent: values('parent') };
}
/**
 * The reason in our words. Git names objects, not paths, so the pack is unfolded once more without git's own
 * verdict on names; ours then says which entry it was.
 */
async function whyUnsound(mirror, { base, commit, limits, scratchDir, pack, signal: outer }, cause) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        // Git keeps what it unfolds beside the pack.
        const { size } = await (0,promises_.stat)(pack);
        if (await isServerDiskFull(scratchDir, 2 * size))
            return (0,errors/* diskFullHere */.lJ)(cause);
        const scratch = receive_addDisposableResource(env_2, await openScratch(mirror, scratchDir), true);
        const signal = AbortSignal.any([AbortSignal.timeout(CHECK_MS), ...(outer ? [outer] : [])]);
        try {
            await index(scratch, (0,external_node_fs_.createReadStream)(pack), limits, signal, []);
            const [from, to] = await Promise.all([treeOf(scratch, base, signal), treeOf(scratch, commit, signal)]);
            const changes = await changesBetween(scratch, from, to, { signal, maxChanges: limits.files });
            const [violation] = (0,name_guards/* judgeNames */.ch)(changes);
            if (violation) {
                return new errors/* SpeckitError */.Yh('rejected', `The result is not fit to be committed: ${violation.message}`, {
                    hint: 'Nothing of it was published. The output shows what the command did.',
                    cause,
                });
            }
        }
        catch (error) {
            outer?.throwIfAborted();
            if ((0,errors/* isSpeckitError */.cN)(error, 'rejected'))
                return error;
            return damaged(new AggregateError([cause, error]));
        }
        return damaged(cause);
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = receive_disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
function damaged(cause) {
    return new errors/* SpeckitError */.Yh('rejected', 'The result that the sandbox returned is damaged or not complete git data.', {
        hint: 'Nothing was published. Use `/speckit retry`; look at the output if it happens again.',
        cause,
    });
}

// EXTERNAL MODULE: ./node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(56118);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/blob-hash.js

/** What becomes the id of a blob of `size` bytes once its content was added. */
const blobHash = (size) => (0,external_node_crypto_.createHash)('sha1').update(`blob ${size}\0`);

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/stored-blocks.js
/** Default window, no dictionary, the level that says "fastest". */
const ZLIB_HEADER = Buffer.from([0x78, 0x01]);
/** The most that a stored block holds. */
const BLOCK_BYTES = 65_535;
/**
 * Wraps `size` bytes of content without copying them. Handing content of this size to zlib takes about as long, but a
 * copy of everything on top. Formats: RFC 1950, RFC 1951 section 3.2.4.
 * @param push called with each piece in order
 */
function storedBlocks(size, push) {
    let left = size;
    let room = 0;
    const sum = adler32();
    const begin = () => {
        room = Math.min(left, BLOCK_BYTES);
        const header = Buffer.alloc(5);
        header[0] = left <= BLOCK_BYTES ? 1 : 0;
        header.writeUInt16LE(room, 1);
        header.writeUInt16LE(room ^ 0xffff, 3);
        push(header);
    };
    push(ZLIB_HEADER);
    begin();
    return {
        add(content) {
            if (content.length > left)
                throw new Error(`More than the ${size} bytes that were said`);
            sum.add(content);
            for (let at = 0; at < content.length;) {
                if (room === 0)
                    begin();
                const piece = content.subarray(at, at + room);
                push(piece);
                at += piece.length;
                room -= piece.length;
                left -= piece.length;
            }
        },
        end() {
            if (left > 0)
                throw new Error(`${left} bytes are missing of ${size}`);
            push(sum.bytes());
        },
    };
}
const MODULUS = 65_521;
/** So many bytes can be added before the larger sum leaves 31 bits, where numbers get slow. */
const UNREDUCED = 3800;
/** RFC 1950's checksum; `node:zlib` offers none. */
function adler32() {
    let low = 1;
    let high = 0;
    return {
        add(content) {
            let a = low;
            let b = high;
            for (let at = 0; at < content.length;) {
                const end = Math.min(at + UNREDUCED, content.length);
                for (; at < end; at++) {
                    a += content[at];
                    b += a;
                }
                a %= MODULUS;
                b %= MODULUS;
            }
            low = a;
            high = b;
        },
        bytes() {
            const bytes = Buffer.alloc(4);
            bytes.writeUInt16BE(high, 0);
            bytes.writeUInt16BE(low, 2);
            return bytes;
        },
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/pack-writer.js







/** Git knows packs by the `.idx` beside them, so one without is not there yet. */
const NAME = 'pack-files';
const FLUSH_BYTES = 1024 * 1024;
const HEADER_BYTES = 12;
const BLOB = 3;
/** An index needs a further table for what is farther behind in the pack. */
const MOST_BYTES = 2 ** 31;
/**
 * A pack in the folder `packs` (`objects/pack` of a repository). Dispose of it, finished or not. Contents are stored, not
 * compressed: most of them leave the machine as a difference or not at all; whoever sends them asks {@link hasStored}.
 * Formats: gitformat-pack(5), pack version 2, index version 2.
 * @param expected how many different blobs there will be; one that is true saves reading the pack again
 */
async function openPackWriter(packs, expected) {
    const draft = `${packs}/${NAME}.draft`;
    const handle = await (0,promises_.open)(draft, 'wx+');
    const out = appender(handle);
    const places = new Map();
    const sum = (0,external_node_crypto_.createHash)('sha1');
    let summed = true;
    const push = (piece) => {
        sum.update(piece);
        out.push(piece);
    };
    push(packHeader(expected));
    return {
        async add(size, content) {
            const at = out.position();
            if (at >= MOST_BYTES)
                throw new Error(`The pack has more than ${MOST_BYTES} bytes`);
            const header = objectHeader(size);
            let crc = (0,external_node_zlib_.crc32)(header);
            push(header);
            const id = blobHash(size);
            const blocks = storedBlocks(size, piece => {
                crc = (0,external_node_zlib_.crc32)(piece, crc);
                push(piece);
            });
            for await (const chunk of content) {
                id.update(chunk);
                blocks.add(chunk);
                if (out.pending() >= FLUSH_BYTES)
                    await out.flush();
            }
            blocks.end();
            const oid = id.digest('hex');
            if (places.has(oid)) {
                out.rewind(at);
                summed = false;
            }
            else
                places.set(oid, { at, crc });
            return oid;
        },
        async finish() {
            if (places.size === 0)
                return;
            await out.flush();
            const end = out.position();
            await handle.truncate(end);
            let digest = sum.digest();
            if (places.size !== expected || !summed) {
                await handle.write(packHeader(places.size), 0, HEADER_BYTES, 0);
                digest = await sumOf(draft);
            }
            await handle.write(digest, 0, digest.length, end);
            await (0,promises_.rename)(draft, `${packs}/${NAME}.pack`);
            await (0,promises_.writeFile)(`${packs}/${NAME}.idx`, packIndex(places, digest));
        },
        [Symbol.asyncDispose]: () => handle.close(),
    };
}
/** Whether the repository's own objects are such a pack. */
async function hasStored({ gitDir }) {
    return await access(join(gitDir, 'objects', 'pack', `${NAME}.idx`)).then(() => true, () => false);
}
/** Collects pieces and writes them behind each other, many at a time. */
function appender(handle) {
    let written = 0;
    let pieces = [];
    let pending = 0;
    return {
        position: () => written + pending,
        pending: () => pending,
        push(piece) {
            pieces.push(piece);
            pending += piece.length;
        },
        async flush() {
            const batch = pieces;
            const at = written;
            written += pending;
            pieces = [];
            pending = 0;
            if (batch.length === 0)
                return;
            const { bytesWritten } = await handle.writev(batch, at);
            if (at + bytesWritten < written)
                throw new Error('The disk took only a part of the pack');
        },
        /** Forgets everything from `position` on, where a piece began. */
        rewind(position) {
            while (pieces.length > 0 && written + pending > position)
                pending -= pieces.pop()?.length ?? 0;
            if (pieces.length === 0)
                written = position;
        },
    };
}
async function sumOf(file) {
    const sum = (0,external_node_crypto_.createHash)('sha1');
    for await (const chunk of (0,external_node_fs_.createReadStream)(file, { highWaterMark: FLUSH_BYTES }))
        sum.update(chunk);
    return sum.digest();
}
function packHeader(objects) {
    const header = Buffer.alloc(HEADER_BYTES);
    header.write('PACK');
    header.writeUInt32BE(2, 4);
    header.writeUInt32BE(objects, 8);
    return header;
}
/** Type in 3 bits and size in 4, then in 7 each, the lowest first; the highest bit says that more follow. */
function objectHeader(size) {
    const bytes = [(BLOB << 4) | (size % 16)];
    for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
        bytes.push(rest % 128);
    }
    return Buffer.from(bytes);
}
function packIndex(places, packSum) {
    const sorted = [...places].sort(([a], [b]) => (a < b ? -1 : 1));
    let count = 0;
    const fanout = Array.from({ length: 256 }, (_, byte) => {
        while (Number.parseInt(sorted[count]?.[0].slice(0, 2) ?? 'fff', 16) <= byte)
            count++;
        return count;
    });
    const table = Buffer.concat([
        Buffer.from([0xff, 0x74, 0x4f, 0x63]),
        words([2, ...fanout]),
        Buffer.from(sorted.map(([oid]) => oid).join(''), 'hex'),
        words(sorted.map(([, { crc }]) => crc)),
        words(sorted.map(([, { at }]) => at)),
        packSum,
    ]);
    return Buffer.concat([table, (0,external_node_crypto_.createHash)('sha1').update(table).digest()]);
}
function words(values) {
    const buffer = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => {
        buffer.writeUInt32BE(value, 4 * i);
    });
    return buffer;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/receive-files.js
var receive_files_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var receive_files_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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














/** What a tar has for each file beside its content, with a path of any length that a system takes. */
const OVERHEAD_BYTES = 16 * 1024;
/** No path of a system is longer. */
const PATH_BYTES = 4096;
/** Of the list of what is gone, which is in memory as a whole. */
const LIST_BYTES = 16 * 1024 * 1024;
const FILE = '100644';
/** Any byte is a character, so that names stay what they are. */
const NAMES = 'latin1';
// An option that the types of tar-stream 3.2 have forgotten.
const AS_BYTES = { filenameEncoding: NAMES };
/**
 * Takes changed files as a tar and makes the objects here: first a list of how many come and which paths are gone, each
 * with a NUL behind it, then every file and symlink that is new or may be different. Sound like what `receiveResult`
 * gives, as every object is our own; only does nobody here look for made-up collisions of SHA-1, as git does and GitHub
 * once more. Rejects with {@link OddFiles} when git inside has to say what this is, or what is wrong with
 * it; else as `receiveResult` does.
 */
async function receiveFiles(mirror, stream, options) {
    const { base, limits } = options;
    return await receiveInto(mirror, stream, options, async (scratch) => {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const clock = receive_files_addDisposableResource(env_1, checkClock(options), false);
            const { signal } = clock;
            const index = { gitDir: scratch.gitDir, env: { GIT_INDEX_FILE: (0,external_node_path_.join)(scratch.gitDir, 'index') }, signal };
            try {
                const env_2 = { stack: [], error: void 0, hasError: false };
                try {
                    // All of it starts while the first bytes are on their way.
                    const objects = receive_files_addDisposableResource(env_2, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
                    const based = baseTree(scratch, base, index);
                    // Git must have ended before the repository goes away.
                    const over = based.catch(() => undefined);
                    const list = await takeFiles(scratch, stream, options).finally(() => over);
                    clock.start();
                    const from = await based;
                    // What git does not take it leaves out, and says so.
                    let refused = '';
                    const onStderr = (said) => {
                        refused += said;
                    };
                    await (0,sync_git/* git */.$Y)([...GUARDED, 'update-index', '-z', '--index-info'], { ...index, stdin: list, onStderr });
                    if (refused)
                        throw new OddFiles('Git does not take the paths', { cause: refused });
                    // A mirror need not have what the base has.
                    const tree = await (0,sync_git/* gitLine */.JG)(['write-tree', '--missing-ok'], index);
                    return { tree, changes: await changesWithin(objects, from, tree, limits) };
                }
                catch (e_1) {
                    env_2.error = e_1;
                    env_2.hasError = true;
                }
                finally {
                    const result_1 = receive_files_disposeResources(env_2);
                    if (result_1)
                        await result_1;
                }
            }
            catch (error) {
                options.signal?.throwIfAborted();
                clock.throwIfLate(error);
                if (error instanceof sync_git/* GitFailure */.Xi || error instanceof broken_object/* BrokenObject */.N) {
                    throw new OddFiles('Git does not take the files', { cause: error });
                }
                throw error;
            }
        }
        catch (e_2) {
            env_1.error = e_2;
            env_1.hasError = true;
        }
        finally {
            receive_files_disposeResources(env_1);
        }
    });
}
/** The base's tree, which is then in the index too. */
async function baseTree(scratch, base, index) {
    const tree = await treeOf(scratch, base, index.signal);
    await (0,sync_git/* git */.$Y)([...GUARDED, 'read-tree', tree], index);
    return tree;
}
/** Git refuses what any system would take for its own folder. */
const GUARDED = ['-c', 'core.protectHFS=true', '-c', 'core.protectNTFS=true'];
/** Puts the contents into the scratch repository. Returns what changes in the index, as git reads it. */
async function takeFiles(scratch, stream, options) {
    const { limits, onBytes, signal } = options;
    const most = limits.treeBytes + limits.files * OVERHEAD_BYTES;
    const archive = (0,tar_stream.extract)(AS_BYTES);
    const count = async function* (chunks) {
        let bytes = 0;
        for await (const chunk of chunks) {
            bytes += chunk.length;
            if (bytes > most)
                throw new OddFiles(`More than ${most} bytes came`);
            onBytes?.(bytes);
            yield chunk;
        }
    };
    const taking = takeEntries((0,external_node_path_.join)(scratch.gitDir, 'objects', 'pack'), archive, limits).catch(reason => {
        archive.destroy();
        throw reason;
    });
    const [piped, taken] = await Promise.allSettled([
        (0,external_node_stream_promises_.pipeline)(stream, count, archive, { ...(signal ? { signal } : {}) }),
        taking,
    ]);
    // What the sandbox failed with is known by its code; all else is for git inside to say.
    if (piped.status === 'rejected' && (0,errors/* isSpeckitError */.cN)(piped.reason))
        throw piped.reason;
    if (taken.status === 'fulfilled' && piped.status === 'fulfilled')
        return taken.value;
    const cause = taken.status === 'rejected' ? taken.reason : piped.status === 'rejected' && piped.reason;
    throw new OddFiles('What came is no archive of files', { cause });
}
async function takeEntries(packs, archive, limits) {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const entries = archive[Symbol.asyncIterator]();
        const first = await entries.next();
        if (first.done || modeOf(first.value) !== FILE || first.value.header.size > LIST_BYTES)
            throw new OddFiles('The list of what is gone is missing');
        const { count, gone } = readList(await wholeOf(first.value), limits.files);
        const pack = receive_files_addDisposableResource(env_3, await openPackWriter(packs, count), true);
        const lines = gone.map(path => `0 ${'0'.repeat(40)}\t${path}\0`);
        let files = 0;
        for await (const entry of entries) {
            // Before its content: an entry that is no file may have one that never comes.
            const mode = modeOf(entry);
            const { name, size, linkname, pax } = entry.header;
            // Its names are text, so not all there are; GNU's format does without.
            if (pax)
                throw new OddFiles('An entry has a header of another format');
            checkPath(name);
            files += 1;
            if (files > limits.files)
                throw new OddFiles(`More than ${limits.files} files came`);
            const target = (0,raw_tree/* isSymlink */.wP)(mode) ? Buffer.from(linkname, NAMES) : undefined;
            const oid = await (target ? pack.add(target.length, [target]) : pack.add(size, entry));
            if (target)
                entry.resume();
            lines.push(`${mode} ${oid}\t${name}\0`);
        }
        // What a tar leaves out it only warns of.
        if (files !== count)
            throw new OddFiles(`${files} files came in place of ${count}`);
        await pack.finish();
        return Buffer.from(lines.join(''), NAMES);
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        const result_2 = receive_files_disposeResources(env_3);
        if (result_2)
            await result_2;
    }
}
/** How many files come, and the paths that are gone, each with a NUL behind it. */
function readList(bytes, most) {
    const fields = [];
    for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf(0, at);
        if (end <= at || fields.length > most)
            throw new OddFiles('The list of what is gone is too long, or none');
        fields.push(bytes.toString(NAMES, at, end));
        at = end + 1;
    }
    const [count, ...gone] = fields;
    for (const path of gone)
        checkPath(path);
    return { count: Number(count), gone };
}
/** Git checks paths too, but would make any number of folders first, and has rules for the content of some. */
function checkPath(path) {
    const parts = path.split('/');
    const rules = Buffer.from(path, NAMES).toString('utf8').split(/[/\\]/).some(name_guards/* isRules */.iK);
    if (rules || parts.length > MAX_DEPTH || path.length > PATH_BYTES)
        throw new OddFiles('A path is for git to look at');
}
/** As git has it: executable or not for its owner, and links. */
function modeOf({ header: { type, mode, size } }) {
    if (!Number.isSafeInteger(size) || size < 0)
        throw new OddFiles('An entry has no size');
    if (type === 'symlink' && size === 0)
        return '120000';
    if (type === 'file')
        return mode & 0o100 ? '100755' : FILE;
    throw new OddFiles(`No file, but a ${type}`);
}
async function wholeOf(entry) {
    const chunks = [];
    for await (const chunk of entry)
        chunks.push(chunk);
    return Buffer.concat(chunks);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/bring-back.js



/**
 * Brings a sandbox's result into a scratch repository: `collect` calls `collectResult`, once more when files that came
 * one by one turn out to be for git inside to pack, or to refuse. `undefined` when the tree is as it was. Rejects as
 * `collectResult` and `receiveResult` do.
 */
async function bringBack(collect, mirror, options) {
    try {
        return await receive(await collect({}), mirror, options);
    }
    catch (error) {
        if (!(error instanceof OddFiles))
            throw error;
        return await receive(await collect({ packed: true }), mirror, options);
    }
}
async function receive(collected, mirror, options) {
    if (!collected)
        return undefined;
    const { stream, commit } = collected;
    if (commit === undefined) {
        const received = await receiveFiles(mirror, stream, options);
        if (received.changes.length > 0)
            return received;
        // Written again as they were.
        await received[Symbol.asyncDispose]();
        return undefined;
    }
    return await receiveResult(mirror, stream, { ...options, commit });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/collect-script.js

/** Exit codes of the script, above those of git (128, 129) and the shell (126, 127). */
const NESTED = 90;
const UNREADABLE = 91;
/** {@link COLLECT} cannot have the files carried one by one. */
const ODD = 93;
/** Where the files are, below our private git directory. */
const ARCHIVE = 'collect/archive';
/** KiB of changed files, not compressed, from which on a result counts as large. */
const LARGE_KIB = 16 * 1024;
/** For git to take a file costs about what so much content does, however small it is. */
const EACH_KIB = 64;
/**
 * One snapshot of the working tree through our own git directory and index, whatever became of the agent's
 * `.git`. First line of the output: the commit, or `same`, and how many files the patterns kept back; then the pack.
 *
 * While git takes the files it is looked up how much there is to take. For git that means to hash it, to write it, to
 * read it again and to look for differences; a large result is carried as it is instead, in a tar, and the host does
 * what is left. $8 says how: by `stream`, after the line `files`, or by `file`, of which the line is `stored` and which
 * is then {@link ARCHIVE}; without it, by a pack. Patterns and Spec Kit's own state are left to git.
 *
 * $4 are the patterns, $5 the same with each turned around, if any takes something back: what git then lists comes
 * even if it is ignored. What the patterns match and git took all the same (a `.gitignore` can negate them, and it may
 * be in `base`) is put back to what `base` holds; git goes through every file for that, so without patterns it is done
 * only when $7, a part of every path that $6 matches, is among the changes.
 *
 * Where `settled` says so, git reads no file just because its index was written in the same second. Unless it is known
 * that none was changed later in that second, that is looked up meanwhile, and if there are, git takes all once more.
 */
const COLLECT = `
set -e
dir=$1 git=$2 base=$3 patterns=$4 inverted=$5 state=$6 part=$7 way=$8
export GIT_DIR="$git" GIT_WORK_TREE="$dir"
cd "$dir"
index="$git/index.collect" lists="$git/collect"
rm -rf "$index" "$index.lock" "$lists"
mkdir -p "$lists/objects/info"
printf '%s\\n' "$git/objects" >"$lists/objects/info/alternates"
printf '%s%s\\n' "$patterns" "$state" >"$lists/exclude"
export GIT_INDEX_FILE="$index" GIT_OBJECT_DIRECTORY="$lists/objects"
# Objects are packed right after they are made, so compressing them twice would be in vain.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.looseCompression GIT_CONFIG_VALUE_0=0
not_taken() {
  find . -mindepth 2 -name .git -prune -print | head -n 10 >"$lists/nested"
  [ -s "$lists/nested" ] && { cat "$lists/nested"; exit ${NESTED}; }
  exit ${UNREADABLE}
}
add_all() { exec git -c core.excludesFile="$lists/exclude" add -A . >&2; }
take_all() { (add_all) || not_taken; }
as_before() { GIT_INDEX_FILE="$git/settle/index" git "$@"; }
is_large() {
  as_before diff-files -z --name-only --diff-filter=d >"$lists/files" || return
  as_before -c core.excludesFile="$lists/exclude" ls-files -z -o --exclude-standard >>"$lists/files" || return
  count=$(tr -dc '\\000' <"$lists/files" | wc -c)
  kib=$(du -ck --apparent-size --files0-from="$lists/files" 2>/dev/null | tail -n 1 | cut -f 1)
  [ "$((kib + ${EACH_KIB} * count))" -gt ${LARGE_KIB} ] || return
  printf '%s\\000' "$((count))" >"$lists/gone"
  as_before diff-files -z --name-only --diff-filter=D >>"$lists/gone" || return
  # Some see nothing behind a NUL, so each path is a line.
  cat "$lists/files" "$lists/gone" | tr '\\000' '\\n' | grep -qF "$part"
  [ "$?" = 1 ] && tar --version | grep -q GNU
}
archive() {
  TAR_OPTIONS= tar -b512 --format=gnu --numeric-owner --hard-dereference --no-recursion --no-unquote -cf "$1" \\
    -C "$lists" gone -C "$dir" --null -T "$lists/files" || exit ${ODD}
}
take_quickly() {
  add_all &
  adding=$!
  if [ "$way" ] && [ -z "$patterns" ] && is_large; then
    # It may be over, with whatever result.
    kill "$adding" 2>/dev/null || :
    wait "$adding" || :
    if [ "$way" = file ]; then
      archive "$git/${ARCHIVE}"
      echo 'stored 0'
    else
      echo 'files 0'
      archive -
    fi
    exit 0
  fi
  wait "$adding" || not_taken
}
if ! [ -e "$git/settle/settled" ]; then
  cp -p "$git/index" "$index"
  take_all
else
  cp -p "$git/settle/index" "$index"
  if [ -e "$git/settle/quiet" ]; then
    take_quickly
  else
    ${FIND_EARLY} >"$lists/early" &
    search=$!
    take_all
    wait "$search"
    if [ -s "$lists/early" ]; then
      cp -p "$git/settle/index" "$index"
      # A file can be where a folder was, in which git would look for what was there.
      git diff-files -z --name-only --diff-filter=D | git update-index -z --force-remove --stdin >&2
      git add --renormalize --pathspec-from-file="$lists/early" --pathspec-file-nul >&2 || exit ${UNREADABLE}
      take_all
    fi
  fi
fi
put_back() {
  git ls-files -z -c -i --exclude-from="$lists/exclude" >"$lists/matched"
  if [ -s "$lists/matched" ]; then
    git reset -q --pathspec-from-file="$lists/matched" --pathspec-file-nul "$base" -- >&2
  fi
}
compare() {
  tree=$(git write-tree)
  changed=$(git diff-tree -r --name-only "$base" "$tree")
}
back=0
if [ "$patterns" ]; then
  put_back
  if [ "$inverted" ]; then
    printf '%s!%s\\n' "$inverted" "$state" >"$lists/inverted"
    git ls-files -z -c -o -i --exclude-from="$lists/inverted" >"$lists/included"
    if [ -s "$lists/included" ]; then
      git add -A -f --pathspec-from-file="$lists/included" --pathspec-file-nul >&2 || exit ${UNREADABLE}
    fi
  fi
  back=$(git -c core.excludesFile=/dev/null ls-files -z -o --exclude-standard -x "$state" | tr -dc '\\000' | wc -c)
  compare
else
  compare
  case $changed in *"$part"*)
    put_back
    compare
  esac
fi
if [ -z "$changed" ]; then echo "same $back"; exit 0; fi
commit=$(git commit-tree "$tree" -p "$base" -m "Result of a run" </dev/null)
echo "$commit $back"
# Looking for the best deltas pays for a few changed files; for a large result it takes longer than sending it, and one
# look finds what the file was before.
set -- $(du -sk "$lists/objects")
if [ "$1" -gt ${LARGE_KIB} ]; then set -- --window=1 --compression=1; else set --; fi
printf '%s\\n^%s\\n' "$commit" "$base" | git pack-objects -q --revs --thin --delta-base-offset "$@" --stdout
`;

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/disk-room.js
const LITTLE_KIB = 1024;
/** Whether less than 1 MiB is left on the disk of `path` inside; `false` where its `df` cannot tell. */
async function isDiskFull(sandbox, path, options) {
    const { exitCode, stdout } = await sandbox.exec(['df', '-Pk', path], options);
    const free = Number(stdout.toString('utf8').trim().split('\n').at(-1)?.split(/\s+/)[3]);
    return exitCode === 0 && free < LITTLE_KIB;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/collect.js








const LIMIT_MS = 600_000;
/** Spec Kit's own state of a workflow, in whichever project; it is kept with the run, not in the repository. */
const RUN_STATE = '**/.specify/workflows/runs/';
const RUN_STATE_PART = '.specify/workflows/runs/';
const COMMITTER = {
    GIT_AUTHOR_NAME: SANDBOX_IDENTITY.name,
    GIT_AUTHOR_EMAIL: SANDBOX_IDENTITY.email,
    GIT_COMMITTER_NAME: SANDBOX_IDENTITY.name,
    GIT_COMMITTER_EMAIL: SANDBOX_IDENTITY.email,
};
/**
 * What the sandbox made of the snapshot, or `undefined` when the tree is as it was. Commits, branches and index of
 * the agent do not matter; its `.gitignore` files do. Whoever gets a stream must read it to its end or destroy it.
 * Changed files that are many or large come as they are, unless they must be `packed`; {@link OddFiles} when that is
 * seen only then.
 * Rejects with `rejected` when the tree cannot be taken (unreadable files, a git repository without commits inside),
 * `missing` without git inside, `exhausted` when the sandbox's disk is full. Beyond `limitMs` it rejects, or the
 * stream breaks off, with `rejected`.
 */
async function collectResult(sandbox, options) {
    const { dir, controlDir, base, exclude, limitMs = LIMIT_MS, packed, onKeptBack } = options;
    const git = privateGitDir(controlDir);
    const way = packed ? '' : sandbox.filesFirst ? 'file' : 'stream';
    const output = splitHead(way);
    const patterns = excludeLists(exclude);
    const abandoned = new AbortController();
    output.stream.once('close', () => {
        clearTimeout(timer);
        if (!output.stream.readableEnded)
            abandoned.abort(new Error('Nobody reads the result any more'));
    });
    const timer = setTimeout(() => {
        abandoned.abort(collect_tooSlow(limitMs));
        // Whoever reads may be made to wait for the rest of something.
        output.stream.destroy(collect_tooSlow(limitMs));
    }, limitMs);
    const lists = [patterns.exclude, patterns.inverted, RUN_STATE, RUN_STATE_PART];
    const signal = AbortSignal.any([abandoned.signal, ...(options.signal ? [options.signal] : [])]);
    const run = sandbox.exec(['sh', '-c', COLLECT, 'sh', dir, git, base, ...lists, way], {
        cwd: sandbox.home,
        env: { ...SANDBOX_GIT_ENV, ...COMMITTER },
        onStdout: output.take,
        bulk: true,
        signal,
    });
    const take = async (result) => {
        if (result.exitCode === ODD && way)
            throw new OddFiles('The files could not be read as they are', { cause: lastLine(result.stderr) });
        if (result.exitCode !== 0 || !output.begun()) {
            const full = await isDiskFull(sandbox, git, { signal: options.signal });
            throw full ? diskFull(result) : collectFailed(result, output.text());
        }
        const { made } = await output.head;
        if (made !== ANSWERS.file) {
            output.stream.end();
            return;
        }
        const archive = await sandbox.readFile(`${git}/${ARCHIVE}`, { signal }).catch(cause => {
            throw (0,errors/* isSpeckitError */.cN)(cause, 'missing') ? new OddFiles('The archive is gone', { cause }) : cause;
        });
        await (0,external_node_stream_promises_.pipeline)(archive, output.stream, { signal });
    };
    const ended = run.then(take);
    ended.catch((error) => output.stream.destroy(error));
    const head = await Promise.race([output.head, ended.then(() => output.head)]);
    onKeptBack?.(head.keptBack);
    if (head.made === 'same') {
        output.stream.resume();
        await ended;
        return undefined;
    }
    const { stream } = output;
    return head.made === ANSWERS[way] ? { stream } : { commit: head.made, stream };
}
const HEAD_BYTES = 4096;
/** What {@link COLLECT} says when the files come one by one, by the way that it was asked for. */
const ANSWERS = { stream: 'files', file: 'stored', '': undefined };
/** Takes the first line off the output; the rest flows on with backpressure. */
function splitHead(way) {
    const stream = new external_node_stream_.PassThrough();
    // Until somebody reads it, the reason it broke travels with the rejected promise.
    stream.on('error', () => undefined);
    const head = Promise.withResolvers();
    let start = Buffer.alloc(0);
    const take = async (chunk) => {
        let rest = chunk;
        if (start) {
            // What begins otherwise is no result; only enough of it for the message is kept.
            if (start.length < HEAD_BYTES)
                start = Buffer.concat([start, chunk]);
            const end = start.indexOf(10);
            const line = start.subarray(0, Math.max(end, 0)).toString('latin1');
            const [, made = '', keptBack] = /^(\S+) (\d{1,9})$/.exec(line) ?? [];
            if (made !== 'same' && made !== ANSWERS[way] && !/^[0-9a-f]{40}$/.test(made))
                return;
            rest = start.subarray(end + 1);
            start = undefined;
            head.resolve({ made, keptBack: Number(keptBack) });
        }
        if (rest.length === 0 || stream.destroyed || stream.write(rest))
            return;
        await new Promise(resolve => {
            const go = () => {
                stream.off('drain', go).off('close', go);
                resolve();
            };
            stream.on('drain', go).on('close', go);
        });
    };
    return {
        stream,
        head: head.promise,
        take,
        begun: () => start === undefined,
        text: () => start?.subarray(0, HEAD_BYTES).toString('utf8') ?? '',
    };
}
function collect_tooSlow(ms) {
    return new errors/* SpeckitError */.Yh('rejected', `The result could not be collected within ${Math.round(ms / 1000)} s.`, {
        hint: 'Keep generated files out with `.gitignore` or `exclude`; the command may have changed git’s own settings.',
    });
}
function diskFull({ exitCode, stderr }) {
    return new errors/* SpeckitError */.Yh('exhausted', "The sandbox's disk is full, so the result could not be collected.", {
        hint: 'Let the command remove what it does not need, or give the profile more disk space.',
        cause: new Error(`The collect script ended with ${exitCode}: ${stderr.toString('utf8')}`),
    });
}
/** Git names the file first, and says at last that it failed. */
function unreadable(stderr) {
    const named = stderr.toString('utf8').match(/^error: .*$/m)?.[0];
    return lastLine(named === undefined ? stderr : Buffer.from(named));
}
function collectFailed({ exitCode, stderr }, stdout) {
    const cause = new Error(`The collect script ended with ${exitCode}: ${stderr.toString('utf8')}`);
    if (exitCode === 127)
        return noGitInside(cause);
    if (exitCode === NESTED) {
        const repositories = stdout.split('\n').map(line => line.replace(/^\.\//, '').replace(/\/\.git$/, ''));
        const named = repositories.filter(Boolean).map(path => `\`${lastLine(Buffer.from(path))}\``);
        return new errors/* SpeckitError */.Yh('rejected', `The command left a git repository inside the tree: ${named.join(', ')}.`, {
            hint: 'Remove the `.git` folder of the nested repository at the end of the command, or ignore the folder.',
            cause,
        });
    }
    if (exitCode === UNREADABLE) {
        return new errors/* SpeckitError */.Yh('rejected', `The changed files could not be read: ${unreadable(stderr)}`, {
            hint: 'Make every file readable at the end of the command, or ignore it in `.gitignore`.',
            cause,
        });
    }
    return new errors/* SpeckitError */.Yh('rejected', `The result could not be collected in the sandbox: ${lastLine(stderr)}`, {
        hint: 'Use `/speckit retry`; the command may have changed files outside of its checkout.',
        cause,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/download.js







/** Brings the sandbox's result into a scratch repository; `undefined` when nothing changed. */
async function download(sandbox, input) {
    const { run, ports, snapshot, onKeptBack, signal } = input;
    const layout = layoutOf(sandbox);
    const collectOnce = way => collectResult(sandbox, {
        ...way,
        dir: layout.repo,
        controlDir: layout.control,
        base: snapshot.base,
        exclude: run.profile.exclude,
        onKeptBack,
        signal,
    });
    const collect = way => collectOnce(way).catch(async (error) => {
        // A follower gets by with fewer processes than git.
        const refused = (0,errors/* isSpeckitError */.cN)(error, 'rejected');
        if (!refused || !(await madeRoom(sandbox, layout.session, signal)))
            throw error;
        return await collectOnce(way);
    });
    const tell = transferProgress(ports.emit, 'download');
    let doneBytes = 0;
    const scratch = await bringBack(collect, ports.mirror, {
        base: snapshot.base,
        limits: run.profile.limits,
        scratchDir: ports.scratchDir,
        onBytes: bytes => {
            doneBytes = bytes;
            tell({ doneBytes });
        },
        signal,
    });
    if (!scratch)
        return undefined;
    const { length } = scratch.changes;
    tell({ doneBytes, totalBytes: doneBytes, doneFiles: length, totalFiles: length });
    const objects = (0,sync_objects/* openObjects */.d)(scratch, { signal });
    return {
        scratch,
        objects,
        baseTree: snapshot.tree,
        theirsTree: scratch.tree,
        changes: scratch.changes,
        async [Symbol.asyncDispose]() {
            await objects[Symbol.asyncDispose]();
            await scratch[Symbol.asyncDispose]();
        },
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/excluded.js
/** The outcome with a note on what `exclude` kept out, if it did. */
function withExcluded(outcome, { sent, back }) {
    const parts = [
        ...(sent > 0 ? [`${files(sent)} of the repository out of the sandbox`] : []),
        ...(back > 0 ? [`${files(back)} of the command out of the result`] : []),
    ];
    if (parts.length === 0)
        return outcome;
    return { ...outcome, notes: [...outcome.notes, `\`exclude\` kept ${parts.join(' and ')}.`] };
}
const files = (count) => (count === 1 ? '1 file' : `${count} files`);

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/feature-name.js


/** The project's folder that holds one directory for each feature. */
const SPECS = 'specs';
/** Features in one message. */
const MOST_SHOWN = 10;
/** `001-login`, or a time stamp in the place of the number. */
const FEATURE_NAME = /^(\d{8}-\d{6}|\d{3,})-([a-z0-9][a-z0-9._-]*)$/i;
/** The number in front of a feature's name; a time stamp counts as none. */
function numberOf(name) {
    const [, digits] = /^(\d{3,})(?:-|$)/.exec(name) ?? [];
    return digits === undefined || /^\d{8}-\d{6}(?:-|$)/.test(name) ? undefined : Number(digits);
}
function sameNumber(a, b) {
    return numberOf(a) !== undefined && numberOf(a) === numberOf(b);
}
/** Name to directory and back. */
const inSpecs = (name) => `${SPECS}/${name}`;
const feature_name_nameOf = (directory) => directory.slice(SPECS.length + 1);
const lastSegment = (branch) => branch.slice(branch.lastIndexOf('/') + 1);
/** A `--feature` without what may stand before and after the directory's name. */
function stripped(flag) {
    const trimmed = flag.replace(/\/+$/, '');
    const at = trimmed.lastIndexOf(`${SPECS}/`);
    return at === 0 || trimmed.charAt(at - 1) === '/' ? trimmed.slice(at + SPECS.length + 1) : trimmed;
}
/** The existing directory that a `--feature` names by path, name or number. Throws `usage`, with the nearest name. */
function byFlag(flag, dirs) {
    const name = stripped(flag);
    const exact = dirs.find(dir => dir === name);
    if (exact !== undefined)
        return inSpecs(exact);
    const numbered = /^\d+$/.test(name) ? dirs.filter(dir => numberOf(dir) === Number(name)) : [];
    const [only] = numbered;
    if (numbered.length === 1 && only !== undefined)
        return inSpecs(only);
    const known = dirs.length === 0
        ? 'There is no feature here yet.'
        : `The features here are ${(0,suggest/* listed */.KE)(dirs.slice(-MOST_SHOWN))}.`;
    const what = numbered.length > 1
        ? `Several features have the number ${(0,suggest/* quoted */.TL)(flag)}.`
        : `There is no feature ${(0,suggest/* quoted */.TL)(flag)}.`;
    throw new errors/* SpeckitError */.Yh('usage', `${what}${numbered.length > 1 ? '' : (0,suggest/* didYouMean */.au)(name, dirs)}`, {
        hint: `${known} A new one is started by \`/speckit run specify <description>\`.`,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/slug.js
/** Words that say nothing about a feature. */
const EMPTY_WORDS = new Set(`a about add all also an and are as at be build by can create describe do does feature for from get give have how i in
  into is it its let lets like make my need needs new of on one or our please set should so some that the their them
  there these they this to us use user users want wants was we when where which who will with would you your`.split(/\s+/));
const MOST_WORDS = 4;
const LONGEST = 48;
/**
 * A short name for a feature's directory, within `[a-z0-9-]`: the first telling words of the description, else the
 * branch's name, else `feature`.
 */
function featureSlug(text, branch) {
    const firstLine = text.trim().split('\n', 1)[0] ?? '';
    const telling = slug_words(firstLine).filter(word => !EMPTY_WORDS.has(word) && word.length > 1);
    return slug_join(telling) || slug_join(slug_words(branch)) || 'feature';
}
function slug_words(text) {
    const plain = text
        .normalize('NFKD')
        .replace(/\p{Mn}/gu, '')
        .replace(/['’]/g, '')
        .toLowerCase();
    return plain.match(/[a-z0-9]+/g) ?? [];
}
function slug_join(parts) {
    let slug = '';
    for (const part of parts.slice(0, MOST_WORDS)) {
        const longer = slug === '' ? part.slice(0, LONGEST) : `${slug}-${part}`;
        if (longer.length > LONGEST)
            break;
        slug = longer;
    }
    return slug;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/find-feature.js


/**
 * The feature that a run is about: the flag, else the one that the pull request touches, else the branch's, else
 * the only one there is. Pure. Throws `usage` for a flag that names nothing.
 */
function findFeature(clues) {
    if (clues.flag !== undefined)
        return found(feature_name_nameOf(byFlag(clues.flag, clues.dirs)), 'flag');
    const touched = touchedBy(clues);
    const [first] = touched;
    if (touched.length === 1 && first !== undefined)
        return found(first, 'changes');
    const named = byBranch(clues.branch, touched.length > 0 ? touched : clues.dirs);
    if (named !== undefined)
        return found(named, 'branch');
    if (touched.length > 1)
        return { kind: 'ambiguous', candidates: touched.map(inSpecs) };
    const [only] = clues.dirs;
    if (clues.dirs.length === 1 && only !== undefined)
        return found(only, 'only');
    if (clues.dirs.length > 1)
        return { kind: 'ambiguous', candidates: clues.dirs.map(inSpecs).sort() };
    return { kind: 'none' };
}
/**
 * The directory that `specify` writes to: the pull request's own feature when it already has one, else a new one,
 * named after the branch if that is named like a feature, else after the text with the next free number. The name
 * is chosen here because an agent numbers by what its checkout shows, so that two branches get the same number.
 */
function newFeature(clues) {
    const { flag, branch, dirs, text, taken = [] } = clues;
    if (flag !== undefined) {
        const name = stripped(flag);
        return found(FEATURE_NAME.test(name) ? name : feature_name_nameOf(byFlag(flag, dirs)), 'flag');
    }
    const touched = touchedBy(clues);
    const [first] = touched;
    if (touched.length === 1 && first !== undefined)
        return found(first, 'changes');
    const own = byBranch(branch, dirs);
    if (own !== undefined)
        return found(own, 'branch');
    if (touched.length > 1)
        return { kind: 'ambiguous', candidates: touched.map(inSpecs) };
    const used = [...dirs, ...taken];
    const [, number, words] = FEATURE_NAME.exec(lastSegment(branch)) ?? [];
    const slug = words ?? featureSlug(text, lastSegment(branch));
    if (number !== undefined && !used.some(name => sameNumber(name, `${number}-`))) {
        return found(`${number}-${slug}`, 'branch');
    }
    const highest = used.reduce((most, name) => Math.max(most, numberOf(name) ?? 0), 0);
    return found(`${String(highest + 1).padStart(3, '0')}-${slug}`, 'text');
}
/** The features whose directories hold changed paths, sorted. A removed directory is none. */
function touchedBy({ changedPaths, dirs, projectDir }) {
    const inside = projectDir === undefined || projectDir === '.' ? `${SPECS}/` : `${projectDir}/${SPECS}/`;
    const names = changedPaths
        .filter(path => path.startsWith(inside))
        .map(path => path.slice(inside.length).split('/')[0] ?? '');
    return [...new Set(names)].filter(name => dirs.includes(name)).sort();
}
/** The directory of the branch's name, whole or its last segment; failing that, the only one with its number. */
function byBranch(branch, dirs) {
    const name = lastSegment(branch);
    if (dirs.includes(name))
        return name;
    if (!FEATURE_NAME.test(name))
        return undefined;
    const same = dirs.filter(dir => sameNumber(dir, name));
    return same.length === 1 ? same[0] : undefined;
}
function found(name, by) {
    return { kind: 'found', directory: inSpecs(name), by };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/feature.js




const REQUIRED = new Set([
    'clarify',
    'plan',
    'checklist',
    'tasks',
    'analyze',
    'implement',
    'converge',
    'taskstoissues',
]);
/** `optional`: used when it is clear, and no reason to stop when it is not. */
function featureNeed(phase) {
    if (phase === 'specify')
        return 'creates';
    return REQUIRED.has(phase) ? 'required' : 'optional';
}
/**
 * The directory to pass to the phase, or undefined where it needs none. Throws `usage`: several candidates (the
 * message lists them), or none for a phase that works on one.
 */
function featureFor(phase, clues) {
    const need = featureNeed(phase);
    const feature = need === 'creates' ? newFeature(clues) : findFeature(clues);
    if (feature.kind === 'found')
        return feature.directory;
    if (need === 'optional')
        return undefined;
    if (feature.kind === 'ambiguous')
        throw unclear(phase, feature.candidates);
    throw new errors/* SpeckitError */.Yh('usage', `\`${phase}\` works on a feature, and there is none under \`${SPECS}/\` here.`, {
        hint: 'Start one with `/speckit run specify <description>`, or name its directory with `--feature`.',
    });
}
function unclear(phase, candidates) {
    // The newest have the highest numbers.
    const shown = candidates.slice(-MOST_SHOWN);
    const more = candidates.length > shown.length ? ` and ${candidates.length - shown.length} more` : '';
    return new errors/* SpeckitError */.Yh('usage', `It is not clear which feature \`${phase}\` is for: ${(0,suggest/* listed */.KE)(shown)}${more}.`, {
        hint: `Say which: \`/speckit run --feature ${feature_name_nameOf(shown.at(-1) ?? '')} ${phase}\`.`,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/feature.js


/**
 * The feature directory that a phase works on, decided when the run starts: an earlier run of the same PR may
 * have made it after this one was asked for. Shell commands and phases without one get `undefined`.
 * @throws SpeckitError `usage` that lists the candidates or says how to start a feature
 */
async function chooseFeature(run, ports, signal) {
    const { work, profile, branch, headSha } = run;
    if (work.kind !== 'phase')
        return undefined;
    if (featureNeed(work.phase) === 'optional' && run.feature === undefined)
        return undefined;
    const specs = profile.project === '.' ? 'specs' : `${profile.project}/specs`;
    const creates = featureNeed(work.phase) === 'creates';
    const [dirs, changedPaths, taken] = await Promise.all([
        listDirectories(ports.mirror, headSha, specs, { signal }),
        ports.publisher.changedPaths(signal),
        // A number that the base branch has given away meanwhile must not be taken a second time.
        creates ? ports.publisher.baseDirectories(specs, signal) : [],
    ]);
    return featureFor(work.phase, {
        flag: run.feature,
        changedPaths,
        branch,
        dirs,
        projectDir: profile.project,
        text: work.text,
        taken,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/handover.js


const PACKS = 'pack';
/**
 * Shows the packs of a snapshot in the existing folder `handover`, without copying them. Nothing where links cannot be
 * made: their own copy would take as long as a stream.
 */
async function showPacks(handover, { packPath, idxPath }) {
    const folder = (0,external_node_path_.join)(handover, PACKS);
    const hide = () => (0,promises_.rm)(folder, { recursive: true, force: true });
    try {
        const [pack, idx] = await Promise.all([(0,promises_.stat)(packPath), (0,promises_.stat)(idxPath)]);
        // What an upload that broke off with the server has left.
        await hide();
        await (0,promises_.mkdir)(folder);
        // The user inside is another one than here, whatever our umask says.
        await (0,promises_.chmod)(folder, 0o755);
        await (0,promises_.link)(packPath, (0,external_node_path_.join)(folder, 'pack-snapshot.pack'));
        await (0,promises_.link)(idxPath, (0,external_node_path_.join)(folder, 'pack-snapshot.idx'));
        return { packBytes: pack.size, idxBytes: idx.size, [Symbol.asyncDispose]: hide };
    }
    catch {
        await hide();
        return undefined;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/upload.js
var upload_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var upload_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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









/**
 * Brings a snapshot into the sandbox with one call: checked out in `dir`, a shallow repository on `branch` with
 * neither a remote nor credentials. Also prepares `controlDir` for {@link collectResult}. Where the sandbox sees the
 * packs in `handover`, it copies them itself, which is faster than a stream.
 * Rejects with `missing` without git or tar inside, `exhausted` when the sandbox's disk is full.
 */
async function uploadSnapshot(sandbox, snapshot, options) {
    if (!(await handOver(sandbox, snapshot, options)))
        await send(sandbox, snapshot, options);
}
/** Whether the sandbox took the packs from where it sees them; else nothing has happened in it. */
async function handOver(sandbox, snapshot, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { handover, onProgress } = options;
        if (handover === undefined || sandbox.handover === undefined)
            return false;
        const shown = upload_addDisposableResource(env_1, await showPacks(handover, snapshot), true);
        if (!shown)
            return false;
        onProgress?.(0, snapshot.bytes);
        const taken = await send(sandbox, snapshot, options, { at: sandbox.handover, ...shown });
        if (taken)
            onProgress?.(snapshot.bytes, snapshot.bytes);
        return taken;
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = upload_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** Sends our git directory, with the packs unless they are seen inside, and checks out; `false`: they are not. */
async function send(sandbox, snapshot, { dir, controlDir, branch, signal, onProgress }, seen) {
    const tar = (0,tar_stream.pack)();
    const counted = new external_node_stream_.PassThrough();
    let sent = 0;
    if (onProgress && !seen) {
        counted.on('data', (chunk) => {
            sent += chunk.length;
            onProgress(Math.min(sent, snapshot.bytes), snapshot.bytes);
        });
        counted.pause();
    }
    const filled = fillTar(tar, snapshot, { branch, packs: !seen, signal }).catch((reason) => {
        tar.destroy();
        return reason;
    });
    const piped = (0,external_node_stream_promises_.pipeline)(tar, counted).catch((reason) => reason);
    const packs = seen ? [seen.at, String(seen.packBytes), String(seen.idxBytes)] : [];
    const argv = ['sh', '-c', UPLOAD, 'sh', dir, privateGitDir(controlDir), ...packs];
    const [run] = await Promise.allSettled([
        sandbox.exec(argv, { cwd: sandbox.home, env: SANDBOX_GIT_ENV, stdin: counted, signal }),
    ]);
    // After a failure inside nobody takes the rest.
    tar.destroy();
    counted.destroy();
    const [failure] = await Promise.all([filled, piped]);
    signal?.throwIfAborted();
    if (isReadFailure(failure))
        throw sourceBroken(failure);
    if (run.status === 'rejected')
        throw run.reason;
    if (seen && run.value.exitCode === NOT_SHOWN)
        return false;
    if (run.value.exitCode !== 0)
        throw await uploadFailed(sandbox, run.value, dir, signal);
    return true;
}
/** Whether our own files could not be read; all else that ends the tar is a consequence of what happened inside. */
function isReadFailure(failure) {
    const { syscall } = (failure ?? {});
    return syscall === 'open' || syscall === 'read' || syscall === 'stat';
}
function sourceBroken(cause) {
    return new errors/* SpeckitError */.Yh('internal', 'The packed repository could not be read on the server.', {
        hint: 'Check the data folder of speckit-remote and its disk, then use `/speckit retry`.',
        cause,
    });
}
async function uploadFailed(sandbox, { exitCode, stderr }, dir, signal) {
    const cause = new Error(`The upload script ended with ${exitCode}: ${stderr.toString('utf8')}`);
    if (exitCode === 127)
        return noGitInside(cause);
    if (await isDiskFull(sandbox, dir, { signal })) {
        return new errors/* SpeckitError */.Yh('exhausted', "The sandbox's disk is too small for the repository.", {
            hint: 'Give the profile more disk space, or keep large folders out with `exclude` in `.github/speckit.yml`.',
            cause,
        });
    }
    return new errors/* SpeckitError */.Yh('internal', `The repository could not be checked out in the sandbox: ${lastLine(stderr)}`, {
        hint: 'Check that `git status` works in the image of this profile, then use `/speckit retry`.',
        cause,
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/fill.js






/** Brings the snapshot into a new sandbox; an upload that breaks off with the line begins again from nothing. */
async function fillSandbox(sandbox, { run, ports, snapshot, handover, signal }) {
    const { repo, control } = layoutOf(sandbox);
    let begun = false;
    await whileReachable(sandbox, patienceOf({ ...run, ...ports, signal }), async () => {
        if (begun)
            await (0,pipeline_clear/* removeFolders */.cw)(sandbox, [repo, control], { signal });
        begun = true;
        await uploadSnapshot(sandbox, snapshot, {
            dir: repo,
            controlDir: control,
            branch: run.branch,
            handover,
            signal,
            onProgress: uploadProgress(ports.emit, snapshot),
        });
    });
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/mask-archive.js



/** Bytes that an archive from a sandbox may unfold to. */
const mask_archive_MOST_BYTES = 16 * 1024 * 1024;
const unpack = (0,external_node_util_.promisify)(external_node_zlib_.gunzip);
const pack = (0,external_node_util_.promisify)(external_node_zlib_.gzip);
/**
 * A gzipped tar with every secret in it masked. Masking keeps lengths, so the archive stays one; only an entry whose
 * very name holds a secret can no longer be read.
 * @throws SpeckitError `rejected` when it is no gzip data or unfolds to more than 16 MiB.
 */
async function maskArchive(archive, redactor) {
    const stream = redactor.stream();
    const tar = await unpack(archive, { maxOutputLength: mask_archive_MOST_BYTES }).catch(cause => {
        throw new errors/* SpeckitError */.Yh('rejected', "Spec Kit's run state is not an archive that can be kept.", {
            hint: 'The run cannot be resumed later; its result is not affected.',
            cause,
        });
    });
    return await pack(Buffer.concat([stream.push(tar), stream.flush()]));
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/set-up-files.js


/**
 * Whether `specify init` writes that path, given relative to the repository: what is below `.specify`, and the files of
 * Spec Kit's own commands for the agent. Other files of the agent's folder (settings, hooks) are none.
 */
function isSetUpFile(agent, project) {
    const root = project === '.' ? '' : `${project}/`;
    const commands = new Set(phases/* PHASES */.ZG.map(({ name }) => root + commandFile(agent, name)));
    return path => path.startsWith(`${root}.specify/`) || commands.has(path);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/secrets.js
var secrets_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var secrets_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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





/**
 * Where the new content or the names of changed files hold one of `secrets`, as it is or simply encoded
 * (`secretForms`): the first place in each file. Reads files piece by piece.
 */
async function findSecrets(scratch, changes, secrets, { signal } = {}) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const forms = secrets.flatMap(secretForms);
        if (forms.length === 0)
            return [];
        const scan = createMatcher(forms);
        const found = [];
        const objects = secrets_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(scratch, { signal }), true);
        for (const change of changes.filter(violation/* exists */.t2)) {
            const { path, oid, mode } = change;
            if (scan(Buffer.from(path)).ranges.length > 0)
                found.push({ path });
            if ((0,raw_tree/* isGitlink */.Z$)(mode))
                continue;
            const search = firstLine(scan);
            await objects.scan(oid, search.add);
            if (search.line !== undefined)
                found.push({ path, line: search.line });
        }
        return found;
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = secrets_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** Looks for the first match over pieces of any size. */
function firstLine(scan) {
    let kept = Buffer.alloc(0);
    let lines = 1;
    const state = {
        line: undefined,
        add(chunk) {
            if (state.line !== undefined)
                return;
            const bytes = kept.length ? Buffer.concat([kept, chunk]) : chunk;
            const { ranges, pending } = scan(bytes);
            const first = ranges[0];
            if (first)
                state.line = lines + newlines(bytes.subarray(0, first.start));
            const settled = bytes.length - pending;
            lines += newlines(bytes.subarray(0, settled));
            kept = bytes.subarray(settled);
        },
    };
    return state;
}
function newlines(bytes) {
    let count = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1))
        count++;
    return count;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/inspect.js





/** Named in a message at most; a hostile result can have thousands. */
const MOST_NAMED = 10;
/** Why a result must not be committed, or `undefined` when it may be. */
async function inspectResult(result, { id, profile }, secrets, signal) {
    const { scratch, changes, theirsTree } = result;
    const found = await findSecrets(scratch, changes, Object.values(secrets), { signal });
    if (found.length > 0) {
        const places = found.map(({ path, line }) => (line ? `${path}:${line}` : path));
        return {
            keep: false,
            error: new errors/* SpeckitError */.Yh('rejected', `The result holds the value of a secret, so nothing was committed: ${some(places)}.`, {
                hint: 'Have the agent refer to the variable by its name. If anybody else could see the value, replace the secret.',
            }),
        };
    }
    const serious = await (0,guards/* judgeResult */.p8)(scratch, changes, {
        tree: theirsTree,
        limits: profile.limits,
        protectedPaths: [],
        signal,
    });
    if (serious.length === 0) {
        const touched = await protectedPaths(result, profile);
        if (touched.length === 0)
            return undefined;
        return {
            keep: true,
            error: new errors/* SpeckitError */.Yh('rejected', `The result changes protected files, so nothing was committed: ${some(touched)}.`, {
                hint: `Somebody with the admin permission can look at the kept result and commit it with \`/speckit apply ${id}\`.`,
            }),
        };
    }
    return {
        keep: false,
        error: new errors/* SpeckitError */.Yh('rejected', `The result is not fit to be committed: ${some(serious.map(v => v.message.replace(/\.$/, '')))}.`, {
            hint: 'Nothing of it was published. The output shows what the command did.',
        }),
    };
}
/** Protected paths that the result changes, but for what Spec Kit's set-up adds to a repository that had none. */
async function protectedPaths({ objects, changes, baseTree }, { protect, agent, project }) {
    const touched = new Set(protect.flatMap(patterns => (0,guards/* judgeProtected */.SR)(changes, patterns).map(({ path }) => path)));
    if (touched.size === 0)
        return [];
    const specify = project === '.' ? '.specify' : `${project}/.specify`;
    const had = await treeLookup(objects)(baseTree, specify);
    const isSetUp = isSetUpFile(agent, project);
    return changes
        .filter(({ path, status }) => touched.has(path) && !(!had && status === 'added' && isSetUp(path)))
        .map(({ path }) => path);
}
function some(items) {
    const shown = items.slice(0, MOST_NAMED).join('; ');
    return items.length > MOST_NAMED ? `${shown}; and ${items.length - MOST_NAMED} more` : shown;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/questions.js
/** Shown at most; an agent is told to ask no more than five. */
const MOST = 20;
const questions_LONGEST = 500;
/** Spec Kit's marker for what a specification leaves open; the bare words appear in its checklists. */
const questions_MARKER = /\[NEEDS CLARIFICATION:\s*([^\]]+)\]/g;
/** The form in which `clarify` has to ask, and in which it records an answer. */
const ASKED = /^\*\*Question:\*\*\s+(.+\?(?:\s*\([^)]*\))?)\s*$/gm;
const ANSWERED = /^[-*]\s*Q:\s*(.+?)\s*(?:→|->)\s*A:/gm;
/** Templates and the agents' own instructions hold the marker as an example. */
const NOT_A_RESULT = /(?:^|\/)\.(?!specify\/bugs\/)[^/]+\//;
/**
 * The questions that a run leaves open: markers in the Markdown files that it changed, and what was printed in the
 * form that `clarify` prescribes, unless a changed file records the answer. A run with any is not done.
 * @param files the changed files' content as it is after the run, paths relative to the repository
 * @param output what the run printed, as text
 */
function openQuestions(files, output = '') {
    const found = new Map();
    const answered = new Set();
    for (const { path, content } of files) {
        if (!path.endsWith('.md') || NOT_A_RESULT.test(path))
            continue;
        const text = withoutCode(content);
        for (const [, question] of text.matchAll(questions_MARKER))
            add(found, question, path);
        for (const [, question] of text.matchAll(ANSWERED))
            answered.add(key(question ?? ''));
    }
    for (const [, question] of output.matchAll(ASKED)) {
        if (!answered.has(key(question ?? '')))
            add(found, question);
    }
    return [...found.values()].slice(0, MOST);
}
function add(found, question, path) {
    const flat = (question ?? '').replace(/\s+/g, ' ').trim();
    if (flat === '' || found.has(key(flat)))
        return;
    const text = flat.length > questions_LONGEST ? `${flat.slice(0, questions_LONGEST - 1)}…` : flat;
    found.set(key(flat), path === undefined ? { text } : { text, path });
}
/** Questions are the same when only case, space and a trailing requirement id differ. */
function key(question) {
    return question
        .replace(/\s*\([^)]*\)\s*$/, '')
        .replace(/\s+/g, ' ')
        .trim()
        .toLowerCase();
}
/** The Markdown without fenced blocks and inline code, where a marker is quoted, not asked. */
function withoutCode(markdown) {
    return markdown.replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, '').replace(/`[^`\n]*`/g, '');
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/questions.js
var questions_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var questions_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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




/** Documents above this are not read for questions; a specification is a few kilobytes. */
const questions_MOST_BYTES = 1024 * 1024;
/** The verdict on a phase that went well but left questions open: never green, and it shows them. */
async function withOpenQuestions(verdict, input) {
    const { run, received, outputTail } = input;
    if (run.work.kind !== 'phase' || verdict.conclusion !== 'success')
        return verdict;
    const clarify = run.work.phase === 'clarify';
    const files = clarify ? await untouchedSpecification(input) : [];
    for (const change of received?.changes ?? []) {
        if (change.status === 'deleted' || !change.path.endsWith('.md') || change.size > questions_MOST_BYTES)
            continue;
        if (!received)
            continue;
        const content = await received.objects.read(change.oid, change.size);
        files.push({ path: change.path, content: content.toString('utf8') });
    }
    const questions = openQuestions(files, clarify ? outputTail : '');
    if (questions.length === 0)
        return verdict;
    return {
        ...verdict,
        conclusion: 'action_required',
        title: `The phase \`${run.work.phase}\` left ${questions.length === 1 ? 'a question' : `${questions.length} questions`} open.`,
        notes: [
            ...questions.map(({ text, path }) => (path ? `${text} (${path})` : text)),
            'Answer with `/speckit run clarify <answers>`, or edit the document.',
            ...verdict.notes,
        ],
    };
}
/** A `clarify` that changed nothing, however it asked, has left open what the specification already had open. */
async function untouchedSpecification({ run, received, before, signal, }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { repository, tree, feature } = before;
        if (feature === undefined)
            return [];
        const path = external_node_path_.posix.join(run.profile.project, feature, 'spec.md');
        if (received?.changes.some(change => change.path === path))
            return [];
        const objects = questions_addDisposableResource(env_1, (0,sync_objects/* openObjects */.d)(repository, { signal }), true);
        const found = await treeLookup(objects)(tree, path);
        const content = found && (await objects.readSmall(found.oid, questions_MOST_BYTES));
        return content ? [{ path, content: content.toString('utf8') }] : [];
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = questions_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/publish.js









/**
 * Turns a verdict and a result into the run's outcome: on the branch if the work went well and nobody else changed
 * the same lines, on a ref of its own if there is something worth keeping, nowhere if it must not leave the server.
 */
async function publish_publish(input) {
    const { run, ports, received, enter, signal } = input;
    await enter('reconcile');
    const { feature, snapshot } = input.prepared;
    const before = { repository: ports.mirror, tree: snapshot.tree, feature };
    const { setUp, ...verdict } = await withOpenQuestions(input.verdict, { ...input, before });
    if (!received)
        return { ...verdict, notes: [...verdict.notes, NO_CHANGE], changes: [] };
    const remarks = setUp.map(setUpRemark);
    const rejection = await inspectResult(received, run, ports.secrets, signal);
    if (rejection?.keep === false)
        return { ...(0,pipeline_outcome/* failedOutcome */.iS)(rejection.error), changes: [] };
    const trees = await wholeTrees({ ...received, remarks }, run.headSha, signal);
    const result = { ...received, ...trees, remarks };
    const afterwards = { conclusion: verdict.conclusion };
    if (rejection)
        return await keep(input, result, (0,pipeline_outcome/* failedOutcome */.iS)(rejection.error, { afterwards }));
    if (verdict.conclusion !== 'success' && !commitsAnyway(verdict))
        return await keep(input, result, { ...verdict, changes: [] });
    await enter('publish');
    return await land(input, result, verdict);
}
const NO_CHANGE = 'No file was changed, so there is nothing to commit.';
/** Open questions are answered on the pull request, so the document that asks them has to be there. */
function commitsAnyway({ conclusion, error }) {
    return conclusion === 'action_required' && error === undefined;
}
function setUpRemark(what) {
    return what === 'spec-kit'
        ? 'Spec Kit was set up in this repository first (`specify init`).'
        : `Spec Kit's ${what} was added first.`;
}
async function land(input, result, verdict) {
    const afterwards = { conclusion: verdict.conclusion };
    const { signal } = input;
    const patience = { patienceMs: input.ports.publishPatienceMs, emit: input.ports.emit, signal };
    let landing;
    try {
        landing = await whilePublisherIsAway(patience, again => landResult(input.ports, result, { earlier: input.run.resume ?? (again ? {} : undefined), signal }));
    }
    catch (error) {
        input.signal.throwIfAborted();
        return await keep(input, result, (0,pipeline_outcome/* failedOutcome */.iS)((0,errors/* toSpeckitError */.NG)(error), { afterwards }));
    }
    if (landing.kind === 'conflict') {
        const kept = await keep(input, result, {
            ...verdict,
            afterwards,
            conclusion: 'conflict',
            title: pipeline_outcome/* CONFLICT_TITLE */.WB,
            changes: [],
            conflicts: landing.conflicts.map(({ path }) => path),
        });
        return kept.resultRef ? await ask(input, result, landing, kept) : kept;
    }
    if (landing.kind === 'handed') {
        const notes = [...result.remarks, landing.note, ...verdict.notes];
        return { ...verdict, notes, changes: (0,pipeline_outcome/* changedFiles */.Y_)(landing.result.changes) };
    }
    const { sha, onTopOf } = landing;
    if (!sha)
        return { ...verdict, notes: [...verdict.notes, ALREADY_THERE], changes: [] };
    await input.ports.checkpoint({ commitSha: sha });
    const moved = onTopOf === input.run.headSha ? [] : [`The branch had moved on; the commit is on top of ${onTopOf}.`];
    return {
        ...verdict,
        notes: [...result.remarks, ...moved, ...verdict.notes],
        changes: (0,pipeline_outcome/* changedFiles */.Y_)(landing.result.changes),
        commitSha: sha,
    };
}
/** Puts the conflicts to people; a failure to do so is told, and the kept result stays. */
async function ask({ ports, signal }, { scratch }, { conflicts, head }, outcome) {
    try {
        const questions = await conflictQuestions(scratch, conflicts, signal);
        return { ...outcome, asked: await ports.publisher.ask(questions, head, signal) };
    }
    catch (error) {
        signal.throwIfAborted();
        const { message } = (0,errors/* toSpeckitError */.NG)(error);
        const again = 'Push to the branch, or post `/speckit keep branch` or `/speckit keep result`, and it is tried again.';
        return {
            ...outcome,
            notes: [...outcome.notes, `The conflicts could not be put to you: ${message} ${again}`],
        };
    }
}
const ALREADY_THERE = 'The branch has all of these changes already, so there is nothing to commit.';
/** Keeps the result where the branch is not touched; a failure to do so is told, and never hides the outcome. */
async function keep({ ports, run, signal }, received, outcome) {
    let changes = [];
    try {
        const result = await unmergedResult(received, run.headSha, signal);
        changes = (0,pipeline_outcome/* changedFiles */.Y_)(result.changes);
        const workflows = !ports.publisher.keepsWorkflows && changesWorkflows(result.changes);
        const kept = workflows ? await withoutWorkflows(received, result, signal) : result;
        const patience = { patienceMs: ports.publishPatienceMs, emit: ports.emit, signal };
        const resultRef = await whilePublisherIsAway(patience, async () => ports.publisher.keep(await withObjects(ports, kept, signal), signal));
        if (typeof resultRef !== 'string')
            return { ...outcome, notes: [...outcome.notes, resultRef.note], changes };
        await ports.checkpoint({ resultRef });
        const notes = workflows ? [...outcome.notes, ASIDE_NOTE] : outcome.notes;
        return { ...outcome, notes, changes, resultRef };
    }
    catch (error) {
        signal.throwIfAborted();
        const { message } = (0,errors/* isSpeckitError */.cN)(error) ? error : NOT_KEPT;
        return {
            ...outcome,
            changes,
            notes: [...outcome.notes, `The result could not be kept in the repository: ${message}`],
        };
    }
}
async function withoutWorkflows(received, result, signal) {
    const { parent, parentTree, tree, changes } = result;
    const aside = await putAside(received.scratch, tree, changes, signal);
    return toResult(received, parent, parentTree, aside, signal);
}
const NOT_KEPT = new errors/* SpeckitError */.Yh('internal', 'an unexpected failure, see the log of the server.', {
    hint: 'Look into the log of the server.',
});

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/pipeline/release.js + 1 modules
var release = __webpack_require__(72352);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/setup-errors.js


/** The error of a script that ended before Spec Kit ran; undefined when it did run. */
function setupError(exitCode, { phase, agent }) {
    const x = SETUP_EXITS;
    switch (exitCode) {
        case x.noDirectory:
            return failure('config', 'The project directory does not exist in the checkout.', NO_DIRECTORY);
        case x.noSpecify:
            return failure('missing', 'Spec Kit (`specify`) is not installed in the sandbox.', NO_SPECIFY);
        case x.noAgent:
            return failure('missing', `The program of the agent \`${agent}\` is not installed in the sandbox.`, "Use an image that has it, choose another agent with `--agent`, or set the profile's executable for it.");
        case x.notInitialised:
            return failure('config', 'This project has no `.specify/` folder.', `Run \`specify init --here --integration ${agent}\` and commit the result.`);
        case x.initFailed:
            return failure('rejected', `Spec Kit could not be set up for the agent \`${agent}\`.`, SETUP);
        case x.extensionFailed:
            return failure('rejected', `The extension that brings \`${phase}\` could not be added.`, SETUP);
        case x.noCommand:
            return failure('missing', `This project has no command \`speckit.${phase}\` for the agent \`${agent}\`.`, `Run \`specify integration install ${agent}\` (or \`upgrade\`) in the project and commit the result, or choose the agent that it is set up for with \`--agent\`.`);
        case x.noText:
            return failure('internal', 'The text of the phase did not reach the sandbox.', '`/speckit retry` starts the phase again.');
        default:
            return undefined;
    }
}
const NO_DIRECTORY = 'Correct the project directory in `.github/speckit.yml`.';
const NO_SPECIFY = 'Use an image that has it (`npm run image` builds one), or install `specify-cli` on the machine.';
const SETUP = 'What the program said is at the end of the output.';
function failure(code, message, hint) {
    return new errors/* SpeckitError */.Yh(code, message, { hint });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/outcome.js


const STATUSES = ['created', 'running', 'completed', 'paused', 'failed', 'aborted'];
const REPORT = schemas/* object */.Ikc({
    run_id: schemas/* string */.YjP().nullish(),
    status: schemas/* enum */.k5n(STATUSES),
    current_step_id: schemas/* string */.YjP().nullish(),
    error: schemas/* string */.YjP().nullish(),
    gate: schemas/* object */.Ikc({ message: schemas/* string */.YjP().nullish(), options: schemas/* array */.YOg(schemas/* string */.YjP()).nullish() }).nullish(),
});
/**
 * What the phase's script amounts to, from the JSON that `specify` left (undefined: no such file) and the script's
 * exit code. Reads no text of other programs; their messages are only passed on.
 */
function readOutcome(json, exitCode, names) {
    const setup = setupError(exitCode, names);
    if (setup !== undefined)
        return { status: 'failed', error: setup };
    if (json === undefined || json.length === 0)
        return { status: 'missing', error: noResult(exitCode, names) };
    const report = outcome_parse(json);
    if (report === undefined) {
        return { status: 'invalid', error: outcome_unreadable('Spec Kit left a result that is not of its form.') };
    }
    return outcome_judge(report, exitCode, names);
}
function outcome_judge(report, exitCode, names) {
    const { status } = report;
    const where = {
        ...(report.run_id ? { runId: report.run_id } : {}),
        ...(report.current_step_id ? { step: report.current_step_id } : {}),
    };
    if (status === 'completed' && exitCode === 0 && report.run_id) {
        return { status: 'completed', runId: report.run_id };
    }
    if (status === 'completed' || status === 'created' || status === 'running') {
        const said = `Spec Kit reports \`${status}\`, but its program ended with ${outcome_describe(exitCode)}.`;
        return { status: 'invalid', ...where, error: outcome_unreadable(said) };
    }
    if (status === 'paused') {
        const options = report.gate?.options?.join(', ');
        const asks = `${report.gate?.message ?? 'no reason was given'}${options ? ` (${options})` : ''}`;
        return {
            status,
            ...where,
            error: failure('unsupported', `The workflow waits for a decision: ${asks}`, PAUSED),
        };
    }
    const reason = report.error?.trim().slice(0, LONGEST_REASON) || 'no reason was given';
    const verb = status === 'aborted' ? 'was aborted' : 'failed';
    return {
        status,
        ...where,
        error: failure('rejected', `The phase \`${names.phase}\` ${verb}: ${reason}`, FAILED),
    };
}
/** Characters; another program wrote it, and it stands in a title. */
const LONGEST_REASON = 500;
const PAUSED = 'Nothing was committed; `/speckit retry` starts the phase again.';
const FAILED = "The agent's own output above says more; `/speckit retry` starts the phase again.";
function noResult(exitCode, { phase }) {
    return failure('rejected', `The phase \`${phase}\` ended with ${outcome_describe(exitCode)} and without a result of Spec Kit.`, 'The output says more. If it does not know the command `workflow`, the installed `specify-cli` is older than 0.8.5.');
}
function outcome_unreadable(message) {
    return failure('rejected', message, '`/speckit retry` starts the phase again; the output of this run is kept.');
}
function outcome_describe(exitCode) {
    return exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`;
}
function outcome_parse(json) {
    try {
        return REPORT.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)));
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/result.js




/** Bytes; Spec Kit's report holds ids and one message. */
const MAX_BYTES = 256 * 1024;
/** The command can write there too, and it ends up in the commit's message. */
const isSetUp = (line) => /^(spec-kit|extension [a-z0-9][a-z0-9-]{0,63})$/.test(line);
/** Reads the result of the phase's script, which ended with `exitCode` (undefined: it was lost). */
async function readPhaseResult(sandbox, exitCode, names, options = {}) {
    const control = posix_.join(sandbox.home, 'ctl');
    const json = await contentOf(sandbox, posix_.join(control, CONTROL_FILES.outcome), options);
    const setUp = await contentOf(sandbox, posix_.join(control, CONTROL_FILES.setUp), options);
    return {
        outcome: readOutcome(json, exitCode, names),
        setUp: setUp === undefined ? [] : setUp.toString().split('\n').filter(isSetUp),
    };
}
async function contentOf(sandbox, file, options) {
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of await sandbox.readFile(file, options)) {
            const bytes = Buffer.from(chunk);
            size += bytes.length;
            if (size > MAX_BYTES)
                throw result_tooLarge(posix_.basename(file));
            chunks.push(bytes);
        }
    }
    catch (error) {
        if ((0,errors/* isSpeckitError */.cN)(error, 'missing'))
            return undefined;
        throw error;
    }
    return Buffer.concat(chunks);
}
function result_tooLarge(name) {
    return new errors/* SpeckitError */.Yh('rejected', `The control file \`${name}\` in the sandbox is larger than ${MAX_BYTES} bytes.`, {
        hint: 'Something in the sandbox wrote to it; `/speckit retry` starts the phase again.',
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/run-state.js


/** Bytes; a phase with a long text takes a few kilobytes. */
const MAX_RUN_STATE_BYTES = 1024 * 1024;
/** Where Spec Kit keeps its runs, relative to the repository: never part of a result commit. */
function runStatePath(projectDir = '.') {
    return posix_.join(projectDir, '.specify/workflows/runs');
}
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const run_state_NONE = 3;
const SCRIPT = `cd "$1" 2>/dev/null && [ -d "$2" ] && [ ! -L "$2" ] || exit ${run_state_NONE}
tar -cf - "$2" | gzip -c | head -c "$3"`;
/**
 * Spec Kit's state of one run as a gzipped tar with the folder `<runId>/`: unpacked under {@link runStatePath} of a
 * checkout, it lets `specify workflow resume` go on there. The bytes come from the sandbox: unpack them only in one.
 */
async function collectRunState(sandbox, { runId, projectDir }, options = {}) {
    if (!RUN_ID.test(runId))
        return { skipped: 'none' };
    const runs = posix_.join(sandbox.home, 'repo', runStatePath(projectDir));
    const argv = ['sh', '-c', SCRIPT, 'sh', runs, runId, String(MAX_RUN_STATE_BYTES + 1)];
    const { exitCode, stdout } = await sandbox.exec(argv, options);
    if (exitCode === run_state_NONE)
        return { skipped: 'none' };
    if (exitCode !== 0) {
        throw new errors/* SpeckitError */.Yh('rejected', `Spec Kit's run state could not be packed (exit code ${exitCode}).`, {
            hint: 'The run cannot be resumed later; its result is not affected.',
        });
    }
    return stdout.length > MAX_RUN_STATE_BYTES ? { skipped: 'too large' } : { tar: stdout };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/verdict.js





/** How the command went: by its exit code for a shell command, by Spec Kit's own report for a phase. */
async function judgeWork({ run, sandbox, end, cancel, signal, save, warn, }) {
    const interrupted = (0,pipeline_outcome/* interruptedVerdict */.Q_)(end, (0,durations/* formatDuration */.a3)(run.profile.timeoutMs));
    if (interrupted)
        return { ...interrupted, ...cancelReason(interrupted, cancel), setUp: [] };
    if (end.kind !== 'exited')
        throw new Error('unreachable: interrupted sessions have a verdict');
    const shortages = (end.shortages ?? []).map(shortage => verdict_SHORTAGES[shortage]);
    const short = shortages.map(({ message, hint }) => `${message} ${hint}`);
    if (run.work.kind === 'shell') {
        const verdict = (0,pipeline_outcome/* shellVerdict */.UG)(end.exitCode, end.signal);
        const [error] = shortages;
        return { ...verdict, notes: [...verdict.notes, ...short], ...(error ? { error } : {}), setUp: [] };
    }
    const names = { phase: run.work.phase, agent: run.profile.agent };
    const { outcome, setUp } = await readPhaseResult(sandbox, end.exitCode, names, { signal });
    if (outcome.runId) {
        try {
            const place = { runId: outcome.runId, projectDir: run.profile.project };
            const state = await collectRunState(sandbox, place, { signal });
            if ('tar' in state)
                await save(state.tar);
        }
        catch (error) {
            // What cannot be resumed later is no reason to lose the result.
            if (!(0,errors/* isSpeckitError */.cN)(error, 'rejected'))
                throw error;
            warn("Spec Kit's run state is not kept.", error);
        }
    }
    if (outcome.status === 'completed') {
        const title = `The phase \`${run.work.phase}\` is done.`;
        return { conclusion: 'success', title, notes: [], exitCode: end.exitCode, setUp };
    }
    const { error } = outcome;
    return {
        conclusion: outcome.status === 'paused' ? 'action_required' : 'failure',
        title: error.message,
        notes: [error.hint, ...short],
        exitCode: end.exitCode,
        error,
        setUp,
    };
}
const exhausted = (message, hint) => new errors/* SpeckitError */.Yh('exhausted', message, { hint });
const verdict_SHORTAGES = {
    memory: exhausted('The sandbox ran out of memory and a process of it was killed.', 'Give the profile more (`memory`).'),
    processes: exhausted('The sandbox reached its limit of processes.', 'Raise it in the profile (`pids`).'),
    disk: exhausted('The disk of the sandbox is full.', 'Make room on it, or let the command write less.'),
};
/** The verdict once somebody has cancelled the run after its command had ended: then nothing is committed any more. */
function cancelledSince(judged, cancel) {
    const commits = judged.conclusion === 'success' || judged.conclusion === 'action_required';
    if (!cancel.aborted || !commits)
        return judged;
    const error = (0,errors/* toSpeckitError */.NG)(cancel.reason);
    return { ...judged, conclusion: 'cancelled', title: error.message, notes: [error.hint], error };
}
/** The outcome once somebody has cancelled the run too late for it to count. */
function cancelledTooLate(outcome, cancel) {
    if (!cancel.aborted || outcome.conclusion === 'cancelled')
        return outcome;
    return { ...outcome, notes: [...outcome.notes, TOO_LATE] };
}
const TOO_LATE = 'It was cancelled when its work was done and its result on its way already, so that stands.';
function cancelReason(verdict, cancel) {
    if (verdict.conclusion !== 'cancelled' || !(0,errors/* isSpeckitError */.cN)(cancel.reason))
        return {};
    return { title: cancel.reason.message, notes: [cancel.reason.hint], error: cancel.reason };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/run.js
var run_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var run_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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



















/**
 * One run from its pinned commit to its published result. Never rejects because of the run itself: every failure
 * ends in an outcome. Rejects only when `signal` aborts or the run belongs to somebody else by now.
 */
async function runPipeline(run, ports, options) {
    const enter = async (phase, more = {}) => {
        // What was reached once stays noted down while the way there is gone again.
        await ports.checkpoint(isBehind(phase, run.resume) ? more : { phase, ...more });
        ports.emit({ type: 'phase', phase, at: new Date() });
    };
    const context = {
        run,
        ports,
        options,
        enter,
        redactor: createRedactor(Object.values(ports.secrets)),
    };
    let outcome;
    try {
        outcome = redactOutcome(await attempt(context), context.redactor);
        await ports.noteOutcome?.(outcome);
        ports.emit({ type: 'result', outcome });
        if (context.connection)
            await enter('release');
        return outcome;
    }
    finally {
        const { connecting, held, connection } = context;
        // On shutdown the command goes on in its sandbox, for whoever takes the run over.
        if (connecting && !held && !options.signal.aborted && (await isOwn(ports)))
            await (0,release/* release */._r)({ run, ports, connection, outcome });
    }
}
function isBehind(phase, resume) {
    if (!resume)
        return false;
    return PIPELINE_PHASES.indexOf(phase) <= PIPELINE_PHASES.indexOf(resume.phase ?? 'execute');
}
/** Whether the run is still ours: the sandbox of one that was taken over is in use. */
async function isOwn({ checkpoint }) {
    return checkpoint({}).then(() => true, () => false);
}
async function attempt(context) {
    const { cancel, signal } = context.options;
    try {
        return await runInSandbox(context);
    }
    catch (error) {
        signal.throwIfAborted();
        await context.ports.checkpoint({});
        if (cancel.aborted)
            return (0,pipeline_outcome/* failedOutcome */.iS)((0,errors/* toSpeckitError */.NG)(cancel.reason));
        context.ports.warn('The run failed.', error);
        const note = context.outOfReach && (await (0,release/* hold */._2)(context, context.outOfReach));
        if (note)
            context.held = true;
        return (0,pipeline_outcome/* failedOutcome */.iS)((0,errors/* toSpeckitError */.NG)(error), note ? { notes: [note] } : {});
    }
}
const takenUp = ({ goesOnFor }) => goesOnFor
    ? `The sandbox of run \`${goesOnFor}\` was still there, so its command went on instead of being run again.`
    : 'The server was away; it went on with the command in its sandbox, and none of its output was lost.';
async function runInSandbox(context) {
    const { run, ports, options, enter } = context;
    // Once the command may have begun, what it made so far is brought back first.
    const early = run.resume ? options.signal : AbortSignal.any([options.cancel, options.signal]);
    if (run.resume)
        ports.emit({ type: 'notice', text: takenUp(run.resume) });
    await enter('prepare');
    const probed = probe(ports, early);
    await ports.fetch(run.headSha, early);
    const packed = packSnapshot(ports.mirror, run.headSha, { exclude: run.profile.exclude, signal: early });
    // Whatever waits for it fails with it.
    packed.catch(() => { });
    const feature = run.resume?.executing ? undefined : await chooseFeature(run, ports, early);
    await enter('connect');
    const refused = await probed;
    if (refused)
        throw refused.reason;
    context.connecting = true;
    context.connection = await connect({ run, ports, snapshot: packed, signal: early });
    const { sandbox, madeAt } = context.connection;
    await ports.checkpoint({ sandboxId: sandbox.id, sandboxMadeAt: madeAt });
    return useSandbox(context, context.connection, { snapshot: await packed, feature });
}
/** Whether the engine or service lets us in; asked beside the fetch, so that it costs no time. */
async function probe({ driver }, signal) {
    try {
        await driver.probe({ signal });
        return undefined;
    }
    catch (reason) {
        return { reason };
    }
}
async function useSandbox(context, connection, prepared) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { run, ports, options, enter, redactor } = context;
        const { sandbox, handover } = connection;
        const { snapshot } = prepared;
        const { signal } = options;
        if (!run.resume)
            await enter('upload');
        if (!connection.filled) {
            const either = AbortSignal.any([options.cancel, signal]);
            await fillSandbox(sandbox, { run, ports, snapshot, handover, signal: either });
        }
        const { verdict, received, outputTail, keptBack } = await work(context, connection, prepared).catch(error => {
            if ((0,errors/* isSpeckitError */.cN)(error, 'unreachable'))
                context.outOfReach = connection;
            throw error;
        });
        const _received = run_addDisposableResource(env_1, received, true);
        const judged = cancelledSince(verdict, options.cancel);
        const setUp = judged.setUp.map(redactor.text);
        const outcome = await publish_publish({
            run,
            ports: {
                ...ports,
                publisher: watchedPublisher(ports.publisher, ports.emit),
                ...(ports.objects ? { objects: watchedObjects(ports.objects, ports.emit) } : {}),
            },
            verdict: { ...judged, setUp },
            received,
            outputTail,
            prepared,
            enter,
            signal,
        });
        const told = cancelledTooLate(outcome, options.cancel);
        return withExcluded(told, { sent: snapshot.excluded, back: keptBack });
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = run_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** Runs the command and brings back what it made, across drops of the line to the sandbox. */
async function work({ run, ports, options, enter, redactor }, { sandbox }, { snapshot, feature }) {
    const { profile } = run;
    const { secrets, emit } = ports;
    const { cancel, signal } = options;
    await enter('execute');
    const { end, outputTail } = await execute(sandbox, {
        work: run.work,
        profile,
        feature,
        secrets,
        redactor,
        emit,
        resume: run.resume,
        onStarted: () => ports.checkpoint({ executing: true }),
        cancel,
        signal,
    });
    await enter('download', { commandEnd: end });
    const patience = patienceOf({ profile, emit, signal });
    const save = async (archive) => ports.saveRunState(await maskArchive(archive, redactor));
    const verdict = await whileReachable(sandbox, patience, () => judgeWork({ run, sandbox, end, cancel, signal, save, warn: ports.warn }));
    let keptBack = 0;
    const received = await whileReachable(sandbox, patience, () => download(sandbox, {
        run,
        ports,
        snapshot,
        signal,
        onKeptBack: files => {
            keptBack = files;
        },
    }));
    return { verdict, received, outputTail, keptBack };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/scratch-folder.js


/** A folder for short-lived files of one run; disposing removes it. */
async function scratchFolder(dataDir, runId) {
    const root = external_node_path_.join(dataDir, 'scratch');
    await (0,promises_.mkdir)(root, { recursive: true });
    const folder = await (0,promises_.mkdtemp)(external_node_path_.join(root, `${runId}-`));
    return { path: folder, [Symbol.asyncDispose]: () => (0,promises_.rm)(folder, { recursive: true, force: true }) };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/agent-keys.js


/**
 * The variables of which the agent needs one and has none, empty when it can start. An agent whose keys are not
 * known, or in whose place the profile puts another program, is taken to have what it needs.
 * @param env the variables that the sandbox will get
 */
function missingAgentKeys(agent, env) {
    const keys = (0,agents/* findAgent */.dp)(agent)?.keys ?? [];
    if (env[(0,agent_variables/* agentVariable */.I)(agent, 'EXECUTABLE')]?.trim() || keys.some(key => env[key]))
        return [];
    return keys;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/pipeline/secrets.js


const SERVER_HINT = 'Whoever runs the server sets it there, allows it for this repository under `variables`, and the profile lists it under `env`.';
/**
 * The values of the variables that the run's profile passes, by name; those that are not there are left out.
 * @param hint how an agent's key gets there
 * @throws SpeckitError `auth` when a phase's agent would start without any of its keys
 */
function passSecrets(variables, { work, profile }, hint = SERVER_HINT) {
    const secrets = knownSecrets(variables, profile);
    if (work.kind === 'phase')
        checkAgentKey(profile.agent, { ...profile.set, ...secrets }, hint);
    return secrets;
}
/** The values that are there for the names of a profile: what must be seen nowhere. */
function knownSecrets(variables, { envNames }) {
    const passed = envNames.flatMap(name => {
        const value = variables[name];
        return value ? [[name, value]] : [];
    });
    return Object.fromEntries(passed);
}
function checkAgentKey(name, environment, hint) {
    const missing = missingAgentKeys(name, environment);
    if (missing.length === 0)
        return;
    const names = missing.map(key => `\`${key}\``).join(' or ');
    throw new errors/* SpeckitError */.Yh('auth', `The agent \`${name}\` has no key: ${names} does not reach the sandbox.`, {
        hint,
    });
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: ./node_modules/@actions/exec/lib/exec.js + 4 modules
var exec = __webpack_require__(12697);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/egress/image.js
var egress_image = __webpack_require__(38254);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/speckit/version.js
/** The release of `specify-cli` that the image, the tests and the demo install, and that our workflow files are written for. */
const SPECIFY_VERSION = '1.2.3';

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/image/pins.js




/** The repository name of the default image. */
const IMAGE_NAME = 'speckit-remote';
/** The image that profiles of the `docker` driver use by default. */
const DEFAULT_IMAGE = `${IMAGE_NAME}:latest`;
/** The pinned versions inside the image, by the Dockerfile's build argument. */
const PINS = {
    SPECIFY_VERSION: SPECIFY_VERSION,
    NODE_VERSION: '24.21.0',
    NPM_VERSION: '11.21.2',
    CLAUDE_VERSION: '2.1.328',
    CODEX_VERSION: '0.169.0',
    GEMINI_VERSION: '0.61.0',
};
const DOCKERFILE = external_node_path_.join(import.meta.dirname, 'Dockerfile');
/** The label that holds {@link fingerprint} of what an image was made of. */
const FINGERPRINT_LABEL = 'speckit-remote.fingerprint';
/** The label that names the image that the default image was built on. */
const BASE_LABEL = 'speckit-remote.base';
/** Twelve hexadecimal digits that change with the Dockerfile and the pinned versions; the image's version tag. */
function fingerprint() {
    const hash = createHash('sha256').update(readFileSync(DOCKERFILE)).update(JSON.stringify(PINS));
    return hash.digest('hex').slice(0, 12);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/images.js






/** What images carry as their tag: a release's version, its major version, and its commit. */
const TAG = /^(v\d+(\.\d+\.\d+)?|[0-9a-f]{40})$/;
/** For an action that is taken from a branch. */
const NEWEST = 'v1';
/**
 * Fetches our own images where a fresh runner lacks them, of the very release that the workflow names. What cannot be fetched is only told: the driver then says
 * what is missing. Rejects with the signal's reason.
 */
async function ensureImages({ driver, settings }, { actionRepository, actionRef = '' }, log, signal) {
    if (driver !== 'docker' || actionRepository === undefined || !(0,shape/* isGroup */.I)(settings))
        return;
    const tag = TAG.test(actionRef) ? actionRef : NEWEST;
    const wanted = [
        ...(settings.image === DEFAULT_IMAGE ? [[DEFAULT_IMAGE, '']] : []),
        ...((0,shape/* isGroup */.I)(settings.network) ? [[egress_image/* PROXY_IMAGE */.Ju, '-proxy']] : []),
    ];
    for (const [image = '', suffix = ''] of wanted) {
        if (await docker('image', 'inspect', image))
            continue;
        const published = `ghcr.io/${actionRepository.toLowerCase()}${suffix}:${tag}`;
        log.info(`Fetching the image ${published} …`);
        if ((await pull(published, signal)) && (await docker('tag', published, image)))
            continue;
        log.warn(`The image ${published} could not be fetched.`);
    }
}
/** Whether it is there now. It takes minutes, and what `@actions/exec` has started cannot be broken off. */
async function pull(image, signal) {
    try {
        await (0,external_node_util_.promisify)(external_node_child_process_.execFile)('docker', ['pull', '--quiet', image], { signal });
        return true;
    }
    catch {
        signal.throwIfAborted();
        return false;
    }
}
/** Whether `docker` did it; without a `docker` it did not. */
async function docker(...args) {
    const options = { silent: true, ignoreReturnCode: true };
    return (0,exec/* getExecOutput */.H)('docker', args, options).then(({ exitCode }) => exitCode === 0, () => false);
}

// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/drivers/open.js
var drivers_open = __webpack_require__(7151);
// EXTERNAL MODULE: ./.cache/bundle/compiled/action/cancel.js
var cancel = __webpack_require__(85800);
// EXTERNAL MODULE: ./.cache/bundle/compiled/action/state.js
var state = __webpack_require__(30753);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/sandboxes.js






const KEY_HINT = 'Give the step its input for the key, like `anthropic-api-key` or `e2b-api-key`, with a secret of the repository.';
/** The run's driver; the post step knows of it from now on. @throws SpeckitError `auth` without its key */
async function openSandboxes({ folder, variables }, planned) {
    const { driver, settings } = planned.profile;
    const dataDir = dataDirOf(folder);
    note(folder, planned, shownSince(planned));
    try {
        return await (0,drivers_open/* openDriver */.hh)({ driver, settings, variables, dataDir });
    }
    catch (error) {
        if (!(0,errors/* isSpeckitError */.cN)(error, 'auth'))
            throw error;
        throw new errors/* SpeckitError */.Yh('auth', error.message, { hint: KEY_HINT, cause: error });
    }
}
/** Shows that it runs; the post step can then tell of its end even after a crash. */
async function announce({ folder }, planned) {
    if (!planned.reporter || planned.memo === undefined)
        return;
    const places = await planned.reporter.started();
    note(folder, planned, shownSince(planned, places));
}
/** Its end is told: what is left to the post step is the sandbox, and no other end is shown. */
function noteTold({ folder }, planned) {
    note(folder, planned, {});
}
/**
 * Lets go of the run's sandboxes in the little time that a cancelled job has left. Returns whether they are gone; the
 * post step tries it again.
 */
async function discard({ log }, driver, runId) {
    try {
        await (0,release/* discardSandboxes */.e0)(driver, runId, AbortSignal.timeout(cancel/* DISCARD_MS */.cM));
        return true;
    }
    catch (error) {
        log.warn(`The sandbox could not be released yet: ${(0,errors/* toSpeckitError */.NG)(error).message}`);
        return false;
    }
}
const dataDirOf = (folder) => external_node_path_.join(folder, 'sandboxes');
function shownSince({ memo }, places = {}) {
    return memo === undefined ? {} : { shown: { memo, startedAt: new Date().toISOString(), ...places } };
}
function note(folder, { id, profile }, shown) {
    const { driver, settings } = profile;
    (0,state/* saveRun */.BQ)({ id, driver, settings, folder: dataDirOf(folder), ...shown });
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 10 modules
var core = __webpack_require__(57264);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/github/check-text.js
var check_text = __webpack_require__(54511);
// EXTERNAL MODULE: ./.cache/bundle/compiled/shared/text/format.js
var format = __webpack_require__(34880);
;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/summary.js






/** Below GitHub's 1 MiB for all of a step. */
const summary_MAX_BYTES = 1_000_000;
const summary_TAIL_BYTES = 96 * 1024;
/** Collects what the job summary shows of a run. */
function openSummary() {
    const startedAt = Date.now();
    const tail = (0,text_tail/* createTail */.$)(summary_TAIL_BYTES);
    const began = new Map();
    let most = {};
    return {
        hear(event) {
            if (event.type === 'output')
                tail.push(event.bytes);
            if (event.type === 'phase')
                began.set(event.phase, event.at.getTime());
            if (event.type === 'usage')
                most = highest(most, event.sample);
        },
        async write(facts, outcome) {
            const elapsedMs = Date.now() - startedAt;
            const progress = { notices: [], tail: tail.bytes(), totalBytes: tail.total, elapsedMs };
            const { summary: text, text: output } = (0,check_text/* completedCheck */.qb)(facts, outcome, progress);
            const parts = [
                `## speckit / ${facts.phase}: ${outcome.conclusion.replace('_', ' ')}`,
                text,
                timesTable(began, startedAt + elapsedMs),
                usageLine(most),
                output ?? '',
            ];
            core/* summary */.z.addRaw((0,cut/* headBytes */.c4)(`${parts.filter(Boolean).join('\n\n')}\n`, summary_MAX_BYTES));
            await core/* summary */.z.write();
        },
    };
}
function timesTable(began, end) {
    const steps = PIPELINE_PHASES.flatMap(phase => {
        const at = began.get(phase);
        return at === undefined ? [] : [{ phase, at }];
    });
    if (steps.length === 0)
        return '';
    const took = steps.map(({ phase, at }, index) => `| ${phase} | ${(0,format/* formatDuration */.a3)((steps[index + 1]?.at ?? end) - at)} |`);
    return ['| Step | Time |', '| --- | --- |', ...took].join('\n');
}
function highest(a, b) {
    const top = (key) => Math.max(a[key] ?? 0, b[key]);
    const diskBytes = Math.max(a.diskBytes ?? 0, b.diskBytes ?? 0);
    return {
        cpuPercent: top('cpuPercent'),
        memoryBytes: top('memoryBytes'),
        elapsedMs: b.elapsedMs,
        ...(diskBytes > 0 ? { diskBytes } : {}),
    };
}
function usageLine({ cpuPercent, memoryBytes, diskBytes }) {
    if (cpuPercent === undefined || memoryBytes === undefined)
        return '';
    const disk = diskBytes === undefined ? '' : `, disk ${(0,format/* formatBytes */.z3)(diskBytes)}`;
    return `At most: CPU ${Math.round(cpuPercent)} %, memory ${(0,format/* formatBytes */.z3)(memoryBytes)}${disk}.`;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/tell.js





/** A pull request that cannot be written to costs neither the result nor the step. */
async function show({ log, client, env }, { reporter, commentId }, outcome) {
    try {
        await reporter?.ended(outcome);
        if (commentId === undefined)
            return;
        const failure = await react({ client, ...env, commentId }, reactionTo(outcome.conclusion));
        if (failure)
            log.info(failure.message);
    }
    catch (error) {
        log.warn(`The end could not be shown on the pull request: ${(0,errors/* toSpeckitError */.NG)(error).message}`);
    }
}
/** The runner masks what it prints; words that are too short to be secrets would only make the log unreadable. */
function hide(secrets) {
    for (const line of secrets.flatMap(value => value.split('\n'))) {
        if (Buffer.byteLength(line) >= MIN_SECRET_BYTES)
            (0,core/* setSecret */.Pq)(line);
    }
}
/** The outcome in the log, its sentence as an annotation. */
function sayOutcome({ log }, { conclusion, title, notes, error }) {
    for (const note of notes)
        log.info(note);
    if (error?.code === 'internal' && error.cause !== undefined)
        log.info((0,external_node_util_.inspect)(error.cause));
    const text = error ? `${title} ${error.hint}` : title;
    if (conclusion === 'success')
        log.notice(text);
    else if (conclusion === 'failure' || conclusion === 'timed_out')
        log.error(text);
    else
        log.warn(text);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/execute.js
var action_execute_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var action_execute_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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












/** Runs the pipeline to its end and tells everybody: log, pull request, summary, outputs. */
async function execute_execute(action, planned) {
    const { log, cancel } = action;
    log.limit(planned.profile.limits.outputBytes);
    const summary = openSummary();
    const { outcome, told, released } = await execute_attempt(action, planned, summary.hear);
    log.close();
    const shown = told ?? tell(action, planned, outcome);
    await summary.write(planned.facts, outcome);
    (0,outputs/* reportOutcome */.Rq)(planned.id, outcome);
    sayOutcome(action, outcome);
    await shown;
    if (released)
        (0,state/* saveDone */.E3)();
    cancel[Symbol.dispose]();
    return outcome.conclusion === 'success' ? 'fine' : 'failed';
}
async function tell(action, planned, outcome) {
    await show(action, planned, outcome);
    noteTold(action, planned);
}
async function execute_attempt(action, planned, hear) {
    const { log, cancel } = action;
    let driver;
    let told;
    let known;
    let released = true;
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            driver = await openSandboxes(action, planned);
            const secrets = passSecrets(action.variables, planned, KEY_HINT);
            hide(Object.values(secrets));
            await ensureImages(planned.profile, action.env, log, cancel.soft);
            await announce(action, planned);
            const emit = (event) => {
                log.hear(event);
                hear(event);
                planned.reporter?.hear(event);
                // The end is shown while the sandbox is still being released.
                if (event.type !== 'result')
                    return;
                known = event.outcome;
                told = tell(action, planned, known);
            };
            const scratch = action_execute_addDisposableResource(env_1, await scratchFolder(action.folder, planned.id), true);
            const outcome = await runPipeline({
                id: planned.id,
                attempt: 1,
                work: planned.work,
                profile: planned.profile,
                headSha: planned.commit,
                branch: planned.branch,
                ...(planned.flags.feature ? { feature: planned.flags.feature } : {}),
                labels: { server: 'action', repository: String(action.repositoryId) },
            }, {
                emit,
                driver,
                secrets,
                mirror: planned.mirror,
                fetch: planned.fetch,
                publisher: planned.publisher(Object.values(secrets)),
                scratchDir: scratch.path,
                handover: { dir: external_node_path_.join(action.folder, 'handover') },
                checkpoint: async () => undefined,
                saveRunState: async () => undefined,
                notReleased: () => {
                    released = false;
                },
                warn: (message, cause) => log.warn(`${message} ${(0,errors/* toSpeckitError */.NG)(cause).message}`),
            }, { cancel: cancel.soft, signal: cancel.hard });
            return { outcome, released, ...(told ? { told } : {}) };
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = action_execute_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    catch (error) {
        const reason = cancel.hard.aborted ? cancel.hard.reason : error;
        if (driver)
            released = await discard(action, driver, planned.id);
        // What is on the branch already stays true when only the release was cut short.
        return { outcome: known ?? (0,pipeline_outcome/* failedOutcome */.iS)((0,errors/* toSpeckitError */.NG)(reason)), released, ...(told ? { told } : {}) };
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/export.js







/** Writes a result as a patch and as a git bundle with one commit on `parent`. Returns the paths of both. */
async function exportResult(repository, options) {
    const { folder, name, signal } = options;
    const patch = (0,external_node_path_.join)(folder, `${name}.patch`);
    const bundle = (0,external_node_path_.join)(folder, `${name}.bundle`);
    const git = { gitDir: repository.gitDir, signal };
    await export_save(patch, ['diff-tree', '-r', '-p', '--binary', '--full-index', '--no-renames', options.fromTree, options.tree], git);
    const { parent, tree, message, ref } = options;
    const commit = await commitTree(repository, tree, [parent], message, { signal });
    const revisions = `--shallow ${parent}\n${commit}\n^${parent}\n`;
    // What is stored as it is would be sent so.
    const pack = [
        'pack-objects',
        '-q',
        '--revs',
        '--thin',
        '--stdout',
        '--delta-base-offset',
        '--no-reuse-object',
    ];
    const header = `# v2 git bundle\n-${parent} the commit that the run worked on\n${commit} ${ref}\n\n`;
    await export_save(bundle, pack, { ...git, stdin: Buffer.from(revisions) }, header);
    return { patch, bundle };
}
/**
 * The folder `name` in `root` for files that no commit should take up: it ignores itself.
 * @throws SpeckitError `rejected` when something else has that name
 */
async function resultFolder(root, name) {
    const folder = (0,external_node_path_.join)(root, name);
    await (0,promises_.mkdir)(folder).catch((error) => {
        if (error.code !== 'EEXIST')
            throw error;
    });
    if (!(await (0,promises_.lstat)(folder)).isDirectory()) {
        throw new errors/* SpeckitError */.Yh('rejected', `\`${name}\` in the workspace is not a folder, so the result cannot be put there.`, {
            hint: `Rename or remove \`${name}\`.`,
        });
    }
    await (0,promises_.writeFile)((0,external_node_path_.join)(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error) => {
        if (error.code !== 'EEXIST')
            throw error;
    });
    return folder;
}
async function export_save(file, args, options, header = '') {
    await (0,promises_.writeFile)(file, header, { flag: 'wx' });
    const { stdout, done } = (0,sync_git/* gitStream */.dP)(args, options);
    await (0,external_node_stream_promises_.pipeline)(stdout, (0,external_node_fs_.createWriteStream)(file, { flags: 'a' }));
    await done;
}
/** Whether the repository holds `commit`. */
async function hasCommit({ gitDir }, commit, signal) {
    return git(['cat-file', '-e', `${commit}^{commit}`], { gitDir, signal }).then(() => true, () => false);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/deliver.js




/** The folder in the workspace that results are left in. */
const RESULT_FOLDER = 'speckit-remote';
/** Leaves a result as a patch and a git bundle in the workspace, and says where. */
async function leaveArtifact({ env }, { runId, phase, subject, root, parent }, result, signal) {
    const folder = await resultFolder(root, RESULT_FOLDER);
    const files = await exportResult(result, {
        parent: parent ?? result.parent,
        fromTree: result.parentTree,
        tree: result.tree,
        message: commitMessage({ runId, phase, subject, body: result.remarks, serverUrl: env.endpoints.server }),
        ref: resultRef(runId),
        folder,
        name: runId,
        signal,
    });
    const named = [files.patch, files.bundle].map(file => `\`${external_node_path_.relative(env.workspace, file)}\``);
    return {
        note: `The result is in the workspace as ${named.join(' and ')}: \`git apply\` takes the one, \`git fetch <file> ${resultRef(runId)}\` the other.`,
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/pull-publisher.js


/** Brings a result to a pull request, or as files into the workspace, or nowhere, as the workflow says. */
function pullPublisher(action, target) {
    const { client, env, inputs, login: botLogin } = action;
    const { owner, repo, endpoints, workspace: root } = env;
    const publisher = createPublisher({
        ...{ ...target, client, owner, repo, botLogin, serverUrl: endpoints.server },
        // Nobody can take a workflow's run over.
        assertOwner: async () => undefined,
    });
    switch (inputs.commit ?? 'true') {
        case 'true':
            return publisher;
        case 'artifact':
            return handingOver(publisher, (result, signal) => leaveArtifact(action, { ...target, root }, result, signal));
        case 'false':
            return handingOver(publisher, async () => ({ note: NOWHERE }));
    }
}
const NOWHERE = 'Nothing is committed: the workflow says `commit: false`.';
/** The publisher, but with results that go elsewhere than into the repository. */
function handingOver(publisher, leave) {
    return {
        ...publisher,
        commit: async (result, signal) => ({ kind: 'handed', ...(await leave(result, signal)) }),
        keep: leave,
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/seen-head.js

/**
 * The head that whoever asked has seen: a job may have waited for its turn since. A label's event names it; for a
 * comment the pushes after it tell. `undefined` where GitHub does not say, which costs a note and not the run.
 */
async function seenHead({ client, owner, repo, log }, { headRef }, { headSha, at } = {}) {
    if (headSha !== undefined || at === undefined)
        return headSha;
    try {
        const ref = `refs/heads/${headRef}`;
        // Newest first; of the pushes since then, the oldest one knows what was there before it.
        const { data } = await client.rest.repos.listActivities({ owner, repo, ref, per_page: 100 });
        return data.findLast(({ timestamp }) => new Date(timestamp) > at)?.before;
    }
    catch (error) {
        const { message } = (0,github_error/* toGitHubError */.Lg)(error, `list the pushes to \`${headRef}\``);
        log.info(`Whether the branch moved since the request is not known: ${message}`);
        return undefined;
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/run-on-pull.js
















/** Runs on the pull request's head as it is now, as the App does. */
async function runOnPull(action, { number, sender, commentId, seen }, { pull, readConfig }, asked) {
    const { client, env, inputs, log } = action;
    const { owner, repo } = env;
    const target = { client, owner, repo };
    const repoConfig = await readConfig();
    const configs = (0,ceiling/* underWorkflow */.kH)(action.server, repoConfig, inputs);
    const work = await checkWork({ ...target, ref: pull.headSha, project: configs.repo.project }, asked.work);
    if (asked.flags.sha && asked.flags.sha !== pull.headSha)
        throw headMoved(asked.flags.sha, pull.headSha);
    const flags = withInputs(asked.flags, inputs);
    const profile = await resolveProfile({ ...configs, repository: `${owner}/${repo}`, flags });
    if ((0,action_inputs/* wantsCommits */.mz)(inputs))
        await (0,github/* requireContentsWrite */.dG)(client, env);
    const id = newRunId();
    const repositoryUrl = `${env.endpoints.server}/${owner}/${repo}`;
    const facts = factsOf({
        ...{ id, work, flags, profile, pullNumber: number, headSha: pull.headSha },
        ...{ requestedBy: sender.login, repositoryUrl },
        requestedSha: await seenHead({ ...target, log }, pull, seen),
    });
    const memo = {
        workflow: env.workflow.id,
        ...{ work, flags: asked.flags, facts, branch: pull.headRef },
        sender: { id: sender.id, login: sender.login },
    };
    const reporter = (0,github_reporter/* createReporter */.A)({
        ...{ ...target, facts, botLogin: action.login, createdAt: new Date() },
        check: inputs.publishCheck,
        page: env.workflow.url,
        memo: outcome => (0,action_memo/* writeMemo */.c)(memo, outcome),
        onError: error => log.warn(`GitHub was not told: ${error.message} ${error.hint}`),
    });
    const moved = facts.requestedSha;
    if (moved)
        log.warn(`The branch moved since the request: this runs on ${pull.headSha} instead of ${moved}.`);
    log.info(`Run ${id}: ${facts.phase} on ${pull.headSha} of ${pull.headRef}, driver ${profile.driver}.`);
    const { mirror, fetch } = await openRepository(action);
    return execute_execute(action, {
        ...{ id, work, flags, profile, commit: pull.headSha, branch: pull.headRef, mirror, facts, reporter },
        ...{ memo: (0,action_memo/* writeMemo */.c)(memo), commentId },
        fetch,
        publisher: secrets => pullPublisher(action, {
            ...{ pullNumber: number, branch: pull.headRef, runId: id, phase: workName(work), run: facts },
            ...{ requestedBy: sender, subject: createRedactor(secrets).text(workSubject(work)) },
        }),
    });
}
/** What the workflow file says counts unless the command itself says something else. */
function withInputs(flags, { driver, agent, timeoutMs }) {
    return {
        ...(driver === undefined ? {} : { driver: driver.toLowerCase() }),
        ...(agent === undefined ? {} : { agent: agent.toLowerCase() }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...flags,
    };
}
function nothingKnown() {
    return new errors/* SpeckitError */.Yh('usage', 'The words of that run are not known any more.', {
        hint: 'Post the command itself once more.',
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/handle-pull.js











/** Decides about a command on a pull request by the App's rules, and carries it out. */
async function handlePull(action, trigger) {
    const { client, env } = action;
    const { number, sender } = trigger;
    try {
        const target = { client, ...env, number, sender, defaultBranch: action.defaultBranch };
        const gathered = await gather(target);
        if (await isLeftTo('app', gathered))
            return ignored(action, LEFT_TO_APP);
        try {
            return await decideAndDo(action, trigger, gathered);
        }
        finally {
            await takeLabelOff(action, trigger);
        }
    }
    catch (error) {
        if (!(0,errors/* isSpeckitError */.cN)(error) || error.code === 'internal')
            throw error;
        return await refuse(action, trigger, error);
    }
}
async function decideAndDo(action, trigger, gathered) {
    const { env } = action;
    const question = {
        server: action.server,
        repository: `${env.owner}/${env.repo}`,
        sender: { ...trigger.sender, permission: gathered.permission },
        pr: { fork: gathered.pull.fork, open: gathered.pull.state === 'open' },
        command: trigger.command,
    };
    const first = decideSender(question);
    if (!first.allowed)
        return refuse(action, trigger, first.error, first.silent);
    const original = await findTarget(action, trigger);
    const decision = decide({
        ...question,
        ...(0,ceiling/* underWorkflow */.kH)(action.server, await gathered.readConfig(), action.inputs),
        ...(original ? { original: original.memo } : {}),
    });
    if (!decision.allowed)
        return refuse(action, trigger, decision.error, decision.silent);
    return carryOut(action, trigger, gathered, original);
}
async function carryOut(action, trigger, gathered, original) {
    const { command, commentId } = trigger;
    if (command.name === 'help')
        return showHelp(action, trigger, gathered);
    if (command.name === 'run' || command.name === 'retry') {
        const asked = command.name === 'run' ? command : original?.memo;
        if (!asked || (asked.work.kind === 'shell' && asked.work.command === ''))
            throw nothingKnown();
        if (commentId !== undefined) {
            const failure = await react({ client: action.client, ...action.env, commentId }, TAKEN);
            if (failure)
                action.log.info(failure.message);
        }
        return runOnPull(action, trigger, gathered, asked);
    }
    if (!original)
        throw new Error(`${command.name} without a run`);
    return answerCommand(action, trigger, gathered, command, original);
}
async function takeLabelOff({ client, env, log }, { number, label }) {
    if (label === undefined)
        return;
    const failure = await removeLabel({ client, ...env, number }, label);
    if (failure)
        log.warn(failure.message);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/handle-wrong-words.js




/**
 * Answers words that are no command here, unless the App does. Whoever may not give commands hears that instead of how
 * they are spelt; a bot gets no answer: it could start a conversation.
 */
async function handleWrongWords(action, trigger) {
    const { client, env, defaultBranch, server } = action;
    const { owner, repo } = env;
    const { sender, error } = trigger;
    const target = { client, owner, repo, defaultBranch, sender };
    const readConfig = startReadingConfig(target);
    if (await isLeftTo('app', { readConfig }))
        return ignored(action, LEFT_TO_APP);
    const permission = await permissionOf(target);
    const decision = decideWords({ server, repository: `${owner}/${repo}`, sender: { ...sender, permission } });
    const asked = { ...trigger, asked: true };
    return decision.allowed
        ? refuse(action, asked, error)
        : refuse(action, asked, decision.error, decision.silent);
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/look-again.js









/**
 * After a push: looks again at every conflict that is open on the branch's pull requests. One that stays open is no
 * failure, since nobody asked for anything; one that could not be looked at is. The outputs are of the newest run.
 */
async function lookAgain(action, pushed) {
    const { client, env, inputs } = action;
    if (!(0,action_inputs/* wantsCommits */.mz)(inputs))
        return ignored(action, 'The workflow wants no commits, which settling makes.');
    const target = { client, ...env, defaultBranch: action.defaultBranch };
    const readConfig = startReadingConfig(target);
    if (await isLeftTo('app', { readConfig }))
        return ignored(action, LEFT_TO_APP);
    const numbers = pushed.number === undefined ? await pullsOf(action, pushed.branch ?? '') : [pushed.number];
    const open = [];
    for (const number of numbers) {
        const runs = await pastRuns({ ...target, number, author: action.login });
        open.push(...runs.filter(isOpen).toReversed());
    }
    if (open.length === 0)
        return ignored(action, 'No conflict is open on this branch.');
    const results = [];
    for (const run of open)
        results.push(await look(action, run, { readConfig }));
    return results.includes('failed') ? 'failed' : 'fine';
}
/** What is wrong with one run must not keep the others from being looked at. */
async function look(action, run, request) {
    try {
        const outcome = await settle(action, run, request);
        action.log.notice(`Run ${run.id}: ${outcome.title}`);
        (0,outputs/* reportOutcome */.Rq)(run.id, outcome);
        return 'fine';
    }
    catch (error) {
        if (!(0,errors/* isSpeckitError */.cN)(error) || error.code === 'internal')
            throw error;
        action.log.error(`Run ${run.id}: ${error.message} ${error.hint}`);
        (0,outputs/* reportStatus */.JE)(error.code === 'cancelled' ? 'cancelled' : 'refused', run.id);
        return 'failed';
    }
}
async function pullsOf({ client, env }, branch) {
    const { owner, repo } = env;
    try {
        const { data } = await client.rest.pulls.list({ owner, repo, state: 'open', head: `${owner}:${branch}` });
        return data.filter(({ head }) => head.ref === branch).map(({ number }) => number);
    }
    catch (error) {
        throw (0,github_error/* toGitHubError */.Lg)(error, `list the pull requests of \`${branch}\``);
    }
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/promised.js




/**
 * Brings what a partial clone has left out of `commit` into the clone's own objects, from where it was cloned and in one
 * request, as git does when it needs them. Does nothing in a clone that is whole.
 * @param repository sees the clone's objects
 * @param checkout how git is called in the clone
 * @throws SpeckitError `rejected` when they cannot be had
 */
async function fetchPromised(repository, checkout, commit) {
    const remote = await promisorOf(checkout);
    if (remote === undefined)
        return;
    const { signal } = checkout;
    const walk = ['rev-list', '--objects', '--no-object-names', '--missing=print', commit];
    const listed = (await (0,sync_git/* git */.$Y)(walk, { gitDir: repository.gitDir, signal })).toString('latin1');
    const missing = [...listed.matchAll(/^\?([0-9a-f]+)$/gm)].map(([, oid]) => `${oid}\n`);
    if (missing.length === 0)
        return;
    const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
    const args = ['fetch', ...quietly, '--no-recurse-submodules', '--filter=blob:none', '--stdin', remote];
    try {
        await (0,sync_git/* git */.$Y)(['-c', 'fetch.negotiationAlgorithm=noop', ...args], {
            ...checkout,
            env: { ...checkout.env, ...ownSettings() },
            stdin: Buffer.from(missing.join('')),
        });
    }
    catch (cause) {
        if (!(cause instanceof sync_git/* GitFailure */.Xi))
            throw cause;
        const [, said = ''] = /^fatal: (.{1,300})/m.exec(cause.stderr) ?? [];
        throw new errors/* SpeckitError */.Yh('rejected', `This is a partial clone, and ${missing.length} objects that it lacks cannot be fetched: ${said}`, {
            hint: `Check that \`git fetch ${remote}\` works here, or clone without \`--filter\`.`,
            cause,
        });
    }
}
/** The remote that a partial clone gets the rest from. */
async function promisorOf(checkout) {
    const pattern = '^remote\\..*\\.promisor$';
    const found = await (0,sync_git/* git */.$Y)(['config', '--type=bool', '--get-regexp', pattern], checkout).catch(error => {
        // There is none.
        if (error instanceof sync_git/* GitFailure */.Xi && error.exitCode === 1)
            return Buffer.alloc(0);
        throw error;
    });
    return /^remote\.(.*)\.promisor true$/m.exec(found.toString('utf8'))?.[1];
}
/** How the person's own git reaches remotes: with their settings, keys and helpers. */
function ownSettings() {
    const { GIT_CONFIG_GLOBAL: chosen, SSH_AUTH_SOCK: agent } = process.env;
    return {
        HOME: (0,external_node_os_.homedir)(),
        GIT_CONFIG_NOSYSTEM: '0',
        GIT_CONFIG_GLOBAL: chosen ?? (0,external_node_path_.join)((0,external_node_os_.homedir)(), '.gitconfig'),
        ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }),
    };
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/workspace.js









/**
 * The checkout that holds the folder `at`.
 * @throws SpeckitError `usage` when there is none or when it has no commit yet
 */
async function findWorkspace(at, signal) {
    const folder = (0,external_node_path_.resolve)(at);
    const options = asOwner(folder, signal);
    if (!(await isFolder(folder)))
        throw noCheckout(folder);
    try {
        const inside = await (0,sync_git/* gitLine */.JG)(['rev-parse', '--is-inside-work-tree'], options);
        if (inside !== 'true')
            throw noCheckout(folder);
        const [root = '', prefix = ''] = (await (0,sync_git/* git */.$Y)(['rev-parse', '--show-toplevel', '--show-prefix'], options))
            .toString('utf8')
            .split('\n');
        const head = await (0,sync_git/* gitLine */.JG)(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options).catch(() => '');
        if (head === '')
            throw workspace_noCommit(root);
        return { root, directory: prefix.replace(/\/$/, '') || '.', head };
    }
    catch (error) {
        if (error instanceof sync_git/* GitFailure */.Xi)
            throw noCheckout(folder, error);
        throw error;
    }
}
/**
 * Brings everything in the workspace into `mirror` as one parentless commit: what is tracked and what is not, but
 * nothing ignored that is not named. Works on a private copy of the index and never changes the checkout. Files count byte by byte.
 * @throws SpeckitError `rejected` when git cannot read the checkout
 */
async function snapshotWorkspace(mirror, { root, head }, { scratchDir, ignore = '', include = [], signal }) {
    const gitPath = async (name) => {
        const found = await (0,sync_git/* gitLine */.JG)(['rev-parse', '--git-path', name], asOwner(root, signal));
        return (0,external_node_path_.resolve)(root, found);
    };
    const { gitDir } = mirror;
    await (0,promises_.mkdir)((0,external_node_path_.join)(gitDir, 'info'), { recursive: true });
    await (0,promises_.writeFile)((0,external_node_path_.join)(gitDir, 'info', 'attributes'), NEUTRAL_ATTRIBUTES);
    await (0,promises_.writeFile)((0,external_node_path_.join)(gitDir, 'objects', 'info', 'alternates'), `${await gitPath('objects')}\n`);
    const index = (0,external_node_path_.join)(scratchDir, 'workspace.index');
    const excludes = (0,external_node_path_.join)(scratchDir, 'workspace.excludes');
    const options = {
        gitDir,
        cwd: root,
        env: { GIT_INDEX_FILE: index, GIT_WORK_TREE: root },
        signal,
    };
    const settings = [
        ...['-c', 'core.protectNTFS=false', '-c', 'core.protectHFS=false', '-c', 'core.autocrlf=false'],
        ...['-c', `core.excludesFile=${excludes}`],
    ];
    try {
        await (0,promises_.writeFile)(excludes, `${ignore}\n${await readIfThere(await gitPath('info/exclude'))}`);
        await copyIndex(await gitPath('index'), index);
        // An index in a form that needs its own repository, or none at all: git reads every file once more then.
        await (0,sync_git/* git */.$Y)(['ls-files', '--error-unmatch', '-z', '--', ':/'], options).catch(async (error) => {
            if (!(error instanceof sync_git/* GitFailure */.Xi))
                throw error;
            await (0,promises_.rm)(index, { force: true });
            await (0,sync_git/* git */.$Y)([...settings, 'read-tree', head], options);
        });
        await (0,sync_git/* git */.$Y)([...settings, 'add', '-A', '--', '.'], options);
        const named = include.filter(name => (0,external_node_fs_.existsSync)((0,external_node_path_.join)(root, name)));
        const literal = { ...options, env: { ...options.env, GIT_LITERAL_PATHSPECS: '1' } };
        if (named.length > 0)
            await (0,sync_git/* git */.$Y)([...settings, 'add', '-f', '--', ...named], literal);
        const tree = await (0,sync_git/* gitLine */.JG)(['write-tree'], options);
        const commit = await commitTree(mirror, tree, [], `Workspace on ${head}`, { signal });
        await fetchPromised(mirror, asOwner(root, signal), commit);
        await (0,sync_git/* git */.$Y)(['update-ref', pinRef(commit), commit], { gitDir, signal });
        return { commit, tree, dirty: tree !== (await treeOf(mirror, head, signal)) };
    }
    catch (error) {
        if (!(error instanceof sync_git/* GitFailure */.Xi))
            throw error;
        throw new errors/* SpeckitError */.Yh('rejected', `The workspace cannot be read as a whole: ${workspace_lastLine(error.stderr)}`, {
            hint: 'Check out all of the repository, with files that this user may read.',
            cause: error,
        });
    }
    finally {
        await Promise.all([index, excludes].map(file => (0,promises_.rm)(file, { force: true })));
    }
}
async function readIfThere(file) {
    return (0,promises_.readFile)(file, 'utf8').catch((error) => {
        if (error.code === 'ENOENT')
            return '';
        throw error;
    });
}
/** The index's own time tells git which entries may have changed within the same second. */
async function copyIndex(from, to) {
    try {
        await (0,promises_.copyFile)(from, to);
        const { atime, mtime } = await (0,promises_.stat)(from);
        await (0,promises_.utimes)(to, atime, mtime);
    }
    catch (error) {
        if (error.code !== 'ENOENT')
            throw error;
    }
}
/** How git is called in a checkout that may belong to another user: a runner's is the workflow's own all the same. */
function asOwner(cwd, signal) {
    const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
    return { cwd, env, signal };
}
async function isFolder(path) {
    return (0,promises_.stat)(path).then(found => found.isDirectory(), () => false);
}
function workspace_lastLine(stderr) {
    return stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
function noCheckout(folder, cause) {
    return new errors/* SpeckitError */.Yh('usage', `\`${folder}\` is not inside a git checkout.`, {
        hint: 'Run it inside a checkout; in a workflow, put `actions/checkout` before this step.',
        cause,
    });
}
function workspace_noCommit(root) {
    return new errors/* SpeckitError */.Yh('usage', `The repository in \`${root}\` has no commit yet.`, {
        hint: 'Check out a branch that has one.',
    });
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/shared/sync/apply-tree.js







/**
 * Writes the changes of a guarded result into a person's own working tree. It follows no symlink, touches no `.git`,
 * and leaves alone what is not as the snapshot had it.
 * @param root absolute; the top of the working tree
 * @param read the content of a file of the result
 * @throws SpeckitError `rejected` for a path that leads out of the tree or into `.git`
 */
async function applyChanges(root, changes, read) {
    for (const { path } of changes)
        apply_tree_checkPath(path);
    const applied = [];
    const skipped = [];
    // Deletions first, or a file that became a folder would be in its own way.
    const [deletions, writes] = [true, false].map(gone => changes.filter(({ status, mode }) => (status === 'deleted') === gone && !(0,raw_tree/* isGitlink */.Z$)(mode)));
    for (const change of deletions ?? []) {
        const done = (await isAsBefore(root, change)) && (await remove(root, change.path));
        (done ? applied : skipped).push(change.path);
    }
    for (const change of writes ?? []) {
        const done = (await isAsBefore(root, change)) && (await write(root, change, await read(change)));
        (done ? applied : skipped).push(change.path);
    }
    return { applied, skipped };
}
/** Paths that {@link applyChanges} would leave alone now, as they are not what the result started from. */
async function pathsInTheWay(root, changes) {
    const found = [];
    const gone = new Set(changes.flatMap(({ status, path }) => (status === 'deleted' ? [path] : [])));
    for (const change of changes) {
        if (isGitlink(change.mode) || (await isAsBefore(root, change)))
            continue;
        // Deletions come first, and take a folder with them that has nothing else.
        if (change.oldOid === undefined && (await holdsOnly(root, change.path, gone)))
            continue;
        found.push(change.path);
    }
    return found;
}
/** Whether `path` is a folder with no other files than `paths`. */
async function holdsOnly(root, path, paths) {
    const folder = join(root, path);
    if (!(await lstat(folder).catch(absent))?.isDirectory())
        return false;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => !entry.isDirectory());
    return files.every(file => paths.has(relative(root, join(file.parentPath, file.name)).split(sep).join('/')));
}
function apply_tree_checkPath(path) {
    const parts = path.split('/');
    const fine = parts.every(part => !['', '.', '..'].includes(part) && !part.includes('\0') && !(0,name_guards/* isDotGit */.G4)(part));
    if (fine)
        return;
    throw new errors/* SpeckitError */.Yh('rejected', `The result has the path \`${path}\`, which no file may have.`, {
        hint: 'Nothing was written. The output shows what the command did.',
    });
}
/** Whether the file is what the result started from; one that must be new is not there. */
async function isAsBefore(root, { path, oldOid, oldMode }) {
    if (!(await parentsAreFolders(root, path)))
        return oldOid === undefined;
    const file = (0,external_node_path_.join)(root, path);
    const found = await (0,promises_.lstat)(file).catch(absent);
    if (oldOid === undefined)
        return found === undefined || (found.isDirectory() && (await isEmpty(file)));
    if (!found || found.isDirectory() || found.isSymbolicLink() !== (0,raw_tree/* isSymlink */.wP)(oldMode ?? ''))
        return false;
    const content = found.isSymbolicLink() ? Buffer.from(await (0,promises_.readlink)(file)) : await (0,promises_.readFile)(file);
    return blobId(content) === oldOid;
}
async function isEmpty(folder) {
    return (await (0,promises_.readdir)(folder)).length === 0;
}
/** False also where a folder on the way is missing or is a symlink. */
async function parentsAreFolders(root, path) {
    const parts = path.split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count++) {
        const found = await (0,promises_.lstat)((0,external_node_path_.join)(root, ...parts.slice(0, count))).catch(absent);
        if (!found?.isDirectory())
            return false;
    }
    return true;
}
async function remove(root, path) {
    await (0,promises_.rm)((0,external_node_path_.join)(root, path));
    // As git does: a folder without files goes too.
    for (let folder = (0,external_node_path_.dirname)(path); folder !== '.'; folder = (0,external_node_path_.dirname)(folder)) {
        try {
            await (0,promises_.rmdir)((0,external_node_path_.join)(root, folder));
        }
        catch {
            break;
        }
    }
    return true;
}
async function write(root, change, content) {
    const { path, mode } = change;
    if (!(await makeParents(root, path)))
        return false;
    const file = (0,external_node_path_.join)(root, path);
    const draft = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), `.speckit-${(0,external_node_crypto_.randomUUID)()}`);
    try {
        if ((0,raw_tree/* isSymlink */.wP)(mode))
            await (0,promises_.symlink)(content.toString(), draft);
        else
            await (0,promises_.writeFile)(draft, content, { flag: 'wx', mode: mode === '100755' ? 0o777 : 0o666 });
        // Once more, as the content took its time to come.
        if (!(await isAsBefore(root, change))) {
            await (0,promises_.rm)(draft);
            return false;
        }
        const before = await (0,promises_.lstat)(file).catch(absent);
        if (before?.isDirectory())
            await (0,promises_.rmdir)(file);
        else if (before?.isFile() && !(0,raw_tree/* isSymlink */.wP)(mode))
            await (0,promises_.chmod)(draft, permissions(before.mode, mode));
        // A rename replaces a symlink, it does not follow it.
        await (0,promises_.rename)(draft, file);
        return true;
    }
    catch (error) {
        await (0,promises_.rm)(draft, { force: true });
        throw error;
    }
}
/** Those of the file that is replaced, executable or not as the result has it: what nobody else may read stays so. */
function permissions(before, mode) {
    const bits = before & 0o777;
    return mode === '100755' ? bits | ((bits & 0o444) >> 2) : bits & ~0o111;
}
/** False where something that is no folder is in the way. */
async function makeParents(root, path) {
    const parts = path.split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count++) {
        const folder = (0,external_node_path_.join)(root, ...parts.slice(0, count));
        const found = await (0,promises_.lstat)(folder).catch(absent);
        if (!found)
            await (0,promises_.mkdir)(folder);
        else if (!found.isDirectory())
            return false;
    }
    return true;
}
function blobId(content) {
    return blobHash(content.length).update(content).digest('hex');
}
function absent(error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
        return undefined;
    throw error;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/workspace-publisher.js







/** Brings a result into the working tree, and to a branch or into files as the workflow says. */
function workspacePublisher(action, target) {
    const { client, env, log } = action;
    const { owner, repo } = env;
    const { id: runId, phase, subject, commit, branch, workspace, snapshot, mirror } = target;
    const delivery = { runId, phase, subject, root: workspace.root, parent: workspace.head };
    const toWorkingTree = async ({ changes, read }) => {
        const { skipped } = await applyChanges(workspace.root, changes, read);
        if (skipped.length === 0)
            return;
        log.warn(`These files changed in the workspace meanwhile and were left alone: ${skipped.join(', ')}`);
    };
    const leave = (result, signal) => leaveArtifact(action, delivery, result, signal);
    return {
        async branchHead(signal) {
            if (commit !== 'true')
                return snapshot.commit;
            const place = { client, owner, repo, signal };
            try {
                const head = await readRef(place, `heads/${branch}`);
                if (head !== undefined)
                    return head;
                await putRef(place, `refs/heads/${branch}`, workspace.head);
                return workspace.head;
            }
            catch (error) {
                throw (0,github_error/* toGitHubError */.Lg)(error, `make the branch \`${branch}\` at ${workspace.head}`);
            }
        },
        changedPaths: async () => [],
        baseDirectories: (path, signal) => listDirectories(mirror, snapshot.commit, path, { signal }),
        async commit(result, signal) {
            if (commit === 'true') {
                const { requestedBy: coAuthor } = target;
                const parts = {
                    runId,
                    phase,
                    subject,
                    body: result.remarks,
                    coAuthor,
                    serverUrl: env.endpoints.server,
                };
                const made = await commitChanges({
                    ...{ ...result, client, owner, repo, branch, signal, message: commitMessage(parts) },
                });
                if (made.kind === 'committed')
                    await toWorkingTree(result);
                return made;
            }
            const left = commit === 'artifact' ? await leave(result, signal) : { note: workspace_publisher_NOTHING };
            await toWorkingTree(result);
            return { kind: 'handed', ...left };
        },
        async keep(result, signal) {
            return commit === 'false' ? { note: NOT_TAKEN } : leave(result, signal);
        },
        // Nobody looks at review threads without a pull request; the note says where the result is.
        ask: async () => [],
    };
}
const workspace_publisher_NOTHING = 'The changes are in the working tree; nothing is committed, as the workflow says.';
const NOT_TAKEN = 'The working tree is as it was; the workflow says `commit: false`, so the result is not kept.';

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/run-in-workspace.js

















/** Runs on the checked-out workspace, with everything in it that is not committed. @throws SpeckitError */
async function runInWorkspace(action, { sender, command }) {
    const { client, env, inputs, log, cancel } = action;
    const { owner, repo } = env;
    const commit = commitMode(inputs);
    const target = { client, owner, repo, sender, defaultBranch: action.defaultBranch };
    const readConfig = startReadingConfig(target);
    const permission = await permissionOf(target);
    const workspace = await findWorkspace(external_node_path_.join(env.workspace, inputs.directory ?? '.'), cancel.hard);
    const directory = inputs.directory === undefined ? {} : { directory: workspace.directory };
    const configs = (0,ceiling/* underWorkflow */.kH)(action.server, await readConfig(), { ...inputs, ...directory });
    const flags = withInputs(command.flags, inputs);
    const repository = `${owner}/${repo}`;
    const decision = decide({
        ...configs,
        repository,
        sender: { ...sender, permission },
        pr: { fork: false, open: true },
        command: { ...command, flags },
    });
    if (!decision.allowed)
        throw decision.error;
    const where = { client, owner, repo, ref: workspace.head, project: configs.repo.project };
    const work = await checkWork(where, command.work);
    const profile = await resolveProfile({ ...configs, repository, flags });
    if (commit === 'true')
        await (0,github/* requireContentsWrite */.dG)(client, env);
    const { mirror, fetch } = await openRepository(action);
    await (0,promises_.mkdir)(action.folder, { recursive: true });
    const snapshot = await snapshotWorkspace(mirror, workspace, {
        scratchDir: action.folder,
        signal: cancel.hard,
    });
    const id = newRunId();
    const facts = factsOf({
        ...{ id, work, flags, profile, pullNumber: 0, headSha: workspace.head, requestedBy: sender.login },
        repositoryUrl: `${env.endpoints.server}/${repository}`,
    });
    const and = snapshot.dirty ? ' and what is not committed' : '';
    log.info(`Run ${id}: ${facts.phase} on ${workspace.head}${and}, driver ${profile.driver}.`);
    const branch = inputs.branch ?? (env.refName.endsWith('/merge') || env.refName === '' ? 'work' : env.refName);
    return execute_execute(action, {
        ...{ id, work, flags, profile, commit: snapshot.commit, branch, mirror, facts },
        async fetch(sha, signal) {
            if (sha !== snapshot.commit)
                await fetch(sha, signal);
        },
        publisher: secrets => workspacePublisher(action, {
            ...{ id, commit, branch, workspace, snapshot, mirror, requestedBy: sender },
            phase: workName(work),
            subject: createRedactor(secrets).text(workSubject(work)),
        }),
    });
}
/** Without a pull request nothing is pushed unless the workflow says where to. */
function commitMode({ commit = 'artifact', branch }) {
    if (commit === 'true' && branch === undefined) {
        throw new errors/* SpeckitError */.Yh('usage', '`commit: true` needs the input `branch` where there is no pull request.', {
            hint: 'Name the branch that the result goes to; it is made if it is missing. Or set `commit: artifact`.',
        });
    }
    if (commit !== 'true' && branch !== undefined) {
        throw new errors/* SpeckitError */.Yh('usage', `The input \`branch\` has no meaning with \`commit: ${commit}\`.`, {
            hint: 'Set `commit: true`, or leave `branch` out.',
        });
    }
    return commit;
}

;// CONCATENATED MODULE: ./.cache/bundle/compiled/action/act.js









/** Does what was asked. @throws SpeckitError for what stands on no pull request */
async function act({ variables, ...given }, trigger) {
    const { env, inputs } = given;
    hide([inputs.token, ...Object.values(inputs.credentials)]);
    const client = (0,github/* openClient */.My)(env, inputs.token, () => undefined);
    const own = (0,ceiling/* passable */.KA)(variables, inputs);
    const [login, server, repository] = await Promise.all([
        (0,github/* readLogin */.mN)(client),
        (0,ceiling/* workflowCeiling */.J7)(env.owner, inputs, own),
        readRepository(env, client),
    ]);
    const folder = external_node_path_.join(env.temp, 'speckit-remote');
    return dispatch({ ...given, ...repository, client, login, server, folder, variables: own }, trigger);
}
async function dispatch(action, trigger) {
    switch (trigger.kind) {
        case 'refused':
            return handleWrongWords(action, trigger);
        case 'pull':
            return handlePull(action, trigger);
        case 'pushed':
            return lookAgain(action, trigger);
        case 'workspace':
            return runInWorkspace(action, trigger);
    }
}
/** What the event says of the repository; scheduled ones may say nothing. */
async function readRepository({ event, owner, repo }, client) {
    const { repository } = event.payload;
    if (repository?.id && repository.default_branch) {
        return { defaultBranch: repository.default_branch, repositoryId: repository.id };
    }
    try {
        const { data } = await client.rest.repos.get({ owner, repo });
        return { defaultBranch: data.default_branch, repositoryId: data.id };
    }
    catch (error) {
        throw (0,github/* forToken */.v3)((0,github_error/* toGitHubError */.Lg)(error, 'read the repository'));
    }
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
