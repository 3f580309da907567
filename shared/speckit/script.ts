/**
 * What the phase's script exits with when Spec Kit never ran. `specify` itself exits 0, 1 or 2 whatever the agent
 * does, so these are told apart by number alone.
 */
export const SETUP_EXITS = {
  noDirectory: 81,
  noSpecify: 82,
  noAgent: 83,
  notInitialised: 84,
  initFailed: 85,
  extensionFailed: 86,
  noCommand: 87,
  noText: 88,
} as const;

/** Names inside the control folder `H/ctl`. */
export const CONTROL_FILES = {
  workflow: 'phase.yml',
  text: 'text',
  outcome: 'outcome.json',
  /** One line for each thing that the script set up in the checkout: `spec-kit`, `extension <name>`. */
  setUp: 'set-up',
} as const;

const x = SETUP_EXITS;
const f = CONTROL_FILES;

/**
 * The POSIX sh program of every phase. It is the same text for all: what differs comes in by environment variables
 * and files, so that nothing a person wrote is ever parsed by a shell.
 */
export const PHASE_SCRIPT = `
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
