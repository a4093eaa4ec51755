using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Meta;

/// <summary>The samples of an episode, way by way: first those of the support, then the queries. Their classes are the ways. For one thread
/// at a time.</summary>
/// <param name="train">The samples that the dataset numbers first.</param>
/// <param name="test">Those that it numbers behind them.</param>
internal sealed unsafe class EpisodeSamples(SplitSamples train, SplitSamples test) : SampleSource
{
    private readonly List<(int Number, int Way, int Turns)> samples = [];
    private readonly int[]?[] turned = new int[4][]; // by quarter turns: (positions) where each comes from
    private int[] numbers = [];
    private float[] unturned = [];

    /// <inheritdoc/>
    public override TensorShape Shape => train.Shape;

    /// <inheritdoc/>
    public override int Count => samples.Count;

    /// <summary>Numbers of the support samples.</summary>
    public int[] Support { get; private set; } = [];

    /// <summary>Numbers of the query samples.</summary>
    public int[] Query { get; private set; } = [];

    /// <summary>Goes on with another episode.</summary>
    /// <exception cref="ArgumentException">Images that are not square shall be turned by one or three quarters.</exception>
    public void Use(Episode episode)
    {
        samples.Clear();
        Support = Add(episode.Support, episode.QuarterTurns);
        Query = Add(episode.Query, episode.QuarterTurns);
    }

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        Load(train, first: 0, samples, lanes, destination);
        Load(test, first: train.Count, samples, lanes, destination);
    }

    /// <inheritdoc/>
    public override void Labels(ReadOnlySpan<int> samples, Span<int> labels)
    {
        for (int i = 0; i < samples.Length; i++)
            labels[i] = this.samples[samples[i]].Way;
    }

    private int[] Add(IReadOnlyList<int[]> ways, IReadOnlyList<int> turns)
    {
        int first = samples.Count;
        for (int way = 0; way < ways.Count; way++)
        {
            int quarters = turns.Count == 0 ? 0 : turns[way];
            if (quarters % 2 == 1 && Shape.Height != Shape.Width)
                throw new ArgumentException($"Images of {Shape.Height} x {Shape.Width} cannot be turned by a quarter.", nameof(turns));
            samples.AddRange(ways[way].Select(number => (number, way, quarters)));
        }
        return [.. Enumerable.Range(first, samples.Count - first)];
    }

    // Writes the lanes whose samples a split has.
    private void Load(SplitSamples split, int first, ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        if (numbers.Length < samples.Length)
            numbers = new int[samples.Length];
        int own = 0, turnedOnes = 0, any = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            var (number, _, turns) = this.samples[samples[i]];
            numbers[i] = number - first;
            if (!Has(split, numbers[i]))
                continue;
            any = numbers[i];
            own++;
            turnedOnes += turns == 0 ? 0 : 1;
        }
        if (own == 0)
            return;
        var asked = numbers.AsSpan(0, samples.Length);
        if (own == samples.Length && turnedOnes == 0)
        {
            split.Load(asked, lanes, destination);
            return;
        }
        if (unturned.Length < Shape.Count * lanes)
            unturned = new float[Shape.Count * lanes];
        int[] loaded = [.. asked];
        foreach (ref int number in loaded.AsSpan())
            number = Has(split, number) ? number : any;
        fixed (float* from = unturned)
        {
            split.Load(loaded, lanes, from);
            for (int lane = 0; lane < lanes; lane++)
            {
                int sample = Math.Min(lane, samples.Length - 1);
                if (Has(split, asked[sample]))
                    Turn(from + lane, Places(this.samples[samples[sample]].Turns), lanes, destination + lane);
            }
        }
    }

    private static bool Has(SplitSamples split, int number) => (uint)number < (uint)split.Count;

    private void Turn(float* from, int[] places, int lanes, float* to)
    {
        for (int channel = 0; channel < Shape.Channels; channel++, from += (nint)Shape.Plane * lanes)
        {
            foreach (int place in places)
            {
                *to = from[(nint)place * lanes];
                to += lanes;
            }
        }
    }

    // Counterclockwise: the first line is what was the last column, from above.
    private int[] Places(int turns)
    {
        int height = Shape.Height, width = Shape.Width;
        return turned[turns] ??= [.. Enumerable.Range(0, Shape.Plane).Select(i => Place(i / width, i % width))];

        int Place(int row, int column) => turns switch
        {
            0 => row * width + column,
            1 => column * width + width - 1 - row,
            2 => (height - 1 - row) * width + width - 1 - column,
            _ => (height - 1 - column) * width + row,
        };
    }
}
