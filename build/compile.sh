# Sourced by ./sweep and ./test, in the repository's root.

# compile PROJECT [ARGUMENTS OF dotnet build]: builds with one compiler process for all projects instead of one for each. It serves this build alone and is ended with it, also
# when the build is interrupted.
compile() (
  server="$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)/Roslyn/bincore/VBCSCompiler.dll"
  shared=(-p:UseSharedCompilation=false)
  if [ -f "$server" ]; then
    shared=(-p:UseSharedCompilation=true "-p:SharedCompilationId=sweep-$$")
    trap 'dotnet "$server" "-pipename:sweep-$$" -shutdown >/dev/null 2>&1' EXIT # complains, unheard, when nothing had to be compiled
  fi
  dotnet build "$@" -c Release -v q --nologo -nodeReuse:false "${shared[@]}"
)
