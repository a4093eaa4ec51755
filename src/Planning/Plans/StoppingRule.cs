namespace Sweep.Planning.Plans;

/// <summary>How strict the looks at growing data are, so that all of them together keep the error rate.</summary>
public enum StoppingRule
{
    /// <summary>O'Brien and Fleming's boundary at the planned looks: strict early, nearly the fixed test at the end.</summary>
    OBrienFleming,

    /// <summary>Pocock's boundary at the planned looks: the same at all of them.</summary>
    Pocock,

    /// <summary>Bets on the signs of the seeds' differences, looked at after every seed; no largest number of seeds is needed.</summary>
    EProcess,
}

/// <summary>Stopping rules by the names that specs use.</summary>
public static class StoppingRules
{
    /// <summary>The names.</summary>
    public static SpecNames<StoppingRule> Names { get; } = new(("obrienFleming", StoppingRule.OBrienFleming),
        ("pocock", StoppingRule.Pocock), ("eProcess", StoppingRule.EProcess));
}
