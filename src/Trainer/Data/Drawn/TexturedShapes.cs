using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Colored images of CIFAR's format and sizes that need no files: a class is a shape and the texture within it.</summary>
/// <remarks>The content is frozen: results stored under the name "textured-shapes" must stay comparable.</remarks>
public static class TexturedShapes
{
    private static readonly StreamKey Key = new(0x7465_7874_7368_7073UL);

    /// <summary>The catalogue's entry.</summary>
    public static DatasetDescription Description { get; } = new()
    {
        Name = "textured-shapes",
        Summary = "striped and spotted shapes drawn in color by this program, in CIFAR-10's format and sizes; needs no files",
        Citation = "none",
        TrainCount = 50_000,
        TestCount = 10_000,
        Task = new Classification(10),
        Channels = 3,
        Height = TexturedShapeRenderer.Size,
        Width = TexturedShapeRenderer.Size,
        Pixels = new([.4340, .4345, .4335], [.2073, .2073, .2074]),
        Format = new DrawnFormat(Key, () => new TexturedShapeRenderer()),
    };
}
