using Sweep.Cluster.Bench;

// Three silo processes on this machine, trials that train nothing, a real Postgres.
//
// dotnet run -c Release --project bench/Cluster -- --store postgres://USER@HOST/DATABASE [--trials N] [--silos N] [--slots N]
// [--milliseconds N] [--kill]
//
// The sweep stays in the database under a new name. --milliseconds makes each trial last that long; --kill kills a silo
// when a third is done and says when its trials run elsewhere.

return args is ["silo", ..] ? await BenchSilo.RunAsync(args[1..]) : await BenchRun.RunAsync(args);
