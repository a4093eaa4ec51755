using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Optimizers;

/// <summary>Moves all parameters of a network by one step along their gradients, by a compiled program. Its states lie in blocks laid
/// out like the parameters'.</summary>
/// <remarks>What is equal for all elements is computed once per step in double precision, once per tensor where norms over tensors are part
/// of it.</remarks>
internal sealed unsafe class Optimizer : IDisposable
{
    private const int Chunk = 4096; // elements whose squares are summed in single precision

    private static readonly ConcurrentDictionary<string, Lazy<UpdateKernel>> Kernels = new(StringComparer.Ordinal);

    private readonly OptimizerProgram program;
    private readonly UpdateKernel kernel;
    private readonly UniformEvaluator evaluator;
    private readonly Arena arena;
    private readonly Run[] runs;
    private readonly double[] values;       // of the program's parameters, as the trial has them
    private readonly double[] own;          // the same, as a run has them
    private readonly double[] uniforms;
    private readonly Dictionary<Term, double>[] norms; // of each run, as far as they are known
    private readonly float* single;         // the same, rounded
    private readonly nint[] blocks;         // weights, gradients, states
    private readonly int decayPlace;        // in values; -1 without decay

    private Optimizer(OptimizerSettings settings, ParameterBlock parameters, Arena arena)
    {
        this.arena = arena;
        program = settings.Program;
        kernel = Kernels.GetOrAdd(settings.FusionKey, _ => new(() => new UpdateKernel(program))).Value;
        evaluator = new UniformEvaluator(program.Uniforms);
        Scalars = new ScalarStates(program);
        (values, own) = (new double[program.ParameterCount], new double[program.ParameterCount]);
        for (int i = 0; i < program.Constants.Count; i++)
            values[i + 2] = settings.Values[program.Constants[i]];
        int named = program.Constants.IndexOf(OptimizerProgram.WeightDecay);
        decayPlace = named < 0 ? -1 : named + 2;
        uniforms = new double[program.Uniforms.Count];
        single = arena.Floats(uniforms.Length);
        runs = Runs(settings, parameters);
        norms = [.. runs.Select(_ => new Dictionary<Term, double>())];
        States = [.. program.Results.Skip(1).Select(r => new NamedBlock(r.Name, arena.Floats(parameters.Count), parameters.Count))];
        blocks = [0, 0, .. States.Select(s => (nint)s.Pointer)];
    }

    /// <summary>Steps made so far.</summary>
    public long StepCount { get; set; }

    /// <summary>What is kept from step to step, laid out like the parameters.</summary>
    public IReadOnlyList<NamedBlock> States { get; }

    /// <summary>What is kept from step to step once for all parameters.</summary>
    public ScalarStates Scalars { get; }

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
        Scalars.Step(values);
        foreach (var known in norms)
            known.Clear();
        for (int i = 0; i < program.Norms.Count; i++) // a norm may be part of a later one's operand
            Measure(program.Norms[i], kernel.Norms[i]);
        for (int i = 0; i < runs.Length; i++)
        {
            Evaluate(i);
            Walk(kernel.Step, null, runs[i].Offset, runs[i].Count, writes: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    // Elements that agree in all uniform terms: a tensor where there are norms over tensors, else neighbours that are treated alike. None
    // for what is frozen.
    private Run[] Runs(OptimizerSettings settings, ParameterBlock parameters)
    {
        bool apart = program.Norms.Any(n => n.Operation == Operation.Norm);
        List<Run> found = [];
        foreach (var (description, offset) in parameters.Views.Where(v => !v.Description.IsFrozen))
        {
            double decay = decayPlace >= 0 && settings.Decays(description.Role) ? values[decayPlace] : 0;
            var run = new Run(offset, description.Count, decay, settings.RateFactor(description.Role));
            if (!apart && found.Count > 0 && found[^1] is var last && last.Offset + last.Count == offset
                && (last.Decay, last.RateFactor) == (run.Decay, run.RateFactor))
                found[^1] = last with { Count = last.Count + run.Count };
            else
                found.Add(run);
        }
        return [.. found];
    }

    // The uniform terms of a run, as far as the norms in them are known.
    private void Evaluate(int run)
    {
        values.CopyTo(own, 0);
        own[1] *= runs[run].RateFactor;
        if (decayPlace >= 0)
            own[decayPlace] = runs[run].Decay;
        evaluator.Evaluate(own, norms[run], uniforms);
        for (int i = 0; i < uniforms.Length; i++)
            single[i] = (float)uniforms[i];
    }

    private void Measure(Term norm, UpdateLoop loop)
    {
        double whole = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            Evaluate(i);
            double squares = SquareSum(loop, runs[i]);
            whole += squares;
            norms[i][norm] = Math.Sqrt(squares);
        }
        for (int i = 0; i < runs.Length && norm.Operation == Operation.GlobalNorm; i++)
            norms[i][norm] = Math.Sqrt(whole);
    }

    private double SquareSum(UpdateLoop loop, Run run)
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
        return total;
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

    private readonly record struct Run(int Offset, int Count, double Decay, double RateFactor);
}
