namespace Sweep.Trainer.Cpu.Memory;

/// <summary>Finds a place for every storage in one run of memory: what is not needed at the same time may share a place.</summary>
/// <remarks>A storage used at one time only serves all micro-batches, one after another. The others go largest first to the lowest place
/// that is free during all of their uses: greedy by size, as in Pisarchyk and Lee, arXiv 2001.03288 (2020).</remarks>
internal sealed unsafe class MemoryPlan
{
    private readonly List<Storage> storages = [];

    /// <summary>A new storage.</summary>
    /// <param name="length">Floats per micro-batch: a multiple of 16.</param>
    public Storage Add(int length)
    {
        var storage = new Storage(length);
        storages.Add(storage);
        return storage;
    }

    /// <summary>Gives each storage its memory.</summary>
    /// <param name="arena">Where it comes from.</param>
    /// <param name="microBatches">How many a storage keeps that is used at several times.</param>
    public void Place(Arena arena, int microBatches)
    {
        List<(Storage Storage, long From, long To)> placed = []; // ascending
        long total = 0;
        foreach (var storage in storages.Where(s => !s.IsPart && s.Uses.Last >= 0).OrderByDescending(Floats).ThenBy(s => s.Uses.First))
        {
            long from = 0, floats = Floats(storage);
            foreach (var other in placed)
            {
                if (other.From >= from + floats)
                    break;
                if (other.Storage.Uses.First <= storage.Uses.Last && storage.Uses.First <= other.Storage.Uses.Last)
                    from = Math.Max(from, other.To);
            }
            int at = placed.FindIndex(p => p.From > from);
            placed.Insert(at < 0 ? placed.Count : at, (storage, from, from + floats));
            total = Math.Max(total, from + floats);
        }
        float* memory = arena.Floats(total);
        foreach (var (storage, from, _) in placed)
            storage.Place(memory + from, Floats(storage) > storage.Length ? storage.Length : 0);
        foreach (var storage in storages)
            storage.Resolve();

        long Floats(Storage storage) => storage.Uses.First == storage.Uses.Last ? storage.Length : (long)storage.Length * microBatches;
    }
}
