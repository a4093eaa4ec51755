using Sweep.Trainer.Cpu.Layers;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>Mean cross-entropy of softmax outputs that move: the gradients of the logits, and how these move.</summary>
internal static unsafe class CrossEntropyTangent
{
    /// <summary>With p the softmax of z and t the targets: gradients (p - t) / n, which move by p (z' - sum of p z') / n.</summary>
    /// <param name="logits">(classes, samples) z.</param>
    /// <param name="tangents">(classes, samples) z', how they move.</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="samples">Lanes.</param>
    /// <param name="labels">(live) classes.</param>
    /// <param name="moved">(classes, samples) overwritten with how the gradients move; zero beyond the live samples.</param>
    /// <param name="gradients">(classes, samples) overwritten with the gradients; zero beyond the live samples.</param>
    public static void Run(float* logits, float* tangents, int classes, int samples, ReadOnlySpan<int> labels, float* moved,
        float* gradients)
    {
        Lines.Clear(moved, (nint)classes * samples);
        Lines.Clear(gradients, (nint)classes * samples);
        float scale = 1f / labels.Length;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            float* z = logits + sample, dz = tangents + sample, p = gradients + sample, a = moved + sample;
            float largest = float.NegativeInfinity, sum = 0, mean = 0;
            for (nint at = 0; at < (nint)classes * samples; at += samples)
                largest = Math.Max(largest, z[at]);
            for (nint at = 0; at < (nint)classes * samples; at += samples)
                sum += p[at] = MathF.Exp(z[at] - largest);
            for (nint at = 0; at < (nint)classes * samples; at += samples)
            {
                p[at] /= sum;
                mean += p[at] * dz[at];
            }
            for (nint at = 0; at < (nint)classes * samples; at += samples)
            {
                a[at] = p[at] * (dz[at] - mean) * scale;
                p[at] *= scale;
            }
            p[(nint)labels[sample] * samples] -= scale;
        }
    }
}
