using System.Security.Cryptography;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>The trials of a sweep as a grid: a row for each configuration, a column for each seed. Where that would be mostly empty, as
/// where each configuration has seeds of its own, columns are the first, second, ... trial of a configuration; and where this is too, rows
/// just follow the plan.</summary>
internal sealed class SweepMap
{
    /// <summary>The code of a cell without a trial; a state has its number and one.</summary>
    public const byte Nothing = 0;

    private const int Emptiness = 4, SmallGrid = 10_000, MostCells = 32_000_000;

    private readonly long[] ordinals; // of each cell; -1 for none

    private SweepMap(int rows, IReadOnlyList<int>? seeds, int columns, byte[] states, long[] ordinals, bool hasConfigurations) =>
        (Rows, Seeds, Columns, States, this.ordinals, HasConfigurations, Version) =
            (rows, seeds, columns, states, ordinals, hasConfigurations,
                $"{rows}-{columns}-{Convert.ToHexStringLower(SHA256.HashData(states))}");

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>The seeds of the columns; null where columns are no seeds.</summary>
    public IReadOnlyList<int>? Seeds { get; }

    /// <summary>Whether a row is a configuration.</summary>
    public bool HasConfigurations { get; }

    /// <summary>Codes of the cells, row by row.</summary>
    public byte[] States { get; }

    /// <summary>Names the content: maps that differ have different ones.</summary>
    public string Version { get; }

    /// <summary>Arranges trials in plan order.</summary>
    public static SweepMap Create(IReadOnlyList<TrialPlace> places)
    {
        var (rowOf, columnOf, sizes) = (new Dictionary<long, int>(), new Dictionary<int, int>(), new List<int>());
        foreach (var place in places)
        {
            if (rowOf.TryAdd(place.ConfigurationKey, sizes.Count))
                sizes.Add(0);
            sizes[rowOf[place.ConfigurationKey]]++;
            columnOf.TryAdd(place.Seed, columnOf.Count);
        }
        int rows = sizes.Count, most = sizes.DefaultIfEmpty(0).Max();
        if (IsFull(rows, columnOf.Count, places.Count))
            return Fill(places, rows, columnOf.Count, [.. columnOf.Keys], p => (rowOf[p.ConfigurationKey], columnOf[p.Seed]), true);
        if (IsFull(rows, most, places.Count))
        {
            int[] next = new int[rows];
            return Fill(places, rows, most, null, p => (rowOf[p.ConfigurationKey], next[rowOf[p.ConfigurationKey]]++), true);
        }
        int width = (int)Math.Ceiling(Math.Sqrt(places.Count)), at = 0;
        return Fill(places, (places.Count + width - 1) / width, width, null, _ => (at / width, at++ % width), false);
    }

    /// <summary>The place in the plan of the trial of a cell; null where there is none.</summary>
    public long? OrdinalAt(int row, int column) => row < 0 || row >= Rows || column < 0 || column >= Columns
        || ordinals[row * Columns + column] is var ordinal && ordinal < 0 ? null : ordinals[row * Columns + column];

    /// <summary>The places in the plan of the trials of a row.</summary>
    public IReadOnlyList<long> OrdinalsOf(int row) =>
        [.. new ArraySegment<long>(ordinals, row * Columns, Columns).Where(o => o >= 0)];

    /// <summary>How many trials of a row are in each state.</summary>
    public IReadOnlyDictionary<TrialState, int> CountsOf(int row) => new ArraySegment<byte>(States, row * Columns, Columns)
        .Where(s => s != Nothing).GroupBy(s => (TrialState)(s - 1)).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>The rows with a trial in a state, in order.</summary>
    public IEnumerable<int> RowsWith(TrialState state) => Enumerable.Range(0, Rows)
        .Where(r => new ReadOnlySpan<byte>(States, r * Columns, Columns).Contains(Code(state)));

    /// <summary>The places in the plan of the first trials in a state.</summary>
    public IReadOnlyList<long> FirstIn(TrialState state, int count) => [.. Enumerable.Range(0, States.Length)
        .Where(i => States[i] == Code(state)).Take(count).Select(i => ordinals[i])];

    private static byte Code(TrialState state) => (byte)(state + 1);

    private static bool IsFull(long rows, long columns, long trials) =>
        rows * columns <= Math.Min(MostCells, Math.Max(SmallGrid, Emptiness * trials));

    private static SweepMap Fill(IReadOnlyList<TrialPlace> places, int rows, int columns, IReadOnlyList<int>? seeds,
        Func<TrialPlace, (int Row, int Column)> where, bool hasConfigurations)
    {
        byte[] states = new byte[rows * columns];
        long[] ordinals = new long[rows * columns];
        Array.Fill(ordinals, -1);
        foreach (var place in places)
        {
            var (row, column) = where(place);
            (states[row * columns + column], ordinals[row * columns + column]) = (Code(place.State), place.Ordinal);
        }
        return new SweepMap(rows, seeds, columns, states, ordinals, hasConfigurations);
    }
}
