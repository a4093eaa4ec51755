namespace Sweep.Client.Page;

/// <summary>What stands around every page.</summary>
/// <param name="Store">Where the store is, for people.</param>
/// <param name="Navigation">Names and addresses.</param>
/// <param name="CanSignOut">Whether visitors have a cookie that they may give up.</param>
internal sealed record PageFrame(string Store, IReadOnlyList<(string Name, string Address)> Navigation, bool CanSignOut);
