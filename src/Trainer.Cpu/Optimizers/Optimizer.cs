using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Optimizers;

/// <summary>Moves all parameters of a network by one step along their gradients, by a compiled program. Its states lie in blocks laid
/// out like the parameters'.</summary>
/// <remarks>What is equal for all elements is computed once per step in double precision, once per tensor where norms are part of it. The
/// constant weightDecay is 0 for parameters of activations.</remarks>
internal sealed unsafe class Optimizer : IDisposable
{
    private const int Chunk = 4096; // elements whose squares are summed in single precision

    private static readonly ConcurrentDictionary<string, Lazy<UpdateKernel>> Kernels = new(StringComparer.Ordinal);

    private readonly OptimizerProgram program;
    private readonly UpdateKernel kernel;
    private readonly UniformEvaluator evaluator;
    private readonly Arena arena;
    private readonly Run[] runs;
    private readonly double[] values;       // t, rate, then the constants
    private readonly double[] uniforms;
    private readonly Dictionary<Term, double> norms = []; // of the run in work, as far as they are known
    private readonly float* single;         // the same, rounded
    private readonly nint[] blocks;         // weights, gradients, states
    private readonly int decayPlace;        // in values; -1 without decay
    private readonly double decay;

    private Optimizer(OptimizerSettings settings, ParameterBlock parameters, Arena arena)
    {
        this.arena = arena;
        program = settings.Program;
        kernel = Kernels.GetOrAdd(settings.FusionKey, _ => new(() => new UpdateKernel(program))).Value;
        evaluator = new UniformEvaluator(program.Uniforms);
        values = [0, 0, .. program.Constants.Select(c => settings.Values[c])];
        int named = program.Constants.IndexOf(OptimizerProgram.WeightDecay);
        (decayPlace, decay) = named < 0 ? (-1, 0) : (named + 2, values[named + 2]);
        uniforms = new double[program.Uniforms.Count];
        single = arena.Floats(uniforms.Length);
        runs = Runs(parameters);
        States = [.. program.Results.Skip(1).Select(r => new NamedBlock(r.Name, arena.Floats(parameters.Count), parameters.Count))];
        blocks = [0, 0, .. States.Select(s => (nint)s.Pointer)];
    }

    /// <summary>Steps made so far.</summary>
    public long StepCount { get; set; }

    /// <summary>What is kept from step to step, laid out like the parameters.</summary>
    public IReadOnlyList<NamedBlock> States { get; }

    /// <summary>The optimizer of these settings for these parameters.</summary>
    public static Optimizer Create(OptimizerSettings settings, ParameterBlock parameters) => new(settings, parameters, new Arena());

    /// <summary>The same with memory that is counted only (<see cref="Arena"/>).</summary>
    public static Optimizer CreateCounted(OptimizerSettings settings, ParameterBlock parameters) =>
        new(settings, parameters, new Arena(countsOnly: true));

    /// <summary>Bytes of its states.</summary>
    public long Bytes => arena.Bytes;

    /// <summary>Gives a constant another value from the next step on.</summary>
    /// <param name="constant">One of the program's constants, not weightDecay.</param>
    /// <param name="value">The value.</param>
    public void Set(string constant, double value) => values[program.Constants.IndexOf(constant) + 2] = value;

    /// <summary>One step.</summary>
    /// <param name="parameters">Those that the optimizer was made for.</param>
    /// <param name="rate">The learning rate.</param>
    public void Step(ParameterBlock parameters, double rate)
    {
        StepCount++;
        (values[0], values[1]) = (StepCount, rate);
        (blocks[0], blocks[1]) = ((nint)parameters.Values, (nint)parameters.Gradients);
        foreach (var run in runs)
        {
            if (decayPlace >= 0)
                values[decayPlace] = run.Decays ? decay : 0;
            Evaluate(run);
            Walk(kernel.Step, null, run.Offset, run.Count, writes: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    // Elements that agree in all uniform terms: a tensor where there are norms, else all that decay and all others.
    private Run[] Runs(ParameterBlock parameters)
    {
        if (program.Norms.Count > 0)
        {
            return [.. parameters.Views.Select(v =>
                new Run(v.Offset, v.Description.Count, Decays: v.Description.Role != ParameterRole.Activation))];
        }
        int decayed = decay == 0 ? 0 : parameters.DecayedCount;
        Run[] both = [new(0, decayed, Decays: true), new(decayed, parameters.Count - decayed, Decays: false)];
        return [.. both.Where(r => r.Count > 0)];
    }

    private void Evaluate(Run run)
    {
        norms.Clear();
        EvaluateUniforms();
        for (int i = 0; i < program.Norms.Count; i++) // a norm may be part of a later one's operand
        {
            norms[program.Norms[i]] = Norm(kernel.Norms[i], run);
            EvaluateUniforms();
        }
    }

    private void EvaluateUniforms()
    {
        evaluator.Evaluate(values, norms, uniforms);
        for (int i = 0; i < uniforms.Length; i++)
            single[i] = (float)uniforms[i];
    }

    private double Norm(UpdateLoop loop, Run run)
    {
        float* sums = stackalloc float[UpdateKernel.LaneCount];
        double total = 0;
        for (int first = 0; first < run.Count; first += Chunk)
        {
            var lanes = new Span<float>(sums, UpdateKernel.LaneCount);
            lanes.Clear();
            int count = Math.Min(Chunk, run.Count - first), whole = count - count % UpdateKernel.LaneCount;
            Walk(loop, sums, run.Offset + first, whole, writes: false);
            foreach (float lane in lanes)
                total += lane;
            lanes.Clear();
            Walk(loop, sums, run.Offset + first + whole, count - whole, writes: false);
            foreach (float lane in lanes[..(count - whole)])
                total += lane;
        }
        return Math.Sqrt(total);
    }

    // Whole vectors where they are, the rest of a run in vectors of its own: every element is computed by the same instructions.
    private void Walk(UpdateLoop loop, float* sums, int offset, int count, bool writes)
    {
        int whole = count - count % UpdateKernel.LaneCount, rest = count - whole;
        void** starts = stackalloc void*[blocks.Length];
        for (int i = 0; i < blocks.Length; i++)
            starts[i] = (float*)blocks[i] + offset;
        if (whole > 0)
            loop(starts, single, sums, whole);
        if (rest == 0)
            return;
        void** ends = stackalloc void*[blocks.Length];
        float* copies = stackalloc float[blocks.Length * UpdateKernel.LaneCount];
        for (int i = 0; i < blocks.Length; i++)
        {
            ends[i] = copies + i * UpdateKernel.LaneCount;
            NativeMemory.Copy((float*)starts[i] + whole, ends[i], (nuint)rest * sizeof(float));
        }
        loop(ends, single, sums, UpdateKernel.LaneCount);
        for (int i = 0; writes && i < blocks.Length; i++)
            NativeMemory.Copy(ends[i], (float*)starts[i] + whole, (nuint)rest * sizeof(float));
    }

    private readonly record struct Run(int Offset, int Count, bool Decays);
}
