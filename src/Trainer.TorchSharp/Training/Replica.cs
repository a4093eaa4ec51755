using Sweep.Planning;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>One trial of a group.</summary>
/// <param name="Position">Its number in the group that the caller gave.</param>
/// <param name="Trial">What is trained.</param>
/// <param name="Settings">Its configuration, read.</param>
internal sealed record Replica(int Position, TrialDescription Trial, TrialSettings Settings);
