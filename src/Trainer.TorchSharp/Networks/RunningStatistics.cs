namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>Running means or variances of a batch norm, for all trials.</summary>
/// <param name="Name">"batchnorm1.running_mean".</param>
/// <param name="Values">(trials x channels).</param>
/// <param name="TrialCount">How many networks train together.</param>
internal sealed record RunningStatistics(string Name, Tensor Values, int TrialCount)
{
    /// <summary>Channels of one trial.</summary>
    public int Channels => (int)(Values.shape[0] / TrialCount);

    /// <summary>Those of one trial, in single precision.</summary>
    public float[] Read(int trial)
    {
        using var scope = torch.NewDisposeScope();
        return Own(trial).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Overwrites those of one trial.</summary>
    public void Write(int trial, float[] numbers)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        Own(trial).copy_(torch.tensor(numbers));
    }

    private Tensor Own(int trial) => Values.view(TrialCount, -1).select(0, trial);
}
