#compdef sweep
# Completion of sweep for zsh: eval "$(sweep completion zsh)" after compinit, or as the file _sweep in a folder of $fpath.
_sweep() {
  local line="${(j: :)words[1,CURRENT-1]} $PREFIX" program=${~${(Q)words[1]}}
  local -a found folders
  found=(${(f)"$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)"})
  (( $#found )) || { _files; return }
  folders=(${(M)found:#*/})
  found=(${found:#*/})
  (( $#folders )) && compadd -S '' -- $folders
  (( $#found )) && compadd -- $found
}
if [[ ${funcstack[1]} == _sweep ]]; then _sweep "$@"; else compdef _sweep sweep; fi
