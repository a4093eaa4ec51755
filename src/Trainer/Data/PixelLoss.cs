using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Data;

/// <summary>What a network that makes masks minimises, for each image: a function of its logits z, of p = 1/(1 + e^-z) and of the mask t,
/// which is 1 or 0 at each pixel.</summary>
public enum PixelLoss
{
    /// <summary>Binary cross-entropy, mean over the pixels: log(1 + e^z) - z t, in nats.</summary>
    CrossEntropy,

    /// <summary>1 - (2 sum(p t) + 1) / (sum(p) + sum(t) + 1), sums over the pixels: the soft Dice loss of Milletari, Navab, Ahmadi: V-Net,
    /// 3DV 2016, arXiv 1606.04797, section 3, here with sums of p instead of its squares, and 1 added so that an empty mask has a
    /// gradient.</summary>
    Dice,

    /// <summary>The sum of both.</summary>
    Both,
}

/// <summary>The setting <c>loss</c>.</summary>
public static class PixelLossSetting
{
    private const string CrossEntropy = "cross-entropy", Dice = "dice", Both = "both";

    /// <summary>What specs may say.</summary>
    public static SettingDefinition Definition { get; } = new("loss", "what training minimises", SettingKind.Choice)
    {
        Default = new SettingValue.Text(CrossEntropy), OmitWhenDefault = true,
        Choices =
        [
            new(CrossEntropy, "cross-entropy of the classes, or of the pixels of masks; the mean squared error on a dataset with numbers "
                + "to predict"),
            new(Dice, "1 - the soft Dice coefficient of each image; datasets with masks only"),
            new(Both, "the sum of both; datasets with masks only"),
        ],
    };

    /// <summary>Reads a level.</summary>
    /// <exception cref="TrialSettingsException">There is no such loss.</exception>
    public static PixelLoss Read(string name) => name switch
    {
        CrossEntropy => PixelLoss.CrossEntropy,
        Dice => PixelLoss.Dice,
        Both => PixelLoss.Both,
        _ => throw TrialSettingsException.Unknown("loss", name, [CrossEntropy, Dice, Both]),
    };

    /// <summary>Why a dataset's task cannot be learned with a loss; null when it can.</summary>
    public static string? Problem(PixelLoss loss, LearningTask task) => loss == PixelLoss.CrossEntropy || task is Segmentation
        ? null
        : $"loss: {(loss == PixelLoss.Dice ? Dice : Both)} is for datasets with masks: leave it out with {task.TargetName}.";
}
