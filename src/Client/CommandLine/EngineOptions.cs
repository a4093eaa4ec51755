using System.CommandLine;
using Sweep.Store;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;

namespace Sweep.Client.CommandLine;

/// <summary>What to train with: the options of the verbs that train.</summary>
internal sealed class EngineOptions
{
    public Option<string?> Engine { get; } = new("--engine")
    {
        Description = "What trains: cpu (managed code), or torchsharp (libtorch: GPUs; needs a build with SWEEP_TORCH=cuda or cpu). "
            + "Default: cpu.",
        HelpName = "cpu|torchsharp",
    };

    public Option<string?> Device { get; } = new("--device")
    {
        Description = "Where torchsharp trains: auto, cpu, cuda (every GPU), or a list such as cuda:0,cuda:1. "
            + "Default: auto, GPUs if any can be used.",
        HelpName = "DEVICE",
    };

    public Option<int?> Group { get; } = new("--group")
    {
        Description = "The most trials that torchsharp trains as one program. "
            + "Default: 64 on a GPU, halved where memory does not suffice; 1 on the processor.",
        HelpName = "N",
    };

    public Option<int?> Slots { get; } = new("--slots")
    {
        Description = "Trainings at the same time, each of one trial or one group. Default: one per core; on GPUs one per GPU.",
        HelpName = "N",
    };

    public Option<string?> Checkpoints { get; } = new("--checkpoints")
    {
        Description = "Folder where trainings save themselves, and kept weights; workers that share it go on with each other's trials. "
            + "Default: $SWEEP_CHECKPOINTS, else a folder beside a SQLite store.",
        HelpName = "FOLDER",
    };

    public EngineOptions()
    {
        Slots.Validators.Add(result =>
        {
            // What is no number is told by its reading.
            if (result.Tokens is [var written] && OptionParsing.Integer(written.Value) is < 1 or > 1024)
                result.AddError("--slots is a number from 1 to 1024.");
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Engine, Device, Group, Slots, Checkpoints })
            command.Options.Add(option);
    }

    /// <summary>Where trainings save themselves; null for nowhere.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="store">The store that the trials are of.</param>
    public CheckpointFolder? ReadCheckpoints(ParseResult parse, StoreAddress store) =>
        (parse.GetValue(Checkpoints) ?? Environment.GetEnvironmentVariable("SWEEP_CHECKPOINTS")) is { Length: > 0 } named
            ? new CheckpointFolder(named)
        : store.IsServer ? null
        : new CheckpointFolder(Path.ChangeExtension(store.DisplayName, ".checkpoints"));

    /// <summary>What the command line says.</summary>
    /// <exception cref="EngineException">It makes no sense.</exception>
    public EngineChoice Read(ParseResult parse) => EngineChoice.Read(parse.GetValue(Engine), parse.GetValue(Device), parse.GetValue(Group));
}
