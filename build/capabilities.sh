# Sourced by ./sweep and ./test, in the repository's root. Finds out which optional capabilities (docs/adr/0005) the package feed serves.
# Sets: switches (arguments for dotnet build), left_out (regular expression of project folders, empty if none), missing (one line per capability left out),
# torch (the libtorch that programs are built with: none, cpu or cuda).
# SWEEP_WITHOUT="cluster torch" leaves capabilities out without asking the feed. SWEEP_TORCH=cpu or cuda has programs built with that libtorch (128 MB
# or several GB to download); it is remembered, so that later builds keep it, until SWEEP_TORCH=none.

switches=() left_out="" missing="" sdk=$(dotnet --version)
remembered_torch=build/obj/torch
torch=${SWEEP_TORCH:-$(cat "$remembered_torch" 2>/dev/null || echo none)}
case $torch in
  none) ;; # not passed: the engine's tests then take the processor's by themselves
  cpu | cuda) switches+=("-p:SweepTorchDevice=$torch") ;;
  *) echo "SWEEP_TORCH is none, cpu or cuda, not '$torch'." >&2; exit 2 ;;
esac

remember_torch() { # after a successful build
  mkdir -p "$(dirname "$remembered_torch")"
  echo "$torch" >"$remembered_torch"
}

probe() { # name, MSBuild switch (may be empty), what people lose, project folders (regular expression; may be empty), arguments for restore
  local name=$1 switch=$2 loss=$3 folders=$4 probe=build/probe/$1/$1.csproj
  shift 4
  # What the SDK brings its own version of is asked for anew after its upgrade.
  local served=build/probe/$name/obj/served-$sdk${*//[^a-zA-Z0-9]/-} reason="the package feed does not serve what they need"
  if [[ " ${SWEEP_WITHOUT:-} " == *" ${name,,} "* ]]; then
    reason="SWEEP_WITHOUT says so"
  elif [ "$served" -nt Directory.Packages.props ] && [ "$served" -nt "$probe" ]; then
    return 0
  elif dotnet restore "$probe" -v q --nologo "$@" >/dev/null 2>&1; then
    touch "$served"
    return 0
  fi
  [ -z "$switch" ] || switches+=("-p:$switch=false")
  [ -z "$folders" ] || left_out="${left_out:+$left_out|}$folders"
  missing="${missing:+$missing$'\n'}Left out: $loss ($reason)."
  return 1
}

probe Cluster SweepCluster "the Orleans cluster (src/Grains, src/Silo, sweep --cluster) and its tests (Grains.Tests, Silo.Tests)" \
  'src/Grains|src/Silo|tests/Grains\.Tests|tests/Silo\.Tests|bench/Cluster' || true
probe ClusterTls SweepClusterTls "encrypted connections within a cluster (--tls-certificate)" "" || true
probe AheadOfTime SweepAheadOfTime "compilation ahead of time: commands start more slowly" "" || true
if probe Torch SweepTorch "the TorchSharp engine (src/Trainer.TorchSharp: GPUs) and its tests" \
  'src/Trainer\.TorchSharp|tests/Trainer\.TorchSharp\.Tests|bench/TorchSharp'; then
  # The engine's tests need a libtorch (the processor's, unless another is asked for); a program only what SWEEP_TORCH says.
  if [ "${needs_libtorch:-no}" = yes ] || [ "$torch" != none ]; then
    libraries=$torch
    [ "$libraries" != none ] || libraries=cpu
    if ! probe TorchLibraries "" "libtorch ($libraries) and what runs on it: the TorchSharp engine's tests" \
      'tests/Trainer\.TorchSharp\.Tests|bench/TorchSharp' "-p:SweepTorchDevice=$libraries" && [ "$torch" != none ]; then
      echo "SWEEP_TORCH=$torch: the package feed does not serve libtorch for it. SWEEP_TORCH=none builds without." >&2
      exit 2
    fi
  fi
elif [ "$torch" != none ]; then
  echo "SWEEP_TORCH=$torch: the TorchSharp engine is left out of this build: $missing SWEEP_TORCH=none builds without." >&2
  exit 2
fi
