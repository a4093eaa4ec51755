using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>The random numbers of one epoch: one stream per layer and trial, drawn sample by sample like the CPU engine does. Not
/// thread-safe.</summary>
/// <remarks>Drawn on the host and sent to the device with the step, without waiting for it; only dropout and noisy activations
/// draw.</remarks>
internal sealed class FusedStreams(IReadOnlyList<StreamKey> keys, string epoch)
{
    private readonly Dictionary<string, RandomStream[]> streams = new(StringComparer.Ordinal);

    /// <summary>Uniform numbers in [0,1), (samples, trials x elements).</summary>
    /// <param name="purpose">"dropout" or "noise".</param>
    /// <param name="node">The layer's name.</param>
    /// <param name="samples">In the batch.</param>
    /// <param name="elements">Of one sample of one trial.</param>
    /// <param name="like">Decides precision and device.</param>
    public Tensor Uniform(string purpose, string node, int samples, int elements, Tensor like)
    {
        string name = $"{purpose}/{node}/{epoch}";
        if (!streams.TryGetValue(name, out var own))
            streams[name] = own = [.. keys.Select(key => RandomStream.For(key, name))];
        var numbers = new float[samples * own.Length * elements];
        for (int trial = 0; trial < own.Length; trial++)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                foreach (ref float number in numbers.AsSpan((sample * own.Length + trial) * elements, elements))
                    number = own[trial].NextSingle();
            }
        }
        var drawn = torch.from_array(numbers);
        if (like.device_type == DeviceType.CUDA)
            // from other memory the transfer would wait for all that is under way
            drawn = drawn.pin_memory().to(like.device, non_blocking: true);
        return drawn.to(like.dtype).view(samples, (long)own.Length * elements);
    }
}
