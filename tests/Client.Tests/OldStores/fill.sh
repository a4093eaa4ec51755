#!/usr/bin/env bash
# Fills a store with what the tests expect of it. Run in the folder /data, which holds specs/ and damaged files in images/mnist/,
# in a container or namespace whose host name is old-host: both end up in the store.
# Usage: fill.sh SCHEMA STORE PROGRAM, PROGRAM being the sweep.dll of that schema's commit.
set -u
schema=$1 program=$3
export SWEEP_STORE=$2 SWEEP_DATA=/data/images XDG_CACHE_HOME=/data/cache HOME=/data NO_COLOR=1
sweep() { dotnet "$program" "$@" </dev/null; }
running() { sweep status half --format csv | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["running"] }'; }

sweep run specs/digits.yaml -q                                                    # complete, half of it diverged
sweep run specs/half.yaml -q --where seed=0
[ "$schema" -lt 5 ] || sweep run specs/looks.yaml -q --where 'seed=0|1'           # one of two looks is due or taken
[ "$schema" -lt 6 ] || sweep run specs/adjusted.yaml -q --where 'seed=0|1'
sweep run specs/faulty.yaml -q                                                    # its data are damaged
dotnet "$program" run specs/half.yaml -q --slots 1 </dev/null & worker=$!
until [ "$(running | tr -d '\r')" -gt 0 ]; do sleep 0.02; done
sleep 1.5
kill -9 $worker                                                                   # leaves a running trial with a lease
sweep submit specs/given-up.yaml
sweep cancel given-up                                                             # shares trials with half
