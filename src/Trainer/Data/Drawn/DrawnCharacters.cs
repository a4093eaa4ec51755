using System.Globalization;
using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Invented characters, each written by the same twenty hands, after the manner of Omniglot (Lake, Salakhutdinov, Tenenbaum,
/// Science 350 (2015), 1332-1338): many classes of few images.</summary>
/// <remarks>Drawers 0 to 14 wrote the training images and 15 to 19 those of the test. Images stand in the order of their classes, and
/// within a class in that of the drawers: image i of the first part is of class i / 15 by drawer i % 15, of the second part of class i / 5
/// by drawer 15 + i % 5. The content is frozen: results stored under the name "drawn-characters" must stay comparable.</remarks>
public static class DrawnCharacters
{
    /// <summary>How many characters there are.</summary>
    public const int Characters = 300;

    /// <summary>How many hands wrote the training images.</summary>
    public const int TrainDrawers = 15;

    /// <summary>How many other hands wrote the test images.</summary>
    public const int TestDrawers = 5;

    private static readonly StreamKey Key = new(0x6368_6172_6163_7472UL);

    /// <summary>The catalogue's entry.</summary>
    public static DatasetDescription Description { get; } = new()
    {
        Name = "drawn-characters",
        Summary = "300 invented characters written by this program in 20 hands, other hands in the test; needs no files",
        Citation = "none; after the manner of Lake, Salakhutdinov, Tenenbaum: Human-level concept learning through probabilistic program "
            + "induction. Science 350 (2015), 1332-1338, doi:10.1126/science.aab3050",
        TrainCount = Characters * TrainDrawers,
        TestCount = Characters * TestDrawers,
        Task = new Classification(Characters),
        Pixels = new([.1357], [.2879]),
        Format = new ComputedFormat<byte>(Draw),
    };

    private static int Draw(string part, int index, Span<byte> image)
    {
        int drawers = part == "train" ? TrainDrawers : TestDrawers;
        int character = index / drawers, drawer = index % drawers + (part == "train" ? 0 : TrainDrawers);
        double[][] strokes = CharacterStrokes.Invent(Stream("character", character));
        var once = RandomStream.For(Key, string.Create(CultureInfo.InvariantCulture, $"character/{character}/drawer/{drawer}"));
        new DrawerHand(Stream("drawer", drawer)).Write(strokes, once, image);
        return character;
    }

    private static RandomStream Stream(string of, int number) =>
        RandomStream.For(Key, of + "/" + number.ToString(CultureInfo.InvariantCulture));
}
