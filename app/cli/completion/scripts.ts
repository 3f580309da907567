/** What each shell needs to ask `speckit-remote complete` at the tabulator key. Candidates come as `word<TAB>summary`. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_speckit_remote() {
  local IFS=$'\\n' line
  COMPREPLY=()
  for line in $(speckit-remote complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null); do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done
}
complete -o default -F _speckit_remote speckit-remote
`,
  zsh: `#compdef speckit-remote
_speckit_remote() {
  local -a found
  local tab=$'\\t'
  found=("\${(@f)$(speckit-remote complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  if (( \${#found} )); then
    found=("\${(@)found//:/\\\\:}")
    found=("\${(@)found/$tab/:}")
    _describe 'speckit-remote' found
  else
    _files
  fi
}
if [ "\${funcstack[1]}" = _speckit_remote ]; then _speckit_remote "$@"; else compdef _speckit_remote speckit-remote; fi
`,
  fish: `complete -c speckit-remote -f -a '(speckit-remote complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
complete -c speckit-remote -l include -r -F
`,
};

/** Where the script goes, for the help. */
export const INSTALL: readonly string[] = [
  'speckit-remote completion bash >> ~/.bashrc',
  'speckit-remote completion zsh > ~/.zfunc/_speckit-remote   # a folder of your fpath',
  'speckit-remote completion fish > ~/.config/fish/completions/speckit-remote.fish',
];
