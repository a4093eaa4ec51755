using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Masks by a <see cref="PixelLoss"/> of one logit per pixel. Samples lie side by side; each has its own sums over the
/// pixels.</summary>
internal sealed unsafe class MaskObjective : Objective
{
    private const float Smoothing = 1; // of the Dice loss

    private readonly int pixels, lanes;
    private readonly PixelLoss loss;
    private readonly float[] targets; // (pixels, lanes) 1 or 0
    private long right, marked, shared; // pixels on their side; marked by the network and by the masks; marked by both

    /// <param name="pixels">Outputs of the network.</param>
    /// <param name="lanes">Samples of a micro-batch.</param>
    /// <param name="loss">What is minimised.</param>
    public MaskObjective(int pixels, int lanes, PixelLoss loss)
    {
        (this.pixels, this.lanes, this.loss) = (pixels, lanes, loss);
        targets = new float[pixels * lanes];
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public override double Run(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients)
    {
        double total = 0;
        float* losses = stackalloc float[Lanes.Count];
        fixed (float* mask = targets)
        {
            source.Targets(samples, lanes, mask);
            for (int lane = 0; lane < lanes; lane += Lanes.Count)
            {
                int live = Math.Clamp(samples.Length - lane, 0, Lanes.Count);
                var isLive = Vector256.LessThan(Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7), Vector256.Create((float)live));
                Vector256.Store(RunLanes(mask + lane, logits + lane, gradients == null ? null : gradients + lane, isLive, scale), losses);
                for (int i = 0; i < live; i++)
                    total += losses[i];
                if (gradients == null)
                    Count(mask + lane, logits + lane, isLive);
            }
        }
        return total;
    }

    /// <inheritdoc/>
    public override void Restart() => (right, marked, shared) = (0, 0, 0);

    /// <inheritdoc/>
    public override Evaluation Score(double loss, int samples) => new(loss)
    {
        Accuracy = (double)right / ((long)samples * pixels),
        Dice = marked == 0 ? 1 : 2.0 * shared / marked,
    };

    // The losses of eight samples, and their gradients.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Lanes RunLanes(float* t, float* z, float* gradients, Lanes isLive, float scale)
    {
        Lanes entropy = Lanes.Zero, sum = Lanes.Zero, product = Lanes.Zero; // of log(1 + e^z) - z t, of p + t, of p t
        for (nint at = 0; at < (nint)pixels * lanes; at += lanes)
        {
            Lanes logit = Vector256.Load(z + at), target = Vector256.Load(t + at), p = SingleLanes.Sigmoid(logit);
            entropy += SingleLanes.Softplus(logit) - logit * target;
            sum += p + target;
            product += p * target;
        }
        bool hasEntropy = loss != PixelLoss.Dice, hasDice = loss != PixelLoss.CrossEntropy;
        Lanes above = product * 2 + Vector256.Create(Smoothing), below = sum + Vector256.Create(Smoothing), losses = Lanes.Zero;
        if (hasEntropy)
            losses += entropy * (1f / pixels);
        if (hasDice)
            losses += Lanes.One - above / below;
        if (gradients == null)
            return losses;
        // dDice/dp = above/below^2 - 2 t/below
        Lanes share = above / (below * below), twice = Vector256.Create(-2f) / below;
        for (nint at = 0; at < (nint)pixels * lanes; at += lanes)
        {
            Lanes target = Vector256.Load(t + at), p = SingleLanes.Sigmoid(Vector256.Load(z + at)), slope = Lanes.Zero;
            if (hasEntropy)
                slope += (p - target) * (1f / pixels);
            if (hasDice)
                slope += (share + twice * target) * p * (Lanes.One - p);
            Vector256.Store(slope * scale & isLive, gradients + at);
        }
        return losses;
    }

    private void Count(float* t, float* z, Lanes isLive)
    {
        for (nint at = 0; at < (nint)pixels * lanes; at += lanes)
        {
            var logit = Vector256.Load(z + at);
            var isMarked = Vector256.GreaterThan(logit, Lanes.Zero) & isLive;
            var isTarget = Vector256.GreaterThan(Vector256.Load(t + at), Lanes.Zero) & isLive;
            shared += Number(isMarked & isTarget);
            marked += Number(isMarked) + Number(isTarget);
            right += Number(isLive & Vector256.Equals(logit, logit) & ~(isMarked ^ isTarget)); // what is no number is wrong
        }
    }

    private static int Number(Lanes condition) => int.PopCount((int)Vector256.ExtractMostSignificantBits(condition));
}
