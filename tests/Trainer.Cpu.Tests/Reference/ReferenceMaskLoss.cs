using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Cpu.Tests.Reference;

/// <summary>The losses of masks computed plainly in double precision, with invented logits and masks to compute them of.</summary>
internal static class ReferenceMaskLoss
{
    public static TheoryData<PixelLoss> Losses => [PixelLoss.CrossEntropy, PixelLoss.Dice, PixelLoss.Both];

    /// <summary>The loss of an image.</summary>
    public static double Of(PixelLoss loss, double[] logits, byte[] mask)
    {
        double entropy = 0, sum = 0, product = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-logits[i]));
            entropy -= Math.Log(mask[i] == 1 ? p : 1 - p) / logits.Length;
            sum += p + mask[i];
            product += p * mask[i];
        }
        double dice = 1 - (2 * product + 1) / (sum + 1);
        return loss switch { PixelLoss.CrossEntropy => entropy, PixelLoss.Dice => dice, _ => entropy + dice };
    }

    /// <summary>Its slope at a logit, by differences.</summary>
    public static double Slope(PixelLoss loss, double[] logits, byte[] mask, int pixel)
    {
        double At(double step) => Of(loss, [.. logits.Select((z, i) => i == pixel ? z + step : z)], mask);
        return (At(1e-5) - At(-1e-5)) / 2e-5;
    }

    /// <summary>(samples, pixels) logits and masks; the first mask is empty, the second full.</summary>
    public static (double[][] Logits, byte[][] Masks) Invent(int samples, int pixels)
    {
        var random = RandomStream.For(new StreamKey(31), "masks");
        return ([.. Enumerable.Range(0, samples).Select(_ => Enumerable.Range(0, pixels).Select(_ => 3 * random.NextNormal()).ToArray())],
            [.. Enumerable.Range(0, samples).Select(s => Enumerable.Range(0, pixels)
                .Select(_ => (byte)(s < 2 ? s : random.NextInt(2))).ToArray())]);
    }
}
