namespace Sweep.Fuzz.Bench;

/// <summary>Reads one input under watch: what it throws, or that it does not end, is a fault.</summary>
internal static class Watch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // inputs are small

    public static async Task<Fault?> FaultOfAsync(IFuzzTarget target, byte[] input)
    {
        var reading = Task.Run(() => target.ReadAsync(input));
        if (await Task.WhenAny(reading, Task.Delay(Patience)) != reading)
            return new Fault("hang", $"has not ended within {Patience.TotalSeconds} s", IsHang: true);
        try
        {
            await reading;
            return null;
        }
        catch (Exception fault)
        {
            string place = fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Sweep.", StringComparison.Ordinal))?.Trim() ?? "";
            string answer = fault is UnexpectedAnswerException ? fault.Message[..Math.Min(60, fault.Message.Length)] : "";
            return new Fault($"{fault.GetType().Name} {place} {answer}", fault.ToString(), IsHang: false);
        }
    }
}

/// <summary>What is wrong.</summary>
/// <param name="Kind">Equal for faults that are probably the same.</param>
/// <param name="Description">For people.</param>
/// <param name="IsHang">Whether the reading goes on.</param>
internal sealed record Fault(string Kind, string Description, bool IsHang);

/// <summary>An answer that nobody promised.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);
