using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Protocols;

/// <summary>What softens the targets of classes in training: the setting <c>labelSmoothing</c>, and whether there are classes.</summary>
internal static class SoftTargets
{
    /// <summary>The setting <c>labelSmoothing</c>, eps: the target of a sample of K classes is (1 - eps) x its class + eps / K. Szegedy,
    /// Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the inception architecture, CVPR 2016, arXiv 1512.00567, section 7.</summary>
    public static SettingDefinition Smoothing { get; } = new("labelSmoothing",
        "the part of a training target that all classes share", SettingKind.Number)
    {
        Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0), OmitWhenDefault = true,
    };

    /// <summary>Why the targets of a task cannot be softened; null where they can, or where nothing softens them.</summary>
    public static string? Problem(bool mixes, bool smooths, LearningTask task) => task is Classification || (!mixes && !smooths) ? null
        : $"{(mixes ? "mixing" : Smoothing.Name)} is for datasets with classes: leave it out, or choose such a dataset.";
}
