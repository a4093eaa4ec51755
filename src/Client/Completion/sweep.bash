# Completion of sweep for bash: eval "$(sweep completion bash)"
_sweep() {
  local program=${1/#\~/$HOME} typed=${COMP_LINE:0:COMP_POINT} word prefix candidate
  word=${typed##*[[:space:]]}
  # For bash a word also ends at = and :, and it replaces what stands behind.
  prefix=${word%"${COMP_WORDS[COMP_CWORD]}"}
  [[ $word == *[=:] ]] && prefix=$word
  COMPREPLY=()
  while IFS= read -r candidate; do
    [[ $candidate == "$word"* ]] || continue
    [[ $candidate == */ ]] && compopt -o nospace 2>/dev/null
    candidate=${candidate#"$prefix"}
    printf -v candidate %q "$candidate"
    COMPREPLY+=("$candidate")
  done < <("$program" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o default -F _sweep sweep
