using System.Globalization;

namespace Sweep.Scheduling.Bench;

/// <summary>The command line of the benchmark.</summary>
internal sealed record Arguments(string? Store, int Trials, int Slots, int Epochs)
{
    /// <summary>The arguments, or null after telling what is possible.</summary>
    public static Arguments? Parse(string[] args)
    {
        var parsed = new Arguments(null, 100_000, 2, 1);
        for (int i = 0; i < args.Length; i += 2)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            int number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1;
            Arguments? next = (args[i], value, number) switch
            {
                ("--store", not null, _) => parsed with { Store = value },
                ("--trials", _, > 0) => parsed with { Trials = number },
                ("--slots", _, > 0) => parsed with { Slots = number },
                ("--epochs", _, >= 0) => parsed with { Epochs = number },
                _ => null,
            };
            if (next is null)
            {
                Console.Error.WriteLine($"Cannot use '{args[i]} {value}'. Possible: --store ADDRESS, --trials N, --slots N, --epochs N.");
                return null;
            }
            parsed = next;
        }
        return parsed;
    }
}
