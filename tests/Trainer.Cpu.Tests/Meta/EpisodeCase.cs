using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests.Meta;

/// <summary>A small network and a task, learned by the engine and by the reference.</summary>
/// <param name="Shape">The network.</param>
/// <param name="Meta">How it learns.</param>
/// <param name="Support">(samples, numbers), way by way.</param>
/// <param name="Query">(samples, numbers), way by way.</param>
/// <param name="Start">The numbers before learning.</param>
internal sealed record EpisodeCase(ShapedNetwork Shape, MetaSettings Meta, double[] Support, double[] Query, double[] Start)
{
    private static readonly StreamKey Key = new(2024);

    /// <summary>The network of a <see cref="NetworkCase"/> on invented samples.</summary>
    public static EpisodeCase Of(NetworkDescription description, TensorShape input, MetaSettings meta, string activation = "tanh")
    {
        var start = new NetworkCase(description, input, samples: 1, activation);
        var random = RandomStream.For(Key, "episode");
        double[] Draw(int samples) => [.. Enumerable.Range(0, samples * input.Count).Select(_ => (double)(float)random.NextNormal())];
        return new EpisodeCase(start.Shape, meta, Draw(meta.Ways * meta.Shots), Draw(meta.Ways * meta.Queries),
            start.Reference().Parameters);
    }

    /// <summary>Support, then queries, of the training split.</summary>
    public Episode Episode => new(Numbers(0, Meta.Shots), Numbers(Meta.Ways * Meta.Shots, Meta.Queries), []);

    /// <summary>Of the trial: plain gradient descent.</summary>
    public TrialSettings Settings => TrialSettings.Read(Invented.Trial(0, ("optimizer", Invented.Text("sgd"))).Configuration) with
    {
        Meta = Meta,
        Normalization = Normalization.None,
    };

    /// <summary>A session whose outer step is p - gradient, with the network's numbers at the start.</summary>
    public IMetaSession Open(MetaSettings? meta = null)
    {
        float[] all = [.. Support.Concat(Query).Select(v => (float)v)];
        int count = all.Length / Shape.Input.Count;
        var split = new DatasetSplit(new SampleValues.Numbers(all), new Targets.Classes(new ushort[count]));
        var dataset = new Dataset("invented", Shape.Input.Channels, Shape.Input.Height, Shape.Input.Width, 2, split, split);
        var settings = Settings with { Meta = meta ?? Meta };
        var session = (IMetaSession)new CpuEngine().Open(new SessionDescription(dataset, [new SessionTrial(Key, settings, Shape)]));
        session.Load(0, Tensors([.. Start.Select(v => (float)v)]));
        return session;
    }

    /// <summary>The query loss, and how far an outer step of rate 1 moves the numbers against their gradient.</summary>
    public (double Loss, double[] Gradient) Learn()
    {
        using var session = Open();
        var losses = session.TrainEpisodes(new MetaEpoch("1", [[Episode]], [[1.0]]), CancellationToken.None)[0];
        return (losses.Batches[0], [.. Start.Zip(NumbersOf(session), (before, after) => (float)before - (double)after)]);
    }

    /// <summary>The same in double precision.</summary>
    public (double Loss, double[] Gradient) Expect()
    {
        double[] gradient = new double[Start.Length];
        var task = new ReferenceTask(Reference(), Support, Query, Meta.Ways, Shape.Input.Count);
        (int, int)[]? head = Meta.Method != MetaMethod.Anil ? null
            : [.. Shape.Head!.Parameters.Select(p => (Views().First(v => v.Description.Name == p.Name).Offset, p.Count))];
        var loop = new InnerLoop<double>(Start.Length, Meta.InnerSteps, Meta.InnerRate, head);
        if (Meta.Method == MetaMethod.Reptile)
        {
            double[] adapted = loop.Adapt(task, Start).ToArray();
            return (task.SupportLoss(adapted), [.. Start.Zip(adapted, (before, after) => before - after)]);
        }
        double loss = loop.OuterGradient(task, Start, Meta.Method != MetaMethod.FirstOrderMaml, gradient);
        return (loss, gradient);
    }

    /// <summary>The numbers of a session, in the order of <see cref="Start"/>.</summary>
    public float[] NumbersOf(IMetaSession session)
    {
        var saved = session.Save(0).ToDictionary(t => t.Name);
        return [.. Views().SelectMany(v => saved[v.Description.Name].Values)];
    }

    private IReadOnlyList<Memory.ParameterView> Views()
    {
        using var network = NetworkCompiler.Compile(Shape, 1, KernelSet.Best);
        return network.Parameters.Views;
    }

    private ReferenceNetwork Reference() => new(Shape, new ReferenceMode.Training(Key, "1"));

    private NamedTensor[] Tensors(float[] numbers) =>
        [.. Views().Select(v => new NamedTensor(v.Description.Name, v.Description.Shape, v.Slice(numbers).ToArray()))];

    private int[][] Numbers(int first, int each) =>
        [.. Enumerable.Range(0, Meta.Ways).Select(way => Enumerable.Range(first + way * each, each).ToArray())];
}
