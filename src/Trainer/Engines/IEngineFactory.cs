using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Engines;

/// <summary>One of the engines that a program offers: whether it can train here, and how to make it ready.</summary>
public interface IEngineFactory
{
    /// <summary>What <c>--engine</c> calls it: "cpu", "torchsharp".</summary>
    string Name { get; }

    /// <summary>What it can train, here or elsewhere.</summary>
    EngineCapabilities Capabilities { get; }

    /// <summary>The memory of a network in training: activations, gradients and parameters.</summary>
    /// <param name="settings">Of the phase: its batches, its precision.</param>
    /// <param name="network">What it trains, an activation in each of its places.</param>
    MemoryNeed NetworkMemory(TrialSettings settings, ShapedNetwork network);

    /// <summary>The memory of the states of its optimizer, in bytes.</summary>
    long OptimizerMemory(OptimizerSettings optimizer, ShapedNetwork network);

    /// <summary>Whether it can train here, and on which of the given GPUs.</summary>
    EngineFitness Inspect(IReadOnlyList<Gpu> gpus);

    /// <summary>Makes it ready to train.</summary>
    /// <param name="choice">What the user wants of it.</param>
    /// <param name="gpus">What the driver reports.</param>
    /// <exception cref="EngineException">It cannot be had; the message says why and what helps.</exception>
    EngineSetup Create(EngineChoice choice, IReadOnlyList<Gpu> gpus);
}

/// <summary>Whether an engine can train here.</summary>
/// <param name="Problem">Why it cannot train at all, with the remedy; null if it can, at least on the processor.</param>
/// <param name="Version">Its libraries' version; null if there are none.</param>
/// <param name="GpuProblems">For each GPU asked about, in order: why it cannot be used, with the remedy, or null if it can.</param>
public sealed record EngineFitness(string? Problem, string? Version, IReadOnlyList<string?> GpuProblems);
