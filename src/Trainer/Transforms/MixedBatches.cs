using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Transforms;

/// <summary>The samples of an epoch that are mixed with each other.</summary>
public sealed class MixedBatches
{
    private readonly MixingKind kind;
    private readonly SampleForm form;
    private readonly int[] partners, batches; // (count) by the number of the sample
    private readonly float[] shares; // of the batches
    private readonly PixelBox[] boxes; // likewise

    internal MixedBatches(Mixing mixing, RandomStream random, ReadOnlySpan<int> order, int batchSize, int count, SampleForm form)
    {
        (kind, this.form, partners, batches) = (mixing.Kind, form, new int[count], new int[count]);
        int all = (order.Length + batchSize - 1) / batchSize;
        (shares, boxes) = (new float[all], new PixelBox[all]);
        for (int batch = 0; batch < all; batch++)
        {
            var own = order.Slice(batch * batchSize, Math.Min(batchSize, order.Length - batch * batchSize));
            double share = mixing.DrawShare(random);
            if (kind == MixingKind.CutMix)
            {
                boxes[batch] = Mixing.DrawBox(random, share, form);
                share = 1 - (double)boxes[batch].Area / form.Plane;
            }
            shares[batch] = (float)share;
            int[] permuted = own.ToArray();
            random.Shuffle(permuted);
            for (int i = 0; i < own.Length; i++)
                (partners[own[i]], batches[own[i]]) = (permuted[i], batch);
        }
    }

    /// <summary>The sample that a sample of the epoch is mixed with; perhaps itself.</summary>
    public int PartnerOf(int sample) => partners[sample];

    /// <summary>A sample's own share of its values and of its loss, in [0,1].</summary>
    public float ShareOf(int sample) => shares[batches[sample]];

    /// <summary>Mixes a sample with its partner.</summary>
    /// <param name="sample">Its number.</param>
    /// <param name="own">(channels, height, width) overwritten by the mixture.</param>
    /// <param name="partner">(channels, height, width).</param>
    public void Mix(int sample, Span<float> own, ReadOnlySpan<float> partner)
    {
        if (kind == MixingKind.CutMix)
        {
            boxes[batches[sample]].Copy(partner, own, form);
            return;
        }
        float share = ShareOf(sample);
        for (int i = 0; i < own.Length; i++)
            own[i] = share * own[i] + (1 - share) * partner[i];
    }
}
