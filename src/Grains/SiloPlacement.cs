using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Sweep.Grains;

/// <summary>Places a grain on the silo that its key names.</summary>
[GenerateSerializer, Immutable]
internal sealed class SiloPlacement : PlacementStrategy;

/// <inheritdoc cref="SiloPlacement"/>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class SiloPlacementAttribute() : PlacementAttribute(new SiloPlacement());

/// <summary>Steers grains to the silo in their key. A grain of a silo that is gone goes anywhere: it finds nothing of its attempt there and
/// says so.</summary>
internal sealed class SiloPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var alive = context.GetCompatibleSilos(target);
        var named = TrialGrainKey.SiloOf(target.GrainIdentity.Key.ToString()!);
        return Task.FromResult(named is not null && alive.Contains(named) ? named
            : alive.Contains(context.LocalSilo) ? context.LocalSilo
            : alive[0]);
    }
}
