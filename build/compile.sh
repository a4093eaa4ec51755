# Sourced by ./sweep and ./test, in the repository's root.

# compile PROJECT [ARGUMENTS OF dotnet build]: builds with one compiler process for all projects, of this build alone, which is ended afterwards. One process per project takes
# twice as long.
compile() {
  local server status name=sweep-$$
  server="$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)/Roslyn/bincore/VBCSCompiler.dll"
  if [ ! -f "$server" ]; then
    dotnet build "$@" -c Release -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false
    return
  fi
  dotnet build "$@" -c Release -v q --nologo -nodeReuse:false -p:UseSharedCompilation=true "-p:SharedCompilationId=$name"
  status=$?
  dotnet "$server" "-pipename:$name" -shutdown >/dev/null 2>&1 # says so when there is none, as when nothing had to be compiled
  return "$status"
}
