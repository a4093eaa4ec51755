using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Onnx;

namespace Sweep.Trainer.Weights;

/// <summary>A file that holds the weights of a trained network, in the format that its name ends with.</summary>
public static class WeightFile
{
    private const string Npz = ".npz", Onnx = ".onnx", SafeTensors = ".safetensors";

    /// <summary>How names of files end, with their formats: NPZ, ONNX, safetensors.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [Npz, Onnx, SafeTensors];

    /// <summary>Whether a file of that name holds the network itself beside its weights.</summary>
    public static bool HoldsNetwork(string file) => Extension(file) == Onnx;

    /// <summary>Whether the name of a file says its format.</summary>
    public static bool HasFormat(string file) => Extensions.Contains(Extension(file));

    /// <summary>Writes weights.</summary>
    /// <param name="file">Its name ends with one of <see cref="Extensions"/>; it is replaced whole.</param>
    /// <param name="trial">Whose weights.</param>
    /// <param name="tensors">As engines save them; states of the optimizer are left out.</param>
    /// <param name="network">The network; asked for where <see cref="HoldsNetwork"/>.</param>
    /// <exception cref="OnnxException">The network cannot be written; no file is made.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string file, TrialDescription trial, IReadOnlyList<NamedTensor> tensors, Func<TrialNetwork> network)
    {
        ArgumentNullException.ThrowIfNull(network);
        NamedTensor[] kept = [.. tensors.Where(t => !TensorNames.IsOptimizerState(t.Name))];
        Action<Stream> write = Extension(file) switch
        {
            Npz => stream => NumpyArchive.Write(stream, kept),
            Onnx => OnnxModel.Create(network().Network, kept, network().Facts).Write,
            _ => stream => Checkpoints.SafeTensors.Write(stream, CheckpointFolder.FactsOf(trial), kept),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        string unfinished = file + ".part";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
                write(stream);
            File.Move(unfinished, file, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished); // of a write that failed
        }
    }

    private static string Extension(string file) => Path.GetExtension(file).ToLowerInvariant();
}
