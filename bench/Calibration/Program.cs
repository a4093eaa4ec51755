using Sweep.Calibration.Bench;

// Measures the comparison pipeline on simulated trials whose truth is known. Usage: [errors|blocks|families|power|sequential|savings|speed]
// [--studies N]
int studies = 2000;
var parts = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--studies" && i + 1 < args.Length && int.TryParse(args[i + 1], out int wanted) && wanted > 0)
        (studies, i) = (wanted, i + 1);
    else if (args[i] is "errors" or "blocks" or "families" or "power" or "sequential" or "savings" or "speed")
        parts.Add(args[i]);
    else
        return Fail($"'{args[i]}' is unknown. Usage: [errors] [blocks] [families] [power] [sequential] [savings] [speed] [--studies N]");
}
if (parts.Count == 0)
    parts = ["errors", "blocks", "families", "power", "sequential", "savings", "speed"];
foreach (string part in parts)
{
    switch (part)
    {
        case "errors":
            ErrorRates.Print(studies);
            break;
        case "blocks":
            BlockTests.Print(studies);
            break;
        case "families":
            FamilyTests.Print(studies);
            break;
        case "power":
            PowerRates.Print(studies);
            break;
        case "sequential":
            SequentialSavings.Print(studies);
            break;
        case "savings":
            AllocationSavings.Print(studies);
            break;
        default:
            Speed.Print();
            break;
    }
}
return 0;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
