using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Colored images with masks that need no files: shapes filled with a texture before a textured background, as in
/// <see cref="TexturedShapes"/>; what is looked for is the pixels of the shape, whichever it is.</summary>
/// <remarks>The content is frozen: results stored under the name "shape-masks" must stay comparable.</remarks>
public static class ShapeMasks
{
    private const int Kinds = 10; // shapes x textures of the renderer

    private static readonly StreamKey Key = new(0x7368_6170_6d73_6b73UL);

    /// <summary>The catalogue's entry.</summary>
    public static DatasetDescription Description { get; } = new()
    {
        Name = "shape-masks",
        Summary = "striped and spotted shapes drawn in color by this program, with the mask of each shape; needs no files",
        Citation = "none",
        TrainCount = 10_000,
        TestCount = 2_000,
        Task = new Segmentation(),
        Channels = 3,
        Height = TexturedShapeRenderer.Size,
        Width = TexturedShapeRenderer.Size,
        Pixels = new([.4335, .4357, .4333], [.2073, .2073, .2071]),
        Format = new DrawnFormat(Key, () => new TexturedShapeRenderer(), Kinds),
    };
}
