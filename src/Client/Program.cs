using Sweep.Client;
using Sweep.Client.Output;

StandardStreams.Open();
return await SweepCommandLine.RunAsync(args);
