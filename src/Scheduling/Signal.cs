using System.Threading.Channels;

namespace Sweep.Scheduling;

/// <summary>Wakes one waiting loop; signals that come while it is awake are remembered as one.</summary>
internal sealed class Signal
{
    private readonly Channel<byte> channel =
        Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => channel.Writer.TryWrite(0);

    public async Task WaitAsync(CancellationToken cancellation) => await channel.Reader.ReadAsync(cancellation).ConfigureAwait(false);
}
