using Sweep.Trainer.Engines;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Moves the numbers of fused trials by one step, each trial by its own constants and rate. Its states are laid out like the
/// numbers.</summary>
/// <remarks>Written on tensors because the optimizers of TorchSharp make temporary scalars at each step
/// (<see cref="Runtime.Scalars"/>).</remarks>
internal sealed class FusedOptimizer : IDisposable
{
    private readonly IReadOnlyList<OptimizerSettings> settings;
    private readonly IReadOnlyList<string> moving;
    private readonly FusedParameters parameters;
    private readonly OptimizerProgram program;
    private readonly ProgramUses uses;
    private readonly FusedUniforms uniforms;
    private readonly IReadOnlyList<IReadOnlyList<Tensor>> stateParts; // (states, parts)
    private readonly Tensor? tensorNumbers;                           // of each element: tensor and trial; for norms over several tensors
    private int step;                                                 // of the epoch

    private FusedOptimizer(IReadOnlyList<OptimizerSettings> settings, IReadOnlyList<string> moving, FusedParameters parameters,
        IReadOnlyList<Tensor> states, long stepCount)
    {
        (this.settings, this.moving, this.parameters, StepCount) = (settings, moving, parameters, stepCount);
        // What is zero for all trials at all steps costs no operation.
        var zero = settings[0].Values.Where(v => !moving.Contains(v.Key) && settings.All(s => s.Values[v.Key] == 0));
        program = settings[0].Definition.Read(zero.Union(settings[0].Flags).ToDictionary(), out _)!;
        uses = new ProgramUses(program, settings[0].Definition.Evaluated);
        uniforms = new FusedUniforms(program, uses.Uniforms, settings, parameters);
        States = [.. program.Results.Skip(1).Zip(states, (r, s) => KeyValuePair.Create(r.Name, s))];
        stateParts = [.. states.Select(parameters.Split)];
        if (program.Norms.Count > 0 && parameters.Parts.Count == 1)
            tensorNumbers = parameters.TensorNumbers();
    }

    /// <summary>Steps made so far; set before an epoch begins.</summary>
    public long StepCount { get; set; }

    /// <summary>What is kept from step to step, by the program's names, laid out like <see cref="FusedParameters.Values"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> States { get; }

    /// <summary>The state at which the networks are judged.</summary>
    /// <exception cref="InvalidOperationException">They are judged at their weights.</exception>
    public Tensor Evaluated => States.Single(s => s.Key == settings[0].Definition.Evaluated).Value;

    /// <summary>The optimizer of some trials.</summary>
    /// <param name="settings">One per trial, all of one <see cref="OptimizerSettings.FusionKey"/>.</param>
    /// <param name="parameters">What it moves.</param>
    /// <param name="moving">Names of the constants that an epoch may give values of their own for each step.</param>
    public static FusedOptimizer Create(IReadOnlyList<OptimizerSettings> settings, FusedParameters parameters,
        params IReadOnlyList<string> moving)
    {
        var states = settings[0].Definition.States.Select(_ => parameters.Values.zeros_like().DetachFromDisposeScope());
        return new FusedOptimizer(settings, moving, parameters, [.. states], stepCount: 0);
    }

    /// <summary>Before the first step of an epoch.</summary>
    /// <param name="rates">(trials) of (steps) learning rates.</param>
    /// <param name="courses">Constants that change from step to step.</param>
    public void BeginEpoch(IReadOnlyList<double[]> rates, params IReadOnlyList<ConstantCourse> courses)
    {
        using var scope = torch.NewDisposeScope();
        uniforms.BeginEpoch(StepCount, rates, courses);
        step = 0;
    }

    /// <summary>One step. Called within a dispose scope and without autograd.</summary>
    /// <param name="gradients">One per part of the parameters (<see cref="FusedParameters.Gradients"/>).</param>
    public void Step(IReadOnlyList<Tensor> gradients)
    {
        for (int part = 0; part < gradients.Count; part++)
        {
            Tensor[] blocks = [parameters.Parts[part], gradients[part], .. stateParts.Select(s => s[part])];
            new ProgramStep(program, uses, blocks, uniforms.At(step, part), Norm).Run();
        }
        step++;
        StepCount++;
    }

    /// <summary>The same for some of the trials, with their states. This optimizer is to be disposed by the caller.</summary>
    public FusedOptimizer Select(FusedParameters all, FusedParameters kept, IReadOnlyList<int> trials) =>
        new([.. trials.Select(t => settings[t])], moving, kept, [.. States.Select(s => all.Select(s.Value, trials))], StepCount);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in stateParts.SelectMany(s => s))
            view.Dispose();
        foreach (var (_, state) in States)
            state.Dispose();
        tensorNumbers?.Dispose();
        uniforms.Dispose();
    }

    private Tensor Norm(Tensor values) => tensorNumbers is null
        ? values.mul(values).sum().sqrt()
        : parameters.SquareSums(values).sqrt().index_select(0, tensorNumbers);
}
