using Sweep.Trainer.Cpu.Formulas;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>The activation that stands at every activation placeholder of a network.</summary>
/// <param name="Kernel">Its compiled formula.</param>
/// <param name="PerChannel">Whether each channel has its own parameters; otherwise each layer has.</param>
internal sealed record ActivationBinding(CompiledActivation<float> Kernel, bool PerChannel);
