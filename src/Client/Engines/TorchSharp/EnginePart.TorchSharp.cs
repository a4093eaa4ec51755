using Sweep.Trainer.TorchSharp;

namespace Sweep.Client.Engines;

/// <content>Present in builds with TorchSharp.</content>
internal static partial class EnginePart
{
    static partial void Provide(ref ITorchEngine? engine) => engine = new TorchEngine();
}
