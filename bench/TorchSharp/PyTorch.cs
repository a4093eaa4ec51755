using System.Diagnostics;
using System.Globalization;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.TorchSharp.Bench;

/// <summary>The same network in PyTorch eager, in a process that waits for its turn (pytorch.py).</summary>
internal sealed class PyTorch : IDisposable
{
    private readonly Process process;

    public PyTorch(string command, string folder, string network, TorchDevice device, int steps)
    {
        var start = new ProcessStartInfo(command) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] given = [Path.Combine(AppContext.BaseDirectory, "pytorch.py"), folder, network, device.ToString(),
            steps.ToString(CultureInfo.InvariantCulture)];
        foreach (string argument in given)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("LD_LIBRARY_PATH"); // what leads this process to its libtorch leads another to the wrong one
        process = Process.Start(start) ?? throw new InvalidOperationException($"{command} does not start.");
        Versions = Line();
    }

    /// <summary>Of PyTorch and what it runs on.</summary>
    public string Versions { get; }

    /// <summary>Seconds per step.</summary>
    public double Seconds()
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Flush();
        return double.Parse(Line(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private string Line() => process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("pytorch.py ended early; its messages are above.");
}
