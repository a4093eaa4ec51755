using Sweep.Client.CommandLine;

return await SweepCommandLine.RunAsync(args);
