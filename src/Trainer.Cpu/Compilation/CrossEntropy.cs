using Sweep.Trainer.Metrics;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Softmax and cross-entropy over the last layer's outputs.</summary>
internal static unsafe class CrossEntropy
{
    /// <summary>Sum of the losses of a micro-batch, and the gradients of their mean over the batch.</summary>
    /// <param name="logits">(classes, samples).</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="samples">Per micro-batch.</param>
    /// <param name="labels">(live) classes.</param>
    /// <param name="scale">1 / samples of the whole batch.</param>
    /// <param name="gradients">(classes, samples) overwritten; zero for samples beyond the live ones. Null in evaluation.</param>
    /// <param name="tally">Counts the samples in evaluation. Of several largest logits the first counts.</param>
    /// <returns>Sum of the live samples' losses in nats.</returns>
    public static double Run(float* logits, int classes, int samples, ReadOnlySpan<int> labels, float scale, float* gradients,
        ClassTally tally)
    {
        double total = 0;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            float* z = logits + sample;
            int label = labels[sample], best = 0;
            for (int c = 1; c < classes; c++)
            {
                if (z[(nint)c * samples] > z[(nint)best * samples])
                    best = c;
            }
            float largest = z[(nint)best * samples], sum = 0;
            for (int c = 0; c < classes; c++)
            {
                float e = MathF.Exp(z[(nint)c * samples] - largest);
                sum += e;
                if (gradients != null)
                    gradients[(nint)c * samples + sample] = e;
            }
            total += Math.Log(sum) + largest - z[(nint)label * samples];
            if (gradients == null)
            {
                // The sum is not finite where a logit is no number or the largest is infinite.
                tally.Add(label, best, best == label && float.IsFinite(sum), Rank(z, classes, samples, label), 1 / (double)sum);
                continue;
            }
            float factor = scale / sum;
            for (int c = 0; c < classes; c++)
                gradients[(nint)c * samples + sample] *= factor;
            gradients[(nint)label * samples + sample] -= scale;
        }
        if (gradients != null && labels.Length < samples)
        {
            for (int c = 0; c < classes; c++)
                new Span<float>(gradients + (nint)c * samples + labels.Length, samples - labels.Length).Clear();
        }
        return total;
    }

    /// <summary>Goes on from plain targets to (1 - smoothing) (share x label + (1 - share) x partner) + smoothing / classes.</summary>
    /// <param name="logits">(classes, samples).</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="samples">Per micro-batch.</param>
    /// <param name="labels">(live) classes.</param>
    /// <param name="partners">(live) classes of the samples that they are mixed with.</param>
    /// <param name="shares">(live) of the labels, in [0,1].</param>
    /// <param name="smoothing">In [0,1).</param>
    /// <param name="scale">1 / samples of the whole batch.</param>
    /// <param name="gradients">(classes, samples) of plain targets; changed to those of the soft ones.</param>
    /// <returns>What the sum of the losses grows by.</returns>
    public static double Soften(float* logits, int classes, int samples, ReadOnlySpan<int> labels, ReadOnlySpan<int> partners,
        ReadOnlySpan<float> shares, double smoothing, float scale, float* gradients)
    {
        double total = 0, even = smoothing / classes;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            double label = (1 - smoothing) * shares[sample], partner = 1 - smoothing - label;
            for (int c = 0; c < classes; c++)
            {
                nint at = (nint)c * samples + sample;
                double less = (c == labels[sample] ? 1 - label : 0) - (c == partners[sample] ? partner : 0) - even;
                if (less == 0)
                    continue; // a logit that is not finite has been told by the plain loss
                total += less * logits[at];
                gradients[at] += (float)(less * scale);
            }
        }
        return total;
    }

    // How many logits come before a class's, the largest first; all where that is not a number.
    private static int Rank(float* z, int classes, int samples, int label)
    {
        float own = z[(nint)label * samples];
        int behind = 0;
        for (int c = 0; c < classes; c++)
        {
            float other = z[(nint)c * samples];
            if (other < own || (other == own && c >= label))
                behind++;
        }
        return classes - behind;
    }
}
