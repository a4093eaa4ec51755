using Sweep.Trainer.Engines;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Moves the numbers of fused trials by one step, each trial by its own constants and rate. Its states are laid out like the
/// numbers.</summary>
/// <remarks>Written on tensors because the optimizers of TorchSharp make temporary scalars at each step
/// (<see cref="Scalars"/>).</remarks>
internal sealed class FusedOptimizer : IDisposable
{
    private readonly IReadOnlyList<OptimizerSettings> settings;
    private readonly IReadOnlyList<string> moving;
    private readonly FusedParameters parameters;
    private readonly OptimizerProgram program;
    private readonly ProgramUses uses;
    private readonly FusedUniforms uniforms;
    private readonly IReadOnlyList<IReadOnlyList<Tensor>> stateParts; // (states, parts)
    private readonly ScalarStates[] scalars;                          // of each trial
    private readonly Term[] globalNorms;
    private readonly Tensor? tensorNumbers, trialNumbers;             // of each element; for norms over several tensors and trials
    private int step;                                                 // of the epoch

    private FusedOptimizer(IReadOnlyList<OptimizerSettings> settings, IReadOnlyList<string> moving, FusedParameters parameters,
        IReadOnlyList<Tensor> states, IReadOnlyList<ScalarStates> scalars, long stepCount)
    {
        (this.settings, this.moving, this.parameters, StepCount) = (settings, moving, parameters, stepCount);
        // What is zero for all trials at all steps costs no operation.
        var zero = settings[0].Values.Where(v => !moving.Contains(v.Key) && settings.All(s => s.Values[v.Key] == 0));
        program = settings[0].ProgramWith(zero.ToDictionary());
        uses = new ProgramUses(program);
        this.scalars = [.. scalars.Select(s => s.For(program))];
        uniforms = new FusedUniforms(program, uses.Uniforms, settings, this.scalars, parameters);
        States = [.. program.Results.Skip(1).Zip(states, (r, s) => KeyValuePair.Create(r.Name, s))];
        stateParts = [.. states.Select(parameters.Split)];
        globalNorms = [.. program.Norms.Where(n => n.Operation == Operation.GlobalNorm)];
        bool together = parameters.Parts.Count == 1;
        tensorNumbers = together && globalNorms.Length < program.Norms.Count ? parameters.TensorNumbers() : null;
        trialNumbers = together && globalNorms.Length > 0 ? parameters.ElementNumbers(_ => 0) : null;
    }

    /// <summary>Steps made so far; set before an epoch begins.</summary>
    public long StepCount { get; set; }

    /// <summary>What is kept from step to step, by the program's names, laid out like <see cref="FusedParameters.Values"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> States { get; }

    /// <summary>What a trial keeps once for all its parameters; as it will be after the epoch that was begun last.</summary>
    public ScalarStates ScalarsOf(int trial) => scalars[trial];

    /// <summary>The state at which the networks are judged.</summary>
    /// <exception cref="InvalidOperationException">They are judged at their weights.</exception>
    public Tensor Evaluated => States.Single(s => s.Key == program.Evaluated).Value;

    /// <summary>The optimizer of some trials.</summary>
    /// <param name="settings">One per trial, all of one <see cref="OptimizerSettings.FusionKey"/>.</param>
    /// <param name="parameters">What it moves.</param>
    /// <param name="moving">Names of the constants that an epoch may give values of their own for each step.</param>
    public static FusedOptimizer Create(IReadOnlyList<OptimizerSettings> settings, FusedParameters parameters,
        params IReadOnlyList<string> moving)
    {
        var states = settings[0].Program.Results.Skip(1).Select(_ => parameters.Values.zeros_like().DetachFromDisposeScope());
        return new FusedOptimizer(settings, moving, parameters, [.. states], [.. settings.Select(s => new ScalarStates(s.Program))],
            stepCount: 0);
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
        ProgramStep[] steps = [.. gradients.Select((gradient, part) => new ProgramStep(uses,
            [parameters.Parts[part], gradient, .. stateParts.Select(s => s[part])], uniforms.At(step, part), Norm))];
        foreach (var norm in globalNorms)
        {
            var value = GlobalNorm([.. steps.Select(s => s.OperandOf(norm))]);
            foreach (var part in steps)
                part.Know(norm, value);
        }
        foreach (var part in steps)
            part.Run();
        step++;
        StepCount++;
    }

    /// <summary>The same for some of the trials, with their states. This optimizer is to be disposed by the caller.</summary>
    public FusedOptimizer Select(FusedParameters all, FusedParameters kept, IReadOnlyList<int> trials) =>
        new([.. trials.Select(t => settings[t])], moving, kept, [.. States.Select(s => all.Select(s.Value, trials))],
            [.. trials.Select(t => scalars[t])], StepCount);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var view in stateParts.SelectMany(s => s))
            view.Dispose();
        foreach (var (_, state) in States)
            state.Dispose();
        tensorNumbers?.Dispose();
        trialNumbers?.Dispose();
        uniforms.Dispose();
    }

    private Tensor Norm(Tensor values) => tensorNumbers is null
        ? values.mul(values).sum().sqrt()
        : parameters.SquareSums(values).sqrt().index_select(0, tensorNumbers);

    private Tensor GlobalNorm(Tensor[] parts) => trialNumbers is null
        ? parts.Select(p => p.mul(p).sum()).Aggregate((a, b) => a.add(b, Scalars.One)).sqrt()
        : parameters.TrialSquareSums(parts[0]).sqrt().index_select(0, trialNumbers);
}
