using Sweep.Client.Cluster;
using Sweep.Testing;

namespace Sweep.Client.Tests.Cluster;

public sealed class ClusterPartTests
{
    [Fact]
    public async Task A_build_without_the_cluster_part_says_so_and_one_with_it_tries()
    {
        using var folder = new TemporaryFolder();
        var ended = await SweepProcess.RunAsync(folder.FullName, "silos", "--cluster", "127.0.0.1:1", "--cluster-timeout", "1");
        string said = ended.Error.ReplaceLineEndings(" ");
        Assert.Equal(ClusterPart.IsPresent ? 3 : 2, ended.Code);
        Assert.Contains(ClusterPart.IsPresent ? "cannot be reached at 127.0.0.1:1" : "This build lacks the cluster part", said);
    }

    [Fact]
    public async Task The_doctor_tells_whether_the_cluster_part_is_there()
    {
        using var folder = new TemporaryFolder();
        var ended = await SweepProcess.RunAsync(folder.FullName, "doctor", "--format", "csv");
        Assert.Contains(ClusterPart.IsPresent ? "cluster (Orleans),ok," : "cluster (Orleans),absent,", ended.Output);
    }
}
