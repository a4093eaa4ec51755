namespace Sweep.Trainer.Bench;

/// <summary>CPU time of this process.</summary>
internal static class CpuTime
{
    /// <summary>What an action takes, in seconds.</summary>
    public static double Of(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }
}
