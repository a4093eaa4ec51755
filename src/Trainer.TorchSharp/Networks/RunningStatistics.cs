namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>Running means or variances of a batch norm, for all replicas.</summary>
/// <param name="Name">"batchnorm1.running_mean".</param>
/// <param name="Values">(replicas x channels).</param>
/// <param name="Replicas">How many networks train together.</param>
internal sealed record RunningStatistics(string Name, Tensor Values, int Replicas)
{
    /// <summary>Channels of one replica.</summary>
    public int Channels => (int)(Values.shape[0] / Replicas);

    /// <summary>Those of one replica, in single precision.</summary>
    public float[] Read(int replica)
    {
        using var scope = torch.NewDisposeScope();
        return Own(replica).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Overwrites those of one replica.</summary>
    public void Write(int replica, float[] numbers)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        Own(replica).copy_(torch.tensor(numbers));
    }

    private Tensor Own(int replica) => Values.view(Replicas, -1).select(0, replica);
}
