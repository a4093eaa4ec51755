using System.Runtime;
using Sweep.Client.Compare;

namespace Sweep.Client.Tests.Compare;

public class CollectionPauseTests
{
    [Fact]
    public void Few_trials_are_analysed_without_setting_memory_aside() => Assert.Null(CollectionPause.For(1_000));

    [Fact]
    public void Collections_run_again_after_the_analysis_of_many_trials()
    {
        using (CollectionPause.For(1_000_000))
        {
        }
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}
