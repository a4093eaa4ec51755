using System.Diagnostics;
using System.Globalization;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Bench;

/// <summary>The same network in PyTorch eager, in a process that waits for its turn (architectures.py).</summary>
internal sealed class EagerProcess : IDisposable
{
    private readonly Process process;
    private readonly string file = Path.GetTempFileName();

    public EagerProcess(string command, ShapedNetwork network, int batch, int classes)
    {
        File.WriteAllText(file, NetworkFile.Write(network));
        var start = new ProcessStartInfo(command) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] given = [Path.Combine(AppContext.BaseDirectory, "architectures.py"), file,
            batch.ToString(CultureInfo.InvariantCulture), classes.ToString(CultureInfo.InvariantCulture)];
        foreach (string argument in given)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("LD_LIBRARY_PATH"); // what leads this process to its libtorch leads another to the wrong one
        process = Process.Start(start) ?? throw new InvalidOperationException($"{command} does not start.");
        string[] words = Line().Split(' ');
        Version = words[1];
        if (int.Parse(words[2], CultureInfo.InvariantCulture) != network.ParameterCount)
            throw new InvalidOperationException($"PyTorch's network has {words[2]} parameters, not {network.ParameterCount}.");
    }

    /// <summary>PyTorch's.</summary>
    public string Version { get; }

    /// <summary>CPU seconds of one of so many training steps.</summary>
    public double Train(int steps) => Ask($"train {steps}")[0];

    /// <summary>CPU seconds of one of so many batches in evaluation.</summary>
    public double Evaluate(int batches) => Ask($"evaluate {batches}")[0];

    /// <summary>Bytes resident at most so far, less those before the first step.</summary>
    public double StepBytes() => Ask("memory") is [var most, var before] ? most - before : double.NaN;

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        File.Delete(file);
    }

    private double[] Ask(string what)
    {
        process.StandardInput.WriteLine(what);
        process.StandardInput.Flush();
        return [.. Line().Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
    }

    private string Line() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch ended early.");
}
