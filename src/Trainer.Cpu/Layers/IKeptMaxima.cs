using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Maxima whose places are kept, and so how they depend on the numbers there.</summary>
internal unsafe interface IKeptMaxima
{
    /// <summary>Adds the numbers of the maxima to their places; the other places have zero.</summary>
    /// <param name="pass">Whose maxima.</param>
    /// <param name="maxima">Shaped like the output.</param>
    /// <param name="places">Shaped like the input; overwritten.</param>
    void Spread(in Pass pass, float* maxima, float* places);

    /// <summary>Takes the numbers at the places of the maxima.</summary>
    /// <param name="pass">Whose maxima.</param>
    /// <param name="places">Shaped like the input.</param>
    /// <param name="maxima">Shaped like the output; overwritten.</param>
    void Gather(in Pass pass, float* places, float* maxima);
}
