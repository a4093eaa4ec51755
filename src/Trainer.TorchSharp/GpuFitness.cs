using System.Globalization;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.TorchSharp;

/// <summary>Whether the libraries of this build fit a GPU and its driver.</summary>
internal static class GpuFitness
{
    // CUDA 12.8 and what it compiles for (CUDA Toolkit 12.8 release notes, table 3; libtorch 2.10 leaves out Maxwell and Pascal).
    private const int OldestDriver = 570;
    private const double OldestCapability = 7.0;

    /// <summary>Why the libraries cannot use a GPU whose driver answers, with the remedy; null if nothing speaks against it.</summary>
    public static string? Problem(Gpu gpu)
    {
        if (!int.TryParse(gpu.Driver.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int driver)
            || driver < OldestDriver)
            return $"the CUDA 12.8 libraries and the driver {gpu.Driver} do not fit together: they need driver {OldestDriver} or newer; "
                + "update the driver.";
        if (!double.TryParse(gpu.ComputeCapability, NumberStyles.Float, CultureInfo.InvariantCulture, out double capability)
            || capability < OldestCapability)
            return $"libtorch has no code for compute capability {gpu.ComputeCapability}, only from "
                + $"{OldestCapability.ToString("0.0", CultureInfo.InvariantCulture)} on; train on another GPU or on the processor.";
        return null;
    }
}
