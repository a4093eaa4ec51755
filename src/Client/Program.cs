using Sweep.Client.CommandLine;
using Sweep.Client.Output;

StandardStreams.Open();
return await SweepCommandLine.RunAsync(args);
