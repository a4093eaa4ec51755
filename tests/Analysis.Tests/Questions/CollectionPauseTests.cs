using System.Runtime;
using Sweep.Analysis.Questions;

namespace Sweep.Analysis.Tests.Questions;

public class CollectionPauseTests
{
    [Fact]
    public void Few_trials_are_analysed_without_setting_memory_aside() => Assert.Null(CollectionPause.For(1_000));

    [Fact]
    public void Collections_wait_during_the_analysis_of_many_trials_and_run_again_after_it()
    {
        using (var pause = CollectionPause.For(1_000_000))
        {
            Assert.SkipWhen(pause is null, "This machine has too little memory for a pause, or another test has one.");
            Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        }
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}
