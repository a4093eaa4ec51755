namespace Sweep.Silo.Engines;

/// <summary>The TorchSharp engine, in builds that have it. The other half of this class stands in Engines/TorchSharp, which builds without it leave out.</summary>
internal static partial class EnginePart
{
    /// <summary>The engine; null in builds without it.</summary>
    public static ITorchEngine? Torch
    {
        get
        {
            ITorchEngine? engine = null;
            Provide(ref engine);
            return engine;
        }
    }

    static partial void Provide(ref ITorchEngine? engine);
}
