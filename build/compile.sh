# Sourced by ./sweep and ./test; expects the repository's root in $root.

# The libtorch that the client is built with: what SWEEP_TORCH says, else that of the last build. Sets torch and built_with.
built_with=$(cat "$root/build/obj/torch" 2>/dev/null || echo none)
torch=${SWEEP_TORCH:-$built_with}
case $torch in
  none | cpu | cuda) ;;
  *) echo "SWEEP_TORCH is none, cpu or cuda, not '$torch'." >&2; exit 2 ;;
esac

# compile PROJECT: builds with one compiler process for all projects instead of one for each. It serves this build alone and is ended with
# it, also when the build is interrupted. Remembers the libtorch.
compile() (
  cd "$root"
  options=(-c Release -v q --nologo -nodeReuse:false)
  # none is not passed: the engine's tests then take the processor's by themselves.
  [ "$torch" = none ] || options+=("-p:SweepTorchDevice=$torch")
  server="$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)/Roslyn/bincore/VBCSCompiler.dll"
  if [ -f "$server" ]; then
    options+=(-p:UseSharedCompilation=true "-p:SharedCompilationId=sweep-$$")
    trap 'dotnet "$server" "-pipename:sweep-$$" -shutdown >/dev/null 2>&1' EXIT # complains, unheard, when nothing had to be compiled
  else
    options+=(-p:UseSharedCompilation=false)
  fi
  dotnet build "$1" "${options[@]}" || exit
  mkdir -p build/obj
  echo "$torch" >build/obj/torch
)
