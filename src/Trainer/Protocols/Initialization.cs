using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>How the weights of convolutions and linear layers start. Batch and layer norms start at 1 and 0, tokens and
/// position embeddings normal with deviation 0.02, under all of them.</summary>
public enum Initialization
{
    /// <summary>PyTorch's default: weights and biases uniform within 1/sqrt(fan-in).</summary>
    PyTorch,

    /// <summary>He et al. (arXiv 1502.01852): weights normal with variance 2/fan-in, biases zero.</summary>
    He,

    /// <summary>Weights normal with variance 1/(gain^2 fan-in), where gain is the activation's root mean square under a standard normal
    /// input, so that every activation keeps the signal's size; biases zero. The one scheme under which weights depend on the
    /// activation.</summary>
    GainCorrected,
}

/// <summary>The names of initialisations in specs.</summary>
internal static class InitializationNames
{
    public const string PyTorch = "pytorch", He = "he", GainCorrected = "gain-corrected";

    public static Initialization Read(string name) => name switch
    {
        PyTorch => Initialization.PyTorch,
        He => Initialization.He,
        GainCorrected => Initialization.GainCorrected,
        _ => throw TrialSettingsException.Unknown("initialization", name, [PyTorch, He, GainCorrected]),
    };
}
