using Sweep.Client.Inspect.Input;
using Sweep.Client.Inspect.Pictures;
using Sweep.Client.Report.Documents;

namespace Sweep.Client.Inspect;

/// <summary>A kind of picture.</summary>
/// <param name="Name">What <c>--only</c> calls it.</param>
/// <param name="Words">What it shows, for lists.</param>
/// <param name="Draw">From a trial to figures, or to one that says why there is none.</param>
internal sealed record PictureKind(string Name, string Words, Func<Inspection, IReadOnlyList<ReportFigure>> Draw)
{
    /// <summary>All, in the order of a page.</summary>
    public static IReadOnlyList<PictureKind> All { get; } =
    [
        new("maps", "feature maps before and after activations", FeatureMaps.Draw),
        new("shape", "the activation's shape by epoch, over its inputs' density", LearnedShapes.Draw),
        new("slopes", "what an activation computes for each sample", SampleNumbers.Draw),
        new("parameters", "the activation's learned parameters by epoch", LearnedParameters.Draw),
        new("signal", "the signal's size at each activation before training", SignalPicture.Draw),
        new("dead", "shares of dead units and of negative inputs", DeadShares.Draw),
        new("gradients", "gradients and updates of layers by epoch", GradientCurves.Draw),
        new("jacobian", "singular values of the Jacobian of outputs by inputs", JacobianSpectrum.Draw),
        new("cam", "where a class was found: Grad-CAM", CamPicture.Draw),
        new("worst", "the test samples with the largest loss", WorstSamples.Draw),
        new("confusion", "the confusion matrix", ConfusionPicture.Draw),
    ];
}
