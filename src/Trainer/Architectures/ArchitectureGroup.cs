namespace Sweep.Trainer.Architectures;

/// <summary>The kinds of families, for lists.</summary>
public static class ArchitectureGroup
{
    /// <summary>Linear layers only.</summary>
    public const string FullyConnected = "fully connected";

    /// <summary>Convolutions without shortcuts.</summary>
    public const string PlainConvolutional = "plain convolutional";

    /// <summary>Shortcuts that are added.</summary>
    public const string Residual = "residual";

    /// <summary>Each layer reads all before it.</summary>
    public const string Dense = "dense";

    /// <summary>Few parameters and multiply-adds.</summary>
    public const string Mobile = "mobile";

    /// <summary>Images as patches.</summary>
    public const string Modern = "modern";

    /// <summary>Images as tokens, without convolutions between them.</summary>
    public const string Tokens = "tokens";

    /// <summary>A mask for each image.</summary>
    public const string Segmentation = "segmentation";

    /// <summary>Signals along the width.</summary>
    public const string Sequence = "sequence";

    /// <summary>Small networks for few images per class.</summary>
    public const string FewShot = "few-shot";
}
