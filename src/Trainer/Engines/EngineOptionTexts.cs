namespace Sweep.Trainer.Engines;

/// <summary>What the options of programs that train say of themselves: the same in every program.</summary>
public static class EngineOptionTexts
{
    /// <summary>--device.</summary>
    public const string Device = "Where torchsharp trains: auto, cpu, cuda (every GPU), or a list such as cuda:0,cuda:1. "
        + "Default: auto, GPUs if any can be used.";

    /// <summary>--group.</summary>
    public const string Group = "The most trials that torchsharp trains as one program. "
        + "Default: 64 on a GPU, halved where memory does not suffice; 1 on the processor.";

    /// <summary>--slots.</summary>
    public const string Slots = "Trainings at the same time, each of one trial or one group. Default: one per core; on GPUs one per GPU.";

    /// <summary>--programs.</summary>
    /// <param name="otherwise">Where without the option and the environment variable: "none".</param>
    public static string Programs(string otherwise) =>
        $"Folder in which the programs of specs with a trainer of their own start. Default: $SWEEP_PROGRAMS, else {otherwise}.";

    /// <summary>--engine.</summary>
    /// <param name="build">How a build with libtorch is made: "SWEEP_TORCH=cuda or cpu".</param>
    public static string Engine(string build) =>
        $"What trains: cpu (managed code), or torchsharp (libtorch: GPUs; needs a build with {build}). Default: cpu.";

    /// <summary>--checkpoints.</summary>
    /// <param name="sharers">Who may share the folder: "workers".</param>
    /// <param name="otherwise">Where without the option and the environment variable: "none".</param>
    public static string Checkpoints(string sharers, string otherwise) =>
        $"Folder where trainings save themselves, and kept weights; {sharers} that share it go on with each other's trials. "
            + $"Default: $SWEEP_CHECKPOINTS, else {otherwise}.";
}
