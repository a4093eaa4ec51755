# Sourced by ./sweep and ./test, in the repository's root. Finds out which optional capabilities (docs/adr/0005) the package feed serves.
# Sets: switches (arguments for dotnet build), left_out (regular expression of project folders, empty if none), missing (one line per capability left out).
# SWEEP_WITHOUT="cluster torch" leaves capabilities out without asking the feed.

switches=() left_out="" missing=""

probe() { # name, MSBuild switch, what people lose, project folders (regular expression; may be empty)
  local name=$1 switch=$2 loss=$3 folders=$4 probe=build/probe/$1/$1.csproj
  local served=build/probe/$1/obj/served reason="the package feed does not serve what they need"
  if [[ " ${SWEEP_WITHOUT:-} " == *" ${name,,} "* ]]; then
    reason="SWEEP_WITHOUT says so"
  elif [ "$served" -nt Directory.Packages.props ] && [ "$served" -nt "$probe" ]; then
    return 0
  elif dotnet restore "$probe" -v q --nologo >/dev/null 2>&1; then
    touch "$served"
    return 0
  fi
  switches+=("-p:$switch=false")
  [ -z "$folders" ] || left_out="${left_out:+$left_out|}$folders"
  missing="${missing:+$missing$'\n'}Left out: $loss ($reason)."
}

probe Cluster SweepCluster "the Orleans cluster (src/Grains, src/Silo, sweep --cluster) and its tests (Grains.Tests, Silo.Tests)" \
  'src/Grains|src/Silo|tests/Grains\.Tests|tests/Silo\.Tests|bench/Cluster'
probe ClusterTls SweepClusterTls "encrypted connections within a cluster (--tls-certificate)" ""
probe Torch SweepTorch "the TorchSharp engine (src/Trainer.TorchSharp: GPUs) and its tests" \
  'src/Trainer\.TorchSharp|tests/Trainer\.TorchSharp\.Tests|bench/TorchSharp'
