using Sweep.Planning.Randomness;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Draws one image after another. Holds buffers: one per thread.</summary>
internal abstract class ImageRenderer
{
    /// <summary>Draws an image of a class.</summary>
    /// <param name="label">The class.</param>
    /// <param name="random">Decides everything else.</param>
    /// <param name="image">(channels, height, width) overwritten.</param>
    /// <param name="mask">(height, width) overwritten with 1 where a pixel shows what the image is of, and 0 elsewhere; empty when nobody
    /// asks for it.</param>
    public abstract void Draw(int label, RandomStream random, Span<byte> image, Span<byte> mask);
}
