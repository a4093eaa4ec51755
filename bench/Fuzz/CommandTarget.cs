using System.Text;

namespace Sweep.Fuzz.Bench;

/// <summary>Command lines over a store with a finished sweep: words separated by spaces. What trains or waits is left out.</summary>
internal sealed class CommandTarget : IFuzzTarget
{
    private static readonly string[] LeftOut = ["run", "worker", "watch", "silos", "--cluster"];

    private readonly TinyStore store = new("commands.db");

    public string Name => "command";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. new[]
    {
        "status", "status tiny", "plan tiny.yaml", "plan tiny.yaml --trials --where activation=relu", "submit tiny.yaml", "compare tiny",
        "compare tiny --all-pairs --format json",
        "compare tiny --factor learningRate --metric testLoss --epoch 1 --alpha 0.1 --rope 0.01 --power 0.9 --target 0.5",
        "compare tiny --columns learningRate --rows activation --focus relu",
        "compare tiny --baseline relu --fail-if worse,undecided --format csv", "report tiny --out r", "export tiny",
        "export --long --format json", "export tiny --state completed,failed --id t1-000000",
        "query select~1", "query select~*~from~v_trials --format table", "pause tiny", "resume tiny",
        "cancel tiny --where activation=relu", "retry tiny", "list activations", "doctor", "migrate", "--help", "--version",
    }.Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<string> Words { get; } =
    [
        " ", " --where ", "activation=relu", " --format ", "json", "csv", " --state ", " --id ", " --store ", "file:x", " --data ",
        " --epoch ", " --alpha ", " --factor ", " --metric ", " --bootstrap ",
        " --adjustment ", "holm", " --columns ", " --target ", " --power ", "-q", "-v", " -- ", "@file", "=", "|", ",", "tiny",
        "tiny.yaml", "~",
    ];

    public async Task ReadAsync(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input).Replace("\0", "", StringComparison.Ordinal); // no command line can hold it
        string[] arguments = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace('~', ' '))];
        if (arguments.Any(LeftOut.Contains))
            return;
        await store.AskAsync(arguments);
    }
}
