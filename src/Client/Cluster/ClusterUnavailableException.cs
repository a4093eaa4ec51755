namespace Sweep.Client.Cluster;

/// <summary>The cluster cannot be reached, or did not answer in time.</summary>
/// <param name="reason">What happened, in one sentence.</param>
/// <param name="advice">What to check, one line each.</param>
/// <param name="inner">What the cluster's client said; null if nothing.</param>
internal sealed class ClusterUnavailableException(string reason, IReadOnlyList<string> advice, Exception? inner)
    : Exception(string.Join(Environment.NewLine, [reason, .. advice]), inner)
{
    /// <summary>What happened, in one sentence.</summary>
    public string Reason { get; } = reason;
}
