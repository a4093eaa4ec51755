using System.CommandLine;
using Sweep.Programs;
using Sweep.Store;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;

namespace Sweep.Client.CommandLine;

/// <summary>What to train with: the options of the verbs that train, in part of those that read specs.</summary>
internal sealed class EngineOptions
{
    public Option<string?> Engine { get; } = new("--engine")
    {
        Description = EngineOptionTexts.Engine("SWEEP_TORCH=cuda or cpu"),
        HelpName = "cpu|torchsharp",
    };

    public Option<string?> Device { get; } = new("--device")
    {
        Description = EngineOptionTexts.Device,
        HelpName = "DEVICE",
    };

    public Option<int?> Group { get; } = new("--group")
    {
        Description = EngineOptionTexts.Group,
        HelpName = "N",
    };

    public Option<int?> Slots { get; } = new("--slots")
    {
        Description = EngineOptionTexts.Slots,
        HelpName = "N",
    };

    public Option<string?> Checkpoints { get; } = new("--checkpoints")
    {
        Description = EngineOptionTexts.Checkpoints("workers", "a folder beside a SQLite store"),
        HelpName = "FOLDER",
    };

    public Option<string?> Programs { get; } = new("--programs")
    {
        Description = EngineOptionTexts.Programs("the spec's folder; none for worker"),
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
        foreach (var option in new Option[] { Engine, Device, Group, Slots, Checkpoints, Programs })
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

    /// <summary>The programs folder; null for none.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="otherwise">Where neither the option nor $SWEEP_PROGRAMS says anything.</param>
    public string? ReadPrograms(ParseResult parse, string? otherwise = null) =>
        ProgramOptions.LocateFolder(parse.GetValue(Programs), otherwise);

    /// <summary>What the command line says.</summary>
    /// <exception cref="EngineException">It makes no sense.</exception>
    public EngineChoice Read(ParseResult parse) => EngineChoice.Read(parse.GetValue(Engine), parse.GetValue(Device), parse.GetValue(Group));
}
