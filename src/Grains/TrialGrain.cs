using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Sweep.Store;

namespace Sweep.Grains;

/// <inheritdoc cref="ITrialGrain"/>
/// <remarks>Kept alive until its attempt has ended, since a training is no activity that Orleans would see; then the silo's worker lets it
/// go.</remarks>
[SiloPlacement, KeepAlive, Immovable]
internal sealed class TrialGrain(SiloWorker worker) : Grain, ITrialGrain
{
    private Lease lease;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        lease = TrialGrainKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<bool> StartAsync(LeasedTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        bool isHere = TrialGrainKey.Create(worker.Id, lease) == this.GetPrimaryKeyString();
        bool isTaken = isHere && trial.Lease == lease && worker.TryStart(trial, GrainContext);
        if (!isTaken)
            DeactivateOnIdle();
        return Task.FromResult(isTaken);
    }

    public async Task<LeaseAnswer> CheckLeaseAsync()
    {
        var answer = await worker.CheckLeaseAsync(lease);
        if (answer == LeaseAnswer.Lost)
            DeactivateOnIdle();
        return answer;
    }
}
