using Sweep.Silo;

return await SiloCommandLine.RunAsync(args);
