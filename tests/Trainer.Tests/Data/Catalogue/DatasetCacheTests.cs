using System.Runtime.CompilerServices;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data.Catalogue;

public sealed class DatasetCacheTests
{
    [Fact]
    public void The_last_used_are_kept_and_others_only_while_somebody_holds_them()
    {
        var cache = new DatasetCache(kept: 2);
        Dataset held = Dataset("held");
        cache.Add("held", held);
        FillBeyondItsSize(cache);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Same(held, cache.Find("held"));
        Assert.Null(cache.Find("forgotten"));
        Assert.NotNull(cache.Find("recent"));
    }

    [Fact]
    public void Use_keeps_a_dataset_recent()
    {
        var cache = new DatasetCache(kept: 2);
        FillAndUseTheFirst(cache);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.NotNull(cache.Find("first"));
        Assert.Null(cache.Find("second"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // so that no local of the test keeps them alive
    private static void FillBeyondItsSize(DatasetCache cache)
    {
        foreach (string name in new[] { "forgotten", "recent", "last" })
            cache.Add(name, Dataset(name));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillAndUseTheFirst(DatasetCache cache)
    {
        cache.Add("first", Dataset("first"));
        cache.Add("second", Dataset("second"));
        Assert.NotNull(cache.Find("first"));
        cache.Add("third", Dataset("third"));
    }

    private static Dataset Dataset(string name) =>
        new(name, 1, 1, 1, 2, new DatasetSplit([0], [0]), new DatasetSplit([0], [0]));
}
