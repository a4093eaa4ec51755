using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Beside Pillow 9.4: np.asarray(Image.fromarray(image).resize((width, height), Image.LANCZOS)).</summary>
public sealed class LanczosResamplingTests
{
    // 7 x 10.
    private static readonly byte[] Image =
        [.. Enumerable.Range(0, 70).Select(i => (byte)((37 * (i / 10) * (i / 10) + 91 * (i % 10) + 13 * (i % 10) * (i / 10)) % 256))];

    [Fact]
    public void A_smaller_image_is_Pillows() => Assert.Equal([97, 139, 134, 152, 130, 163, 135, 149, 141, 124, 121, 115],
        LanczosResampling.Resize(Image, 7, 10, 3, 4));

    [Fact]
    public void An_image_that_is_narrower_and_higher_is_Pillows() => Assert.Equal(
        [
            64, 96, 117, 113, 133, 98, 160, 100, 156, 165, 93, 186, 134, 161, 153, 81, 145, 176, 136, 133, 131, 149, 150, 151, 169, 141,
            194, 121, 111, 147, 128, 167, 77, 141, 105, 129, 123, 93, 161, 93, 140, 129, 139, 127, 103,
        ],
        LanczosResampling.Resize(Image, 7, 10, 9, 5));

    [Fact]
    public void Planes_are_resized_each_for_itself() => Assert.Equal([.. Enumerable.Repeat((byte)9, 6), .. Enumerable.Repeat((byte)200, 6)],
        LanczosResampling.Resize([.. Enumerable.Repeat((byte)9, 20), .. Enumerable.Repeat((byte)200, 20)], 4, 5, 2, 3));

    [Fact]
    public void An_image_of_the_right_size_stays_as_it_is() => Assert.Same(Image, LanczosResampling.Resize(Image, 7, 10, 7, 10));
}
