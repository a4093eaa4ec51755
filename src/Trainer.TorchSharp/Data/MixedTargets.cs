using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>What the classes of an epoch are mixed with, on the device, in the order in which they are seen. The tensors belong to the
/// dispose scope that they were made in.</summary>
/// <param name="Partners">(samples, trials) 64-bit classes of the partners.</param>
/// <param name="Shares">(samples, trials) single, of the samples' own classes.</param>
internal sealed record MixedTargets(Tensor Partners, Tensor Shares)
{
    /// <summary>Sends those of an epoch to the device.</summary>
    /// <param name="perTrial">Of each fused trial.</param>
    /// <param name="orders">Of each fused trial: its samples in the order of the epoch.</param>
    /// <param name="labels">Of all training samples.</param>
    /// <param name="device">Where.</param>
    public static MixedTargets Upload(IReadOnlyList<MixedBatches> perTrial, IReadOnlyList<int[]> orders, ushort[] labels,
        torch.Device device)
    {
        int samples = orders[0].Length, trials = orders.Count;
        var partners = new long[samples, trials];
        var shares = new float[samples, trials];
        for (int trial = 0; trial < trials; trial++)
        {
            for (int i = 0; i < samples; i++)
            {
                int sample = orders[trial][i];
                (partners[i, trial], shares[i, trial]) = (labels[perTrial[trial].PartnerOf(sample)], perTrial[trial].ShareOf(sample));
            }
        }
        return new MixedTargets(torch.from_array(partners).to(device), torch.from_array(shares).to(device));
    }

    /// <summary>Those of a batch.</summary>
    public MixedTargets Narrow(int first, int count) => new(Partners.narrow(0, first, count), Shares.narrow(0, first, count));
}
