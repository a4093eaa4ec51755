namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Equal register blocks one behind the other on a line.</summary>
/// <param name="Source">Floats from the line's start in the source.</param>
/// <param name="Destination">Floats from the line's start in the destination.</param>
/// <param name="Vectors">Of each block.</param>
/// <param name="Repeats">How many blocks.</param>
internal readonly record struct LineRun(int Source, int Destination, int Vectors, int Repeats);

/// <summary>The blocks that cover a line of positions.</summary>
/// <param name="Runs">In order.</param>
/// <param name="SourceVector">Floats from one vector of a block to the next in the source.</param>
/// <param name="DestinationVector">The same in the destination.</param>
/// <param name="IsDense">Whether both are contiguous.</param>
internal sealed record LineCover(LineRun[] Runs, int SourceVector, int DestinationVector, bool IsDense)
{
    /// <summary>Covers <paramref name="positions"/> positions of <paramref name="samples"/> floats each.</summary>
    /// <param name="positions">How many; may be 0.</param>
    /// <param name="samples">Floats per position.</param>
    /// <param name="source">Where the first position lies in the source line, and from one to the next.</param>
    /// <param name="destination">The same in the destination line.</param>
    /// <param name="lanes">Floats per vector; divides <paramref name="samples"/>.</param>
    /// <param name="largest">Most vectors per block.</param>
    /// <param name="wholeLine">Whether one run may cover the line; otherwise each run is one block.</param>
    public static LineCover Of(int positions, int samples, (int Start, int Step) source, (int Start, int Step) destination, int lanes, int largest, bool wholeLine)
    {
        List<LineRun> runs = [];
        bool contiguous = source.Step == samples && destination.Step == samples;
        if (contiguous || lanes == samples)
        {
            int sourceVector = contiguous ? lanes : source.Step, destinationVector = contiguous ? lanes : destination.Step, at = 0;
            foreach (int vectors in BlockSplit.Even(positions * samples / lanes, largest))
            {
                if (wholeLine && runs.Count > 0 && runs[^1].Vectors == vectors)
                    runs[^1] = runs[^1] with { Repeats = runs[^1].Repeats + 1 };
                else
                    runs.Add(new LineRun(source.Start + at * sourceVector, destination.Start + at * destinationVector, vectors, 1));
                at += vectors;
            }
            return new LineCover([.. runs], sourceVector, destinationVector, contiguous);
        }
        for (int position = 0; position < positions; position++)
        {
            int at = 0;
            foreach (int vectors in BlockSplit.Even(samples / lanes, largest))
            {
                runs.Add(new LineRun(source.Start + position * source.Step + at, destination.Start + position * destination.Step + at, vectors, 1));
                at += vectors * lanes;
            }
        }
        return new LineCover([.. runs], lanes, lanes, IsDense: true);
    }
}
