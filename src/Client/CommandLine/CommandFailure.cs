using Sweep.Analysis;
using Sweep.Client.Cluster;
using Sweep.Client.Output;
using Sweep.Store;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;

namespace Sweep.Client.CommandLine;

/// <summary>What a command that threw answers.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Message">What to say.</param>
internal sealed record CommandFailure(int Code, string Message)
{
    /// <summary>Maps an exception to its documented exit code.</summary>
    public static CommandFailure From(Exception error) => error switch
    {
        UserErrorException or QuestionException or StoreAddressException or TrialFilterException or DatasetException or EngineException =>
            new CommandFailure(ExitCode.UsageOrSpecError, error.Message),
        QueryRefusedException => new CommandFailure(ExitCode.UsageOrSpecError, $"The query was refused: {error.Message}"),
        StoreUnavailableException or ClusterUnavailableException => new CommandFailure(ExitCode.Unreachable, error.Message),
        _ => new CommandFailure(ExitCode.InternalError, $"Internal error, please report it: {error.GetType().Name}: {error.Message}"),
    };
}
