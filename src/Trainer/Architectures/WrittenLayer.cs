using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

/// <summary>An item of a user's list of layers.</summary>
/// <param name="Place">Where it stands, from the level on: "layers[3].conv".</param>
/// <param name="Canonical">Its one form: options at their defaults left out, short forms written in full, a bare name where no option is
/// left.</param>
internal abstract record WrittenLayer(string Place, SettingValue Canonical)
{
    /// <summary>How many layers it is when repeats are written out.</summary>
    public abstract double Count { get; }

    /// <summary>Appends its nodes.</summary>
    public abstract void AppendTo(NetworkBuilder builder, int classes);

    /// <summary>One layer.</summary>
    public sealed record Single(string Place, SettingValue Canonical, LayerSyntax Syntax, IReadOnlyDictionary<string, SettingValue> Options)
        : WrittenLayer(Place, Canonical)
    {
        public override double Count => 1;

        public override void AppendTo(NetworkBuilder builder, int classes)
        {
            builder.Place = Place;
            builder.Layer(Syntax.Create(new LayerArguments(Options, classes)));
        }
    }

    /// <summary>Layers several times one after the other, each time with weights of their own.</summary>
    public sealed record Repeat(string Place, SettingValue Canonical, int Times, IReadOnlyList<WrittenLayer> Layers)
        : WrittenLayer(Place, Canonical)
    {
        public override double Count => Times * Layers.Sum(l => l.Count);

        public override void AppendTo(NetworkBuilder builder, int classes)
        {
            for (int i = 0; i < Times; i++)
            {
                foreach (var layer in Layers)
                    layer.AppendTo(builder, classes);
            }
        }
    }

    /// <summary>Lists of layers that all read what comes before; one without layers passes it on.</summary>
    public sealed record Branches(string Place, SettingValue Canonical, IReadOnlyList<IReadOnlyList<WrittenLayer>> Parts, LayerJoin Join)
        : WrittenLayer(Place, Canonical)
    {
        public override double Count => 1 + Parts.Sum(p => p.Sum(l => l.Count));

        public override void AppendTo(NetworkBuilder builder, int classes)
        {
            int start = builder.Here;
            var ends = new int[Parts.Count];
            for (int i = 0; i < ends.Length; i++)
            {
                builder.From(start);
                foreach (var layer in Parts[i])
                    layer.AppendTo(builder, classes);
                ends[i] = builder.Here;
            }
            builder.Place = Place;
            Join.Append(builder.From(ends[0]), ends[1..]);
        }
    }
}
