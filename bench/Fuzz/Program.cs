using System.Diagnostics;
using System.Globalization;
using Sweep.Fuzz.Bench;

// Hostile input: no text, address, file, store or command line may end in anything but a documented answer.
//
//     dotnet run -c Release --project bench/Fuzz -- [--seconds 120] [--seed 1] [--only spec]
//
// Each target mutates a corpus of its own, the same inputs in the same order for one seed; the time decides how many. A fault is printed
// with its input,
// which also stays in a file; the exit code is 1 when there was any. A crash of the process leaves its input in that folder as "last".

var options = Enumerable.Range(0, args.Length / 2).ToDictionary(i => args[2 * i], i => args[2 * i + 1]);
int seed = int.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture);
double seconds = double.Parse(options.GetValueOrDefault("--seconds", "120"), CultureInfo.InvariantCulture);
string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"sweep-fuzz-{Environment.ProcessId}")).FullName;
Directory.SetCurrentDirectory(folder);

IFuzzTarget[] targets = [new SpecTarget(), new FormulaTarget(), new AddressTarget(), new DataFileTarget(folder), new CommandTarget(),
    new StoreFileTarget(), new StoredTextTarget()];
targets = [.. targets.Where(t => options.GetValueOrDefault("--only", t.Name) == t.Name)];
int faults = 0;
foreach (var target in targets)
{
    var mutator = new Mutator(target.Corpus, target.Words, unchecked(seed * 7919 + target.Name.Length));
    var clock = Stopwatch.StartNew();
    long inputs = 0;
    var known = new HashSet<string>();
    while (clock.Elapsed.TotalSeconds < seconds / targets.Length)
    {
        byte[] input = mutator.Next();
        inputs++;
        File.WriteAllBytes("last", input);
        if (await Watch.FaultOfAsync(target, input) is not { } fault || !known.Add(fault.Kind))
            continue;
        string file = Path.Combine(folder, $"{target.Name}-{known.Count}");
        File.WriteAllBytes(file, input);
        Console.Error.WriteLine($"{target.Name}, input {inputs} ({file}): {fault.Description}");
        if (fault.IsHang)
            return 1; // it cannot be ended
    }
    faults += known.Count;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{target.Name,-12} {inputs,9:N0} inputs, {known.Count} kinds of faults"));
}
if (faults == 0)
{
    Directory.SetCurrentDirectory(Path.GetTempPath());
    Directory.Delete(folder, recursive: true);
}
return faults == 0 ? 0 : 1;
