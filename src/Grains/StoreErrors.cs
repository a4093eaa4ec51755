using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>Lets the store's exceptions travel between silos and to clients as what they are; otherwise a caller hears of a missing codec
/// instead.</summary>
internal static class StoreErrors
{
    public static void Carry(IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options =>
            options.SupportedNamespacePrefixes.Add(typeof(StoreUnavailableException).Namespace!));
}
